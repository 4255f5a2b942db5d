/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_COMMANDS_WATCH_STATUS_H
#define TOOLS_COMMANDS_WATCH_STATUS_H

#include "../command.h"

/* watch_status - tell what a watch wrote to @path. Return: STATUS_REFUSED: something failed, or none runs; else enum status. */
int watch_status(const struct invocation *invocation, const char *path);

#endif
