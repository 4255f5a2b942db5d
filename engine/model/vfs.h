/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions: where they are, and what the driver of their physical function does for them. */
#ifndef MODEL_VFS_H
#define MODEL_VFS_H

#include "../base/vf_setting.h"
#include "model.h"

#define CLASS_NETWORK 0x02 /* base class: VFs of others have no MAC address, VLAN, rate or link */
/* Of a VF of a disk: one for commands about the controller, and one for reading and writing. */
#define NVME_LEAST_QUEUES 2

/*
 * xpt__model_vf_place - where VF @number of @pf is, or will be, as the device places it
 * Return: false: it does not tell (offset and stride in its config space).
 */
bool xpt__model_vf_place(
		const struct xpt_device *pf, unsigned int number, struct xpt_bdf *ret_place);
/* xpt__model_new_vf - VF @number of @pf that is to be made: its address, and nothing else. False as before. */
bool xpt__model_new_vf(const struct xpt_device *pf, unsigned int number, struct xpt_device *ret_vf);
/*
 * xpt__model_vf_words - a setting of @vf as words (base/vf_words.h), made in @arena
 * Return: XPT_FACT_ABSENT: it has none, and why; no value where it is XPT_FACT_KNOWN: no memory.
 */
struct fact_text xpt__model_vf_words(
		struct arena *arena, const struct xpt_device *vf, enum vf_setting setting);
/* xpt__model_vfs_change - does @pf tell another number of VFs than are listed? They come or go just now. */
bool xpt__model_vfs_change(const struct xpt_device *pf);

/* xpt__model_msix_to_share - vectors that the driver of @pf shares out; XPT_FACT_ABSENT: none, and why */
struct fact_int xpt__model_msix_to_share(const struct xpt_device *pf);

/* xpt__model_vf_holders - "0000:02:10.0 (web), 0000:02:10.2 (reserved)", of @vfs in use; NULL: no memory */
const char *xpt__model_vf_holders(
		struct arena *arena, const struct xpt_host *host, const struct bdfs *vfs);

#endif
