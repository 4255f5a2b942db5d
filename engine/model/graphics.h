/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a display function besides all that is known of any device: XPT_DETAIL_GRAPHICS. */
#ifndef MODEL_GRAPHICS_H
#define MODEL_GRAPHICS_H

#include "model.h"

#define CLASS_DISPLAY 0x03 /* base class */
#define CLASS_VGA 0x0300

struct graphics {
	struct fact_int boot_vga; /* bool; XPT_FACT_ABSENT: the kernel tells it of class 0300 alone */
	struct texts framebuffers; /* that lie on it: "efifb in BAR 0", "fb0 (i915drmfb)" */
	struct texts drm;	   /* "card0" */
	struct texts resizable;	   /* "BAR 1: 256 MiB, can be 64 MiB to 8192 MiB" */
};

/* xpt__is_display - by its class; false also where that is not known */
static inline bool xpt__is_display(const struct xpt_device *device)
{
	return device->class_code.state == XPT_FACT_KNOWN &&
			device->class_code.value >> 8 == CLASS_DISPLAY;
}

#endif
