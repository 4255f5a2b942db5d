/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The console: the display that the firmware used, and the USB controller of the only keyboard. */
#include <string.h>

#include "../../base/bdf.h"
#include "../../base/usb_path.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "../../model/graphics.h"
#include "critical.h"

#define EVENT_REPEAT (1U << 20) /* EV_REP: of input devices, only keyboards repeat */

/* NULL: all is known */
static const char *why_unknown(const struct graphics *graphics)
{
	const char *reason = graphics->boot_vga.reason;

	if (graphics->boot_vga.state != XPT_FACT_UNREADABLE) {
		if (graphics->framebuffers.state != XPT_FACT_UNREADABLE)
			return NULL;
		reason = graphics->framebuffers.reason;
	}
	return reason ? reason : "the kernel does not report whether the console is on it";
}

static void note_use(struct needs *needs, struct xpt_device *device, const char *what)
{
	device->graphics->console_uses++;
	xpt__read_note_text(needs->host, &device->critical,
			xpt__arena_text(needs->host->arena, "display of the console (%s)", what));
}

static void need_display(struct needs *needs, struct xpt_device *device)
{
	const struct graphics *graphics = device->graphics;

	if (!graphics || xpt__model_in_pciback(device))
		return;
	if (fact_true(graphics->boot_vga)) {
		note_use(needs, device, "boot VGA");
		return;
	}
	for (size_t i = 0; i < graphics->framebuffers.count; i++)
		if (xpt__graphics_is_console(needs->host, device, graphics->framebuffers.items[i]))
			note_use(needs, device, graphics->framebuffers.items[i]);
	if (why_unknown(graphics))
		device->critical.reason = why_unknown(graphics);
}

static bool is_keyboard(struct needs *needs, const char *input)
{
	char room[PATH_ROOM];
	struct fact_int events = xpt__read_number(needs->source, needs->host,
			xpt__read_path(room, PATH_INPUT "/%s/capabilities/ev", input), 16);

	return events.state == XPT_FACT_KNOWN && events.value & EVENT_REPEAT;
}

/* The PCI function right above a keyboard; false: it is not on PCI. */
static bool function_above(const char *path, struct xpt_bdf *ret_bdf)
{
	struct span rest = xpt__span_of(path), part;
	bool found = false;

	while (xpt__span_next_part(&rest, '/', &part))
		found |= xpt__bdf_read(part, ret_bdf);
	return found;
}

/* The USB device that a keyboard is, or is part of; it may have several inputs. False: it is on no USB. */
static bool usb_device_above(const char *path, struct usb_path *ret_at)
{
	struct span rest = xpt__span_of(path), part;
	struct usb_path at;
	bool found = false;

	while (xpt__span_next_part(&rest, '/', &part))
		if (xpt__usb_path_read(part, &at)) {
			*ret_at = at;
			found = true;
		}
	return found;
}

static bool is_same_device(const char *one, const char *other)
{
	struct usb_path a, b;

	return usb_device_above(one, &a) && usb_device_above(other, &b) &&
			!xpt__usb_path_compare(&a, &b);
}

static void need_keyboard(struct needs *needs)
{
	auto_free char *only = NULL;
	auto_names struct names names = { 0 };
	struct xpt_bdf first = { 0 }, bdf;
	bool several = false;
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(needs->source, needs->host, PATH_INPUT, &names, &why))
		return;
	for (size_t i = 0; i < names.count && needs->budget; i++) {
		auto_free char *target = NULL;

		if (strncmp(names.items[i], "input", 5) || !is_keyboard(needs, names.items[i]))
			continue;
		needs->budget--;
		xpt__read_path(room, PATH_INPUT "/%s", names.items[i]);
		if (!xpt__probe_link(needs->source, needs->host, room, &target, &why) ||
				strstr(target, "/virtual/"))
			continue;
		if (!function_above(target, &bdf) || (only && !xpt__bdf_equal(bdf, first)))
			return; /* another way to type */
		first = bdf;
		several |= only && !is_same_device(only, target);
		if (!only)
			only = TAKE(target);
	}
	if (!only)
		return;
	xpt__critical_pci(needs, only, "USB controller of the only keyboard");
	if (!several)
		xpt__critical_usb(needs, only, "the only keyboard");
}

void xpt__critical_console(struct needs *needs)
{
	for (size_t i = 0; i < needs->host->device_count && !needs->host->out_of_memory; i++)
		need_display(needs, &needs->host->devices[i]);
	need_keyboard(needs);
}
