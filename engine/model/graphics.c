/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "graphics.h"

#include <string.h>

/* The kernel's console goes to the framebuffer of the boot VGA; without one to fb0. */
bool xpt__graphics_is_console(const struct xpt_host *host, const struct xpt_device *device,
		const char *framebuffer)
{
	if (strncmp(framebuffer, "fb", 2))
		return true; /* the firmware's */
	for (size_t i = 0; i < host->device_count; i++) {
		const struct graphics *other = host->devices[i].graphics;

		if (other && other != device->graphics && fact_true(other->boot_vga) &&
				other->framebuffers.count)
			return false;
	}
	return !strcmp(framebuffer, "fb0") || !strncmp(framebuffer, "fb0 ", 4);
}

static bool is_drawn_on(const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; i < device->graphics->framebuffers.count; i++)
		if (xpt__graphics_is_console(host, device, device->graphics->framebuffers.items[i]))
			return true;
	return false;
}

/* Taken off a framebuffer, the console would go on in text mode, in the memory of the same card. */
static bool is_text_display(const struct xpt_host *host, const struct graphics *graphics)
{
	return host->text_console && fact_true(graphics->boot_vga);
}

bool xpt__graphics_can_let_go(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct graphics *graphics = device->graphics;

	return graphics && host->drawn_console.state == XPT_FACT_KNOWN &&
			is_drawn_on(host, device) && !is_text_display(host, graphics) &&
			(!xpt__model_in_pciback(device) ||
					graphics->of_firmware.state == XPT_FACT_KNOWN);
}

static bool is_among(const struct xpt_device *device, const struct xpt_bdf *devices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!xpt_bdf_compare(device->bdf, devices[i]))
			return true;
	return false;
}

const struct xpt_device *xpt__graphics_other_display(
		const struct xpt_host *host, const struct xpt_bdf *without, size_t count)
{
	for (size_t i = 0; i < host->device_count; i++) {
		const struct xpt_device *device = &host->devices[i];

		if (device->graphics && device->graphics->framebuffers.count &&
				!xpt__model_in_pciback(device) && !is_among(device, without, count))
			return device;
	}
	return NULL;
}
