/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "explain_lookup.h"
#include "../output/incidents.h"
#include "../output/message.h"
#include "../output/output.h"

struct explain_args {
	bool follow, all, known;
	const char *since;
	struct number_lookup lookup;
};

DEFINE_AUTO(explainer, struct xpt_explainer *, xpt_explainer_free)

/* "0000:04:00.0" is a device; everything else is a file. */
static bool is_device(const char *operand)
{
	struct xpt_bdf bdf;

	return !xpt_bdf_parse(operand, &bdf, NULL);
}

static bool any_file(const struct invocation *invocation)
{
	for (size_t i = 0; i < invocation->operand_count; i++)
		if (!is_device(invocation->operands[i]))
			return true;
	return false;
}

/*
 * The host helps where it can be asked, and is not needed: logs are often read elsewhere. One that
 * was named must be there.
 */
static int open_host(const struct invocation *invocation, struct xpt_host **ret_host)
{
	struct xpt_open_options options = XPT_OPTIONS(
			xpt_open_options, .detail = XPT_DETAIL_CONFIG, .trace = host_trace());

	if (invocation->common.host)
		return host_open(invocation, XPT_DETAIL_CONFIG | XPT_DETAIL_CONSOLE, ret_host);
	if (xpt_host_open(&options, ret_host, NULL))
		*ret_host = NULL;
	return STATUS_DONE;
}

static int read_file(const struct invocation *invocation, struct xpt_explainer *explainer,
		const char *path)
{
	struct xpt_error *error = NULL;

	if (!xpt_explainer_file(explainer, path, &error))
		return STATUS_DONE;
	print_error(invocation, error);
	return STATUS_UNREADABLE;
}

/* A captured host's own console, where no log was named. */
static int read_capture(const struct invocation *invocation, struct xpt_explainer *explainer)
{
	auto_free char *path = NULL;

	if (asprintf(&path, "%s/xen/console", invocation->common.host) < 0) {
		path = NULL;
		return print_no_memory();
	}
	if (access(path, F_OK)) {
		print_message("the captured host %s holds no console of Xen (xen/console): name the log",
				invocation->common.host);
		return STATUS_UNREADABLE;
	}
	return read_file(invocation, explainer, path);
}

static int read_live(const struct invocation *invocation, struct xpt_explainer *explainer)
{
	struct xpt_error *error = NULL;

	if (xpt_explainer_live(explainer, XPT_LOG_CONSOLE | XPT_LOG_KERNEL | XPT_LOG_TOOLSTACK, 0,
			    &error))
		return print_error(invocation, error);
	return STATUS_DONE;
}

static int read_files(const struct invocation *invocation, struct xpt_explainer *explainer)
{
	int status = STATUS_DONE;

	for (size_t i = 0; i < invocation->operand_count && !status; i++)
		if (!is_device(invocation->operands[i]))
			status = read_file(invocation, explainer, invocation->operands[i]);
	return status;
}

/*
 * The host's own logs, and what has become of what they tell. Only what is looked at after they were read
 * can say that it is over.
 */
static int read_own_logs(const struct invocation *invocation, struct xpt_explainer *explainer,
		struct xpt_host **host)
{
	const struct explain_args *args = invocation->args;
	struct xpt_host *now = NULL;
	int status = invocation->common.host ? read_capture(invocation, explainer) :
					       read_live(invocation, explainer);

	if (status || args->follow)
		return status;
	if (!invocation->common.host) {
		status = open_host(invocation, &now);
		if (status || !now)
			return status;
		xpt_explainer_host(explainer, now);
		xpt_host_free(*host);
		*host = now;
	}
	xpt_explainer_now(explainer, *host);
	return status;
}

static int print_once(
		const struct invocation *invocation, struct xpt_explainer *explainer, bool history)
{
	auto_of(report) struct xpt_report *report = NULL;
	struct xpt_error *error = NULL;

	if (xpt_explainer_report(explainer, &report, &error))
		return print_error(invocation, error);
	return print_incidents(invocation, report, history);
}

static int options_fill(const struct invocation *invocation, struct xpt_explain_options *options)
{
	const struct explain_args *args = invocation->args;

	for (size_t i = 0; i < invocation->operand_count; i++) {
		if (!is_device(invocation->operands[i]))
			continue;
		if (options->device)
			return print_usage_error(invocation->command,
					"one device at a time, not also %s",
					invocation->operands[i]);
		options->device = invocation->operands[i];
	}
	if (args->follow && args->all)
		return print_usage_error(invocation->command,
				"--follow shows everything by itself: leave out --all");
	if (args->follow && invocation->common.json)
		return print_usage_error(
				invocation->command, "--follow never ends: leave out --json");
	options->follow = args->follow;
	if (args->since && !since_read(args->since, &options->since))
		return print_usage_error(invocation->command,
				"\"%s\" is not a time: give \"2024-01-31 10:09\" or, for how "
				"long ago, 90s, 15min, 2h, 3d",
				args->since);
	return STATUS_DONE;
}

static int explain_run(const struct invocation *invocation)
{
	const struct explain_args *args = invocation->args;
	struct xpt_explain_options options =
			XPT_OPTIONS(xpt_explain_options, .since = XPT_SINCE_EVER);
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(explainer) struct xpt_explainer *explainer = NULL;
	struct xpt_error *error = NULL;
	int status;

	if (args->known)
		return look_up_issues(invocation);
	if (args->lookup.code || args->lookup.number || args->lookup.call)
		return look_up_number(invocation, &args->lookup);
	status = options_fill(invocation, &options);
	if (!status)
		status = open_host(invocation, &host);
	if (status)
		return status;
	options.host = host;
	if (xpt_explainer_new(&options, &explainer, &error))
		return print_error(invocation, error);
	status = any_file(invocation) ? read_files(invocation, explainer) :
					read_own_logs(invocation, explainer, &host);
	if (status)
		return status;
	return args->follow ? incidents_follow(invocation, explainer) :
			      print_once(invocation, explainer, args->all || options.device);
}

static const struct option_spec options[] = {
	{ 'f', "follow", NULL, "go on as the logs do; faults are counted", OPTION_FLAG,
			offsetof(struct explain_args, follow), 0 },
	{ 'a', "all", NULL, "in full also what is over", OPTION_FLAG,
			offsetof(struct explain_args, all), 0 },
	{ 0, "since", "TIME", "only what was logged since (\"2024-01-31 10:09\", 15min, 2h, 3d)",
			OPTION_TEXT, offsetof(struct explain_args, since), 0 },
	{ 0, "known", NULL,
			"list the known issues; with the ids of some, all that is known of them",
			OPTION_FLAG, offsetof(struct explain_args, known), 0 },
	{ 0, "code", "CODE", "what a code of libxl (-9) or of xenopsd (xenopsd:30) means",
			OPTION_TEXT, offsetof(struct explain_args, lookup.code), 0 },
	{ 0, "errno", "NUMBER", "what an errno (22, EINVAL) means", OPTION_TEXT,
			offsetof(struct explain_args, lookup.number), 0 },
	{ 0, "call", "CALL",
			"of this call: map_pirq, assign_device, deassign_device, test_assign_device",
			OPTION_TEXT, offsetof(struct explain_args, lookup.call), 0 },
	{ 0 },
};

const struct command cmd_explain = {
	.name = "explain",
	.operands = "[DEVICE] [FILE...]",
	.brief = "why did it fail: what the logs of Xen, dom0 and the toolstack say",
	.notes = "Without FILE: Xen's console ring, dom0's kernel log, and xl's and QEMU's logs of this\n"
		 "boot. \"-\" is standard input. Files may be packed, or archives. What a guest\n"
		 "printed is never evidence.\n"
		 "Exit status: 0 nothing failed or all is over, 1 something did, 5 nothing that is known.",
	.options = options,
	.args_size = sizeof(struct explain_args),
	.operands_min = 0,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = explain_run,
};
