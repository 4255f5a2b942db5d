/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb.h"

static const struct command *const subcommands[] = { &usb_list, NULL };

const struct command cmd_usb = {
	.name = "usb",
	.operands = "COMMAND...",
	.brief = "USB devices",
	.subcommands = subcommands,
	.bare = true,
};
