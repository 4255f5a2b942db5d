/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "pool.h"
#include "../output/message.h"

static void list_help(void)
{
	columns_help(&pool_columns);
}

static int list_run(const struct invocation *invocation)
{
	const struct columns_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	struct columns columns = { 0 };
	int status = columns_choose(invocation, &pool_columns, args, &columns);

	if (!status)
		status = placement_open(invocation, &host);
	if (!status)
		status = print_pools(invocation, host, &columns, args->no_headings);
	free(columns.items);
	return status;
}

const struct command pool_list = {
	.name = "pool list",
	.operands = "[POOL]",
	.brief = "list cpupools with their CPUs and domains",
	.options = columns_options,
	.args_size = sizeof(struct columns_args),
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = list_help,
	.run = list_run,
};

static int show_run(const struct invocation *invocation)
{
	static const char *const keys[] = { "id", "name", "cpus", "nodes", "scheduler", "domains",
		"vcpus", NULL };
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_object pool;
	int status = placement_open(invocation, &host);

	if (!status)
		status = pool_lookup(invocation, host, invocation->operands[0], &pool);
	if (status)
		return status;
	if (invocation->common.json)
		return print_json_object("pool", pool);
	print_fields(pool, keys);
	return STATUS_DONE;
}

const struct command pool_show = {
	.name = "pool show",
	.operands = "POOL",
	.brief = "show all of one cpupool: its CPUs, its domains and their vCPUs",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = show_run,
};

static const struct command *const subcommands[] = { &pool_list, &pool_show, &pool_create,
	&pool_destroy, &pool_rename, &pool_add_cpu, &pool_remove_cpu, &pool_split, &pool_merge,
	&pool_move, NULL };

const struct command cmd_pool = {
	.name = "pool",
	.operands = "COMMAND...",
	.brief = "see and change cpupools: which CPUs domains run on",
	.notes = "POOL is a name or a number. CPUS is a list as in xl.cfg(5): 0-3,^2  node:1  nodes:0-1.",
	.subcommands = subcommands,
};
