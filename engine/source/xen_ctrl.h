/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen itself tells, by hypercall: the answers to xen/… except xen/model. */
#ifndef SOURCE_XEN_CTRL_H
#define SOURCE_XEN_CTRL_H

#include "source.h"

struct xen_handle;

/* XPT_UNREADABLE: no dom0 of a Xen that this build speaks to. XPT_DENIED: not root. */
int xpt__xen_handle_open(struct xen_handle **ret_door, struct xpt_error **ret_error);
void xpt__xen_handle_free(struct xen_handle *handle); /* NULL is fine */

/* @devices: the addresses that dom0 sees; some hypercalls only answer about a given device. */
int xpt__xen_handle_read(struct xen_handle *handle, const char *path, const struct names *devices,
		struct blob *ret_blob, struct xpt_error **ret_error);

DEFINE_AUTO(xen_handle, struct xen_handle *, xpt__xen_handle_free)

#endif
