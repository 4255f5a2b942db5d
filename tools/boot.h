/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BOOT_H
#define TOOLS_BOOT_H

#include "command.h"

extern const struct command boot_set, boot_delete;

#endif
