/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What dom0's module gim makes of AMD's MxGPU cards. etc/gim_config, which gim writes when it is loaded:
 *	vf_num=16
 *	pf_fb=0
 *	vf_fb=480
 * and etc/mxgpu-whitelist of XenServer and XCP-ng, kinds of virtual functions that xapi offers:
 *	6929 experimental=0 name='S7150' framebuffer_sz=480 vgpus_per_pgpu=16
 */
#ifndef FORMATS_MXGPU_H
#define FORMATS_MXGPU_H

#include "../base/text.h"

struct gim_config {
	unsigned int vfs;	     /* 0: all that the card allows */
	unsigned int pf_mib, vf_mib; /* 0: gim decides */
};

/* xpt__gim_config_read - as gim does: it leaves out a value that it does not know, and stops at a key */
struct gim_config xpt__gim_config_read(struct span text);

struct mxgpu_kind {
	unsigned int device; /* of the physical function */
	unsigned int vf_mib, vfs;
};

/* xpt__mxgpu_kind_read - false: it is no such line */
bool xpt__mxgpu_kind_read(struct span line, struct mxgpu_kind *ret_kind);

#endif
