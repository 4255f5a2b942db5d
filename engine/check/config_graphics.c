/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfx_passthru= is for Intel's integrated graphics, which libxl knows by its class and QEMU by its address. */
#include <string.h>

#include "../base/bdf.h"
#include "../config/xl_config.h"
#include "../model/graphics.h"
#include "check.h"
#include "config.h"
#include "graphics_families.h"

enum gfx {
	GFX_OFF,
	GFX_ON,	 /* libxl looks which */
	GFX_IGD, /* said so */
	GFX_WRONG,
};

static enum gfx gfx_of(const struct config_check *run)
{
	const char *text = xpt__config_text(run, "gfx_passthru");
	uint64_t number;

	if (!text)
		return GFX_OFF;
	if (xpt__config_number(run->config, "gfx_passthru", &number))
		return number ? GFX_ON : GFX_OFF;
	if (!strcasecmp(text, "igd"))
		return GFX_IGD;
	return strcasecmp(text, "default") ? GFX_WRONG : GFX_ON;
}

static bool is_at_igd(const struct config_device *device)
{
	const struct xpt_bdf igd = { .device = 2 };

	return xpt__bdf_equal(device->bdf, igd);
}

/* Then no gfx_passthru helps: QEMU, is_igd_vga_passthrough() in hw/xen/xen_pt.h. */
static bool is_no_vga(const struct config_check *run, const struct config_device *igd)
{
	const struct xpt_device *device = xpt__model_device(run->host, igd->bdf);

	return device && device->class_code.state == XPT_FACT_KNOWN &&
			device->class_code.value != CLASS_VGA;
}

/* Is there one that libxl takes for an IGD? */
static struct fact_int intel_vga(const struct config_check *run)
{
	struct fact_int found = fact_int_known(0);

	for (size_t i = 0; i < run->device_count; i++) {
		const struct xpt_device *device = xpt__model_device(run->host, run->devices[i].bdf);

		if (!device || device->vendor_id.state != XPT_FACT_KNOWN ||
				device->class_code.state != XPT_FACT_KNOWN)
			found = (struct fact_int)FACT_UNREADABLE(
					"vendor and class of a device cannot be read");
		else if (fact_is(device->vendor_id, VENDOR_INTEL) &&
				fact_is(device->class_code, CLASS_VGA))
			return fact_int_known(1);
	}
	return found;
}

/* libxl looks for it. */
static int judge_on(struct config_check *run, const struct config_value *value)
{
	struct fact_int found = intel_vga(run);

	if (found.state != XPT_FACT_KNOWN)
		return xpt__check_unreadable(run->host, run->report,
				"whether pci= lists what gfx_passthru is for", found.reason);
	return found.value ?
			0 :
			xpt__config_add(run, &xpt__cause_config_refused, value,
					"gfx_passthru is for Intel's integrated graphics, and pci= lists "
					"none that libxl knows: cards go without it");
}

static int judge_gfx(struct config_check *run, enum gfx gfx, const struct config_device *igd)
{
	const struct config_value *value = xpt__config_find(run->config, "gfx_passthru");

	if (gfx == GFX_WRONG)
		return xpt__config_add(run, &xpt__cause_config_refused, value,
				"gfx_passthru must be 0, 1 or \"igd\"");
	if (gfx == GFX_ON)
		return judge_on(run, value);
	if (gfx == GFX_IGD && !igd)
		return xpt__config_add(run, &xpt__cause_config_doubtful, value,
				"gfx_passthru is for Intel's integrated graphics, 0000:00:02.0, "
				"which pci= does not list: cards go without it");
	return 0;
}

int xpt__check_config_graphics(struct config_check *run)
{
	const struct config_device *igd = NULL;
	enum gfx gfx = gfx_of(run);

	if (!xpt__config_upstream_hvm(run))
		return 0;
	for (size_t i = 0; i < run->device_count; i++)
		if (is_at_igd(&run->devices[i]))
			igd = &run->devices[i];
	if (igd && is_no_vga(run, igd))
		return xpt__config_add(run, &xpt__cause_config_refused, igd->value,
				"QEMU takes whatever is at 0000:00:02.0 for Intel's integrated "
				"graphics, and refuses this, as its class is not VGA (0300)");
	if (gfx == GFX_OFF && igd)
		return xpt__config_add(run, &xpt__cause_config_refused, igd->value,
				"QEMU takes whatever is at 0000:00:02.0 for Intel's integrated "
				"graphics, and refuses it without gfx_passthru=\"igd\"");
	return judge_gfx(run, gfx, igd);
}
