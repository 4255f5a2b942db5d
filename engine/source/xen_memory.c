/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reserved memory and the memory map, by hypercall. */
#include "xen_memory.h"

#include <errno.h>
#include <inttypes.h>

#include "../base/error.h"
#include "../base/vector.h"

#define REGIONS_LIMIT 4096U
#define MAP_ENTRIES 1024

struct regions {
	struct xen_reserved_device_memory *items;
	uint32_t count;
};

/* Xen says ENOBUFS and how many there are; its header promises ERANGE. */
static int ask_regions(xc_interface *xc, uint32_t flags, struct xpt_bdf bdf,
		struct regions *regions, struct xpt_error **ret_error)
{
	uint32_t room = regions->count;

	for (int i = 0; i < 4; i++) {
		regions->count = room;
		if (!xc_reserved_device_memory_map(xc, flags, (uint16_t)bdf.segment, bdf.bus,
				    xpt__xen_devfn(bdf), regions->items, &regions->count))
			return 0;
		if ((errno != ENOBUFS && errno != ERANGE) || regions->count > REGIONS_LIMIT)
			return xpt__xen_failed("its reserved memory", ret_error);
		room = regions->count;
		free(regions->items);
		regions->items = calloc(room + 1, sizeof(*regions->items));
		if (!regions->items)
			return xpt__error_no_memory(ret_error);
	}
	return xpt__error_set(
			ret_error, XPT_UNREADABLE, "Xen's reserved memory changes all the time");
}

struct use {
	uint64_t start, pages;
	const char *device; /* NULL: the region itself */
	size_t order;
};

static int compare_uses(const void *first, const void *second)
{
	const struct use *a = first, *b = second;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->pages != b->pages)
		return a->pages < b->pages ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

struct uses {
	VECTOR(struct use) list;
};

static int add_uses(xc_interface *xc, const char *device, struct uses *uses,
		struct xpt_error **ret_error)
{
	struct xpt_bdf bdf = { 0 };
	struct regions regions = { .items = calloc(17, sizeof(*regions.items)), .count = 16 };
	auto_free void *items = NULL;
	int rc = 0;

	if (!regions.items)
		return xpt__error_no_memory(ret_error);
	if (!device || xpt__xen_address(device, &bdf))
		rc = ask_regions(xc, device ? 0 : XENMEM_RDM_ALL, bdf, &regions, ret_error);
	else
		regions.count = 0;
	items = regions.items;
	for (uint32_t i = 0; !rc && i < regions.count; i++) {
		struct use *use = vector_push(&uses->list);

		if (!use)
			return xpt__error_no_memory(ret_error);
		*use = (struct use){ regions.items[i].start_pfn, regions.items[i].nr_pages, device,
			uses->list.count };
	}
	return rc;
}

static void write_uses(const struct uses *uses, FILE *to)
{
	const struct use *items = uses->list.items;

	for (size_t i = 0, end; i < uses->list.count; i = end) {
		fprintf(to, "%" PRIx64 "-%" PRIx64, items[i].start << XC_PAGE_SHIFT,
				((items[i].start + items[i].pages) << XC_PAGE_SHIFT) - 1);
		for (end = i; end < uses->list.count && items[end].start == items[i].start &&
				items[end].pages == items[i].pages;
				end++)
			if (items[end].device)
				fprintf(to, " %s", items[end].device);
		fputc('\n', to);
	}
}

/* Xen tells all regions without devices, or those of one device: so each device is asked. */
int xpt__xen_write_regions(xc_interface *xc, const struct names *devices, FILE *to,
		struct xpt_error **ret_error)
{
	struct uses uses = { 0 };
	int rc = add_uses(xc, NULL, &uses, ret_error);

	for (size_t i = 0; !rc && uses.list.count && i < devices->count; i++)
		rc = add_uses(xc, devices->items[i], &uses, ret_error);
	if (!rc && uses.list.count) {
		qsort(uses.list.items, uses.list.count, sizeof(*uses.list.items), compare_uses);
		write_uses(&uses, to);
	}
	vector_clear(&uses.list);
	return rc;
}

/* The machine's own, as firmware gave it to Xen; dom0's kernel shows what Xen made of it. */
int xpt__xen_write_memory_map(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	static const char *const types[] = { "unknown", "usable", "reserved", "acpi", "nvs",
		"unusable" };
	auto_free struct e820entry *entries = calloc(MAP_ENTRIES, sizeof(*entries));
	int count;

	if (!entries)
		return xpt__error_no_memory(ret_error);
	count = xc_get_machine_memory_map(xc, entries, MAP_ENTRIES);
	if (count < 0)
		return xpt__xen_failed("the machine's memory map", ret_error);
	for (int i = 0; i < count; i++)
		if (entries[i].size)
			fprintf(to, "%" PRIx64 "-%" PRIx64 " %s\n", entries[i].addr,
					entries[i].addr + entries[i].size - 1,
					types[entries[i].type <= 5 ? entries[i].type : 0]);
	return 0;
}
