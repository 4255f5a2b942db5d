/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of names: those of USB devices. */
#ifndef MODEL_USB_NAMES_H
#define MODEL_USB_NAMES_H

#include "names.h"
#include "usb.h"

/* xpt__usb_names_find - what has become of the device of @name. Return: false when memory is out. */
bool xpt__usb_names_find(struct xpt_host *host, struct device_name *name);
/* xpt__usb_names_left - what a domain still has by libxl's records in the socket of what was unplugged, the device of @name. NULL: nothing. */
const struct xpt_usb_device *xpt__usb_names_left(
		const struct xpt_host *host, const struct device_name *name);
/*
 * xpt__usb_names_identify - what a USB device is
 * Return: NULL, or why it is not known: the arena's; "" when memory is out.
 */
const char *xpt__usb_names_identify(struct arena *arena, const struct xpt_host *host,
		const struct xpt_usb_device *device, struct device_identity *ret_identity);
/* xpt__usb_names_text - "046d:c52b with serial number … in port 1.2 of the controller at slot path …". NULL: memory. */
const char *xpt__usb_names_text(struct arena *arena, const struct device_identity *identity);

#endif
