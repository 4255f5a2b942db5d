/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide.h"

bool xpt__hide_takes(const struct hide_list *list, const struct xpt_device *device)
{
	for (; device; device = device->parent)
		if (xpt__hide_names(list, device->bdf))
			return true;
	return false;
}
