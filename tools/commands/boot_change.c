/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "boot.h"
#include "../output/message.h"

struct change {
	const struct invocation *invocation;
	struct xpt_boot_request request;
	const struct xpt_report *report; /* or NULL */
	struct xpt_host *before, *after;
	struct xpt_plan *plan;
};

static void clear(struct change *change)
{
	xpt_host_free(change->before);
	xpt_host_free(change->after);
	xpt_plan_free(change->plan);
}

/* The menu is not what it should be: back to what was there, and say both. */
static int take_back(struct change *change, struct xpt_error *failure)
{
	const struct outcome nothing = { 0 };
	auto_of(error) struct xpt_error *why = failure;
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	struct outcome back = { 0 };
	auto_free bool *done = NULL;
	int status;

	if (xpt_plan_boot_back(change->before, change->after, &change->request, &plan, &error))
		return apply_failed(change->invocation, &nothing, error);
	back.plan = plan;
	status = apply_plan(change->invocation, &back, &done);
	if (status)
		return status;
	print_message("%s; the file is as it was before", xpt_error_message(why));
	return STATUS_REFUSED;
}

/* What the loader's files say now, not what was written. */
static int verify(struct change *change)
{
	struct xpt_error *error = NULL;
	int status = host_open(change->invocation, XPT_DETAIL_BOOT, &change->after);

	if (status)
		return status;
	return xpt_boot_kept(change->after, &change->request, &error) ? take_back(change, error) :
									STATUS_DONE;
}

/* For "xpt boot undo"; without it the change holds all the same. */
static void keep_way_back(const struct change *change)
{
	auto_of(plan) struct xpt_plan *back = NULL;
	auto_of(error) struct xpt_error *error = NULL;

	if (xpt_plan_boot_back(change->before, change->after, &change->request, &back, &error) ||
			xpt_boot_keep(back, &error))
		print_message("\"xpt boot undo\" will not know this change: %s",
				xpt_error_message(error));
}

static void confirm(const struct change *change, bool changed)
{
	struct xpt_object boot = xpt_host_boot(change->after ? change->after : change->before);
	bool xen = change->request.line == XPT_BOOT_XEN;
	auto_free char *line = object_text(boot, xen ? "xen_command_line" : "kernel_command_line");
	auto_free char *entry = object_text(boot, "entry");

	printf("%s of the next boot, \"%s\"%s:\n  ", xen ? "Xen" : "dom0", entry ? entry : "?",
			changed ? "" : ", as it was already");
	print_wrapped(stdout, line ? line : "?", 2);
}

static int carry_out(struct change *change)
{
	const struct invocation *invocation = change->invocation;
	struct outcome outcome = { .report = change->report };
	struct xpt_error *error = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	bool speak;
	int status = host_open(invocation, XPT_DETAIL_BOOT, &change->before);

	if (status)
		return status;
	if (xpt_plan_boot(change->before, &change->request, &change->plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = change->plan;
	status = apply_and_print(invocation, &outcome, NULL, &speak);
	if (!status && !invocation->common.dry_run && xpt_plan_step(change->plan, 0, &step))
		status = verify(change);
	if (!status && change->after)
		keep_way_back(change);
	if (!status && speak)
		confirm(change, change->after != NULL);
	return status;
}

int boot_change(const struct invocation *invocation, const struct xpt_boot_request *request,
		const struct xpt_report *report)
{
	struct change change = { .invocation = invocation, .request = *request, .report = report };
	int status = carry_out(&change);

	clear(&change);
	return status;
}

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
	return boot_change(invocation, &request, NULL);
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
		 "again; where it is not what was asked for, they are brought back.",
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
