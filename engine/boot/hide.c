/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide.h"

#include <string.h>

#include "cmdline.h"

const struct xpt_device *xpt__hide_named(
		const struct hide_list *list, const struct xpt_device *device)
{
	for (; device; device = device->parent)
		if (xpt__hide_names(list, device->bdf))
			return device;
	return NULL;
}

bool xpt__hide_takes(const struct hide_list *list, const struct xpt_device *device)
{
	return xpt__hide_named(list, device);
}

bool xpt__hide_takes_at(
		const struct xpt_host *host, const struct hide_list *list, struct xpt_bdf bdf)
{
	const struct xpt_device *device = xpt__model_device(host, bdf);

	return device ? xpt__hide_takes(list, device) : xpt__hide_names(list, bdf);
}

/* "kernel/drivers/net/ethernet/intel/e1000e/e1000e.ko" is e1000e; files of modules have "-" or "_" for the same. */
static bool is_built_in(const struct boot *boot, const char *module)
{
	struct span rest = boot->built_in, line;

	while (xpt__span_next_line(&rest, &line)) {
		const char *slash = memrchr(line.at, '/', line.length);
		struct span name = slash ? (struct span){ slash + 1,
			(size_t)(line.at + line.length - slash - 1) } :
					   line;

		if (name.length < 3 || memcmp(name.at + name.length - 3, ".ko", 3) != 0)
			continue;
		name.length -= 3;
		if (xpt__cmdline_same_key(BOOT_LINE_DOM0, name, xpt__span_of(module)))
			return true;
	}
	return false;
}

const char *xpt__built_in_driver(
		const struct boot *boot, const struct xpt_device *device, bool *ret_certain)
{
	const struct texts *all = &device->matching_drivers;

	*ret_certain = true;
	if (device->driver.state == XPT_FACT_KNOWN && is_built_in(boot, device->driver.value))
		return device->driver.value;
	*ret_certain = all->count == 1;
	for (size_t i = 0; i < all->count; i++)
		if (is_built_in(boot, all->items[i]))
			return all->items[i];
	return NULL;
}
