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
	bool in_bar;		   /* one of the framebuffers is the firmware's */
	struct fact_text
			of_firmware; /* the platform device that it is, with a driver: "efi-framebuffer.0" */
	size_t console_uses; /* so many of the device's critical uses are that the console is on it */
};

/* A kind of virtual functions that xapi offers, by /etc/mxgpu-whitelist. */
struct mxgpu_offer {
	unsigned int device; /* of the physical function */
	unsigned int vf_mib, vfs;
};

/* What dom0 has to share cards among guests. */
struct graphics_sharing {
	struct fact_int nvidia_vgpu; /* bool: dom0 has NVIDIA's vGPU software */
	struct texts nvidia; /* NVIDIA's other parts that are there: "/usr/lib/nvidia/sriov-manage" */
	struct fact_int gim_config;		      /* bool: /etc/gim_config is there */
	unsigned int gim_vfs, gim_pf_mib, gim_vf_mib; /* by it; 0: gim decides */
	struct fact_int offers_read;		      /* bool: /etc/mxgpu-whitelist is there */
	struct mxgpu_offer *offers;
	size_t offer_count;
	struct fact_int gvt_whitelist; /* bool: /etc/gvt-g-whitelist is there */
	struct fact_text gvt;	       /* enable_gvt of dom0's i915: "Y" */
};

/* xpt__is_display - by its class; false also where that is not known */
static inline bool xpt__is_display(const struct xpt_device *device)
{
	return device->class_code.state == XPT_FACT_KNOWN &&
			device->class_code.value >> 8 == CLASS_DISPLAY;
}

/* xpt__graphics_is_console - does dom0's console go to this of the device's framebuffers? */
bool xpt__graphics_is_console(const struct xpt_host *host, const struct xpt_device *device,
		const char *framebuffer);
/* xpt__graphics_is_driven - can be drawn on: fbN, or the firmware's with its driver; not what /proc/iomem alone tells */
bool xpt__graphics_is_driven(const struct graphics *graphics, const char *framebuffer);
/* Taken off a framebuffer, the console would go on in text mode, in the memory of the same card. */
bool xpt__graphics_is_text_display(const struct xpt_host *host, const struct graphics *graphics);
/*
 * xpt__graphics_can_let_go - is dom0's console drawn on the device, or will be when the kernel has something to say,
 * and can it be taken off? Of a device in pciback it is where the firmware's framebuffer is still drawn on.
 */
bool xpt__graphics_can_let_go(const struct xpt_host *host, const struct xpt_device *device);
/* xpt__graphics_other_display - one of dom0's with a framebuffer, and none of @without; NULL: there is none */
const struct xpt_device *xpt__graphics_other_display(
		const struct xpt_host *host, const struct xpt_bdf *without, size_t count);

#endif
