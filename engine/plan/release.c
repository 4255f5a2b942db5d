/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back to dom0, from any state that xl, a boot option, or a crash can leave (reserved or only hidden at
 * boot, without a driver, quarantined but not in pciback): only what the snapshot shows is undone.
 */
#include "build.h"

#include <string.h>

/* The driver that is to have it; NULL: let the kernel choose. */
static const char *wanted_driver(const struct builder *builder, const struct xpt_device *device)
{
	if (builder->request.driver)
		return builder->request.driver;
	return device->original_driver.state == XPT_FACT_KNOWN ? device->original_driver.value :
								 NULL;
}

static void clear_override(
		struct builder *builder, const struct xpt_device *device, const char *wanted)
{
	const char *override = device->driver_override.state == XPT_FACT_KNOWN ?
			device->driver_override.value :
			"";

	if (!*override || (wanted && !strcmp(override, wanted)))
		return;
	/* Without a wish, an override other than pciback is the administrator's own wish. */
	if (!wanted && strcmp(override, PCIBACK) != 0)
		return;
	xpt__plan_step(builder, device, (struct op){ VERB_OVERRIDE, "" },
			(struct op){ VERB_OVERRIDE, override },
			"driver_override is %s: no other driver could bind", override);
}

static void leave_pciback(struct builder *builder, const struct xpt_device *device)
{
	if (xpt__model_in_pciback(device))
		xpt__plan_step(builder, device, (struct op){ VERB_UNBIND, PCIBACK },
				(struct op){ VERB_BIND, PCIBACK }, "pciback must let go of it");
	if (xpt__model_in_pciback(device) || fact_true(device->in_slots))
		xpt__plan_step(builder, device, (struct op){ VERB_SLOT_REMOVE },
				(struct op){ VERB_SLOT_ADD }, "pciback must not take it again");
}

static void bind_driver(struct builder *builder, const struct xpt_device *device)
{
	const char *wanted = wanted_driver(builder, device);
	const char *driver = device_driver(device);

	if (driver && !xpt__model_in_pciback(device)) {
		if (!wanted || !builder->request.driver || !strcmp(driver, wanted)) {
			clear_override(builder, device, NULL);
			return;
		}
		xpt__plan_step(builder, device, (struct op){ VERB_UNBIND, driver },
				(struct op){ VERB_BIND, driver }, "another driver is wanted");
	}
	clear_override(builder, device, wanted);
	if (wanted)
		xpt__plan_step(builder, device, (struct op){ VERB_BIND, wanted },
				(struct op){ VERB_UNBIND, wanted }, "%s",
				builder->request.driver ? "as requested" :
							  "dom0 used it with this driver before");
	else
		xpt__plan_step(builder, device, (struct op){ VERB_PROBE },
				(struct op){ VERB_UNBIND }, "no driver is remembered for it");
}

void xpt__plan_release_device(struct builder *builder, const struct xpt_device *device)
{
	const char *original = device->original_driver.state == XPT_FACT_KNOWN ?
			device->original_driver.value :
			NULL;
	/* A detach that comes before leaves it in quarantine, whatever the snapshot shows. */
	bool detached = builder->request.action == XPT_DETACH;

	if (!detached)
		xpt__plan_repair_device(builder, device);
	if (detached || device->owner.kind == OWNER_QUARANTINE ||
			device->owner.kind == OWNER_UNKNOWN)
		xpt__plan_step(builder, device, (struct op){ VERB_UNQUARANTINE },
				(struct op){ VERB_QUARANTINE },
				"its DMA must reach dom0's memory again");
	leave_pciback(builder, device);
	bind_driver(builder, device);
	xpt__plan_name_device(builder, device, NULL, "only assignable devices have names");
	if (original)
		xpt__plan_step(builder, device, (struct op){ VERB_FORGET },
				(struct op){ VERB_REMEMBER, original }, "dom0 has it again");
}
