/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/model-usb/<domid>: what a domain's device model shows of the host's USB devices, by libxl's ids:
 *	host-devices yes                 it can take them; no: it was built without libusb
 *	controller 0                     it shows the controller xenusb-0
 *	device 0 1 2 7 yes               in port 1 of xenusb-0 is the device that was 7 on bus 2; no: unplugged from the host
 *	backend 1                        it is the backend of the guest's controller 1 (qusb)
 *	follower 1 2 1-3 yes             in port 2 of that one is what is plugged into 1-3; no: it has nothing open there
 *	takes 1-1.3                      by itself whatever is plugged into that port; 046d:c52b: each such device; any: others
 *	end
 * or, where QEMU came to an end and the domain has none any more:
 *	gone
 *	end
 * A device with another id than libxl's has bus and number 0. Without "end" it is torn.
 */
#ifndef FORMATS_DM_USB_H
#define FORMATS_DM_USB_H

#include <stdio.h>

#include "../base/text.h"
#include "../base/usb_path.h"

enum dm_usb_kind {
	DM_USB_HOST,
	DM_USB_GONE,
	DM_USB_CONTROLLER,
	DM_USB_DEVICE,
	DM_USB_BACKEND,
	DM_USB_FOLLOWER,
	DM_USB_TAKES,
	DM_USB_END,
};

struct dm_usb_line {
	enum dm_usb_kind kind;
	bool yes;		       /* DM_USB_HOST, DM_USB_DEVICE, DM_USB_FOLLOWER */
	unsigned int controller, port; /* of controllers and what is in them */
	unsigned int bus, number;      /* DM_USB_DEVICE */
	struct usb_path at;	       /* DM_USB_FOLLOWER */
	struct span what;	       /* DM_USB_TAKES */
};

/* xpt__dm_usb_next - false where the next line is none of these, and at the end. */
bool xpt__dm_usb_next(struct span *rest, struct dm_usb_line *ret_line);
void xpt__dm_usb_write(FILE *to, const struct dm_usb_line *line);
/* xpt__dm_usb_whole - is it neither torn nor garbled? */
bool xpt__dm_usb_whole(struct span text);

#endif
