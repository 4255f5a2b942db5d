/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen itself tells, by hypercall: the answers to xen/… except xen/model. */
#ifndef SOURCE_XEN_CTRL_H
#define SOURCE_XEN_CTRL_H

#include "source.h"

struct xen_door;

/* XPT_UNREADABLE: no dom0 of a Xen that this build speaks to. XPT_DENIED: not root. */
int xen_door_open(struct xen_door **ret_door, struct xpt_error **ret_error);
void xen_door_free(struct xen_door *door); /* NULL is fine */

/* @devices: the addresses that dom0 sees; some hypercalls only answer about a given device. */
int xen_door_read(struct xen_door *door, const char *path, const struct names *devices,
		struct blob *ret_blob, struct xpt_error **ret_error);

DEFINE_AUTO(xen_door, struct xen_door *, xen_door_free)

#endif
