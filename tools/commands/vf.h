/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of xpt vf. */
#ifndef TOOLS_COMMANDS_VF_H
#define TOOLS_COMMANDS_VF_H

#include "../command.h"

extern const struct command vf_list;

#endif
