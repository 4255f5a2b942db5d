/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/name.h>

#include "apply_plan.h"
#include "devices.h"
#include "../output/message.h"
#include "../output/rows.h"

struct name_args {
	bool list, remove, follow, all;
};

static const struct option_spec name_options[] = {
	{ 'l', "list", NULL, "list the names, and where their devices are now", OPTION_FLAG,
			offsetof(struct name_args, list), 0 },
	{ 0, "delete", NULL, "nothing is called NAME any more", OPTION_FLAG,
			offsetof(struct name_args, remove), 0 },
	{ 0, "follow", NULL, "NAME goes where its device is now", OPTION_FLAG,
			offsetof(struct name_args, follow), 0 },
	{ 0, "all", NULL,
			"with --follow: every name whose device is known by its serial number or slot",
			OPTION_FLAG, offsetof(struct name_args, all), 0 },
	{ 0 },
};

static int names_known(const struct xpt_host *host)
{
	struct xpt_value file = XPT_SIZED(xpt_value);

	xpt_object_get(xpt_host_object(host), "names", &file);
	if (file.state != XPT_FACT_UNREADABLE)
		return STATUS_DONE;
	print_message("the names of devices are not known: %s", file.reason);
	return STATUS_UNKNOWN;
}

static bool has_text(struct xpt_object name, const char *key)
{
	auto_free char *text = object_text(name, key);

	return text && *text;
}

static void print_unconfirmed(const struct xpt_host *host)
{
	struct xpt_object name;

	for (size_t i = 0; xpt_host_name(host, i, &name); i++) {
		auto_free char *text = object_text(name, "name");
		auto_free char *why = object_text(name, "unconfirmed");

		if (text && why)
			print_message("%s is not confirmed by its %s serial number: %s", text,
					has_text(name, "nvme_serial") ? "NVMe" : "VPD", why);
	}
}

static int list_names(const struct invocation *invocation, const struct xpt_host *host)
{
	static const struct column_set sets[] = {
		{ xpt_kind_name_entry, "name,state,address,now,proof,id,serial", NULL, NULL },
		{ xpt_kind_name_entry, "name,state,address,now,proof,id,serial,nvme_serial", NULL,
				NULL },
		{ xpt_kind_name_entry, "name,state,address,now,proof,id,serial,vpd_serial", NULL,
				NULL },
		{ xpt_kind_name_entry,
				"name,state,address,now,proof,id,serial,nvme_serial,vpd_serial",
				NULL, NULL },
	};
	const struct columns_args args = { 0 };
	bool disks = false, vpd = false;
	struct columns columns = { 0 };
	auto_rows struct rows rows = { 0 };
	struct xpt_object name;
	size_t count = 0;
	int status = names_known(host);

	while (xpt_host_name(host, count, &name))
		count++;
	if (!status)
		status = rows_new(count, &rows);
	for (size_t i = 0; !status && xpt_host_name(host, i, &name); i++) {
		disks |= has_text(name, "nvme_serial");
		vpd |= has_text(name, "vpd_serial");
		rows_add(&rows, name, XPT_NO_FIELD);
	}
	if (!status)
		status = columns_choose(invocation, &sets[disks + 2 * vpd], &args, &columns);
	if (!status && !count && !invocation->common.json)
		print_message("no device has a name; give one with: xpt name DEVICE NAME");
	else if (!status)
		status = rows_print(invocation, &rows, "names", &columns, &args, false);
	if (!status && !invocation->common.json)
		print_unconfirmed(host);
	free(columns.items);
	return status;
}

/* Those that stay where they are, although their device does not. */
static void print_left(const struct xpt_host *host)
{
	struct xpt_object name;

	for (size_t i = 0; xpt_host_name(host, i, &name); i++) {
		auto_free char *text = object_text(name, "name"),
			       *state = object_text(name, "state");
		auto_free char *proof = object_text(name, "proof");
		bool moved = state && !strcmp(state, "moved");

		if (!text || !state || !strcmp(state, "found") ||
				(moved && proof && strcmp(proof, "numbers") != 0))
			continue;
		if (moved)
			print_message("%s is left: its device is known by its numbers alone; look at it, then: "
				      "xpt name --follow %s",
					text, text);
		else
			print_message("%s is left: it is %s (xpt name --list)", text, state);
	}
}

static void confirm(const struct xpt_name_request *request, const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	char address[XPT_BDF_TEXT];

	if (!xpt_plan_step(plan, 0, &step))
		puts("it is so already");
	else if (request->action == XPT_NAME_BIND)
		printf("%s is called %s\n",
				request->usb ? request->usb :
					       xpt_bdf_format(request->device, address),
				request->name);
	else if (request->action == XPT_NAME_DELETE)
		printf("nothing is called %s any more\n", request->name);
	else
		puts(step.why);
}

static int change(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_name_request *request)
{
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	bool speak;
	int status;

	if (xpt_plan_for_name(host, request, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &speak);
	if (!status && speak)
		confirm(request, plan);
	if (!status && request->action == XPT_NAME_FOLLOW && !request->name)
		print_left(host);
	return status;
}

/* What is asked for, of --list, --delete, --follow and DEVICE NAME: one. */
static int check_usage(const struct invocation *invocation)
{
	const struct name_args *args = invocation->args;
	size_t operands = invocation->operand_count,
	       wanted = args->list		     ? 0 :
			args->remove || args->follow ? !args->all :
			operands		     ? 2 :
						       0;

	if (args->list + args->remove + args->follow > 1 || (args->all && !args->follow) ||
			operands != wanted)
		return print_usage_error(invocation->command,
				"say DEVICE NAME, or --list, --delete NAME, --follow NAME or --follow "
				"--all");
	if (invocation->common.host && !invocation->common.dry_run && (operands || args->follow))
		return print_usage_error(invocation->command,
				"name cannot change a captured host; add --dry-run to see the steps");
	return check_addresses(invocation, invocation->operands, operands == 2 ? 1 : 0);
}

static int choose_device(const struct invocation *invocation, const struct xpt_host *host,
		struct devices *devices, struct xpt_name_request *request)
{
	int status = find_devices(invocation, host, invocation->operands, 1, devices);

	if (!status && devices->count > 1)
		status = print_usage_error(invocation->command,
				"%s means %zu devices; name one of them", invocation->operands[0],
				devices->count);
	if (!status && devices->count)
		request->device = devices->items[0];
	if (!status && devices->usb.count)
		request->usb = devices->usb.items[0];
	return status;
}

static int name_run(const struct invocation *invocation)
{
	const struct name_args *args = invocation->args;
	struct xpt_name_request request = XPT_OPTIONS(xpt_name_request,
			.action = args->remove	     ? XPT_NAME_DELETE :
					args->follow ? XPT_NAME_FOLLOW :
						       XPT_NAME_BIND);
	auto_of(host) struct xpt_host *host = NULL;
	auto_devices struct devices devices = { .takes_usb = true };
	int status = check_usage(invocation);

	if (!status)
		status = host_open(invocation, XPT_DETAIL_CONFIG | XPT_DETAIL_VPD | XPT_DETAIL_USB,
				&host);
	if (!status && invocation->operand_count == 2)
		status = choose_device(invocation, host, &devices, &request);
	if (status)
		return status;
	if (!invocation->operand_count && !args->follow)
		return list_names(invocation, host);
	if (invocation->operand_count)
		request.name = invocation->operands[invocation->operand_count - 1];
	return change(invocation, host, &request);
}

static void name_help(void)
{
	fields_help("keys of \"names\" in --json", xpt_kind_name_entry());
}

const struct command cmd_name = {
	.name = "name",
	.operands = "[DEVICE] [NAME]",
	.brief = "call a device by a name that never means another one",
	.notes = "The name is bound to what the device is, and kept in /etc/xpt/names. Without operands: --list.\n"
		 "Exit status: 0 done or listed, 1 refused, 5 the names are not known.",
	.options = name_options,
	.args_size = sizeof(struct name_args),
	.operands_max = 2,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.takes_usb = true,
	.more_help = name_help,
	.run = name_run,
};
