/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cpupools: their columns, and the one of a name. */
#include <stdio.h>

#include "../commands/pool.h"
#include "message.h"

const struct column_set pool_columns = {
	.kind = xpt_kind_pool,
	.usual = "id,name,cpus,nodes,scheduler,domain_count,domains",
};

int pool_lookup(const struct invocation *invocation, const struct xpt_host *host, const char *name,
		struct xpt_object *ret_pool)
{
	struct xpt_error *error = NULL;

	return xpt_host_find_pool(host, name, ret_pool, &error) ? print_error(invocation, error) :
								  STATUS_DONE;
}

/* CPUs that no domain can use. */
static void print_free(const struct xpt_host *host)
{
	const char *comma = "";
	struct xpt_object cpu;

	for (size_t i = 0; xpt_host_cpu(host, i, &cpu); i++) {
		auto_free char *number = object_text(cpu, "cpu"), *pool = object_text(cpu, "pool");

		if (!number || pool)
			continue;
		printf("%s%s", *comma ? comma : "CPUs ", number);
		comma = ",";
	}
	if (*comma)
		puts(" are in no cpupool");
}

int print_pools(const struct invocation *invocation, const struct xpt_host *host,
		const struct columns *columns, bool no_headings)
{
	struct table table = { .columns = columns->items,
		.column_count = columns->count,
		.no_headings = no_headings };
	auto_free struct xpt_object *pools = NULL;
	struct xpt_object pool;
	int status = STATUS_DONE;

	while (xpt_host_pool(host, table.row_count, &pool))
		table.row_count++;
	pools = calloc(table.row_count + 1, sizeof(*pools));
	if (!pools)
		return print_no_memory();
	for (size_t i = 0; i < table.row_count; i++)
		(void)xpt_host_pool(host, i, &pools[i]);
	if (invocation->operand_count) {
		status = pool_lookup(invocation, host, invocation->operands[0], &pools[0]);
		table.row_count = 1;
	}
	table.rows = pools;
	if (status)
		return status;
	if (invocation->common.json)
		return print_json_list("pools", pools, table.row_count);
	status = print_table(&table);
	if (!status && !no_headings && !invocation->operand_count && !invocation->command->xl_for)
		print_free(host);
	return status;
}
