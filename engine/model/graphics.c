/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "graphics.h"

#include <string.h>

/* "fb1", "fb1 (i915drmfb)"; false: it is the firmware's, by its place in a BAR */
static bool read_number(const char *framebuffer, uint64_t *ret_number)
{
	struct span rest = xpt__span_of(framebuffer), word;

	return xpt__span_next_word(&rest, &word) && xpt__span_skip(&word, "fb") &&
			xpt__span_number(word, 10, ret_number);
}

bool xpt__graphics_is_driven(const struct graphics *graphics, const char *framebuffer)
{
	uint64_t number;

	return graphics->of_firmware.state == XPT_FACT_KNOWN || read_number(framebuffer, &number);
}

static bool has_framebuffer(const struct graphics *graphics)
{
	for (size_t i = 0; graphics && i < graphics->framebuffers.count; i++)
		if (xpt__graphics_is_driven(graphics, graphics->framebuffers.items[i]))
			return true;
	return false;
}

static bool is_lowest(const struct xpt_host *host, uint64_t number)
{
	uint64_t other;

	for (size_t i = 0; i < host->device_count; i++) {
		const struct graphics *graphics = host->devices[i].graphics;

		for (size_t k = 0; graphics && k < graphics->framebuffers.count; k++)
			if (read_number(graphics->framebuffers.items[k], &other) && other < number)
				return false;
	}
	return true;
}

/* The kernel's console goes to the framebuffer of the boot VGA; without one to the lowest number that is left. */
bool xpt__graphics_is_console(const struct xpt_host *host, const struct xpt_device *device,
		const char *framebuffer)
{
	uint64_t number;

	if (!read_number(framebuffer, &number) || fact_true(device->graphics->boot_vga))
		return true;
	for (size_t i = 0; i < host->device_count; i++) {
		const struct graphics *other = host->devices[i].graphics;

		if (other && fact_true(other->boot_vga) && has_framebuffer(other))
			return false;
	}
	return is_lowest(host, number);
}

static bool is_drawn_on(const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; i < device->graphics->framebuffers.count; i++)
		if (xpt__graphics_is_console(host, device, device->graphics->framebuffers.items[i]))
			return true;
	return false;
}

bool xpt__graphics_is_text_display(const struct xpt_host *host, const struct graphics *graphics)
{
	return host->text_console && fact_true(graphics->boot_vga);
}

bool xpt__graphics_can_let_go(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct graphics *graphics = device->graphics;

	return graphics &&
			(host->drawn_console.state == XPT_FACT_KNOWN ||
					host->drawn_console.state == XPT_FACT_ABSENT) &&
			is_drawn_on(host, device) &&
			!xpt__graphics_is_text_display(host, graphics) &&
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

		if (has_framebuffer(device->graphics) && !xpt__model_in_pciback(device) &&
				!is_among(device, without, count))
			return device;
	}
	return NULL;
}
