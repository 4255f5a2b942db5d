/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "xpt pool …", and xl's spellings of it. */
#ifndef TOOLS_COMMANDS_POOL_H
#define TOOLS_COMMANDS_POOL_H

#include "../output/columns.h"

extern const struct command pool_list, pool_show, pool_create, pool_destroy, pool_rename,
		pool_add_cpu, pool_remove_cpu, pool_split, pool_merge, pool_move;

/* What all of those that change something take. */
#define CHANGES .takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET, .changes_host = true

struct pool_move_args {
	bool memory;
};

/* With the operands and arguments of their commands, which xl's spellings share. */
int pool_destroy_run(const struct invocation *invocation);
int pool_rename_run(const struct invocation *invocation);
int pool_add_cpu_run(const struct invocation *invocation);
int pool_remove_cpu_run(const struct invocation *invocation);
int pool_split_run(const struct invocation *invocation);
int pool_move_run(const struct invocation *invocation);

/* pools_tell - the cpupools as a table, or as JSON. Return: enum status. */
int print_pools(const struct invocation *invocation, const struct xpt_host *host,
		const struct columns *columns, bool no_headings);
/* pool_lookup - the cpupool of this name or number; tells when there is none. Return: enum status. */
int pool_lookup(const struct invocation *invocation, const struct xpt_host *host, const char *name,
		struct xpt_object *ret_pool);
/* pool_change - plan it, do it (or show it), and tell what is so now. Return: enum status. */
int pool_change(const struct invocation *invocation, const struct xpt_pool_request *request);

#endif
