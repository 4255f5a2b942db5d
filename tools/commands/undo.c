/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "apply_plan.h"
#include "devices.h"
#include "interrupt.h"
#include "../output/message.h"

struct undo_args {
	unsigned int flags; /* enum xpt_undo_flag */
	bool all;
	unsigned int timeout_s;
};

static const struct option_spec undo_options[] = {
	{ 0, "all", NULL, "all that was left half done, as without DEVICE", OPTION_FLAG,
			offsetof(struct undo_args, all), 0 },
	{ 0, "abandon", NULL, "leave what cannot be undone, and end the operation", OPTION_BIT,
			offsetof(struct undo_args, flags), XPT_UNDO_ABANDON },
	{ 0, "merge", NULL, "of a file that was changed since, take out what xpt changed alone",
			OPTION_BIT, offsetof(struct undo_args, flags), XPT_UNDO_MERGE },
	{ 0, "overwrite", NULL, "have a file that was changed since as it was before xpt",
			OPTION_BIT, offsetof(struct undo_args, flags), XPT_UNDO_OVERWRITE },
	{ 0, "timeout", "SECONDS", "how long to wait for another xpt (30)", OPTION_NUMBER,
			offsetof(struct undo_args, timeout_s), 3600 },
	{ 0 },
};

/* Addresses alone, as a device may be gone. */
static int take_devices(const struct invocation *invocation, struct devices *ret_devices)
{
	struct xpt_error *error = NULL;

	ret_devices->items = calloc(invocation->operand_count + 1, sizeof(*ret_devices->items));
	if (!ret_devices->items)
		return print_no_memory();
	for (size_t i = 0; i < invocation->operand_count; i++)
		if (xpt_bdf_parse(invocation->operands[i], &ret_devices->items[i], &error))
			return print_error(invocation, error);
	ret_devices->count = invocation->operand_count;
	return STATUS_DONE;
}

static int undo_run(const struct invocation *invocation)
{
	const struct undo_args *args = invocation->args;
	auto_devices struct devices devices = { 0 };
	struct interrupts interrupts;
	struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options,
			.lock_timeout_s = args->timeout_s, .progress = show_progress,
			.flags = args->flags, .trace = host_trace());
	struct xpt_error *error = NULL;
	size_t undone;
	int rc;

	if (args->all && invocation->operand_count)
		return print_usage_error(invocation->command, "either --all or DEVICE");
	rc = take_devices(invocation, &devices);
	if (rc)
		return rc;
	options.devices = devices.items;
	options.device_count = devices.count;
	interrupts_begin(&interrupts);
	rc = xpt_undo(&options, &undone, &error);
	interrupts_end(&interrupts);
	clear_transient();
	if (rc)
		return print_error(invocation, error);
	if (invocation->common.json)
		return print_json_number("undone", undone);
	if (invocation->common.quiet)
		return STATUS_DONE;
	if (undone)
		printf("%zu step%s undone\n", undone, undone == 1 ? "" : "s");
	else
		puts("nothing to undo");
	return STATUS_DONE;
}

const struct command cmd_undo = {
	.name = "undo",
	.operands = "[DEVICE...]",
	.brief = "undo what an interrupted xpt left half done",
	.notes = "Every change is journaled before it is made. After a crash, a kill or a failed\n"
		 "undo this puts each device back to where it was. With DEVICE, an address, only\n"
		 "what was left half done of these.",
	.options = undo_options,
	.args_size = sizeof(struct undo_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_JSON | TAKES_QUIET,
	.changes_host = true,
	.run = undo_run,
};
