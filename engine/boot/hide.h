/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a host's hide= takes. */
#ifndef BOOT_HIDE_H
#define BOOT_HIDE_H

#include "../base/hide_list.h"
#include "../model/boot.h"
#include "../model/model.h"

/* xpt__hide_named - what the list names, by which it takes a device: itself, or a bridge above it; NULL: nothing */
const struct xpt_device *xpt__hide_named(
		const struct hide_list *list, const struct xpt_device *device);
/* xpt__hide_takes - does the list take a device, or a bridge above it, which takes all below? */
bool xpt__hide_takes(const struct hide_list *list, const struct xpt_device *device);
/* xpt__hide_takes_at - the same of what is at an address; where nothing is, the entries must name it. */
bool xpt__hide_takes_at(
		const struct xpt_host *host, const struct hide_list *list, struct xpt_bdf bdf);

/*
 * xpt__built_in_driver - a driver in the kernel that boots next which takes @device; NULL: none is known
 * @ret_certain: dom0 uses it now, or no other driver fits; else another may be faster
 */
const char *xpt__built_in_driver(
		const struct boot *boot, const struct xpt_device *device, bool *ret_certain);

#endif
