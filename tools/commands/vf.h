/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of xpt vf. */
#ifndef TOOLS_COMMANDS_VF_H
#define TOOLS_COMMANDS_VF_H

#include "../output/columns.h"

extern const struct command vf_list, vf_create, vf_destroy, vf_set;

typedef int vf_planner(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_bdf device, void *data, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error);

/* Plans a change of the operand, does it, and prints the physical function with its VFs. */
int vf_change(const struct invocation *invocation, vf_planner *planner, void *data);

/* The physical function that is the operand, or all, each with its VFs; as JSON where that is asked for. */
int vf_print(const struct invocation *invocation, const struct columns_args *args);

#endif
