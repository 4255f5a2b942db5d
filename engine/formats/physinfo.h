/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/physinfo: the machine, and what Xen can do on it (cap_…: 0 or 1):
 *	nr_cpus 4
 *	total_kib 1048576
 *	cap_hvm_directio 1
 */
#ifndef FORMATS_PHYSINFO_H
#define FORMATS_PHYSINFO_H

#include "line.h"

/* By the bits of Xen's word (XEN_SYSCTL_PHYSCAP_…). */
enum capability {
	CAN_HVM,
	CAN_PV,
	CAN_HVM_DIRECTIO, /* it has an IOMMU */
	CAN_HAP,
	CAN_SHADOW,
	CAN_IOMMU_HAP_PT_SHARE, /* page tables that both use */
	CAN_VMTRACE,
	CAN_VPMU,
	CAN_GNTTAB_V1,
	CAN_GNTTAB_V2,
	CAPABILITIES,
};

struct physinfo_text {
	struct fact_int nr_cpus, max_cpu_id, nr_nodes, threads_per_core, cores_per_socket, cpu_khz;
	struct fact_int total_kib, free_kib;
	struct fact_int outstanding_kib; /* of the free memory, promised to domains */
	struct fact_int can[CAPABILITIES];
};

struct physinfo_text xpt__physinfo_read(struct span text);
void xpt__physinfo_write(FILE *to, const struct physinfo_text *physinfo);

#endif
