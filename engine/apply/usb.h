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

/* usb_backend.c: of domains that are not HVM */
int xpt__usb_is_backend(
		const struct attempt *attempt, bool *ret_backend, struct xpt_error **ret_error);
/* Has the guest's driver connected to the controller? */
int xpt__usb_frontend_connected(
		const struct attempt *attempt, bool *ret_connected, struct xpt_error **ret_error);
/* xpt__usb_frontend_wait - until it has, at most 10 seconds. Return: 0, XPT_REFUSED (usb-frontend-missing), XPT_UNREADABLE, XPT_CANCELLED. */
int xpt__usb_frontend_wait(const struct attempt *attempt, struct xpt_error **ret_error);
/*
 * xpt__usb_expect_unmade - before it is begun: is nobody else's controller where @step makes one that its undo removes?
 * Return: 0, also of all other steps; XPT_STALE; XPT_UNREADABLE.
 */
int xpt__usb_expect_unmade(struct apply_context *apply_context, const struct step *step,
		struct xpt_error **ret_error);
/* What somebody uses by now stays. */
int xpt__usb_controller_removed(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_controller_remove(const struct attempt *attempt, struct xpt_error **ret_error);

/* usb_drivers.c: whether drivers may have its interfaces */
int xpt__usb_probe_drivers(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_authorize_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__usb_authorize(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__usb_release(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
