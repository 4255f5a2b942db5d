/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/rows.h"

const struct column_set vcpu_columns = {
	.kind = xpt_kind_vcpu,
	.usual = "domain,domain_id,vcpu,cpu,node,state,time_ms,pool,hard,soft,effective,narrowed",
};

static void vcpus_help(void)
{
	columns_help(&vcpu_columns);
}

/* Is it of one of the domains named as operands (or of any, without)? */
static bool wanted(const struct xpt_domain *const *domains, size_t count, struct xpt_object vcpu)
{
	long long of;

	if (xpt_object_number(vcpu, "domain_id", &of))
		return !count;
	for (size_t i = 0; i < count; i++)
		if (xpt_domain_id(domains[i]) == of)
			return true;
	return !count;
}

static int select_vcpus(const struct invocation *invocation, const struct xpt_host *host,
		struct rows *ret_vcpus)
{
	size_t count = invocation->operand_count, all = 0;
	auto_free const struct xpt_domain **domains = calloc(count + 1, sizeof(*domains));
	struct xpt_error *error = NULL;
	struct xpt_object vcpu;
	int status;

	while (xpt_host_vcpu(host, all, &vcpu))
		all++;
	if (!domains)
		return print_no_memory();
	for (size_t i = 0; i < count; i++)
		if (xpt_host_find_domain(host, invocation->operands[i], &domains[i], &error))
			return print_error(invocation, error);
	status = rows_new(all, ret_vcpus);
	for (size_t i = 0; !status && xpt_host_vcpu(host, i, &vcpu); i++)
		if (wanted(domains, count, vcpu))
			rows_add(ret_vcpus, vcpu, XPT_NO_FIELD);
	return status;
}

static int print_vcpus(const struct invocation *invocation, const struct columns *columns)
{
	const struct columns_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	auto_rows struct rows vcpus = { 0 };
	int status = placement_open(invocation, &host);

	if (!status)
		status = select_vcpus(invocation, host, &vcpus);
	return status ? status : rows_print(invocation, &vcpus, "vcpus", columns, args, false);
}

static int vcpus_run(const struct invocation *invocation)
{
	const struct columns_args *args = invocation->args;
	struct columns columns = { 0 };
	int status = columns_choose(invocation, &vcpu_columns, args, &columns);

	if (!status)
		status = print_vcpus(invocation, &columns);
	free(columns.items);
	return status;
}

const struct command cmd_vcpus = {
	.name = "vcpus",
	.operands = "[DOMAIN...]",
	.brief = "list vCPUs: where they run, and where they may",
	.notes = "An affinity that does not take effect as it was set is named with the reason.",
	.options = columns_options,
	.args_size = sizeof(struct columns_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = vcpus_help,
	.run = vcpus_run,
};

const struct command cmd_vcpu_list = {
	.name = "vcpu-list",
	.xl_for = "vcpus",
	.operands = "[DOMAIN...]",
	.brief = "list vCPUs: where they run, and where they may",
	.options = columns_options,
	.args_size = sizeof(struct columns_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = vcpus_run,
};
