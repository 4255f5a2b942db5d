/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "../output/message.h"
#include "../output/rows.h"
#include "usb.h"

static const struct option_spec list_options[] = {
	COLUMNS_OPTIONS(offsetof(struct usb_list_args, columns)),
	{ 't', "tree", NULL, "show devices below their hubs", OPTION_FLAG,
			offsetof(struct usb_list_args, tree) },
	{ 0, "domain", "DOMAIN", "only what this domain has", OPTION_TEXT,
			offsetof(struct usb_list_args, domain) },
	{ 0 },
};

static const struct column_pair pairs[] = {
	{ "id", "ID", "vendor_id", "product_id", "vendor_id:product_id" },
	{ 0 },
};

const struct column_set usb_columns = {
	.kind = xpt_kind_usb_device,
	.usual = "path,id,speed,functions,drivers,state,domain,policy,controller,node,product",
	.pairs = pairs,
};

static void list_help(void)
{
	columns_help(&usb_columns);
}

/* A hub stands before what hangs on it. */
static size_t row_of(const struct rows *rows, const struct xpt_usb_device *device)
{
	for (size_t i = rows->count; device && i-- > 0;)
		if (rows->objects[i].self == device)
			return i;
	return XPT_NO_FIELD;
}

bool usb_is_of(const struct xpt_usb_device *device, const struct xpt_domain *domain)
{
	auto_free char *has = object_text(xpt_usb_device_object(device), "domain");
	const char *name = xpt_domain_name(domain);
	char number[16];

	snprintf(number, sizeof(number), "d%u", xpt_domain_id(domain));
	return has && !strcmp(has, name ? name : number);
}

/* @domain: NULL: all devices */
static int add_devices(
		const struct xpt_host *host, const struct xpt_domain *domain, struct rows *rows)
{
	const struct xpt_usb_device *device;
	size_t count = 0;
	int status;

	while (xpt_host_usb_device(host, count))
		count++;
	status = rows_new(count, rows);
	for (size_t i = 0; !status && i < count; i++) {
		device = xpt_host_usb_device(host, i);
		if (!domain || usb_is_of(device, domain))
			rows_add(rows, xpt_usb_device_object(device),
					row_of(rows, xpt_usb_device_parent(device)));
	}
	return status;
}

static int select_devices(const struct invocation *invocation, const struct xpt_host *host,
		const char *name, struct rows *rows)
{
	const struct xpt_domain *domain = NULL;
	struct xpt_error *error = NULL;

	if (name && xpt_host_find_domain(host, name, &domain, &error))
		return print_error(invocation, error);
	return add_devices(host, domain, rows);
}

static void print_none(const char *domain)
{
	if (domain)
		print_message("%s has no USB device", domain);
	else
		print_message("dom0 sees no USB device: there is none, or its controllers are "
			      "reserved or a domain has them (xpt list --class usb)");
}

int usb_check_read(const struct xpt_host *host)
{
	struct xpt_value count = XPT_SIZED(xpt_value);

	xpt_object_get(xpt_host_object(host), "usb_devices", &count);
	if (count.state == XPT_FACT_KNOWN)
		return STATUS_DONE;
	print_message("the USB devices cannot be listed: %s",
			count.reason ? count.reason : "the host does not say why");
	return STATUS_UNKNOWN;
}

int usb_find(const struct invocation *invocation, const struct xpt_host *host, const char *path,
		const struct xpt_usb_device **ret_device)
{
	struct xpt_error *error = NULL;

	if (!xpt_host_find_usb_device(host, path, ret_device, &error))
		return STATUS_DONE;
	if (usb_check_read(host)) {
		xpt_error_free(error);
		return STATUS_UNKNOWN;
	}
	return print_error(invocation, error);
}

int usb_check_known(const struct xpt_host *host, const char *key, const char *what)
{
	struct xpt_value value = XPT_SIZED(xpt_value);
	const struct xpt_usb_device *device;

	for (size_t i = 0; (device = xpt_host_usb_device(host, i)); i++) {
		xpt_object_get(xpt_usb_device_object(device), key, &value);
		if (value.state != XPT_FACT_UNREADABLE)
			continue;
		print_message("%s %s: %s", what, xpt_usb_device_path(device),
				value.reason ? value.reason : "the host does not say why");
		return STATUS_UNKNOWN;
	}
	return STATUS_DONE;
}

/* Scripts take columns, and those of xl its spelling: they get the table alone, and no device model is asked. */
static bool tells_findings(const struct invocation *invocation, const struct usb_list_args *args)
{
	return !args->then &&
			(invocation->common.json ||
					(!args->columns.columns && !args->columns.no_headings &&
							!invocation->command->xl_for));
}

static int check(const struct invocation *invocation, const struct usb_list_args *args,
		const struct xpt_host *host, struct xpt_report **ret_report)
{
	struct xpt_usb_scope scope = XPT_SIZED(xpt_usb_scope);
	struct xpt_error *error = NULL;

	if ((args->domain && xpt_host_find_domain(host, args->domain, &scope.domain, &error)) ||
			xpt_host_check_usb(host, args->domain ? &scope : NULL, ret_report, &error))
		return print_error(invocation, error);
	return STATUS_DONE;
}

static int print_rows(const struct invocation *invocation, const struct usb_list_args *args,
		const struct xpt_host *host, const struct rows *rows, const struct columns *columns)
{
	auto_of(report) struct xpt_report *report = NULL;
	struct json_list lists[] = { { "usb_devices", rows->objects, rows->count },
		{ NULL, NULL, 0 } };
	int status = STATUS_DONE;

	if (tells_findings(invocation, args))
		status = check(invocation, args, host, &report);
	if (status)
		return status;
	if (report && invocation->common.json)
		return print_json_lists(NULL, xpt_host_object(host), lists, report);
	status = rows_print(invocation, rows, "usb_devices", columns, &args->columns, args->tree);
	if (!status && report)
		print_all_judged(report);
	return status;
}

int usb_print(const struct invocation *invocation, const struct usb_list_args *args)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct columns columns = { 0 };
	auto_rows struct rows rows = { 0 };
	int status, printed = STATUS_DONE;

	if (invocation->common.json && args->tree)
		return print_usage_error(
				invocation->command, "--json prints everything; leave out --tree");
	status = columns_choose(invocation, &usb_columns, &args->columns, &columns);
	if (!status)
		status = host_open(invocation,
				XPT_DETAIL_USB |
						(tells_findings(invocation, args) ?
										XPT_DETAIL_MODELS :
										0U),
				&host);
	if (!status)
		status = select_devices(invocation, host, args->domain, &rows);
	if (!status) {
		status = usb_check_read(host);
		if (!status && args->domain)
			status = usb_check_known(host, "domain",
					"there may be more: it is not known who has");
		if (!status && !rows.count && !invocation->common.json)
			print_none(args->domain);
		printed = print_rows(invocation, args, host, &rows, &columns);
		if (!status && args->then)
			status = args->then(host);
	}
	free(columns.items);
	return printed ? printed : status;
}

static int list_run(const struct invocation *invocation)
{
	return usb_print(invocation, invocation->args);
}

const struct command usb_list = {
	.name = "usb list",
	.operands = "",
	.brief = "list USB devices: what they are, who has them",
	.notes = "Exit status: 0 listed, 5 the host does not report which there are, or who has "
		 "them (--domain).",
	.options = list_options,
	.args_size = sizeof(struct usb_list_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = list_help,
	.run = list_run,
};

static int usb_list_run(const struct invocation *invocation)
{
	const struct usb_list_args args = { .domain = invocation->operands[0] };

	return usb_print(invocation, &args);
}

const struct command cmd_usb_list = {
	.name = "usb-list",
	.xl_for = "usb list --domain DOMAIN",
	.operands = "DOMAIN",
	.brief = "list the USB devices of a domain",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = usb_list_run,
};
