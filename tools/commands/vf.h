/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of xpt vf. */
#ifndef TOOLS_COMMANDS_VF_H
#define TOOLS_COMMANDS_VF_H

#include "../output/columns.h"

extern const struct command vf_list, vf_create, vf_destroy;

/* The physical function that is the operand, or all, each with its VFs; as JSON where that is asked for. */
int vf_print(const struct invocation *invocation, const struct columns_args *args);

#endif
