/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "../output/message.h"
#include "../output/output.h"
#include "usb.h"

/* @given: FILE, or NULL: the host's own */
static int find_file(const struct invocation *invocation, const char *given, char **ret_path)
{
	int status = STATUS_DONE;

	if (!given)
		status = usb_policy_find(invocation, ret_path);
	else if (!(*ret_path = strdup(given)))
		status = print_no_memory();
	if (status || *ret_path)
		return status;
	print_message("the host has no usb-policy.conf: no USB device is forbidden; to check "
		      "another file, name it");
	return STATUS_REFUSED;
}

struct defects {
	size_t count, fatal;
};

static bool is_warning(struct xpt_object defect)
{
	long long warning;

	return !xpt_object_number(defect, "warning", &warning) && warning;
}

static struct defects count_defects(const struct xpt_usb_policy *policy)
{
	struct defects defects = { 0 };
	struct xpt_object defect;

	for (; xpt_usb_policy_defect(policy, defects.count, &defect); defects.count++)
		defects.fatal += !is_warning(defect);
	return defects;
}

static int print_json_defects(const struct xpt_usb_policy *policy, size_t count)
{
	auto_free struct xpt_object *defects = calloc(count + 1, sizeof(*defects));

	if (!defects)
		return print_no_memory();
	for (size_t i = 0; i < count; i++)
		(void)xpt_usb_policy_defect(policy, i, &defects[i]);
	return print_json_list("defects", defects, count);
}

/* "FILE:LINE:COLUMN: text", as compilers do, so that editors jump there. */
static void print_defects(const char *path, const struct xpt_usb_policy *policy,
		const struct defects *defects)
{
	struct xpt_object defect;

	for (size_t i = 0; xpt_usb_policy_defect(policy, i, &defect); i++) {
		auto_free char *line = object_text(defect, "line");
		auto_free char *column = object_text(defect, "column");
		auto_free char *text = object_text(defect, "text");

		printf("%s:%s:%s: %s%s\n", path, line ? line : "?", column ? column : "?",
				is_warning(defect) ? "warning: " : "", text ? text : "?");
	}
	if (defects->fatal)
		puts("It cannot be used like this; see xpt-usb-policy(1).");
	else if (!xpt_usb_policy_rules(policy))
		printf("%s: no rules: guests may have no USB device\n", path);
	else if (!defects->count)
		printf("%s: %zu rules, nothing wrong\n", path, xpt_usb_policy_rules(policy));
}

static int check_run(const struct invocation *invocation)
{
	auto_of(usb_policy) struct xpt_usb_policy *policy = NULL;
	auto_free char *path = NULL;
	struct xpt_error *error = NULL;
	int status = find_file(invocation,
			invocation->operand_count ? invocation->operands[0] : NULL, &path);
	struct defects defects;

	if (status)
		return status;
	if (xpt_usb_policy_open(path, &policy, &error))
		return print_error(invocation, error);
	defects = count_defects(policy);
	if (invocation->common.json)
		status = print_json_defects(policy, defects.count);
	else
		print_defects(path, policy, &defects);
	return status ? status : defects.fatal ? STATUS_REFUSED : STATUS_DONE;
}

static void check_help(void)
{
	fields_help("keys of \"defects\" in --json", xpt_kind_usb_policy_defect());
}

static const struct command usb_policy_check = {
	.name = "usb-policy check",
	.operands = "[FILE]",
	.brief = "find what is wrong in a usb-policy.conf, by line and column",
	.notes = "Without FILE: the host's own, /etc/xpt/usb-policy.conf or else XCP-ng's\n"
		 "/etc/xensource/usb-policy.conf. What it says of each device: xpt usb list.\n"
		 "Exit status: 0 it can be used, perhaps with warnings, 1 it cannot, or there is no such file.",
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = check_help,
	.run = check_run,
};

static const struct command *const subcommands[] = { &usb_policy_list, &usb_policy_why,
	&usb_policy_test, &usb_policy_allow, &usb_policy_deny, &usb_policy_check, NULL };

const struct command cmd_usb_policy = {
	.name = "usb-policy",
	.operands = "COMMAND...",
	.brief = "which USB devices guests may have",
	.subcommands = subcommands,
};
