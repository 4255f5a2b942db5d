/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci.h"

#include "../../source/paths.h"
#include "../ask.h"

const char *xpt__device_path(char *room, const struct xpt_device *device, const char *file)
{
	return xpt__read_path(room, PATH_DEVICES "/%s/%s", device->address, file);
}
