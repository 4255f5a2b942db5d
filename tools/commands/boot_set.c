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

static int undo_run(const struct invocation *invocation)
{
	auto_of(plan) struct xpt_plan *back = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	bool speak;
	int status;

	if (xpt_boot_last(&back, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = back;
	status = apply_and_print(invocation, &outcome, NULL, &speak);
	if (!status && !invocation->common.dry_run && xpt_boot_forget(&error))
		return apply_failed(invocation, &outcome, error);
	if (!status && speak)
		puts("the last change of the next boot is undone");
	return status;
}

const struct command boot_undo = {
	.name = "boot undo",
	.operands = "",
	.brief = "bring back what the last change of the next boot replaced",
	.notes = "Where somebody changed the file since, nothing is done: set or delete the parameter instead.",
	.takes = TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = undo_run,
};
