/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "../output/message.h"

#define LIMIT_S 86400

struct move_args {
	const char *node;
	bool memory;
	unsigned int downtime_limit_s, timeout_s;
};

static const struct option_spec move_options[] = {
	{ 'n', "node", "N", "the NUMA node, as Xen counts them", OPTION_TEXT,
			offsetof(struct move_args, node) },
	{ 'm', "memory", NULL, "its memory too, by way of a copy of the domain", OPTION_FLAG,
			offsetof(struct move_args, memory) },
	{ 0, "downtime-limit", "SECONDS",
			"give up when it stands still for longer (60 unless given)", OPTION_NUMBER,
			offsetof(struct move_args, downtime_limit_s), LIMIT_S },
	{ 't', "timeout", "SECONDS",
			"wait so long for the guest to let go of a device (10 unless given)",
			OPTION_NUMBER, offsetof(struct move_args, timeout_s), LIMIT_S },
	{ 0 },
};

static int read_node(const struct invocation *invocation, unsigned int *ret_node)
{
	const struct move_args *args = invocation->args;
	unsigned long number;
	char *end;

	if (!args->node)
		return print_usage_error(invocation->command, "move needs --node N");
	errno = 0;
	number = strtoul(args->node, &end, 10);
	if (errno || *end || *args->node < '0' || *args->node > '9' || number > 0xffff)
		return print_usage_error(invocation->command, "\"%s\" is not the number of a node",
				args->node);
	*ret_node = (unsigned int)number;
	return STATUS_DONE;
}

static void print_moved(
		const struct invocation *invocation, unsigned int node, const struct xpt_copy *copy)
{
	const char *domain = invocation->operands[0];

	if (copy->domain_id)
		printf("%s is on node %u with its memory, and is domain %u now: %llu MiB in %u.%u "
		       "s, it stood "
		       "still for %u.%u s\n",
				domain, node, copy->domain_id, copy->total_kib / 1024,
				copy->total_ms / 1000, copy->total_ms % 1000 / 100,
				copy->downtime_ms / 1000, copy->downtime_ms % 1000 / 100);
	else
		printf("%s runs on node %u; its memory stays where it is, new memory comes from there "
		       "(--memory moves it)\n",
				domain, node);
}

static int move(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_move *request)
{
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct xpt_copy copy = { 0 };
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	int status;
	bool print_message;

	if (xpt_plan_for_move(host, request, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, &copy, &print_message);
	if (print_message)
		print_moved(invocation, request->node, &copy);
	return status;
}

static int move_run(const struct invocation *invocation)
{
	const struct move_args *args = invocation->args;
	struct xpt_move request = XPT_OPTIONS(xpt_move, .domain = invocation->operands[0],
			.flags = args->memory ? XPT_MOVE_MEMORY : 0,
			.downtime_limit_s = args->downtime_limit_s, .timeout_s = args->timeout_s);
	auto_of(host) struct xpt_host *host = NULL;
	int status = read_node(invocation, &request.node);

	if (!status)
		status = args->memory ?
				host_open(invocation, XPT_DETAIL_PLACEMENT | XPT_DETAIL_MODELS,
						&host) :
				placement_open(invocation, &host);
	return status ? status : move(invocation, host, &request);
}

const struct command cmd_move = {
	.name = "move",
	.operands = "DOMAIN",
	.brief = "bring a domain to a NUMA node: its vCPUs, and with --memory its memory",
	.notes = "With --memory the domain is saved into a copy of itself that runs on the node, "
		 "and gets\n"
		 "a new id. The original goes on if anything fails.",
	.options = move_options,
	.args_size = sizeof(struct move_args),
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = move_run,
};
