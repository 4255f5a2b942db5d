/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reserved memory and the memory map, by hypercall. */
#include "xen_memory.h"

#include <errno.h>

#include "../base/error.h"
#include "../base/vector.h"
#include "../formats/memory_map.h"
#include "../formats/regions.h"

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
	bool of_device; /* otherwise the region itself */
	struct xpt_bdf bdf;
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
		*use = (struct use){ regions.items[i].start_pfn, regions.items[i].nr_pages,
			device != NULL, bdf, uses->list.count };
	}
	return rc;
}

static bool same_region(const struct use *one, const struct use *other)
{
	return one->start == other->start && one->pages == other->pages;
}

static int write_uses(const struct uses *uses, FILE *to, struct xpt_error **ret_error)
{
	auto_free struct xpt_bdf *devices = calloc(uses->list.count, sizeof(*devices));
	const struct use *items = uses->list.items;
	size_t count;

	if (!devices)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0, end; i < uses->list.count; i = end) {
		count = 0;
		for (end = i; end < uses->list.count && same_region(&items[i], &items[end]); end++)
			if (items[end].of_device)
				devices[count++] = items[end].bdf;
		xpt__regions_write(to, items[i].start << XC_PAGE_SHIFT,
				((items[i].start + items[i].pages) << XC_PAGE_SHIFT) - 1, devices,
				count);
	}
	return 0;
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
		rc = write_uses(&uses, to, ret_error);
	}
	vector_clear(&uses.list);
	return rc;
}

/* The machine's own, as firmware gave it to Xen; dom0's kernel shows what Xen made of it. */
int xpt__xen_write_memory_map(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	auto_free struct e820entry *entries = calloc(MAP_ENTRIES, sizeof(*entries));
	int count;

	if (!entries)
		return xpt__error_no_memory(ret_error);
	count = xc_get_machine_memory_map(xc, entries, MAP_ENTRIES);
	if (count < 0)
		return xpt__xen_failed("the machine's memory map", ret_error);
	for (int i = 0; i < count; i++)
		if (entries[i].size)
			xpt__map_write(to, entries[i].addr, entries[i].addr + entries[i].size - 1,
					entries[i].type);
	return 0;
}
