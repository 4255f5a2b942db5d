/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "physinfo.h"

#include "keys.h"

#define NUMBER(member) LINE_KEY_NUMBER(physinfo_text, member, INT64_MAX)
#define CAPABILITY(name, id)                                                         \
	{                                                                            \
		"cap_" name, LINE_NUMBER, offsetof(struct physinfo_text, can[id]), 1 \
	}

static const struct line_key table[] = {
	NUMBER(nr_cpus),
	NUMBER(max_cpu_id),
	NUMBER(nr_nodes),
	NUMBER(threads_per_core),
	NUMBER(cores_per_socket),
	NUMBER(cpu_khz),
	NUMBER(total_kib),
	NUMBER(free_kib),
	NUMBER(outstanding_kib),
	CAPABILITY("hvm", CAN_HVM),
	CAPABILITY("pv", CAN_PV),
	CAPABILITY("hvm_directio", CAN_HVM_DIRECTIO),
	CAPABILITY("hap", CAN_HAP),
	CAPABILITY("shadow", CAN_SHADOW),
	CAPABILITY("iommu_hap_pt_share", CAN_IOMMU_HAP_PT_SHARE),
	CAPABILITY("vmtrace", CAN_VMTRACE),
	CAPABILITY("vpmu", CAN_VPMU),
	CAPABILITY("gnttab_v1", CAN_GNTTAB_V1),
	CAPABILITY("gnttab_v2", CAN_GNTTAB_V2),
};

static const struct line_keys keys = LINE_KEYS(table);

struct physinfo_text xpt__physinfo_read(struct span text)
{
	struct physinfo_text physinfo;

	xpt__keys_read(&keys, text, &physinfo);
	return physinfo;
}

void xpt__physinfo_write(FILE *to, const struct physinfo_text *physinfo)
{
	xpt__keys_write(to, &keys, physinfo);
}
