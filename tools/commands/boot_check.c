/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apply_plan.h"
#include "boot.h"
#include "boot_log.h"
#include "change.h"
#include "intent.h"
#include "../output/message.h"
#include "../output/output.h"

struct check_args {
	bool reserve;
};

static const struct option_spec check_options[] = {
	{ 0, "reserve", NULL,
			"reserve what the boot missed, quarantine what it hid, release what it took wrongly",
			OPTION_FLAG, offsetof(struct check_args, reserve), 0 },
	{ 0 },
};

/* Each by itself: one that cannot be reserved leaves the others alone. */
static int change_device(
		const struct invocation *invocation, enum xpt_action action, const char *device)
{
	const struct change_args nothing = { 0 };
	struct invocation change = *invocation;
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = action);
	auto_free char *word = strdup(device);

	if (!word)
		return print_no_memory();
	change.args = &nothing;
	return change_run(&change, &request, &word, 1);
}

/* How a finding is made good. False: it cannot be. */
static bool find_remedy(const struct xpt_finding *finding, enum xpt_action *ret_action)
{
	static const struct {
		const char *cause;
		enum xpt_action action;
	} remedies[] = {
		{ "boot-hide-missed", XPT_RESERVE },
		{ "boot-hide-not-quarantined", XPT_RESERVE },
		{ "boot-seized-other", XPT_RELEASE },
	};

	for (size_t i = 0; i < sizeof(remedies) / sizeof(*remedies); i++)
		if (!strcmp(xpt_finding_cause(finding), remedies[i].cause)) {
			*ret_action = remedies[i].action;
			return true;
		}
	return false;
}

/* Here a risk disagrees with what was promised, too. */
static int status_of(enum xpt_verdict verdict)
{
	return verdict == XPT_RISK ? STATUS_REFUSED : status_of_verdict(verdict);
}

/* What could not be made good counts before what is not known. */
static int worse(int a, int b)
{
	return !a || (a == STATUS_UNKNOWN && b) ? b : a;
}

/* Of all findings, the report's own verdict being that of the worst alone. */
static int make_good(
		const struct invocation *invocation, const struct xpt_report *report, bool reserve)
{
	const struct xpt_finding *finding;
	int status = STATUS_DONE;
	enum xpt_action action;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		int rc = status_of(xpt_finding_verdict(finding));

		if (reserve && find_remedy(finding, &action))
			rc = change_device(invocation, action, xpt_finding_device(finding, 0));
		if (rc == STATUS_LOOK_AGAIN)
			return rc;
		if (!invocation->common.host)
			boot_log_finding(finding, rc);
		status = worse(status, rc);
	}
	return status;
}

static void print_text(const struct xpt_report *report, bool reserve)
{
	const struct xpt_finding *finding;
	enum xpt_action action;

	for (size_t i = 0; (finding = xpt_report_finding(report, i));)
		if (reserve && find_remedy(finding, &action) && action == XPT_RESERVE)
			i++;
		else
			i = print_judged(report, i);
	if (!xpt_report_finding(report, 0))
		puts("ok         this boot is as the boot loader's menu says; hide= names no device");
}

/* What the host's own file wants of the next boot, where there is one; this boot is judged all the same. */
static void compare(const struct xpt_host *host, const char *path, struct xpt_report *report)
{
	auto_of(desired) struct xpt_desired *desired = NULL;
	auto_of(comparison) struct xpt_comparison *comparison = NULL;
	auto_of(error) struct xpt_error *error = NULL;

	if (access(path, F_OK) && errno == ENOENT)
		return;
	if (xpt_desired_open(&path, 1, &desired, &error) ||
			(xpt_desired_has_boot(desired) &&
					(xpt_compare(host, desired, &comparison, &error) ||
							xpt_comparison_check_boot(comparison,
									report, &error))))
		print_message("what %s wants of the next boot was not looked at: %s", path,
				xpt_error_message(error));
}

/* @ret_notes: the plan that forgets what hide= names no longer. */
static int judge(const struct invocation *invocation, struct xpt_report **ret_report,
		struct xpt_plan **ret_notes)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_error *error = NULL;
	bool changed = false;
	unsigned int detail = XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG | XPT_DETAIL_CONSOLE;
	int status;

	if (!invocation->common.host) /* for compare() */
		detail |= XPT_DETAIL_PLACEMENT;
	status = host_open(invocation, detail, &host);

	if (status)
		return status;
	if (!invocation->common.host && xpt_boot_is_changed(&changed, &error))
		return print_error(invocation, error);
	if (xpt_host_check_this_boot(host, changed ? XPT_BOOT_CHANGED : 0, ret_report, &error))
		return print_error(invocation, error);
	if (!invocation->common.host)
		compare(host, HOST_FILE, *ret_report);
	/* notes that cannot be read were told by the check */
	if (xpt_plan_for_boot_notes(host, ret_notes, &error))
		xpt_error_free(error);
	return STATUS_DONE;
}

static int forget_notes(const struct invocation *invocation, const struct xpt_plan *notes)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	struct xpt_error *error = NULL;
	int status;

	if (!notes || !xpt_plan_step(notes, 0, &step))
		return STATUS_DONE;
	status = try_plan(invocation, notes, NULL, &error);
	if (error)
		return print_error(invocation, error);
	if (!status)
		puts("/etc/xpt/hidden  cards that hide= names no longer are forgotten");
	return status;
}

static int check_run(const struct invocation *invocation)
{
	const struct check_args *args = invocation->args;
	const struct common *common = &invocation->common;
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(plan) struct xpt_plan *notes = NULL;
	int status;

	if (args->reserve && (common->host || common->json))
		return print_usage_error(invocation->command,
				"--reserve changes this host, and tells it as text");
	status = judge(invocation, &report, &notes);
	if (status)
		return status;
	if (common->json)
		status = print_json_report(report);
	else
		print_text(report, args->reserve);
	status = worse(status, make_good(invocation, report, args->reserve));
	if (status == STATUS_LOOK_AGAIN)
		return status;
	if (!common->host && xpt_report_verdict(report) == XPT_PASS)
		boot_log_promised();
	return args->reserve ? worse(status, forget_notes(invocation, notes)) : status;
}

const struct command boot_check = {
	.name = "boot check",
	.operands = "",
	.brief = "is this boot as it was promised: devices hidden, parameters arrived?",
	.notes = "Exit status: 0 it is, or all is made good now, 1 something differs, 5 not known.",
	.options = check_options,
	.args_size = sizeof(struct check_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.run = check_run,
};
