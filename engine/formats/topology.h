/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/pci-topology: which node a device is near, by Xen's word; "-" where Xen does not know:
 *	0000:03:00.0 1
 *	0000:04:00.0 -
 */
#ifndef FORMATS_TOPOLOGY_H
#define FORMATS_TOPOLOGY_H

#include <stdio.h>

#include <xpt/base.h>

#include "../base/fact.h"
#include "../base/text.h"

/* The next device; lines of another form are passed over. False at the end. */
bool xpt__topology_next(struct span *rest, struct xpt_bdf *ret_bdf, struct fact_int *ret_node);
/* A node that is not known is written as such. */
void xpt__topology_write(FILE *to, struct xpt_bdf bdf, struct fact_int node);

#endif
