/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gpu.h"

#include <string.h>

#include "../base/error.h"
#include "graphics_families.h"

#define CLASS_AUDIO 0x0403
#define CLASS_USB 0x0c03
#define CLASS_ENCRYPTION 0x1080
#define CLASS_SERIAL_OTHER 0x0c80 /* UCSI of a card's USB-C connector */
#define VENDOR_AMD_PROCESSORS 0x1022
#define SHADOW 0xc0000 /* where firmware copies the ROM of the boot display to */

static bool is_virtual(const struct xpt_device *device)
{
	return device->physical_function.state == XPT_FACT_KNOWN;
}

static bool is_at_igd(struct xpt_bdf bdf)
{
	return !bdf.segment && !bdf.bus && bdf.device == 2;
}

/* AMD's security processor is in the slot of a processor's own graphics. */
static bool has_psp(const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; i < device->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(host, device->functions.items[i]);

		if (other && fact_is(other->vendor_id, VENDOR_AMD_PROCESSORS) &&
				fact_is(other->class_code, CLASS_ENCRYPTION))
			return fact_is(device->vendor_id, VENDOR_AMD);
	}
	return false;
}

static enum gpu_form form_of(const struct xpt_host *host, const struct xpt_device *device)
{
	if (is_virtual(device))
		return GPU_VIRTUAL;
	if (xpt__graphics_management(device))
		return GPU_MANAGEMENT;
	if (fact_is(device->vendor_id, VENDOR_INTEL) && is_at_igd(device->bdf))
		return GPU_IGD;
	if (xpt__graphics_processor(device) || has_psp(host, device))
		return GPU_PROCESSOR;
	return GPU_CARD;
}

static const char *form_text(enum gpu_form form)
{
	static const char *const texts[] = { [GPU_CARD] = "card",
		[GPU_IGD] = "igd",
		[GPU_PROCESSOR] = "processor",
		[GPU_MANAGEMENT] = "management",
		[GPU_VIRTUAL] = "virtual-function" };

	return texts[form];
}

/* What else a card has in its slot; a processor's slot holds parts of it that are no graphics. */
static bool travels(enum gpu_form form, const struct xpt_device *device)
{
	long long class_code = device->class_code.value;

	if (device->class_code.state != XPT_FACT_KNOWN || is_virtual(device))
		return false;
	if (xpt__is_display(device))
		return true;
	return form == GPU_CARD &&
			(class_code == CLASS_AUDIO || class_code == CLASS_USB ||
					class_code == CLASS_SERIAL_OTHER);
}

static bool add_functions(const struct xpt_host *host, struct arena *arena, struct gpu *gpu)
{
	bool added = xpt__bdfs_add(arena, &gpu->functions, gpu->device->bdf);

	for (size_t i = 0; gpu->form != GPU_VIRTUAL && i < gpu->device->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(host, gpu->device->functions.items[i]);

		if (other && travels(gpu->form, other))
			added = added && xpt__bdfs_add(arena, &gpu->functions, other->bdf);
	}
	return added;
}

static struct fact_text name_of(struct arena *arena, const struct xpt_device *device)
{
	if (device->vendor_name.state != XPT_FACT_KNOWN)
		return device->vendor_name;
	if (device->device_name.state != XPT_FACT_KNOWN)
		return device->vendor_name;
	return fact_text_known(xpt__arena_text(
			arena, "%s %s", device->vendor_name.value, device->device_name.value));
}

/* A 64-bit BAR can lie anywhere. BARs of VFs (7-12) are not the guest's. */
static void add_sizes(const struct xpt_host *host, struct gpu *gpu)
{
	gpu->low_bytes = gpu->high_bytes = fact_int_known(0);
	for (size_t i = 0; i < gpu->functions.count; i++) {
		const struct xpt_device *device = xpt__model_device(host, gpu->functions.items[i]);

		if (!device->bars) {
			gpu->low_bytes = gpu->high_bytes = (struct fact_int)FACT_UNREADABLE(
					"the kernel does not report its resources");
			return;
		}
		for (size_t k = 0; k < device->bar_count; k++) {
			const struct bar *bar = &device->bars[k];

			if (bar->type[0] != 'i' && bar->index <= 6 && bar->size_bytes < 1ULL << 50)
				(bar->wide ? &gpu->high_bytes : &gpu->low_bytes)->value +=
						(long long)bar->size_bytes;
		}
	}
}

static struct fact_text rom_of(const struct xpt_device *device)
{
	if (!device->bars)
		return (struct fact_text)FACT_UNREADABLE(
				"the kernel does not report its resources");
	for (size_t i = 0; i < device->bar_count; i++)
		if (!strcmp(device->bars[i].type, "rom"))
			return fact_text_known(device->bars[i].address == SHADOW ? "shadow" :
										   "own, not read");
	return (struct fact_text)FACT_ABSENT(NULL);
}

/* In pciback, it is no matter what the firmware chose or told of, but what is drawn on it still. */
static bool add_what_draws(const struct xpt_host *host, struct arena *arena,
		const struct graphics *graphics, struct texts *console)
{
	const struct fact_int *drawn = &host->drawn_console;

	if (xpt__graphics_is_text_display(host, graphics) &&
			!xpt__texts_add(arena, console, "boot VGA"))
		return false;
	for (size_t i = 0; i < graphics->framebuffers.count; i++)
		if (xpt__graphics_is_driven(graphics, graphics->framebuffers.items[i]) &&
				!xpt__texts_add(arena, console, graphics->framebuffers.items[i]))
			return false;
	if (console->count)
		return true;
	if (graphics->of_firmware.state == XPT_FACT_UNREADABLE) {
		console->state = XPT_FACT_UNREADABLE;
		console->reason = graphics->of_firmware.reason;
	} else if (fact_true(graphics->boot_vga) && drawn->state == XPT_FACT_UNREADABLE) {
		console->state = XPT_FACT_UNREADABLE;
		console->reason = drawn->reason;
	}
	return true;
}

/* The firmware's choice, then what draws on it. */
static bool add_console(const struct xpt_host *host, struct arena *arena,
		const struct xpt_device *device, struct texts *console)
{
	const struct graphics *graphics = device->graphics;

	*console = (struct texts){ .state = graphics->framebuffers.state,
		.reason = graphics->framebuffers.reason };
	if (graphics->boot_vga.state == XPT_FACT_UNREADABLE) {
		console->state = XPT_FACT_UNREADABLE;
		console->reason = graphics->boot_vga.reason;
	}
	if (console->state == XPT_FACT_UNREADABLE)
		return true;
	if (xpt__model_in_pciback(device))
		return add_what_draws(host, arena, graphics, console);
	if (fact_is(graphics->boot_vga, 1) && !xpt__texts_add(arena, console, "boot VGA"))
		return false;
	for (size_t i = 0; i < graphics->framebuffers.count; i++)
		if (!xpt__texts_add(arena, console, graphics->framebuffers.items[i]))
			return false;
	return true;
}

bool xpt__gpu_make(const struct xpt_host *host, struct arena *arena,
		const struct xpt_device *device, struct gpu *gpu)
{
	*gpu = (struct gpu){ .device = device,
		.form = form_of(host, device),
		.name = name_of(arena, device),
		.class_code = device->class_code,
		.vendor_id = device->vendor_id,
		.device_id = device->device_id,
		.driver = device->driver,
		.state = fact_text_known(xpt__device_state_text(device->state)),
		.drm = device->graphics->drm,
		.reset = device->reset,
		.reset_note = xpt__graphics_reset_note(device),
		.resizable = device->graphics->resizable,
		.rom = rom_of(device) };
	if (device->state == DEVICE_UNKNOWN)
		gpu->state = (struct fact_text)FACT_UNREADABLE(device->owner.reason);
	gpu->form_text = form_text(gpu->form);
	memcpy(gpu->address, device->address, sizeof(gpu->address));
	if (!add_functions(host, arena, gpu) || !add_console(host, arena, device, &gpu->console))
		return false;
	add_sizes(host, gpu);
	return true;
}

/* A second display function of a slot belongs to the card of the first. */
static bool is_first(const struct xpt_host *host, const struct xpt_device *device)
{
	for (size_t i = 0; !is_virtual(device) && i < device->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(host, device->functions.items[i]);

		if (other && other->bdf.function < device->bdf.function && xpt__is_display(other) &&
				!is_virtual(other))
			return false;
	}
	return true;
}

static int find(const struct xpt_host *host, struct xpt_gpus *gpus)
{
	for (size_t i = 0; i < host->device_count; i++) {
		const struct xpt_device *device = &host->devices[i];
		struct gpu *gpu;

		if (!device->graphics || !is_first(host, device))
			continue;
		gpu = vector_push(&gpus->cards);
		if (!gpu || !xpt__gpu_make(host, gpus->arena, device, gpu) ||
				!xpt__gpu_judge(host, gpus->arena, gpu))
			return XPT_NO_MEMORY;
	}
	return 0;
}

int xpt_gpus_find(const struct xpt_host *host, struct xpt_gpus **ret_gpus,
		struct xpt_error **ret_error)
{
	auto_of(gpus) struct xpt_gpus *gpus = NULL;

	if (!(host->detail & XPT_DETAIL_GRAPHICS))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_GRAPHICS");
	gpus = calloc(1, sizeof(*gpus));
	if (gpus)
		gpus->arena = xpt__arena_new();
	if (!gpus || !gpus->arena || find(host, gpus))
		return xpt__error_no_memory(ret_error);
	*ret_gpus = TAKE(gpus);
	return 0;
}

bool xpt_gpus_card(const struct xpt_gpus *gpus, size_t index, struct xpt_object *ret_card)
{
	if (index >= gpus->cards.count)
		return false;
	*ret_card = (struct xpt_object){ xpt_kind_gpu(), &gpus->cards.items[index] };
	return true;
}

void xpt_gpus_free(struct xpt_gpus *gpus)
{
	if (!gpus)
		return;
	vector_clear(&gpus->cards);
	xpt__arena_free(gpus->arena);
	free(gpus);
}
