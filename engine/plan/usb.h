/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: the steps of USB devices. */
#ifndef PLAN_USB_H
#define PLAN_USB_H

#include "build.h"

/* "0627:0001 serial", as VERB_USB_… have it; NULL: memory is out */
const char *xpt__plan_usb_identity(struct arena *arena, const struct xpt_usb_device *device);
/* The first number of a controller that neither libxl nor the device model knows, and that the plan does not make. */
unsigned int xpt__plan_usb_unused(const struct builder *builder, const struct usb_model *model);
/* xpt__plan_usb_authorize - a reserved device may be opened by a device model */
void xpt__plan_usb_authorize(struct builder *builder, const struct xpt_usb_device *device);
/* xpt__plan_usb_check_reserve - can it be? Return: 0, XPT_UNREADABLE, XPT_UNSUPPORTED, XPT_REFUSED. */
int xpt__plan_usb_check_reserve(const struct xpt_usb_device *device, struct xpt_error **ret_error);
/* xpt__plan_usb_keep - what a domain had is reserved */
void xpt__plan_usb_keep(struct builder *builder, const struct xpt_usb_device *device);

#endif
