/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of graphics chips by their numbers: the one table for checks and for xpt gpu. */
#ifndef CHECK_GRAPHICS_FAMILIES_H
#define CHECK_GRAPHICS_FAMILIES_H

#include "../model/model.h"

#define VENDOR_AMD 0x1002
#define VENDOR_INTEL 0x8086
#define VENDOR_NVIDIA 0x10de

/* Cards whose virtual functions AMD calls MxGPU. */
struct mxgpu {
	unsigned short physical, virtual;
	const char *driver; /* for dom0 under Xen; NULL: there is none in public */
	const char *text;   /* of the card, where there is no driver */
};

/* All: NULL where the table has no such display function, or its numbers are not known. */

/* xpt__graphics_stuck - the family of one that is known not to come back from a reset */
const char *xpt__graphics_stuck(const struct xpt_device *device);
/* xpt__graphics_reset_note - which resets the kernel leaves out for its family */
const char *xpt__graphics_reset_note(const struct xpt_device *device);
/* xpt__graphics_mxgpu - by the number of its physical function */
const struct mxgpu *xpt__graphics_mxgpu(const struct xpt_device *device);
/* xpt__graphics_management - name of a management controller's display */
const char *xpt__graphics_management(const struct xpt_device *device);
/* xpt__graphics_processor - name of the processor that it is a part of, of AMD's */
const char *xpt__graphics_processor(const struct xpt_device *device);

#endif
