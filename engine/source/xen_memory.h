/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xen_ctrl.c. */
#ifndef SOURCE_XEN_MEMORY_H
#define SOURCE_XEN_MEMORY_H

#include <stdio.h>

#include <xenctrl.h>

#include "source.h"

/* xpt__xen_failed - errno as an error: "Xen does not tell @what". */
int xpt__xen_failed(const char *what, struct xpt_error **ret_error);
/* xpt__xen_address - false: in no segment that Xen knows (they have 16 bits). */
bool xpt__xen_address(const char *text, struct xpt_bdf *ret_bdf);
uint8_t xpt__xen_devfn(struct xpt_bdf bdf);

int xpt__xen_write_regions(xc_interface *xc, const struct names *devices, FILE *to,
		struct xpt_error **ret_error);
int xpt__xen_write_memory_map(xc_interface *xc, FILE *to, struct xpt_error **ret_error);

#endif
