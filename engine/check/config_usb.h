/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xpt__check_config_usb(). */
#ifndef CHECK_CONFIG_USB_H
#define CHECK_CONFIG_USB_H

#include "../config/xl_usb.h"
#include "../model/usb.h"
#include "config.h"

#define USB_PORTS_PV 31

/* What usbctrl= makes, in libxl's order: its number is its index. */
struct config_usb_controller {
	struct xl_usb_controller is;
	uint32_t used; /* bit N: port N */
};

/* Which device an entry of usbdev= means. */
struct config_usb_device {
	const struct xpt_usb_device *device;
	const struct config_value *value;
};

struct usb_check_run {
	struct config_check *config;
	const struct usb *host_usb; /* NULL: nobody asked */
	struct config_usb_controller *controllers;
	size_t controller_count;
	bool refused; /* an entry of usbctrl= is: which controller has which number is open */
	struct config_usb_device *devices; /* of usbdev=, that are there */
	size_t device_count;
};

/* xpt__config_usb_device - an entry of usbdev= by itself, and into which port it goes. 0 or XPT_NO_MEMORY. */
int xpt__config_usb_device(struct usb_check_run *usb, const struct config_value *value);

#endif
