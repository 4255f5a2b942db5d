/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply_plan.h"

#include <stdio.h>
#include <string.h>

#include "interrupt.h"
#include "../output/message.h"

static void show_copying(const struct xpt_step *step)
{
	const struct xpt_copy *copy = step->copy;

	print_transient("%s: copied %llu of %llu MiB%s", step->subject, copy->sent_kib / 1024,
			copy->total_kib / 1024, copy->downtime_ms ? ", it stands still" : "");
}

int show_progress(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	struct applied *applied = data;
	bool *done = applied ? applied->done : NULL;

	if (done && (what == XPT_STEP_DONE || what == XPT_STEP_UNDONE))
		done[index] = what == XPT_STEP_DONE;
	switch (what) {
	case XPT_STEP_BEGIN:
		print_transient("%s: %s ...", step->subject, step->what);
		break;
	case XPT_STEP_UNDONE:
		print_transient("%s: undone: %s", step->subject, step->what);
		break;
	case XPT_STEP_SKIPPED:
		print_message("%s: not undone: %s: %s", step->subject, step->undo, step->why);
		break;
	case XPT_DEVICE_TAINTED:
		print_message("%s is not sane any more: %s; it goes to no guest until it is reset "
			      "and reads sane, or the host is rebooted",
				step->subject, step->why);
		break;
	case XPT_STEP_MIGRATING:
		if (applied && applied->copy)
			*applied->copy = *step->copy;
		show_copying(step);
		break;
	case XPT_STEP_WAITING:
		if (!index)
			print_message("%s%s%s", step->subject, *step->subject ? ": " : "",
					step->what);
		break;
	default:
		break;
	}
	return interrupts_came();
}

struct xpt_apply_options waiting_told(void)
{
	return (struct xpt_apply_options)XPT_OPTIONS(
			xpt_apply_options, .progress = show_progress, .trace = host_trace());
}

/* Lines of a change, below its step. */
static void show_diff(const char *diff, int indent)
{
	while (*diff) {
		size_t length = strcspn(diff, "\n");

		printf("%*s  %.*s\n", indent, "", (int)length, diff);
		diff += length + (diff[length] == '\n');
	}
}

void show_steps(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t i;

	for (i = 0; xpt_plan_step(plan, i, &step); i++) {
		int indent = (int)strlen(step.subject) + 2;

		printf("%s  would %s\n", step.subject, step.what);
		if (step.why)
			printf("%*s  why   %s\n", indent, "", step.why);
		if (step.diff)
			show_diff(step.diff, indent);
		if (step.undo)
			printf("%*s  undo  %s\n", indent, "", step.undo);
	}
	if (!i)
		puts("would do nothing: it is so already");
}

int apply_failed(const struct invocation *invocation, const struct outcome *outcome,
		struct xpt_error *error)
{
	auto_of(error) struct xpt_error *owned = error;
	const struct xpt_report *why = xpt_error_report(error);
	struct outcome failed = *outcome;

	failed.error = error;
	print_message("%s", xpt_error_message(error));
	if (why)
		print_findings(stderr, why);
	if (invocation->common.json)
		print_json_outcome(&failed);
	return status_of_code(xpt_error_code(error));
}

/* Somebody else was faster, perhaps the xpt that was waited for: the host is judged anew. */
int look_again(struct xpt_error *error)
{
	print_message("looking again: %s", xpt_error_message(error));
	xpt_error_free(error);
	return STATUS_LOOK_AGAIN;
}

bool *new_done(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t count = 0;
	bool *done;

	while (xpt_plan_step(plan, count, &step))
		count++;
	done = calloc(count + 1, sizeof(*done));
	if (!done)
		print_no_memory();
	return done;
}

static int try_copying(const struct invocation *invocation, const struct xpt_plan *plan,
		unsigned int lock_timeout_s, struct applied *applied, struct xpt_error **ret_error)
{
	struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options,
			.lock_timeout_s = lock_timeout_s, .progress = show_progress,
			.data = applied, .trace = host_trace());
	struct xpt_error *error = NULL;
	struct interrupts interrupts;
	int rc;

	if (invocation->common.dry_run)
		return STATUS_DONE;
	interrupts_begin(&interrupts);
	rc = xpt_plan_apply(plan, &options, &error);
	interrupts_end(&interrupts);
	clear_transient();
	if (rc == XPT_STALE && !invocation->is_last)
		return look_again(error);
	*ret_error = error;
	return rc ? status_of_code(rc) : STATUS_DONE;
}

int try_plan(const struct invocation *invocation, const struct xpt_plan *plan, bool *done,
		struct xpt_error **ret_error)
{
	struct applied applied = { .done = done };

	return try_copying(invocation, plan, 0, &applied, ret_error);
}

static int apply_copying(const struct invocation *invocation, const struct outcome *outcome,
		bool **ret_done, struct xpt_copy *ret_copy)
{
	struct applied progress = { .done = new_done(outcome->plan), .copy = ret_copy };
	struct outcome applied = *outcome;
	struct xpt_error *error = NULL;
	int status;

	applied.done = *ret_done = progress.done;
	if (!progress.done)
		return STATUS_UNREADABLE;
	status = try_copying(invocation, outcome->plan, outcome->lock_timeout_s, &progress, &error);
	return error ? apply_failed(invocation, &applied, error) : status;
}

int apply_plan(const struct invocation *invocation, const struct outcome *outcome, bool **ret_done)
{
	return apply_copying(invocation, outcome, ret_done, NULL);
}

int apply_and_print(const struct invocation *invocation, const struct outcome *outcome,
		struct xpt_copy *ret_copy, bool *ret_say)
{
	struct outcome told = *outcome;
	auto_free bool *done = NULL;
	int status = apply_copying(invocation, outcome, &done, ret_copy);

	*ret_say = false;
	if (status)
		return status;
	told.done = done;
	told.copy = ret_copy && ret_copy->domain_id ? ret_copy : NULL;
	if (invocation->common.json)
		return print_json_outcome(&told);
	if (invocation->common.dry_run)
		show_steps(told.plan);
	else
		*ret_say = !invocation->common.quiet;
	return STATUS_DONE;
}
