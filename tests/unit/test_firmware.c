/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/model/firmware.h"

#include "../../engine/check/check.h"
#include "facts.h"
#include "unit.h"

/* Firmware without fault: a unit for everything, a region of one device in reserved memory. */
static struct xpt_bdf users[] = { { 0, 0, 5, 0 }, { 0, 0, 6, 0 } };
static struct firmware_region regions[2];
static struct firmware_unit units[2];
static struct firmware firmware;
static struct xpt_host host;

static void make_firmware(void)
{
	for (size_t i = 0; i < 2; i++)
		regions[i] = (struct firmware_region){
			.region = { .start = 0x1000 * i,
					.end = 0x1000 * i + 0xfff,
					.text = "a region",
					.reserved = KNOWN(1),
					.devices = { &users[i], 1, XPT_FACT_KNOWN, NULL } }
		};
	units[0] = units[1] = (struct firmware_unit){ .address = 0xfed90000, .all = true };
	firmware = (struct firmware){ .table = TEXT("DMAR"),
		.interrupt_remapping = KNOWN(1),
		.io_apics = { .state = XPT_FACT_ABSENT },
		.units = units,
		.unit_count = 1,
		.regions = regions,
		.region_count = 2,
		.map_read = KNOWN(1) };
	host = (struct xpt_host){ .firmware = &firmware };
}

static void answers(enum xpt_verdict verdict, const struct cause *cause)
{
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;

	CU_ASSERT_EQUAL_FATAL(xpt_host_check_firmware(&host, &report, NULL), 0);
	finding = xpt__report_find(report, cause);
	CU_ASSERT_PTR_NOT_NULL(finding);
	if (finding)
		CU_ASSERT_EQUAL(xpt_finding_verdict(finding), verdict);
	xpt_report_free(report);
}

static void sound_firmware_passes(void)
{
	make_firmware();
	answers(XPT_PASS, &xpt__cause_firmware_sound);
}

static void firmware_that_is_not_read_is_unknown(void)
{
	make_firmware();
	firmware.map_read = (struct fact_int){ .state = XPT_FACT_UNREADABLE };
	answers(XPT_UNKNOWN, &xpt__cause_unreadable);
	firmware.table = (struct fact_text){ .state = XPT_FACT_UNREADABLE, .reason = "not root" };
	answers(XPT_UNKNOWN, &xpt__cause_unreadable);
	host.firmware = NULL;
	answers(XPT_UNKNOWN, &xpt__cause_unreadable);
	make_firmware();
	firmware.table = (struct fact_text){ .state = XPT_FACT_ABSENT };
	answers(XPT_BLOCKED, &xpt__cause_firmware_iommu_missing);
}

static void regions_must_lie_in_reserved_memory_and_apart(void)
{
	make_firmware();
	regions[0].region.reserved = (struct fact_int)KNOWN(0);
	answers(XPT_RISK, &xpt__cause_region_not_reserved);
	regions[1].region.start = 0xfff;
	answers(XPT_BLOCKED, &xpt__cause_regions_overlap);
	make_firmware();
	regions[1].oddities = ODD_BACKWARDS;
	answers(XPT_BLOCKED, &xpt__cause_region_inverted);
}

static void amd_oddities_are_told(void)
{
	make_firmware();
	firmware.table = (struct fact_text)TEXT("IVRS");
	firmware.io_apics = (struct fact_int)KNOWN(0);
	answers(XPT_BLOCKED, &xpt__cause_io_apic_missing);
	regions[0].oddities = ODD_EXCLUSION;
	regions[1].oddities = ODD_ALL_DEVICES;
	answers(XPT_RISK, &xpt__cause_region_excluded);
	answers(XPT_RISK, &xpt__cause_region_of_all);
}

static void units_must_cover_something_and_not_the_same(void)
{
	make_firmware();
	firmware.interrupt_remapping = (struct fact_int)KNOWN(0);
	answers(XPT_RISK, &xpt__cause_firmware_no_interrupt_remapping);
	firmware.unit_count = 2;
	answers(XPT_RISK, &xpt__cause_iommu_unit_invalid);
	make_firmware();
	units[0].all = false;
	answers(XPT_RISK, &xpt__cause_iommu_unit_invalid);
}

/* HP names the sensors' chips of the board beside the cards. */
static void only_what_is_behind_a_bridge_is_a_card_in_a_slot(void)
{
	static struct xpt_device devices[2];
	static struct xpt_bdf named[2] = { { 0, 0, 5, 0 }, { 0, 6, 0, 0 } };
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;

	make_firmware();
	for (size_t i = 0; i < 2; i++)
		devices[i].bdf = named[i];
	devices[1].parent = &devices[0];
	host.devices = devices;
	host.device_count = 2;
	regions[0].oddities = ODD_ADD_IN;
	regions[0].region.devices = (struct bdfs){ named, 2, XPT_FACT_KNOWN, NULL };
	CU_ASSERT_EQUAL_FATAL(xpt_host_check_firmware(&host, &report, NULL), 0);
	finding = xpt__report_find(report, &xpt__cause_region_of_slot);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	ASSERT_TEXT(xpt_finding_device(finding, 0), "0000:06:00.0");
	CU_ASSERT_PTR_NULL(xpt_finding_device(finding, 1));
	xpt_report_free(report);
}

SUITE(firmware)
{
	TEST(sound_firmware_passes);
	TEST(firmware_that_is_not_read_is_unknown);
	TEST(regions_must_lie_in_reserved_memory_and_apart);
	TEST(only_what_is_behind_a_bridge_is_a_card_in_a_slot);
	TEST(amd_oddities_are_told);
	TEST(units_must_cover_something_and_not_the_same);
}
