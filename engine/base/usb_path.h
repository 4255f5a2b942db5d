/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a USB device is plugged in, as sysfs and libxl's records name it: "1-1.2", and "usb1" of a root hub. */
#ifndef BASE_USB_PATH_H
#define BASE_USB_PATH_H

#include "text.h"

#define USB_PORTS 6	      /* hubs above a device, and its own port: USB 3.2 section 10.1 */
#define USB_PORTS_MAX 15      /* the most that libxl gives an emulated controller */
#define USB_VERSION_MAX 3     /* of an emulated controller */
#define USB_VERSION_BACKEND 2 /* of what a backend shows a guest's xen-hcd: the most */
#define USB_PORTS_BACKEND 8   /* what libxl gives one by itself */
#define USB_ANY \
	"any" /* what a device model takes by itself, where that is neither a port nor a make */
#define USB_PATH_TEXT 32 /* "65535-255.255.255.255.255.255" */

/*
 * Which device it is, of what does not change with each plugging: vendor, product, and where it has one a blank and the
 * serial number. Never with a blank at an end: a plan's texts have none.
 */
#define USB_IDENTITY "%04x:%04x%s%s"

struct usb_path {
	unsigned int bus;
	unsigned int ports[USB_PORTS]; /* from the root hub on */
	unsigned int depth;	       /* 0: the root hub itself */
};

/* xpt__usb_path_read - false where @text is not exactly one. */
bool xpt__usb_path_read(struct span text, struct usb_path *ret_path);
/* xpt__usb_interface_read - "1-1.2:1.0", "1-0:1.0" of a root hub: the device's path, and the interface's number */
bool xpt__usb_interface_read(struct span text, struct usb_path *ret_path, unsigned int *ret_number);
const char *xpt__usb_path_text(const struct usb_path *path, char buffer[USB_PATH_TEXT]);
/*
 * xpt__usb_id_read - "046d:c52b", "046d:c52b:SERIAL": vendor, product, and where it is given the serial number
 * @ret_serial: of @text; empty without one
 */
bool xpt__usb_id_read(struct span text, unsigned int *ret_vendor, unsigned int *ret_product,
		struct span *ret_serial);
/* Go on to a port of the hub that @path is. False: @port is no number of one, or too deep. */
bool xpt__usb_path_below(struct usb_path *path, struct span port);
/* By bus, then port by port: a hub before what hangs on it. */
int xpt__usb_path_compare(const struct usb_path *a, const struct usb_path *b);
/* The hub above; false: it is a root hub. */
bool xpt__usb_path_parent(const struct usb_path *path, struct usb_path *ret_parent);

#endif
