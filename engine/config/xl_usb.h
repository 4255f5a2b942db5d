/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of usbctrl=[…] and usbdev=[…]: "KEY=VALUE,…" (xl.cfg(5)), as xl 4.17 reads them. */
#ifndef CONFIG_XL_USB_H
#define CONFIG_XL_USB_H

#include "../base/text.h"

enum xl_usb_type { XL_USB_AUTO, XL_USB_PV, XL_USB_MODEL, XL_USB_QUSB };

struct xl_usb_controller {
	enum xl_usb_type type;
	int version, ports; /* 0: xl's default */
};

/* A number of eight bits. */
struct xl_usb_number {
	struct span word; /* "hostaddr=010"; length 0: not said, which is 0 */
	unsigned int value;
	bool odd; /* a reader of the word takes it for another number, or for none */
};

struct xl_usb_device {
	struct xl_usb_number bus, number;
	bool typed;	/* type= is said */
	int controller; /* -1: any */
	int port;	/* 0: any */
};

/* NULL, or what is wrong with @text. */
const char *xpt__xl_usb_controller_read(struct span text, struct xl_usb_controller *ret_controller);
/* @ret_device: its words are of @text */
const char *xpt__xl_usb_device_read(struct span text, struct xl_usb_device *ret_device);

#endif
