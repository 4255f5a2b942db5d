/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verbs of USB devices: see plan/step.h. What QEMU and xenstore say decides, not what libxl returned. */
#ifndef APPLY_USB_H
#define APPLY_USB_H

#include "verbs.h"

/* "0627:0001 serial", as a plan has it; NULL: there is no device at @path. */
int xpt__usb_probe_identity(struct source *source, const char *path, char **ret_identity,
		struct xpt_error **ret_error);

/* xpt__usb_expect_same - is it still plugged in, and what was judged? Return: 0, XPT_REFUSED, XPT_UNREADABLE. */
int xpt__usb_expect_same(const struct attempt *attempt, struct xpt_error **ret_error);

int xpt__usb_controller_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_controller(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_attach_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_attach(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_detach_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_detach(const struct attempt *attempt, struct xpt_error **ret_error);

/* usb_drivers.c: whether drivers may have its interfaces */
int xpt__usb_probe_drivers(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_authorize_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_authorize(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_release(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
