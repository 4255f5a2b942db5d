/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "apply_plan.h"
#include "intent.h"

static void print_text(const struct intent *intent)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t i;

	if (intent->invocation->common.dry_run) {
		intent_show(intent);
		intent_show_steps(intent);
		return;
	}
	if (intent->invocation->common.quiet)
		return;
	for (i = 0; xpt_plan_step(intent->plan, i, &step); i++)
		printf("%s: %s\n", step.subject, step.what);
	if (!i && !intent->boot[XPT_BOOT_XEN] && !intent->boot[XPT_BOOT_DOM0])
		puts("nothing changed: all is as the files say");
}

static int apply_run(const struct invocation *invocation)
{
	auto_free bool *done = NULL;
	struct outcome outcome;
	struct intent intent;
	bool applied;
	int status = intent_open(invocation, &intent);

	status = status ? status : intent_plan(&intent);
	outcome = intent_outcome(&intent, NULL);
	status = status ? status : apply_plan(invocation, &outcome, &done);
	outcome.done = done;
	applied = !status;
	if (!status && !invocation->common.json)
		print_text(&intent);
	if (!status && !invocation->common.dry_run)
		status = intent_change_boot(&intent);
	if (invocation->common.json && applied && status != STATUS_LOOK_AGAIN)
		print_json_outcome(&outcome);
	intent_clear(&intent);
	return status;
}

const struct command cmd_apply = {
	.name = "apply",
	.operands = "[FILE...]",
	.brief = "make the host as files say: all of it, or nothing",
	.notes = "FILE is a guest's xl configuration, or one of a host; without any: " HOST_FILE
		 ".\n"
		 "What is so already is left alone, so it may be run again and again.",
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = apply_run,
};
