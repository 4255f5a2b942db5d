/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "boot.h"
#include "change.h"
#include "devices.h"
#include "../output/message.h"

#define HIDE_DETAIL (XPT_DETAIL_BOOT | XPT_DETAIL_CRITICAL | XPT_DETAIL_CONFIG | XPT_DETAIL_DRIVERS)

struct hide_args {
	unsigned int flags; /* enum xpt_hide_flag, XPT_FORCE_CRITICAL */
	const char *method; /* NULL: as the host needs it */
	bool group;
};

struct hide {
	const struct invocation *invocation;
	struct xpt_hide_request request;
	bool whole_group;
	const char *method;
	struct devices devices;
	struct xpt_bdf *group; /* with all that travels with them, or NULL */
	struct xpt_host *host;
	struct xpt_report *report;
	char *word;
};

#define METHOD_OPTION                                                                             \
	{                                                                                         \
		0, "method", "METHOD", "how: cmdline, or override where xen-pciback is a module", \
				OPTION_TEXT, offsetof(struct hide_args, method), 0                \
	}

#define GROUP_OPTION                                                                              \
	{                                                                                         \
		0, "group", NULL, "with all that must travel with them (xpt group)", OPTION_FLAG, \
				offsetof(struct hide_args, group), 0                              \
	}

static const struct option_spec hide_options[] = {
	METHOD_OPTION,
	GROUP_OPTION,
	{ 0, "force-critical", NULL, "even what dom0 itself depends on", OPTION_BIT,
			offsetof(struct hide_args, flags), XPT_FORCE_CRITICAL },
	{ 0 },
};

static const struct option_spec unhide_options[] = {
	METHOD_OPTION,
	GROUP_OPTION,
	{ 0, "all", NULL, "all devices that are hidden", OPTION_BIT,
			offsetof(struct hide_args, flags), XPT_UNHIDE_ALL },
	{ 0 },
};

/* Each with its verdict, as what blocks and what only warns stand beside each other. */
static void print_doubts(const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (xpt_finding_verdict(finding) != XPT_PASS)
			print_incident(stderr, finding);
}

/* What it comes to, before anything is done. */
static void print_changes(const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		if (!strcmp(xpt_finding_cause(finding), "boot-hide-change"))
			puts(xpt_finding_because(finding));
}

static int judge(struct hide *hide)
{
	const struct outcome nothing = { 0 };
	struct xpt_error *error = NULL;

	if (xpt_hide(hide->host, &hide->request, &hide->report, &hide->word, &error))
		return apply_failed(hide->invocation, &nothing, error);
	if (!hide->invocation->common.json)
		print_doubts(hide->report);
	if (xpt_report_verdict(hide->report) != XPT_BLOCKED) {
		if (hide->word && !hide->invocation->common.json && !hide->invocation->common.quiet)
			print_changes(hide->report);
		return STATUS_DONE;
	}
	if (hide->invocation->common.json)
		print_json_report(hide->report);
	return STATUS_REFUSED;
}

static int change_line(struct hide *hide)
{
	const char *word = hide->word;
	struct xpt_boot_request request = XPT_OPTIONS(xpt_boot_request, .line = XPT_BOOT_DOM0,
			.words = &word, .word_count = 1,
			.flags = strchr(word, '=') ? 0 : XPT_BOOT_DELETE);

	if (hide->request.flags & XPT_HIDE_OVERRIDE)
		request.flags |= XPT_BOOT_OVERRIDE;
	return boot_change(hide->invocation, &request, hide->report);
}

/* No guest gets them by it, so Xen's policy of reserved memory does not matter. */
static int take_group(struct hide *hide)
{
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_RESERVE,
			.devices = hide->devices.items, .device_count = hide->devices.count,
			.flags = XPT_RELAXED);
	int status = request_group(hide->invocation, hide->host, &request, &hide->group);

	hide->request.devices = request.devices;
	hide->request.device_count = request.device_count;
	return status;
}

/* Of the words; with a list, there are none. */
static int take_devices(struct hide *hide)
{
	const struct invocation *invocation = hide->invocation;
	int status = find_devices(invocation, hide->host, invocation->operands,
			invocation->operand_count, &hide->devices);

	hide->request.devices = hide->devices.items;
	hide->request.device_count = hide->devices.count;
	return !status && hide->whole_group ? take_group(hide) : status;
}

enum change { NO_CHANGE, A_CHANGE, NOT_KNOWN };

/* Is there anything that this method hides, of what is to be unhidden? */
static enum change ask_method(const struct hide *hide, unsigned int method)
{
	struct xpt_hide_request request = hide->request;
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(error) struct xpt_error *error = NULL;
	auto_free char *word = NULL;

	request.flags |= method;
	if (xpt_hide(hide->host, &request, &report, &word, &error))
		return NOT_KNOWN;
	return word ? A_CHANGE : NO_CHANGE;
}

/* What is hidden tells how by itself; what cannot be read is asked again, and then told. */
static int choose_to_unhide(const struct hide *hide, bool *ret_rules)
{
	enum change rules = ask_method(hide, XPT_HIDE_OVERRIDE), line = ask_method(hide, 0);

	*ret_rules = rules != NO_CHANGE;
	if (rules != A_CHANGE || line == NO_CHANGE)
		return STATUS_DONE;
	return print_usage_error(hide->invocation->command,
			"rules of udev hide devices, and hide= %s: say --method",
			line == A_CHANGE ? "does too" : "cannot be read");
}

/* hide= is for a xen-pciback that is built in. */
static int choose_method(struct hide *hide)
{
	auto_free char *pciback = object_text(xpt_host_boot(hide->host), "pciback_next");
	bool rules;
	int status = STATUS_DONE;

	if (hide->method)
		rules = !strcmp(hide->method, "override");
	else if (hide->request.flags & (XPT_UNHIDE | XPT_UNHIDE_ALL))
		status = choose_to_unhide(hide, &rules);
	else
		rules = pciback && !strcmp(pciback, "module");
	if (!status && rules)
		hide->request.flags |= XPT_HIDE_OVERRIDE;
	return status;
}

static int carry_out(struct hide *hide)
{
	const struct invocation *invocation = hide->invocation;
	int status = STATUS_DONE;

	if (!hide->request.list)
		status = check_addresses(
				invocation, invocation->operands, invocation->operand_count);
	if (!status)
		status = host_open(invocation, HIDE_DETAIL, &hide->host);
	if (!status && !hide->request.list)
		status = take_devices(hide);
	if (!status && !hide->request.list)
		status = choose_method(hide);
	if (!status)
		status = judge(hide);
	if (status)
		return status;
	if (hide->word)
		return change_line(hide);
	if (!invocation->common.quiet && !invocation->common.json)
		puts("the next boot does so already");
	return invocation->common.json ? print_json_report(hide->report) : STATUS_DONE;
}

static int hide_and_clear(struct hide *hide)
{
	int status = carry_out(hide);

	devices_clear(&hide->devices);
	free(hide->group);
	xpt_host_free(hide->host);
	xpt_report_free(hide->report);
	free(hide->word);
	return status;
}

/* "xen-pciback.hide", in a spelling of the kernel's. Return: enum status. */
static int is_hide(const struct invocation *invocation, const char *key, bool *ret_is)
{
	auto_free char *word = NULL, *list = NULL;
	struct xpt_error *error = NULL;

	*ret_is = false;
	if (asprintf(&word, "%s=", key) < 0)
		return print_no_memory();
	if (xpt_hide_list(word, &list, &error))
		return print_error(invocation, error);
	*ret_is = list;
	return STATUS_DONE;
}

/* What becomes of the devices is told where it can be; a list that is in error goes all the same. */
static int delete_list(const struct invocation *invocation, const struct xpt_boot_request *request)
{
	struct xpt_hide_request all =
			XPT_OPTIONS(xpt_hide_request, .flags = XPT_UNHIDE | XPT_UNHIDE_ALL);
	auto_of(report) struct xpt_report *report = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(error) struct xpt_error *error = NULL;
	auto_free char *word = NULL;
	int status = host_open(invocation, HIDE_DETAIL, &host);

	if (status)
		return status;
	if (!xpt_hide(host, &all, &report, &word, &error) && !invocation->common.json) {
		print_doubts(report);
		if (!invocation->common.quiet)
			print_changes(report);
	}
	return boot_change(invocation, request, report);
}

static int delete_words(const struct invocation *invocation, const struct xpt_boot_request *request)
{
	bool hides = false;
	int status = STATUS_DONE;

	for (size_t i = 0; !status && !hides && request->line == XPT_BOOT_DOM0 &&
			i < request->word_count;
			i++)
		status = is_hide(invocation, request->words[i], &hides);
	if (status)
		return status;
	return hides ? delete_list(invocation, request) : boot_change(invocation, request, NULL);
}

int change_words(const struct invocation *invocation, const struct xpt_boot_request *request)
{
	struct hide hide = { .invocation = invocation, .request = XPT_SIZED(xpt_hide_request) };
	bool sets = request->line == XPT_BOOT_DOM0;
	auto_free char *list = NULL;
	struct xpt_error *error = NULL;
	size_t at = 0;

	if (request->flags & XPT_BOOT_DELETE)
		return delete_words(invocation, request);
	for (size_t i = 0; sets && !list && i < request->word_count; i++) {
		at = i;
		if (xpt_hide_list(request->words[i], &list, &error))
			return print_error(invocation, error);
	}
	if (!list)
		return boot_change(invocation, request, NULL);
	if (request->word_count > 1)
		return print_usage_error(invocation->command,
				"\"%s\" beside hide=: what is to be hidden is judged by itself, so give "
				"hide= alone, in quotes where it has blanks",
				request->words[at ? 0 : 1]);
	hide.request.list = list;
	return hide_and_clear(&hide);
}

static int change_hidden(const struct invocation *invocation, unsigned int flags)
{
	const struct hide_args *args = invocation->args;
	struct hide hide = { .invocation = invocation,
		.whole_group = args->group,
		.method = args->method,
		.request = XPT_OPTIONS(xpt_hide_request, .flags = flags | args->flags) };

	if (args->method && strcmp(args->method, "cmdline") != 0 &&
			strcmp(args->method, "override") != 0)
		return print_usage_error(invocation->command,
				"--method %s: say cmdline or override", args->method);
	return hide_and_clear(&hide);
}

static int hide_run(const struct invocation *invocation)
{
	return change_hidden(invocation, 0);
}

static int unhide_run(const struct invocation *invocation)
{
	const struct hide_args *args = invocation->args;
	bool all = args->flags & XPT_UNHIDE_ALL;

	if (all == (invocation->operand_count > 0))
		return print_usage_error(invocation->command, "name devices, or say --all");
	if (all && args->group)
		return print_usage_error(invocation->command, "--group needs devices to be named");
	return change_hidden(invocation, XPT_UNHIDE);
}

const struct command cmd_hide = {
	.name = "hide",
	.operands = "DEVICE...",
	.brief = "hide devices from dom0's drivers, from the next boot on",
	.notes = "xen-pciback takes them before any driver does. Now nothing changes: see xpt reserve.",
	.options = hide_options,
	.args_size = sizeof(struct hide_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = BOOT_TAKES,
	.changes_host = true,
	.run = hide_run,
};

const struct command cmd_unhide = {
	.name = "unhide",
	.operands = "DEVICE...",
	.brief = "leave devices to dom0's drivers, from the next boot on",
	.notes = "Now nothing changes: see xpt release.",
	.options = unhide_options,
	.args_size = sizeof(struct hide_args),
	.operands_max = OPERANDS_MANY,
	.takes = BOOT_TAKES,
	.changes_host = true,
	.run = unhide_run,
};
