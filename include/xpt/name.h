/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_NAME_H
#define XPT_NAME_H

/**
 * Names of devices, kept in /etc/xpt/names: each is bound to what the device is (numbers, serial number, slot; of a USB device
 * its controller and port), so that it never means another one after a card was added, or a USB device was plugged in elsewhere.
 */
#include <xpt/base.h>
#include <xpt/error.h>
#include <xpt/host.h>
#include <xpt/plan.h>
#include <xpt/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/** xpt_kind_name_entry - the fields of a name. Return: static. Since: 0.2 */
XPT_PUBLIC const struct xpt_kind *xpt_kind_name_entry(void);

/**
 * xpt_host_name - the names, in the order of the file
 * @host:     a snapshot with XPT_DETAIL_CONFIG; without it, a device that may be the named one is "unknown", as is without
 *            XPT_DETAIL_USB each name of a USB device
 * @ret_name: the snapshot's
 * Whether the file could be read tells the host's field "names".
 * Return: false past the last. Since: 0.2
 */
XPT_PUBLIC bool xpt_host_name(
		const struct xpt_host *host, size_t index, struct xpt_object *ret_name);

/**
 * xpt_name_is_usb - does the file bind this name to a USB device? What it means tells xpt_host_find_usb_device().
 * Return: false as well where no device is called so, or the file cannot be read. Since: 0.2
 */
XPT_PUBLIC bool xpt_name_is_usb(const struct xpt_host *host, const char *name);

enum xpt_name_action {
	XPT_NAME_BIND,	 /* the device is called so from now on */
	XPT_NAME_DELETE, /* nothing is called so any more */
	XPT_NAME_FOLLOW, /* the name goes where its device is now */
};

struct xpt_name_request {
	size_t size;
	enum xpt_name_action action;
	const char *name; /* XPT_NAME_FOLLOW: NULL means all that are known by serial number or slot */
	struct xpt_bdf device; /* XPT_NAME_BIND */
	const char *usb; /* XPT_NAME_BIND: path of a USB device, "1-1.2", instead of @device; or NULL */
};

/**
 * xpt_plan_for_name - the step that writes /etc/xpt/names
 * @host:     a snapshot with XPT_DETAIL_CONFIG, and where USB devices have names, or shall have one, XPT_DETAIL_USB
 * @ret_plan: free with xpt_plan_free(); no steps: it is so already
 * Return: 0, XPT_INVALID (no name of a device, or a snapshot without XPT_DETAIL_CONFIG), XPT_NOT_FOUND (no such device or
 * name), XPT_REFUSED (the name or the device is taken, or what is to be followed cannot be told), XPT_UNREADABLE (the file, or what the
 * device is), XPT_NO_MEMORY. Since: 0.2
 */
XPT_PUBLIC XPT_MUST_CHECK int xpt_plan_for_name(const struct xpt_host *host,
		const struct xpt_name_request *request, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

#ifdef __cplusplus
}
#endif

#endif
