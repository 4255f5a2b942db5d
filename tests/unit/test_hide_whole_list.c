/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hide= given whole, as xpt boot set dom0 and xpt xen-cmdline take it. */
#include <xpt/boot.h>

#include <stdio.h>

#include "../../engine/boot/hide_rules.h"
#include "../../engine/model/boot.h"
#include "facts.h"
#include "unit.h"

/* What a whole list comes to, in place of one of which only the first device is there. */
static int judge_list(const char *list, struct xpt_report **ret_report)
{
	struct xpt_device device = {
		.bdf = { 0, 4, 0, 1 }, .address = "0000:04:00.1", .critical.state = XPT_FACT_KNOWN
	};
	struct boot boot = { .hide = "(0000:04:00.1)(0000:09:00.0)",
		.dom0_line = TEXT("xen-pciback.hide=(0000:04:00.1)(0000:09:00.0)"),
		.pciback_next = TEXT("built in") };
	const struct xpt_host host = {
		.devices = &device, .device_count = 1, .boot = &boot, .detail = XPT_DETAIL_CRITICAL
	};
	char *word = NULL;
	int rc = xpt_hide(&host, &XPT_OPTIONS(xpt_hide_request, .list = list), ret_report, &word,
			NULL);

	free(word);
	return rc;
}

static bool tells_absent(const char *list)
{
	struct xpt_report *report = NULL;
	bool found = false;

	CU_ASSERT_EQUAL_FATAL(judge_list(list, &report), 0);
	for (size_t i = 0; xpt_report_finding(report, i); i++)
		found |= !strcmp(xpt_finding_cause(xpt_report_finding(report, i)),
				"boot-hide-absent");
	xpt_report_free(report);
	return found;
}

static void a_list_that_names_no_device_is_told_once(void)
{
	CU_ASSERT(tells_absent("(0000:04:00.1)(0000:05:00.0)"));
	CU_ASSERT_FALSE(tells_absent("(0000:04:00.1)"));
	/* it stood there before */
	CU_ASSERT_FALSE(tells_absent("(0000:04:00.1)(0000:09:00.0)"));
	/* for what comes */
	CU_ASSERT_FALSE(tells_absent("(0000:04:00.1)(0000:05:00.*)"));
}

static void a_list_that_the_kernel_has_no_room_for_is_refused(void)
{
	char list[74 * 14 + 1];
	struct xpt_report *report = NULL;

	for (unsigned int i = 0; i < 74; i++)
		snprintf(list + i * 14, 15, "(0000:%02x:00.0)", i);
	CU_ASSERT_EQUAL(judge_list(list, &report), XPT_REFUSED);
	list[73 * 14] = '\0';
	CU_ASSERT_EQUAL(judge_list(list, &report), 0);
	xpt_report_free(report);
}

#define MANY 100

static struct xpt_device many[MANY];

static void fill_many(void)
{
	for (unsigned int i = 0; i < MANY; i++) {
		struct xpt_device *device = &many[i];

		*device = (struct xpt_device){ .bdf = { 0, (uint8_t)i, 0, 0 },
			.vendor_id = KNOWN(0x8086),
			.device_id = KNOWN(0x10d3),
			.subsystem_vendor_id = KNOWN(0x8086),
			.subsystem_device_id = KNOWN(0),
			.critical.state = XPT_FACT_KNOWN };
		(void)xpt_bdf_format(device->bdf, device->address);
	}
}

/* Hiding that many devices, where @flags say how. */
static int hide_many(unsigned int flags, size_t *ret_steps)
{
	struct boot_file items[] = { { .path = "etc/debian_version", .state = XPT_FACT_KNOWN },
		{ .path = HIDE_RULES_FILE, .state = XPT_FACT_ABSENT } };
	struct boot boot = { .files = { .items = items, .count = 2 },
		.ruled.state = XPT_FACT_ABSENT,
		.dom0_line = TEXT("quiet"),
		.pciback_next = TEXT("module") };
	const struct xpt_host host = {
		.devices = many, .device_count = MANY, .boot = &boot, .detail = XPT_DETAIL_CRITICAL
	};
	struct xpt_bdf bdfs[MANY];
	struct xpt_report *report = NULL;
	struct xpt_plan *plan = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	char *word = NULL;
	int rc;

	for (size_t i = 0; i < MANY; i++)
		bdfs[i] = many[i].bdf;
	CU_ASSERT_EQUAL_FATAL(
			xpt_hide(&host,
					&XPT_OPTIONS(xpt_hide_request, .devices = bdfs,
							.device_count = MANY,
							.flags = flags ? XPT_HIDE_OVERRIDE : 0),
					&report, &word, NULL),
			0);
	rc = xpt_plan_for_boot(&host,
			&XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_DOM0,
					.words = (const char *const *)&word, .word_count = 1,
					.flags = flags),
			&plan, NULL);
	*ret_steps = 0;
	while (!rc && xpt_plan_step(plan, *ret_steps, &step))
		++*ret_steps;
	xpt_plan_free(plan);
	xpt_report_free(report);
	free(word);
	return rc;
}

static void rules_hide_more_devices_than_the_kernel_has_room_for(void)
{
	size_t steps;

	fill_many();
	CU_ASSERT_EQUAL(hide_many(XPT_BOOT_OVERRIDE, &steps), 0);
	CU_ASSERT(steps > 0);
	CU_ASSERT_EQUAL(hide_many(0, &steps), XPT_REFUSED);
}

/* The verdict of hiding a device by a rule, on a kernel with these files built in; "" without a finding of it. */
static const char *judge_rule(const char *built_in, const char *driver, struct texts matching)
{
	struct xpt_device device = { .bdf = { 0, 4, 0, 1 },
		.address = "0000:04:00.1",
		.critical.state = XPT_FACT_KNOWN,
		.vendor_id = KNOWN(1),
		.device_id = KNOWN(2),
		.subsystem_vendor_id = KNOWN(3),
		.subsystem_device_id = KNOWN(4),
		.driver = TEXT(driver),
		.matching_drivers = matching };
	struct boot boot = { .pciback_next = TEXT("module"),
		.ruled.state = XPT_FACT_ABSENT,
		.built_in = xpt__span_of(built_in) };
	const struct xpt_host host = {
		.devices = &device, .device_count = 1, .boot = &boot, .detail = XPT_DETAIL_CRITICAL
	};
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	const char *verdict = "";
	char *word = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_hide(&host,
					      &XPT_OPTIONS(xpt_hide_request, .devices = &device.bdf,
							      .device_count = 1,
							      .flags = XPT_HIDE_OVERRIDE),
					      &report, &word, NULL),
			0);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (!strcmp(xpt_finding_cause(finding), "boot-hide-built-in")) {
			verdict = xpt_verdict_text(xpt_finding_verdict(finding));
			CU_ASSERT_EQUAL(strstr(xpt_finding_because(finding), "may take") != NULL,
					xpt_finding_verdict(finding) == XPT_RISK);
		}
	xpt_report_free(report);
	free(word);
	return verdict;
}

static void a_rule_comes_too_late_for_a_driver_in_the_kernel(void)
{
	static const char in_kernel[] =
			"kernel/drivers/ata/ahci.ko\nkernel/drivers/usb/host/xhci-pci.ko\n";
	const char *two[] = { "xhci_pci", "other" };
	const struct texts none = { 0 }, one = { .items = two, .count = 1 },
			   both = { .items = two, .count = 2 };

	ASSERT_TEXT(judge_rule(in_kernel, "ahci", none), "BLOCKED");
	ASSERT_TEXT(judge_rule(in_kernel, "pciback", one), "BLOCKED");
	ASSERT_TEXT(judge_rule(in_kernel, "other", both), "RISK");
	ASSERT_TEXT(judge_rule(in_kernel, "e1000e", none), "");
}

/* What is told of the next boot where @flags hide the device, or take it back; "": nothing. */
static void tell_change(
		unsigned int flags, struct boot *boot, struct fact_int next, char (*ret_text)[256])
{
	struct xpt_device device = { .bdf = { 0, 4, 0, 1 },
		.address = "0000:04:00.1",
		.critical.state = XPT_FACT_KNOWN,
		.vendor_id = KNOWN(1),
		.device_id = KNOWN(2),
		.subsystem_vendor_id = KNOWN(3),
		.subsystem_device_id = KNOWN(4),
		.hidden_next = next };
	const struct xpt_host host = {
		.devices = &device, .device_count = 1, .boot = boot, .detail = XPT_DETAIL_CRITICAL
	};
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	char *word = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_hide(&host,
					      &XPT_OPTIONS(xpt_hide_request, .devices = &device.bdf,
							      .device_count = 1, .flags = flags),
					      &report, &word, NULL),
			0);
	(*ret_text)[0] = '\0';
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (!strcmp(xpt_finding_cause(finding), "boot-hide-change"))
			snprintf(*ret_text, sizeof(*ret_text), "%s",
					strstr(xpt_finding_because(finding), "next boot"));
	xpt_report_free(report);
	free(word);
}

static void what_no_rule_hides_any_longer_is_told(void)
{
	struct hide_rule rule = { { 0, 4, 0, 1 }, 1, 2, 3, 4 };
	struct boot boot = { .dom0_line = TEXT("quiet"),
		.pciback_next = TEXT("module"),
		.ruled.state = XPT_FACT_KNOWN,
		.rules = { .items = &rule, .count = 1 } };
	const struct fact_int doubt = UNREADABLE;
	char text[256];

	tell_change(XPT_UNHIDE | XPT_HIDE_OVERRIDE, &boot, fact_int_known(1), &text);
	CU_ASSERT(strstr(text, "next boot reserved -> dom0; it needs an initramfs") != NULL);
	tell_change(XPT_UNHIDE | XPT_HIDE_OVERRIDE, &boot, doubt, &text);
	CU_ASSERT(strstr(text, "next boot not known -> dom0") != NULL);
	boot.hide = "(0000:04:00.1)";
	tell_change(XPT_UNHIDE | XPT_HIDE_OVERRIDE, &boot, fact_int_known(1), &text);
	CU_ASSERT(strstr(text, "next boot reserved -> not known") != NULL);
	boot.pciback_next = (struct fact_text)TEXT("built in");
	tell_change(XPT_UNHIDE | XPT_HIDE_OVERRIDE, &boot, fact_int_known(1), &text);
	ASSERT_TEXT(text, "");
}

static void what_hide_needs_of_a_module_is_told(void)
{
	struct boot boot = { .dom0_line = TEXT("quiet"), .pciback_next = TEXT("module") };
	char text[256];

	tell_change(0, &boot, fact_int_known(0), &text);
	ASSERT_TEXT(text,
			"next boot dom0 -> reserved; it needs a reboot, and xen-pciback loaded "
			"before the drivers");
	boot.pciback_next = (struct fact_text)TEXT("built in");
	tell_change(0, &boot, fact_int_known(0), &text);
	ASSERT_TEXT(text, "next boot dom0 -> reserved; it needs a reboot");
	boot.hide = "(0000:04:00.1)";
	tell_change(XPT_UNHIDE, &boot, fact_int_known(1), &text);
	ASSERT_TEXT(text, "next boot reserved -> dom0; it needs a reboot");
}

SUITE(hide_whole_list)
{
	TEST(what_no_rule_hides_any_longer_is_told);
	TEST(what_hide_needs_of_a_module_is_told);
	TEST(a_rule_comes_too_late_for_a_driver_in_the_kernel);
	TEST(rules_hide_more_devices_than_the_kernel_has_room_for);
	TEST(a_list_that_names_no_device_is_told_once);
	TEST(a_list_that_the_kernel_has_no_room_for_is_refused);
}
