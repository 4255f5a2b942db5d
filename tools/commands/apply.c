/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "apply_plan.h"
#include "intent.h"

/* Return: how many there are. */
static size_t print_steps(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t i;

	for (i = 0; xpt_plan_step(plan, i, &step); i++)
		printf("%s: %s\n", step.subject, step.what);
	return i;
}

static int show(const struct intent *intent)
{
	const struct outcome outcome = intent_outcome(intent, NULL);

	if (intent->invocation->common.json)
		return print_json_outcome(&outcome);
	intent_show(intent);
	intent_show_steps(intent);
	return STATUS_DONE;
}

/* The next boot comes last: a journal of files outlives a reboot, and what else was done does not. */
static int finish(struct intent *intent, const bool *done)
{
	const struct invocation *invocation = intent->invocation;
	bool speaks = !invocation->common.json && !invocation->common.quiet;
	bool any = speaks && print_steps(intent->plan);
	struct outcome outcome;
	int status = STATUS_DONE;

	if (intent->boot.plan)
		status = boot_change_make(invocation, &intent->boot);
	outcome = intent_outcome(intent, done);
	if (intent->boot.error)
		return apply_failed(invocation, &outcome, TAKE(intent->boot.error));
	if (status)
		return status;
	if (invocation->common.json)
		return print_json_outcome(&outcome);
	if (speaks && intent->boot.plan)
		boot_change_confirm(&intent->boot);
	else if (speaks && !any)
		puts(intent_unknown(intent) ? "nothing changed: what is known is as the files say" :
					      "nothing changed: all is as the files say");
	return STATUS_DONE;
}

/* What nobody could compare is not as the files say for all that is known. */
static int print_unknown(const struct intent *intent)
{
	if (!intent_unknown(intent))
		return STATUS_DONE;
	if (!intent->invocation->common.json)
		intent_print_unknown(intent);
	return STATUS_UNKNOWN;
}

static int apply_run(const struct invocation *invocation)
{
	auto_free bool *done = NULL;
	struct outcome outcome;
	struct intent intent;
	int status = intent_open(invocation, &intent);

	status = status ? status : intent_plan(&intent);
	outcome = intent_outcome(&intent, NULL);
	status = status ? status : apply_plan(invocation, &outcome, &done);
	if (!status)
		status = invocation->common.dry_run ? show(&intent) : finish(&intent, done);
	if (!status && !invocation->common.dry_run)
		status = print_unknown(&intent);
	intent_clear(&intent);
	return status;
}

const struct command cmd_apply = {
	.name = "apply",
	.operands = "[FILE...]",
	.brief = "make the host match its files: all of it, or nothing",
	.notes = "FILE is a guest's xl configuration, or one of a host; without any: " HOST_FILE
		 ".\nWhat is so already is left alone, so it may be run again and again.\nExit "
		 "status: as xpt, and 5 where the host does not report whether all is as the "
		 "files say.",
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = apply_run,
};
