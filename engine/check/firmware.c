/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with the firmware's IOMMU table, and matters. */
#include "../model/firmware.h"

#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "check.h"

struct firmware_check {
	const struct xpt_host *host;
	const struct firmware *firmware;
	struct arena *arena;
	struct xpt_report *report;
};

static const char *table_of(const struct firmware_check *run)
{
	return run->firmware->table.value;
}

/* @detail: what the cause's sentence says of the region or the unit. @named: those it is about. */
static int add_region_of(struct firmware_check *run, const struct cause *cause,
		const struct firmware_region *region, const char *detail, const struct bdfs *named)
{
	const char *all = xpt__bdfs_text(run->arena, &region->region.devices);
	const char *devices = all ? xpt__bdfs_text(run->arena, named) : NULL;
	struct xpt_finding *finding = devices ?
			xpt__report_add(run->report, cause,
					PLACEHOLDERS({ "kind",
								     strcmp(table_of(run), "IVRS") ?
										     "RMRR" :
										     "IVMD" },
							{ "region", region->region.text },
							{ "detail", detail },
							{ "devices", *devices ? devices : NULL })) :
			NULL;

	return finding ? xpt__finding_evidence(finding, table_of(run), 0, "%s %s",
					 region->region.text, all) :
			 XPT_NO_MEMORY;
}

static int add_region(struct firmware_check *run, const struct cause *cause,
		const struct firmware_region *region, const char *detail)
{
	return add_region_of(run, cause, region, detail, &region->region.devices);
}

static const char *join(struct arena *arena, const struct texts *texts)
{
	const char *text = texts->items[0];

	for (size_t i = 1; text && i < texts->count; i++)
		text = xpt__arena_text(arena, "%s, %s", text, texts->items[i]);
	return text;
}

/* A card is behind a bridge; what is on a root bus is soldered on. */
static int ask_slots(struct firmware_check *run, const struct firmware_region *region)
{
	const struct bdfs *devices = &region->region.devices;
	struct bdfs cards = { 0 };

	for (size_t i = 0; i < devices->count; i++) {
		const struct xpt_device *device = xpt__model_device(run->host, devices->items[i]);

		if (device && device->parent &&
				!xpt__bdfs_add(run->arena, &cards, devices->items[i]))
			return XPT_NO_MEMORY;
	}
	return cards.count ? add_region_of(run, &xpt__cause_region_of_slot, region, NULL, &cards) :
			     0;
}

static int ask_region(struct firmware_check *run, const struct firmware_region *region)
{
	int rc = 0;

	if (region->oddities & ODD_BACKWARDS)
		return add_region(run, &xpt__cause_region_inverted, region, NULL);
	if (fact_is(region->region.reserved, 0))
		rc = add_region(run, &xpt__cause_region_not_reserved, region, NULL);
	if (!rc && region->strangers.count)
		rc = add_region(run, &xpt__cause_region_absent_devices, region,
				join(run->arena, &region->strangers));
	if (!rc && (region->oddities & ODD_ADD_IN))
		rc = ask_slots(run, region);
	if (!rc && (region->oddities & ODD_EXCLUSION))
		rc = add_region(run, &xpt__cause_region_excluded, region, NULL);
	if (!rc && (region->oddities & ODD_ALL_DEVICES))
		rc = add_region(run, &xpt__cause_region_of_all, region, NULL);
	return rc;
}

static int ask_regions(struct firmware_check *run)
{
	const struct firmware *firmware = run->firmware;
	int rc = 0;

	for (size_t i = 0; i < firmware->region_count && !rc; i++) {
		const struct firmware_region *region = &firmware->regions[i];

		rc = ask_region(run, region);
		for (size_t k = 0; k < i && !rc; k++)
			if (firmware->regions[k].region.start <= region->region.end &&
					region->region.start <= firmware->regions[k].region.end)
				rc = add_region(run, &xpt__cause_regions_overlap, region,
						firmware->regions[k].region.text);
	}
	if (!rc && firmware->region_count && !fact_true(firmware->map_read))
		rc = xpt__check_unreadable(run->host, run->report,
				"whether the regions lie in reserved memory",
				firmware->map_read.reason);
	return rc;
}

static int add_unit(
		struct firmware_check *run, const struct firmware_unit *unit, const char *defect)
{
	return xpt__report_add(run->report, &xpt__cause_iommu_unit_invalid,
			       PLACEHOLDERS({ "table", table_of(run) },
					       { "unit",
							       xpt__arena_text(run->arena, "%llx",
									       unit->address) },
					       { "defect", defect })) ?
			0 :
			XPT_NO_MEMORY;
}

static int ask_units(struct firmware_check *run)
{
	const struct firmware *firmware = run->firmware;
	int rc = 0;

	for (size_t i = 0; i < firmware->unit_count && !rc; i++) {
		const struct firmware_unit *unit = &firmware->units[i];

		if (!unit->address || unit->address == UINT64_MAX)
			rc = add_unit(run, unit, "has no registers");
		else if (!unit->all && !unit->scopes)
			rc = add_unit(run, unit, "covers no device");
		for (size_t k = 0; k < i && !rc && unit->all; k++)
			if (firmware->units[k].all && firmware->units[k].segment == unit->segment)
				rc = add_unit(run, unit, "is the second that covers all the rest");
	}
	return rc;
}

static int ask_table(struct firmware_check *run)
{
	const struct firmware *firmware = run->firmware;
	int rc = 0;

	for (size_t i = 0; i < firmware->defects.count && !rc; i++)
		rc = xpt__report_add(run->report, &xpt__cause_firmware_table_broken,
				     PLACEHOLDERS({ "table", table_of(run) },
						     { "defect", firmware->defects.items[i] })) ?
				0 :
				XPT_NO_MEMORY;
	if (!rc && fact_is(firmware->interrupt_remapping, 0))
		rc = xpt__report_add(run->report, &xpt__cause_firmware_no_interrupt_remapping,
				     NULL) ?
				0 :
				XPT_NO_MEMORY;
	if (!rc && fact_is(firmware->io_apics, 0))
		rc = xpt__report_add(run->report, &xpt__cause_io_apic_missing, NULL) ?
				0 :
				XPT_NO_MEMORY;
	return rc;
}

static int inspect(struct firmware_check *run)
{
	bool amd = run->host->cpu_vendor.state == XPT_FACT_KNOWN &&
			strstr(run->host->cpu_vendor.value, "AMD");
	const struct fact_text *table = run->firmware ? &run->firmware->table : NULL;
	int rc;

	if (table && table->state == XPT_FACT_ABSENT)
		return xpt__report_add(run->report, &xpt__cause_firmware_iommu_missing,
				       PLACEHOLDERS({ "table", amd ? "IVRS" : "DMAR" })) ?
				0 :
				XPT_NO_MEMORY;
	if (!table || table->state != XPT_FACT_KNOWN)
		return xpt__check_unreadable(run->host, run->report, "the firmware's IOMMU table",
				table ? table->reason : NULL);
	rc = ask_table(run);
	if (!rc)
		rc = ask_units(run);
	if (!rc)
		rc = ask_regions(run);
	if (!rc && !xpt_report_finding(run->report, 0))
		rc = xpt__report_add(run->report, &xpt__cause_firmware_sound,
				     PLACEHOLDERS({ "table", table->value })) ?
				0 :
				XPT_NO_MEMORY;
	return rc;
}

int xpt_host_check_firmware(const struct xpt_host *host, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	struct firmware_check run = { host, host->firmware, xpt__arena_new(), xpt__report_new() };
	int rc = run.arena && run.report ? inspect(&run) : XPT_NO_MEMORY;

	xpt__arena_free(run.arena);
	if (rc) {
		xpt_report_free(run.report);
		return xpt__error_no_memory(ret_error);
	}
	*ret_report = run.report;
	return 0;
}
