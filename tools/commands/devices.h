/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DEVICE on a command line: an address, or the name of an assignable device. A wrong address is told before
 * the host is looked at; names can only be found in it. Both say why not, and return an enum status.
 */
#ifndef TOOLS_COMMANDS_DEVICES_H
#define TOOLS_COMMANDS_DEVICES_H

#include "../command.h"

int parse_devices(const struct invocation *invocation, char *const *words, size_t count,
		struct xpt_bdf *ret_devices);
/* @devices as parse_devices() left them; those of names are filled in. */
int find_named(const struct invocation *invocation, const struct xpt_host *host, char *const *words,
		size_t count, struct xpt_bdf *devices);

#endif
