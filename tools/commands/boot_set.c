/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "boot.h"
#include "../output/message.h"

static int change_line(const struct invocation *invocation, unsigned int flags)
{
	struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .flags = flags,
			.words = (const char *const *)invocation->operands + 1,
			.word_count = invocation->operand_count - 1);
	const char *line = invocation->operands[0];

	if (strcmp(line, "xen") != 0 && strcmp(line, "dom0") != 0)
		return print_usage_error(invocation->command,
				"\"%s\" has no command line: say xen or dom0", line);
	request.line = strcmp(line, "xen") ? XPT_BOOT_DOM0 : XPT_BOOT_XEN;
	return change_words(invocation, &request);
}

static int set_run(const struct invocation *invocation)
{
	return change_line(invocation, 0);
}

static int delete_run(const struct invocation *invocation)
{
	return change_line(invocation, XPT_BOOT_DELETE);
}

const struct command boot_set = {
	.name = "boot set",
	.operands = "xen|dom0 KEY[=VALUE]...",
	.brief = "set parameters on a command line of the next boot",
	.notes = "All words of a KEY replace what the line has of it. What the loader's files then say is read\n"
		 "again; where it is not what was asked for, they are brought back. A list of devices to be hidden\n"
		 "(xen-pciback.hide=) is judged as xpt hide does.",
	.operands_min = 2,
	.operands_max = OPERANDS_MANY,
	.takes = BOOT_TAKES,
	.changes_host = true,
	.run = set_run,
};

const struct command boot_delete = {
	.name = "boot delete",
	.operands = "xen|dom0 KEY...",
	.brief = "delete parameters from a command line of the next boot",
	.operands_min = 2,
	.operands_max = OPERANDS_MANY,
	.takes = BOOT_TAKES,
	.changes_host = true,
	.run = delete_run,
};

struct undo_args {
	unsigned int flags; /* enum xpt_undo_flag */
};

static const struct option_spec undo_options[] = {
	{ 0, "merge", NULL, "of a file that was changed since, take out what xpt changed alone",
			OPTION_BIT, offsetof(struct undo_args, flags), XPT_UNDO_MERGE },
	{ 0, "overwrite", NULL, "have a file that was changed since as it was before xpt",
			OPTION_BIT, offsetof(struct undo_args, flags), XPT_UNDO_OVERWRITE },
	{ 0, "abandon", NULL, "leave the files as they stand, and forget the way back", OPTION_BIT,
			offsetof(struct undo_args, flags), XPT_UNDO_ABANDON },
	{ 0 },
};

static int abandon(const struct invocation *invocation, struct outcome *outcome)
{
	const struct xpt_apply_options waiting = waiting_told();
	auto_of(plan) struct xpt_plan *back = NULL;
	struct xpt_error *error = NULL;

	if (xpt_boot_last(&waiting, &back, &error) ||
			(!invocation->common.dry_run && xpt_boot_forget(back, &waiting, &error)))
		return apply_failed(invocation, outcome, error);
	if (invocation->common.json)
		return print_json_outcome(outcome);
	if (!invocation->common.quiet)
		puts(invocation->common.dry_run ?
						"would forget the way back, and change nothing" :
						"the next boot stays as it is, and the way back is forgotten");
	return STATUS_DONE;
}

/* The files are brought back and that was told: what fails now is no failure of the undo. */
static void forget(const struct xpt_plan *back)
{
	const struct xpt_apply_options waiting = waiting_told();
	auto_of(error) struct xpt_error *error = NULL;

	if (xpt_boot_forget(back, &waiting, &error))
		print_message("the next boot is brought back, and only the note of its change remains, "
			      "which \"xpt boot undo --abandon\" removes: %s",
				xpt_error_message(error));
}

static int bring_back(const struct invocation *invocation, unsigned int flags)
{
	const struct xpt_apply_options waiting = waiting_told();
	auto_of(plan) struct xpt_plan *back = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	bool speak;
	int status;

	if (xpt_boot_last(&waiting, &back, &error) || xpt_boot_adapt(back, flags, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = back;
	status = apply_and_print(invocation, &outcome, NULL, &speak);
	if (!status && !invocation->common.dry_run)
		forget(back);
	if (!status && speak)
		puts("the last change of the next boot is undone");
	return status;
}

static int undo_run(const struct invocation *invocation)
{
	const struct undo_args *args = invocation->args;
	struct outcome outcome = { 0 };

	if (args->flags & (args->flags - 1))
		return print_usage_error(invocation->command,
				"only one of --merge, --overwrite and --abandon");
	return args->flags & XPT_UNDO_ABANDON ? abandon(invocation, &outcome) :
						bring_back(invocation, args->flags);
}

const struct command boot_undo = {
	.name = "boot undo",
	.operands = "",
	.brief = "bring back what the last change of the next boot replaced",
	.notes = "Where somebody changed the file since, both changes are told, and nothing is done: choose.",
	.options = undo_options,
	.args_size = sizeof(struct undo_args),
	.takes = TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = undo_run,
};
