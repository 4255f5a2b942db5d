/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Noting what dom0 needs of a device, and walks that end. */
#include <string.h>

#include "critical.h"
#include "../../base/bdf.h"
#include "../../model/usb.h"
#include "../../source/paths.h"
#include "../ask.h"

#define LAYERS 1024 /* below one thing in use */

#define REASONS 16 /* kept for a device */

static void note_need(struct xpt_host *host, struct texts *critical, const char *reason)
{
	for (size_t i = 0; i < critical->count; i++)
		if (!strcmp(critical->items[i], reason))
			return;
	if (critical->count < REASONS)
		xpt__read_note_text(host, critical, reason);
}

static void need_device(struct xpt_host *host, struct xpt_device *device, const char *reason)
{
	note_need(host, &device->critical, reason);
}

static void need_usb_device(
		struct xpt_host *host, struct xpt_usb_device *device, const char *reason)
{
	note_need(host, &device->critical, reason);
}

static void doubt_usb_device(
		struct xpt_host *host, struct xpt_usb_device *device, const char *reason)
{
	(void)host;
	device->critical.reason = reason;
}

/* All USB devices on a path. */
static void mark_usb(struct needs *needs, const char *path, const char *reason,
		void (*mark)(struct xpt_host *host, struct xpt_usb_device *device,
				const char *reason))
{
	struct span rest = xpt__span_of(path), part;
	struct xpt_usb_device *device;
	struct usb_path at;

	while (needs->host->usb && reason && xpt__span_next_part(&rest, '/', &part)) {
		device = xpt__usb_path_read(part, &at) ?
				xpt__model_usb_device(needs->host->usb, &at) :
				NULL;
		if (device)
			mark(needs->host, device, reason);
	}
}

void xpt__critical_usb(struct needs *needs, const char *path, const char *reason)
{
	mark_usb(needs, path, reason, need_usb_device);
}

bool xpt__critical_walk_enter(struct walk *walk, const char *layer)
{
	char **item;

	for (size_t i = 0; i < walk->seen.count; i++)
		if (!strcmp(walk->seen.items[i], layer))
			return false;
	if (walk->seen.count >= LAYERS || !walk->needs->budget) {
		xpt__critical_doubt(walk->needs, "too many layers below", walk->top);
		return false;
	}
	walk->needs->budget--;
	item = vector_push(&walk->seen);
	if (item)
		*item = strdup(layer);
	if (!item || !*item) {
		walk->seen.count -= item != NULL;
		walk->needs->host->out_of_memory = true;
		return false;
	}
	return true;
}

void xpt__critical_walk_end(struct walk *walk)
{
	for (size_t i = 0; i < walk->seen.count; i++)
		free(walk->seen.items[i]);
	vector_clear(&walk->seen);
}

void xpt__critical_doubt(struct needs *needs, const char *what, const char *name)
{
	if (!needs->doubt)
		needs->doubt = xpt__read_keep(needs->host,
				xpt__arena_text(needs->host->arena, "%s %s", what, name));
}

/* A virtual function lives only as long as its physical one. */
static struct xpt_device *physical_of(struct needs *needs, const struct xpt_device *device)
{
	struct xpt_bdf bdf;

	return device->physical_function.state == XPT_FACT_KNOWN &&
					xpt__bdf_read(xpt__span_of(device->physical_function.value),
							&bdf) ?
			xpt__model_device(needs->host, bdf) :
			NULL;
}

static void doubt_device(struct xpt_host *host, struct xpt_device *device, const char *reason)
{
	(void)host;
	device->critical.reason = reason;
}

/* All PCI functions on a path. Return: how many there are. */
static size_t mark_pci(struct needs *needs, const char *path, const char *reason,
		void (*mark)(struct xpt_host *host, struct xpt_device *device, const char *reason))
{
	struct span rest = xpt__span_of(path), part;
	struct xpt_device *device;
	struct xpt_bdf bdf;
	size_t count = 0;

	while (reason && xpt__span_next_part(&rest, '/', &part)) {
		device = xpt__bdf_read(part, &bdf) ? xpt__model_device(needs->host, bdf) : NULL;
		if (!device)
			continue;
		mark(needs->host, device, reason);
		count++;
		device = physical_of(needs, device);
		if (device)
			mark(needs->host, device, reason);
	}
	return count;
}

size_t xpt__critical_pci(struct needs *needs, const char *path, const char *reason)
{
	return mark_pci(needs, path, reason, need_device);
}

void xpt__critical_path_doubt(struct needs *needs, const char *path, const char *reason)
{
	mark_usb(needs, path, reason, doubt_usb_device);
	(void)mark_pci(needs, path, reason, doubt_device);
}

size_t xpt__critical_path(struct needs *needs, const char *path, const char *reason)
{
	xpt__critical_usb(needs, path, reason);
	return xpt__critical_pci(needs, path, reason);
}
