/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reserved memory regions (RMRR, IVMD), and who shares them with whom. */
#include "../base/vector.h"
#include "../base/bdf.h"
#include "../formats/regions.h"
#include "../source/paths.h"
#include "ask.h"

/* Sharers looked at for one device; firmware lists a few dozen at most. */
#define SHARERS_SEEN 1024

static struct region keep_region(
		struct xpt_host *host, const struct region_line *line, unsigned long number)
{
	struct region region = { .start = line->start, .end = line->end, .line = number };
	struct span devices = line->devices;
	struct xpt_bdf bdf;

	region.text = xpt__read_keep(host,
			xpt__arena_printable(host->arena, line->range.at, line->range.length));
	region.devices.state = XPT_FACT_KNOWN;
	while (xpt__regions_device(&devices, &bdf) && !host->out_of_memory)
		xpt__read_note_bdf(host, &region.devices, bdf);
	return region;
}

/* What a line that is not whole would tell is not known, so nothing is that only no line tells. */
static void read_regions(struct xpt_host *host, struct span rest)
{
	VECTOR(struct region) regions = { 0 };
	struct region *item;
	unsigned long number = 0;
	struct region_line line;

	while (xpt__regions_next(&rest, &line) && !host->out_of_memory) {
		number++;
		if (!line.whole) {
			host->regions_read = (struct fact_int)FACT_UNREADABLE(
					"a line of Xen's list of reserved memory is garbled");
			continue;
		}
		item = vector_push(&regions);
		if (item)
			*item = keep_region(host, &line, number);
		else
			host->out_of_memory = true;
	}
	host->regions = xpt__arena_array(host->arena, regions.count + 1, sizeof(*host->regions));
	if (!host->regions)
		host->out_of_memory = true;
	for (size_t i = 0; host->regions && i < regions.count; i++)
		host->regions[host->region_count++] = regions.items[i];
	vector_clear(&regions);
}

static int compare_addresses(const void *a, const void *b)
{
	return xpt_bdf_compare(*(const struct xpt_bdf *)a, *(const struct xpt_bdf *)b);
}

/* Each device with each region that names it, as a list that can be sorted by device. */
struct use {
	struct xpt_bdf bdf;
	const struct region *region;
};

static int compare_uses(const void *a, const void *b)
{
	const struct use *one = a, *other = b;
	int order = xpt_bdf_compare(one->bdf, other->bdf);

	return order ? order : (one->region > other->region) - (one->region < other->region);
}

/* The others of the regions in @uses, in order and once each. */
static void note_sharers(struct xpt_host *host, struct xpt_device *device, const struct use *uses,
		size_t count)
{
	struct xpt_bdf seen[SHARERS_SEEN];
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < uses[i].region->devices.count && total < SHARERS_SEEN; k++)
			seen[total++] = uses[i].region->devices.items[k];
	qsort(seen, total, sizeof(*seen), compare_addresses);
	for (size_t i = 0; i < total; i++)
		if (!xpt__bdf_equal(seen[i], device->bdf) &&
				(!i || !xpt__bdf_equal(seen[i], seen[i - 1])))
			xpt__read_note_bdf(host, &device->reserved_memory_sharers, seen[i]);
}

static void note_uses(struct xpt_host *host, const struct use *uses, size_t count)
{
	struct xpt_device *device = xpt__model_device(host, uses[0].bdf);

	if (!device)
		return;
	for (size_t i = 0; i < count; i++)
		if (!i || uses[i].region != uses[i - 1].region)
			xpt__read_note_text(host, &device->reserved_memory, uses[i].region->text);
	note_sharers(host, device, uses, count);
}

static void link_devices(struct xpt_host *host)
{
	VECTOR(struct use) uses = { 0 };
	struct use *use;

	for (size_t i = 0; i < host->region_count; i++)
		for (size_t k = 0; k < host->regions[i].devices.count && !host->out_of_memory;
				k++) {
			use = vector_push(&uses);
			if (use)
				*use = (struct use){ host->regions[i].devices.items[k],
					&host->regions[i] };
			else
				host->out_of_memory = true;
		}
	if (uses.count)
		qsort(uses.items, uses.count, sizeof(*uses.items), compare_uses);
	for (size_t i = 0, end; i < uses.count && !host->out_of_memory; i = end) {
		for (end = i + 1; end < uses.count; end++)
			if (!xpt__bdf_equal(uses.items[i].bdf, uses.items[end].bdf))
				break;
		note_uses(host, &uses.items[i], end - i);
	}
	vector_clear(&uses);
}

int xpt__read_reserved_memory(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	host->regions_read = fact_int_known(1);
	if (xpt__read_answer(source, host, PATH_XEN_REGIONS, &blob, &why))
		read_regions(host, blob_span(&blob));
	else
		host->regions_read = (struct fact_int)FACT_UNREADABLE(
				why.reason ? why.reason : "Xen was not asked for reserved memory");
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		device->reserved_memory.state = device->reserved_memory_sharers.state =
				host->regions_read.state;
		device->reserved_memory.reason = device->reserved_memory_sharers.reason =
				host->regions_read.reason;
	}
	link_devices(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
