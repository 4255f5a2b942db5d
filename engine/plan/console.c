/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dom0's console leaves a display before a guest has it. pciback takes the device from its driver alone: the
 * firmware's framebuffer is a device of its own, and the kernel goes on drawing into the memory of the guest's
 * card. And drivers of graphics cards are known to hang when they go while the console is drawn on their card.
 */
#include "../model/graphics.h"
#include "build.h"

/* What stays in pciback is out of dom0's hands already; attach is the last moment. */
static bool is_taken(const struct builder *builder, const struct xpt_device *device)
{
	return (!xpt__model_in_pciback(device) || builder->request.action == XPT_ATTACH) &&
			xpt__graphics_can_let_go(builder->host, device);
}

bool xpt__plan_take_console(struct builder *builder, const struct xpt_device *device)
{
	const struct fact_text *framebuffer;

	if (!is_taken(builder, device))
		return false;
	if (fact_true(builder->host->drawn_console))
		xpt__plan_step(builder, device, (struct op){ VERB_CONSOLE, .count = 0 },
				(struct op){ VERB_CONSOLE, .count = 1 },
				"the kernel would go on drawing on a guest's display");
	framebuffer = &device->graphics->of_firmware;
	if (framebuffer->state == XPT_FACT_KNOWN)
		xpt__plan_step(builder, device,
				(struct op){ VERB_FRAMEBUFFER, framebuffer->value, .count = 0 },
				(struct op){ VERB_FRAMEBUFFER, framebuffer->value, .count = 1 },
				"the firmware's framebuffer is in the memory of the display");
	return true;
}

void xpt__plan_go_on_console(struct builder *builder, const struct xpt_device *device)
{
	const struct xpt_device *other = xpt__graphics_other_display(
			builder->host, builder->request.devices, builder->request.device_count);

	if (other && fact_true(builder->host->drawn_console))
		xpt__plan_step(builder, device, (struct op){ VERB_CONSOLE, .count = 1 },
				(struct op){ VERB_CONSOLE, .count = 0 },
				"it moves to the display %s", other->address);
}
