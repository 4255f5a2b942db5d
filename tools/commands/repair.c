/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apply_plan.h"
#include "devices.h"
#include "../output/message.h"

/* Longer than most of what xl does leaves a device in between two states. */
#define LOOK_AGAIN_S 3

struct repair_args {
	bool apply;
};

static const struct option_spec repair_options[] = {
	{ 0, "apply", NULL, "do the steps", OPTION_FLAG, offsetof(struct repair_args, apply), 0 },
	{ 0 },
};

struct repair {
	const struct invocation *invocation;
	struct xpt_host *host;
	struct xpt_report *report;
	struct xpt_judged *judged;
	struct xpt_plan *plan;
	bool *done; /* for each step of the plan */
};

static void repair_clear(struct repair *repair)
{
	xpt_host_free(repair->host);
	xpt_report_free(repair->report);
	xpt_judged_free(repair->judged);
	xpt_plan_free(repair->plan);
	free(repair->done);
	*repair = (struct repair){ .invocation = repair->invocation };
}

static struct outcome outcome_of(const struct repair *repair)
{
	return (struct outcome){ repair->report, repair->plan, repair->done, NULL };
}

static int fail(const struct repair *repair, struct xpt_error *error)
{
	const struct outcome outcome = outcome_of(repair);

	return apply_failed(repair->invocation, &outcome, error);
}

/* @mended: the steps are done */
static int look(struct repair *repair, bool mended)
{
	const struct invocation *invocation = repair->invocation;
	auto_devices struct devices devices = { .takes_usb = true };
	struct xpt_repair_options options = XPT_SIZED(xpt_repair_options);
	struct xpt_error *error = NULL;
	int status = host_open(invocation, XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS | XPT_DETAIL_USB,
			&repair->host);

	if (!status)
		status = find_devices(invocation, repair->host, invocation->operands,
				invocation->operand_count, &devices);
	if (status)
		return status;
	options.devices = devices.items;
	options.device_count = devices.count;
	options.usb_devices = (const char *const *)devices.usb.items;
	options.usb_device_count = devices.usb.count;
	options.mended = mended;
	if (xpt_check_repair(repair->host, &options, &repair->report, &repair->judged, &error) ||
			xpt_plan_for_repair(repair->host, repair->judged, &repair->plan, &error))
		return fail(repair, error);
	return STATUS_DONE;
}

/* 0 where nothing disagrees; what is known to disagree counts more than what is not known. */
static int verdict_of(const struct xpt_report *report)
{
	const struct xpt_finding *finding;
	int status = STATUS_DONE;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		enum xpt_verdict verdict = xpt_finding_verdict(finding);

		if (verdict == XPT_RISK || verdict == XPT_BLOCKED)
			return STATUS_REFUSED;
		if (verdict == XPT_UNKNOWN)
			status = STATUS_UNKNOWN;
	}
	return status;
}

static bool has_steps(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	return xpt_plan_step(plan, 0, &step);
}

static bool has_step(const struct xpt_plan *plan, const struct xpt_step *wanted)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		if (!strcmp(step.subject, wanted->subject) && !strcmp(step.what, wanted->what))
			return true;
	return false;
}

/* Is every step of @plan in @earlier, too? */
static bool was_seen(const struct xpt_plan *plan, const struct xpt_plan *earlier)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		if (!has_step(earlier, &step))
			return false;
	return true;
}

/* What another toolstack is doing at this moment looks half-way, too: only what was so twice is mended. */
static int confirm(struct repair *repair, bool apply)
{
	struct repair again = { .invocation = repair->invocation };
	int status;

	print_transient("something disagrees: looking again in %d seconds ...", LOOK_AGAIN_S);
	sleep(LOOK_AGAIN_S);
	clear_transient();
	status = look(&again, false);
	if (!status && apply && !was_seen(again.plan, repair->plan)) {
		print_message("what disagrees has changed in the last %d seconds: run it again",
				LOOK_AGAIN_S);
		status = STATUS_REFUSED;
	}
	repair_clear(repair);
	*repair = again;
	return status;
}

static int look_twice(struct repair *repair, bool apply)
{
	int status = look(repair, false);

	if (status || repair->invocation->common.host ||
			verdict_of(repair->report) != STATUS_REFUSED)
		return status;
	return confirm(repair, apply);
}

static int show(const struct repair *repair)
{
	const struct outcome outcome = outcome_of(repair);

	if (repair->invocation->common.json)
		return print_json_outcome(&outcome);
	if (repair->invocation->common.quiet) {
		const struct repair_args *args = repair->invocation->args;

		if (args->apply)
			print_findings(stderr, repair->report);
		return STATUS_DONE;
	}
	for (size_t i = 0; xpt_report_finding(repair->report, i);)
		i = print_judged(repair->report, i);
	if (has_steps(repair->plan)) {
		putchar('\n');
		show_steps(repair->plan);
	}
	return STATUS_DONE;
}

static int print_done(const struct repair *repair)
{
	const struct outcome outcome = outcome_of(repair);
	struct xpt_step step = XPT_SIZED(xpt_step);

	if (repair->invocation->common.json)
		return print_json_outcome(&outcome);
	for (size_t i = 0;
			!repair->invocation->common.quiet && xpt_plan_step(repair->plan, i, &step);
			i++)
		printf("%s: %s\n", step.subject, step.what);
	return STATUS_DONE;
}

/* What is left when all steps are done: what nothing mends, and what is not known. */
static int look_at_rest(const struct repair *repair)
{
	struct repair rest = { .invocation = repair->invocation };
	int status = look(&rest, true);

	if (!status)
		status = verdict_of(rest.report);
	if (status && rest.report)
		print_findings(stderr, rest.report);
	repair_clear(&rest);
	return status;
}

static int mend(struct repair *repair)
{
	const struct outcome outcome = outcome_of(repair);
	int status = apply_plan(repair->invocation, &outcome, &repair->done);

	status = status ? status : print_done(repair);
	return status ? status : look_at_rest(repair);
}

static int repair_run(const struct invocation *invocation)
{
	const struct repair_args *args = invocation->args;
	struct repair repair = { .invocation = invocation };
	int status = check_addresses(invocation, invocation->operands, invocation->operand_count);

	if (args->apply && invocation->common.host)
		return print_usage_error(
				invocation->command, "--apply cannot change a captured host");
	status = status ? status : look_twice(&repair, args->apply);
	if (!status && args->apply && has_steps(repair.plan)) {
		status = mend(&repair);
	} else if (!status) {
		status = show(&repair);
		status = status ? status : verdict_of(repair.report);
	}
	repair_clear(&repair);
	return status;
}

const struct command cmd_repair = {
	.name = "repair",
	.operands = "[DEVICE...]",
	.brief = "find where Xen, xenstore, device models and dom0 disagree, and repair it",
	.notes = "Without --apply nothing is changed. Without DEVICE all devices are looked at.\n"
		 "Exit status: 0 nothing disagrees, and nothing is printed; 1 something does;\n"
		 "5 not all is known.",
	.options = repair_options,
	.args_size = sizeof(struct repair_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_QUIET,
	.takes_usb = true,
	.run = repair_run,
};
