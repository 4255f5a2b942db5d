/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's IOMMU table and the machine's memory map, and what they say of Xen's regions. */
#include "../model/firmware.h"

#include <stdlib.h>
#include <string.h>

#include "../base/vector.h"
#include "../base/bdf.h"
#include "../formats/memory_map.h"
#include "../source/paths.h"
#include "acpi/acpi.h"
#include "ask.h"

#define MAP_RANGES 4096
#define IVRS_IO_APIC 1

static struct firmware *firmware_of(struct xpt_host *host)
{
	return host->firmware;
}

/* The bus right below a bridge, as one of its children shows. */
static bool bus_below(
		const struct xpt_host *host, const struct xpt_device *bridge, uint8_t *ret_bus)
{
	for (size_t i = 0; bridge && i < host->device_count; i++)
		if (host->devices[i].parent == bridge) {
			*ret_bus = host->devices[i].bdf.bus;
			return true;
		}
	return false;
}

/* The device that a scope names; false: there is none. */
static bool resolve(const struct xpt_host *host, unsigned int segment,
		const struct dmar_scope *scope, struct xpt_bdf *ret_bdf)
{
	struct xpt_bdf at = { segment, scope->bus, 0, 0 };

	for (size_t i = 0; i < scope->hop_count; i++) {
		if (i && !bus_below(host, xpt__model_device(host, at), &at.bus))
			return false;
		at.device = scope->hops[i].device;
		at.function = scope->hops[i].function;
	}
	*ret_bdf = at;
	return xpt__model_device(host, at);
}

static void note_stranger(struct xpt_host *host, struct firmware_region *region,
		const struct dmar_scope *scope)
{
	const char *text = xpt__read_keep(host,
			xpt__arena_text(host->arena, "%02x:%02x.%x", scope->bus,
					scope->hops[0].device, scope->hops[0].function));

	for (size_t i = 1; text && i < scope->hop_count; i++)
		text = xpt__read_keep(host,
				xpt__arena_text(host->arena, "%s/%02x.%x", text,
						scope->hops[i].device, scope->hops[i].function));
	xpt__read_note_text(host, &region->strangers, text);
}

static void set_range(struct xpt_host *host, struct region *region, uint64_t start, uint64_t end)
{
	region->start = start;
	region->end = end;
	region->text = xpt__read_keep(host,
			xpt__arena_text(host->arena, "%llx-%llx", region->start, region->end));
	region->devices.state = XPT_FACT_KNOWN;
	region->by_firmware = fact_int_known(1);
}

static void add_rmrr(struct xpt_host *host, const struct dmar_entry *entry)
{
	struct firmware_region *region =
			&firmware_of(host)->regions[firmware_of(host)->region_count++];

	set_range(host, &region->region, entry->start, entry->end);
	region->strangers.state = XPT_FACT_KNOWN;
	if (entry->end < entry->start)
		region->oddities |= ODD_BACKWARDS;
	for (size_t i = 0; i < entry->scope_count; i++) {
		const struct dmar_scope *scope = &entry->scopes[i];
		struct xpt_bdf bdf;

		if (scope->hop_count > 1)
			region->oddities |= ODD_ADD_IN;
		if (resolve(host, entry->segment, scope, &bdf))
			xpt__read_note_bdf(host, &region->region.devices, bdf);
		else
			note_stranger(host, region, scope);
	}
}

static void add_unit(struct firmware *firmware, const struct dmar_entry *entry)
{
	firmware->units[firmware->unit_count++] = (struct firmware_unit){ entry->start,
		entry->segment, entry->all, entry->scope_count };
}

static bool make_room(struct xpt_host *host, size_t count)
{
	struct firmware *firmware = host->firmware;

	firmware->units = xpt__arena_array(host->arena, count + 1, sizeof(*firmware->units));
	firmware->regions = xpt__arena_array(host->arena, count + 1, sizeof(*firmware->regions));
	if (!firmware->units || !firmware->regions)
		host->out_of_memory = true;
	return !host->out_of_memory;
}

static void take_dmar(struct xpt_host *host, const struct dmar *dmar)
{
	struct firmware *firmware = host->firmware;

	firmware->defects = dmar->defects;
	firmware->interrupt_remapping = fact_int_known(dmar->flags & DMAR_INTR_REMAP);
	firmware->io_apics = (struct fact_int)FACT_ABSENT(NULL);
	if (!make_room(host, dmar->count))
		return;
	for (size_t i = 0; i < dmar->count; i++) {
		if (dmar->entries[i].type == DMAR_DRHD)
			add_unit(firmware, &dmar->entries[i]);
		if (dmar->entries[i].type == DMAR_RMRR)
			add_rmrr(host, &dmar->entries[i]);
	}
}

static void add_ivmd(struct xpt_host *host, const struct ivrs_entry *entry)
{
	struct firmware_region *region =
			&firmware_of(host)->regions[firmware_of(host)->region_count++];

	set_range(host, &region->region, entry->start, entry->end);
	region->strangers.state = XPT_FACT_KNOWN;
	if (entry->flags & IVMD_EXCLUSION)
		region->oddities |= ODD_EXCLUSION;
	if (!entry->first && entry->last == UINT16_MAX)
		region->oddities |= ODD_ALL_DEVICES;
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_bdf bdf = host->devices[i].bdf;
		unsigned int id = (unsigned int)bdf.bus << 8 | (unsigned int)bdf.device << 3 |
				bdf.function;

		if (!bdf.segment && id >= entry->first && id <= entry->last)
			xpt__read_note_bdf(host, &region->region.devices, bdf);
	}
}

static void take_ivrs(struct xpt_host *host, const struct ivrs *ivrs)
{
	struct firmware *firmware = host->firmware;
	long long io_apics = 0;

	firmware->defects = ivrs->defects;
	firmware->interrupt_remapping = (struct fact_int)FACT_ABSENT(NULL);
	if (!make_room(host, ivrs->count))
		return;
	for (size_t i = 0; i < ivrs->count; i++) {
		for (size_t k = 0; k < ivrs->entries[i].special_count; k++)
			io_apics += ivrs->entries[i].specials[k].variety == IVRS_IO_APIC;
		if (ivrs->entries[i].kind == IVRS_IVMD)
			add_ivmd(host, &ivrs->entries[i]);
	}
	firmware->io_apics = fact_int_known(io_apics);
}

static int parse(struct xpt_host *host, const char *table, struct span bytes)
{
	struct dmar dmar;
	struct ivrs ivrs;
	int rc;

	if (!strcmp(table, "IVRS")) {
		rc = xpt__ivrs_parse(host->arena, bytes, &ivrs);
		if (!rc)
			take_ivrs(host, &ivrs);
	} else {
		rc = xpt__dmar_parse(host->arena, bytes, &dmar);
		if (!rc)
			take_dmar(host, &dmar);
	}
	return rc;
}

static void read_table(struct source *source, struct xpt_host *host)
{
	const struct texts *tables = &host->firmware_tables;
	struct firmware *firmware = host->firmware;
	auto_blob struct blob blob = { 0 };
	char room[PATH_ROOM];
	const char *name = NULL;

	for (size_t i = 0; i < tables->count && !name; i++)
		if (!strcmp(tables->items[i], "DMAR") || !strcmp(tables->items[i], "RMAD") ||
				!strcmp(tables->items[i], "IVRS"))
			name = tables->items[i];
	firmware->table = (struct fact_text){
		.state = tables->state == XPT_FACT_KNOWN ? XPT_FACT_ABSENT : XPT_FACT_UNREADABLE,
		.reason = tables->reason
	};
	if (!name ||
			!xpt__read_answer(source, host,
					xpt__read_path(room, PATH_ACPI_TABLES "/%s", name), &blob,
					&firmware->table))
		return;
	switch (parse(host, name, blob_span(&blob))) {
	case 0:
		firmware->table = fact_text_known(name);
		break;
	case XPT_INVALID:
		firmware->table = (struct fact_text)FACT_UNREADABLE("it does not begin as such a "
								    "table does");
		break;
	default:
		host->out_of_memory = true;
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct memory_range *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

static struct fact_int map_not_known(const char *reason)
{
	return (struct fact_int)FACT_UNREADABLE(reason);
}

static void keep_ranges(struct firmware *firmware, struct span rest)
{
	struct map_line line;

	firmware->map_read = fact_int_known(1);
	while (xpt__map_next(&rest, &line)) {
		if (!line.whole) {
			firmware->map_read = map_not_known("a line of Xen's memory map is garbled");
			return;
		}
		if (firmware->map_count == MAP_RANGES) {
			firmware->map_read = map_not_known("the memory map is too long");
			return;
		}
		firmware->map[firmware->map_count++] = (struct memory_range){ line.start, line.end,
			line.type == MAP_RESERVED, line.type == MAP_USABLE };
	}
}

static void read_map(struct source *source, struct xpt_host *host)
{
	struct firmware *firmware = host->firmware;
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_MEMORY_MAP, &blob, &why)) {
		firmware->map_read =
				map_not_known(why.reason ? why.reason : "Xen has no memory map");
		return;
	}
	firmware->map = xpt__arena_array(host->arena, MAP_RANGES, sizeof(*firmware->map));
	if (!firmware->map) {
		host->out_of_memory = true;
		return;
	}
	keep_ranges(firmware, blob_span(&blob));
	qsort(firmware->map, firmware->map_count, sizeof(*firmware->map), compare_ranges);
}

/* Ranges lie in order, so that those that continue each other are met one after the other. */
static struct fact_int is_reserved(const struct firmware *firmware, const struct region *region)
{
	unsigned long long at = region->start;

	if (!fact_true(firmware->map_read))
		return firmware->map_read;
	for (size_t i = 0; i < firmware->map_count && at <= region->end; i++) {
		const struct memory_range *range = &firmware->map[i];

		if (!range->reserved || range->start > at || range->end < at)
			continue;
		if (range->end >= region->end)
			return fact_int_known(1);
		at = range->end + 1;
	}
	return fact_int_known(0);
}

#define CLASS_USB 0x0c03
#define CLASS_IPMI 0x0c07
#define BASE_DISPLAY 0x03
#define VENDOR_HP 0x103c
#define VENDOR_HPE 0x1590

/* What firmware does with such a device behind the system's back. */
static const char *purpose_of(const struct xpt_device *device)
{
	bool known = device && device->class_code.state == XPT_FACT_KNOWN;

	if (known && device->class_code.value == CLASS_USB)
		return "legacy USB keyboard and mouse";
	if (known && device->class_code.value >> 8 == BASE_DISPLAY)
		return "graphics memory";
	if (known &&
			(device->class_code.value == CLASS_IPMI ||
					((device->vendor_id.value == VENDOR_HP ||
							 device->vendor_id.value == VENDOR_HPE) &&
							device->class_code.value == 0x0880)))
		return "management controller";
	return NULL;
}

static void conclude(const struct xpt_host *host, struct region *region)
{
	bool shared = region->devices.count > 1;
	bool amd = fact_text_is(host->iommu_kind, "AMD-Vi");
	const char *purpose = NULL;

	for (size_t i = 0; i < region->devices.count && !purpose; i++)
		purpose = purpose_of(xpt__model_device(host, region->devices.items[i]));
	region->purpose = (struct fact_text){ .state = purpose ? XPT_FACT_KNOWN : XPT_FACT_ABSENT,
		.value = purpose };
	region->reserved = is_reserved(host->firmware, region);
	/* only VT-d looks whether a region is shared */
	region->strict = fact_text_known(shared && !amd ?
					"refuses each of its devices: shared" :
					"assigns, unless the guest has memory of its own there");
	region->relaxed = fact_text_known(shared ?
					"assigns; a risk while its devices have several owners" :
					"assigns in any case");
}

static const struct region *same_region(const struct region *region, const struct region *other)
{
	return region->start >> 12 == other->start >> 12 && region->end >> 12 == other->end >> 12 ?
			region :
			NULL;
}

/* Xen counts in pages, firmware in bytes. */
static void compare_regions(struct xpt_host *host)
{
	struct firmware *firmware = host->firmware;

	for (size_t i = 0; i < host->region_count; i++) {
		struct region *region = &host->regions[i];

		region->by_xen = fact_int_known(1);
		region->by_firmware = firmware->table.state == XPT_FACT_UNREADABLE ?
				xpt__fact_int_why(firmware->table) :
				fact_int_known(0);
		for (size_t k = 0; k < firmware->region_count; k++)
			if (same_region(&firmware->regions[k].region, region)) {
				region->by_firmware = fact_int_known(1);
				firmware->regions[k].region.by_xen = fact_int_known(1);
			}
		conclude(host, region);
	}
	for (size_t k = 0; k < firmware->region_count; k++) {
		struct region *region = &firmware->regions[k].region;

		if (region->by_xen.state == XPT_FACT_UNREAD)
			region->by_xen = fact_true(host->regions_read) ? fact_int_known(0) :
									 host->regions_read;
		conclude(host, region);
	}
}

int xpt__read_firmware(struct source *source, struct xpt_host *host)
{
	if (!(host->detail & XPT_DETAIL_CONFIG))
		return 0;
	host->firmware = xpt__arena_alloc(host->arena, sizeof(*host->firmware));
	if (!host->firmware)
		return XPT_NO_MEMORY;
	read_table(source, host);
	read_map(source, host);
	compare_regions(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
