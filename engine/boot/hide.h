/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a host's hide= takes. */
#ifndef BOOT_HIDE_H
#define BOOT_HIDE_H

#include "../base/hide_list.h"
#include "../model/model.h"

/* xpt__hide_takes - does the list take a device, or a bridge above it, which takes all below? */
bool xpt__hide_takes(const struct hide_list *list, const struct xpt_device *device);
/* xpt__hide_takes_at - the same of what is at an address; where nothing is, the entries must name it. */
bool xpt__hide_takes_at(
		const struct xpt_host *host, const struct hide_list *list, struct xpt_bdf bdf);

#endif
