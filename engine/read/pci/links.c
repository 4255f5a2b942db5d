/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How devices hang together: bridges above, functions of a slot. */
#include <stdio.h>
#include <string.h>

#include "../../base/bdf.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "pci.h"

/* Bridges that can hang below each other: more than 256 buses of a segment allow. */
#define PATH_DEPTH 256

/*
 * The addresses in a link target such as "../../../devices/pci0000:00/0000:00:0a.0/0000:01:00.0",
 * behind the last root bus: a VMD controller starts a segment of its own below itself.
 */
static size_t target_chain(const char *target, struct xpt_bdf chain[PATH_DEPTH])
{
	struct span rest = xpt__span_of(target), part;
	size_t count = 0;

	while (xpt__span_next_part(&rest, '/', &part)) {
		if (xpt__span_starts(part, "pci"))
			count = 0;
		else if (count < PATH_DEPTH && xpt__bdf_read(part, &chain[count]))
			count++;
	}
	return count;
}

static const char *chain_text(struct xpt_host *host, const struct xpt_bdf *chain, size_t count)
{
	size_t room = XPT_BDF_TEXT + count * sizeof("/00.0");
	char *text = xpt__arena_alloc(host->arena, room), *end = text;

	if (!text)
		return xpt__read_keep(host, NULL);
	end += strlen(xpt_bdf_format(chain[0], end));
	for (size_t i = 1; i < count; i++)
		end += snprintf(end, room - (size_t)(end - text), "/%02x.%x",
				chain[i].device & 0x1fU, chain[i].function & 7U);
	return text;
}

/*
 * A bridge has a lower bus number in its segment than what lies behind it. A captured host that
 * claims otherwise could make devices each other's parent.
 */
static bool may_be_above(struct xpt_bdf bridge, struct xpt_bdf device)
{
	return bridge.segment == device.segment && bridge.bus < device.bus;
}

static void read_path(struct source *source, struct xpt_host *host, struct xpt_device *device)
{
	struct xpt_bdf chain[PATH_DEPTH];
	auto_free char *target = NULL;
	char room[PATH_ROOM];
	size_t count;

	if (xpt__source_link(source, xpt__read_path(room, PATH_DEVICES "/%s", device->address),
			    &target, NULL))
		return;
	count = target_chain(target, chain);
	if (count < 2 || !xpt__bdf_equal(chain[count - 1], device->bdf))
		return;
	device->path = chain_text(host, chain, count);
	if (may_be_above(chain[count - 2], device->bdf))
		device->parent_bdf = chain[count - 2];
}

/* In one go: all these links lie in one directory. */
void xpt__pci_read_paths(struct source *source, struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count && !host->out_of_memory; i++) {
		host->devices[i].parent_bdf = host->devices[i].bdf;
		read_path(source, host, &host->devices[i]);
	}
}

void xpt__pci_link_parents(struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		if (!device->path)
			device->path = device->address;
		if (!xpt__bdf_equal(device->parent_bdf, device->bdf))
			device->parent = xpt__model_device(host, device->parent_bdf);
	}
	xpt__model_link_below(host);
}

static bool same_slot(const struct xpt_device *a, const struct xpt_device *b)
{
	return a->bdf.segment == b->bdf.segment && a->bdf.bus == b->bdf.bus &&
			a->bdf.device == b->bdf.device;
}

void xpt__pci_link_functions(struct xpt_host *host)
{
	for (size_t i = 0, end; i < host->device_count; i = end) {
		for (end = i + 1; end < host->device_count; end++)
			if (!same_slot(&host->devices[i], &host->devices[end]))
				break;
		for (size_t a = i; a < end; a++) {
			host->devices[a].functions.state = XPT_FACT_KNOWN;
			for (size_t b = i; b < end; b++)
				if (a != b)
					xpt__read_note_bdf(host, &host->devices[a].functions,
							host->devices[b].bdf);
		}
	}
}
