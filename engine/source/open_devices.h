/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer to open-devices: formats/open_devices.h. */
#ifndef SOURCE_OPEN_DEVICES_H
#define SOURCE_OPEN_DEVICES_H

#include "source.h"

int xpt__open_devices_read(struct blob *ret_blob, struct xpt_error **ret_error);

#endif
