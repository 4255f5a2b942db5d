/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "../output/output.h"

struct capture_args {
	bool redact, memory;
};

static const struct option_spec capture_options[] = {
	{ 0, "redact", NULL,
			"replace serial numbers, MAC addresses and names, each always by "
			"the same stand-in",
			OPTION_FLAG, offsetof(struct capture_args, redact) },
	{ 0, "memory", NULL,
			"on which NUMA nodes the domains' memory lies, too (it stalls a "
			"large host)",
			OPTION_FLAG, offsetof(struct capture_args, memory) },
	{ 0 },
};

static int capture_run(const struct invocation *invocation)
{
	const struct capture_args *args = invocation->args;
	struct xpt_capture_options options = XPT_OPTIONS(xpt_capture_options,
			.root = invocation->common.host, .directory = invocation->operands[0],
			.redact = args->redact, .detail = args->memory ? XPT_DETAIL_MEMORY : 0,
			.trace = host_trace());
	struct xpt_error *error = NULL;
	size_t answers;

	if (xpt_capture(&options, &answers, &error))
		return print_error(invocation, error);
	if (invocation->common.json)
		return print_json_number("answers", answers);
	if (!invocation->common.quiet)
		printf("%zu answers kept in %s\n", answers, options.directory);
	return STATUS_DONE;
}

const struct command cmd_capture = {
	.name = "capture",
	.operands = "DIR",
	.brief = "keep all that xpt reads of this host in a directory",
	.notes = "DIR is made; it must not exist, or be empty. Every command looks at it with\n"
		 "--host DIR. Read it before you give it away: it is plain text.",
	.options = capture_options,
	.args_size = sizeof(struct capture_args),
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_QUIET,
	.run = capture_run,
};
