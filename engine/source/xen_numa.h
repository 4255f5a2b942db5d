/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xen_ctrl.c: CPUs, NUMA nodes, cpupools and vCPUs, by hypercall. */
#ifndef SOURCE_XEN_NUMA_H
#define SOURCE_XEN_NUMA_H

#include <stdio.h>

#include <xenctrl.h>

#include "source.h"

int xpt__xen_write_cpus(xc_interface *xc, FILE *to, struct xpt_error **ret_error);
int xpt__xen_write_nodes(xc_interface *xc, FILE *to, struct xpt_error **ret_error);
int xpt__xen_write_pools(xc_interface *xc, FILE *to, struct xpt_error **ret_error);
/* @path: xen/vcpus/<domid>. XPT_NOT_FOUND: no such domain. */
int xpt__xen_write_vcpus(
		xc_interface *xc, const char *path, FILE *to, struct xpt_error **ret_error);

#endif
