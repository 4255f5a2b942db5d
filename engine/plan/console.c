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
	return device->graphics &&
			(!xpt__model_in_pciback(device) || builder->request.action == XPT_ATTACH);
}

static const struct xpt_device *display_without_console(const struct builder *builder)
{
	for (size_t i = builder->steps.count; i-- > 0;)
		if (builder->steps.items[i].op.verb == VERB_CONSOLE)
			return xpt__model_device(builder->host, builder->steps.items[i].bdf);
	return NULL;
}

static void take_console(struct builder *builder, const struct xpt_device *device)
{
	if (xpt__graphics_can_let_go(builder->host, device) &&
			fact_true(builder->host->drawn_console) &&
			!display_without_console(builder))
		xpt__plan_step(builder, device, (struct op){ VERB_CONSOLE, .count = 0 },
				(struct op){ VERB_CONSOLE, .count = 1 },
				"the kernel would go on drawing on a guest's display");
}

/* Also where nothing is drawn so far: the kernel's console comes with its first line, and draws there. */
static void take_framebuffer(struct builder *builder, const struct xpt_device *device)
{
	const struct fact_text *framebuffer = &device->graphics->of_firmware;

	if (framebuffer->state == XPT_FACT_KNOWN)
		xpt__plan_step(builder, device,
				(struct op){ VERB_FRAMEBUFFER, framebuffer->value, .count = 0 },
				(struct op){ VERB_FRAMEBUFFER, framebuffer->value, .count = 1 },
				"the firmware's framebuffer is in the memory of the display");
}

void xpt__plan_take_console(struct builder *builder, const struct xpt_device *device)
{
	if (!is_taken(builder, device))
		return;
	take_console(builder, device);
	take_framebuffer(builder, device);
}

/* The kernel chooses the display: none of the plan's may be left. */
void xpt__plan_go_on_console(struct builder *builder)
{
	const struct xpt_device *device = display_without_console(builder), *other;
	struct xpt_bdf *leaving;

	if (!device)
		return;
	leaving = xpt__arena_array(builder->arena, builder->steps.count, sizeof(*leaving));
	if (!leaving) {
		builder->failed = true;
		return;
	}
	for (size_t i = 0; i < builder->steps.count; i++)
		leaving[i] = builder->steps.items[i].bdf;
	other = xpt__graphics_other_display(builder->host, leaving, builder->steps.count);
	if (other)
		xpt__plan_step(builder, device, (struct op){ VERB_CONSOLE, .count = 1 },
				(struct op){ VERB_CONSOLE, .count = 1 },
				"it moves to the display %s", other->address);
}
