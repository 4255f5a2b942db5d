/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of xpt usb. */
#ifndef TOOLS_COMMANDS_USB_H
#define TOOLS_COMMANDS_USB_H

#include <xpt/usb.h>

#include "../output/columns.h"

struct usb_list_args {
	struct columns_args columns;
	bool tree;
	const char *domain; /* NULL: whoever has them */
	/* What else is to be told of them, after the table. Return: enum status. NULL: nothing. */
	int (*then)(const struct xpt_host *host);
};

DEFINE_AUTO(usb_policy, struct xpt_usb_policy *, xpt_usb_policy_free)

extern const struct command usb_list, usb_policy_allow, usb_policy_deny, usb_policy_list,
		usb_policy_test, usb_policy_why;

/* usb_check_read - could the USB devices be listed? Return: STATUS_DONE, or STATUS_UNKNOWN, told. */
int usb_check_read(const struct xpt_host *host);
/* usb_find - the device that a word means. Return: enum status, told. */
int usb_find(const struct invocation *invocation, const struct xpt_host *host, const char *path,
		const struct xpt_usb_device **ret_device);
/* usb_check_known - is a field known of every device? @what: what is not; the path follows. Return: as above. */
int usb_check_known(const struct xpt_host *host, const char *key, const char *what);
/* usb_is_of - has @domain the device, by libxl's records? */
bool usb_is_of(const struct xpt_usb_device *device, const struct xpt_domain *domain);
/* All USB devices; as JSON where that is asked for. */
int usb_print(const struct invocation *invocation, const struct usb_list_args *args);
/* usb_policy_find - the host's own, as a path that can be opened; NULL: it has none. Return: enum status, told. */
int usb_policy_find(const struct invocation *invocation, char **ret_path);
/* usb_policy_status - STATUS_DONE, STATUS_REFUSED or STATUS_UNKNOWN: may guests have @device? */
int usb_policy_status(struct xpt_object device);
/* usb_policy_print - that, and which line decides on each of its interfaces. @name: what it is called; @file: the policy */
void usb_policy_print(struct xpt_object device, const char *name, const char *file);
/* usb_policy_why_device - the same of a device that is here, by the host's policy. Return: as usb_policy_status(). */
int usb_policy_why_device(const struct xpt_host *host, const struct xpt_usb_device *device);

#endif
