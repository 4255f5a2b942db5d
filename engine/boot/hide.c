/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide.h"

bool xpt__hide_takes(const struct hide_list *list, const struct xpt_device *device)
{
	for (; device; device = device->parent)
		if (xpt__hide_names(list, device->bdf))
			return true;
	return false;
}

bool xpt__hide_takes_at(
		const struct xpt_host *host, const struct hide_list *list, struct xpt_bdf bdf)
{
	const struct xpt_device *device = xpt__model_device(host, bdf);

	return device ? xpt__hide_takes(list, device) : xpt__hide_names(list, bdf);
}
