/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xen_ctrl.c: which devices Xen knows, and near which node they are. One hypercall for all of them. */
#ifndef SOURCE_XEN_TOPOLOGY_H
#define SOURCE_XEN_TOPOLOGY_H

#include <stdio.h>

#include <xenctrl.h>

#include <xpt/base.h>

#include "source.h"

int xpt__xen_write_topology(xc_interface *xc, const struct names *devices, FILE *to,
		struct xpt_error **ret_error);

/*
 * Those of @devices that Xen knows. Free *ret_known with free().
 * Return: 0, XPT_NO_MEMORY, or another code if Xen does not tell.
 */
int xpt__xen_known_devices(xc_interface *xc, const struct names *devices,
		struct xpt_bdf **ret_known, size_t *ret_count, struct xpt_error **ret_error);

#endif
