/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of xpt usb. */
#ifndef TOOLS_COMMANDS_USB_H
#define TOOLS_COMMANDS_USB_H

#include "../output/columns.h"

struct usb_list_args {
	struct columns_args columns;
	bool tree;
	const char *domain; /* NULL: whoever has them */
	/* What else is to be told of them, after the table. Return: enum status. NULL: nothing. */
	int (*then)(const struct xpt_host *host);
};

extern const struct command usb_list, usb_policy_list, usb_policy_why;

/* usb_check_read - could the USB devices be listed? Return: STATUS_DONE, or STATUS_UNKNOWN, told. */
int usb_check_read(const struct xpt_host *host);
/* All USB devices; as JSON where that is asked for. */
int usb_print(const struct invocation *invocation, const struct usb_list_args *args);

#endif
