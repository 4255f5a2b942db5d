/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <xpt/usb.h>

#include "../output/message.h"
#include "usb.h"

static const struct option_spec list_options[] = {
	COLUMNS_OPTIONS(offsetof(struct usb_list_args, columns)),
	{ 't', "tree", NULL, "show devices below their hubs", OPTION_FLAG,
			offsetof(struct usb_list_args, tree) },
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

struct rows {
	struct xpt_object *objects;
	size_t *parents;
	size_t count;
};

static void rows_clear(struct rows *rows)
{
	free(rows->objects);
	free(rows->parents);
}

/* A hub stands before what hangs on it. */
static size_t row_of(const struct rows *rows, const struct xpt_usb_device *device)
{
	for (size_t i = rows->count; device && i-- > 0;)
		if (rows->objects[i].self == device)
			return i;
	return XPT_NO_FIELD;
}

static int rows_new(const struct xpt_host *host, bool tree, struct rows *rows)
{
	const struct xpt_usb_device *device;
	size_t count = 0;

	while (xpt_host_usb_device(host, count))
		count++;
	rows->objects = calloc(count + 1, sizeof(*rows->objects));
	rows->parents = calloc(count + 1, sizeof(*rows->parents));
	if (!rows->objects || !rows->parents)
		return print_no_memory();
	for (; (device = xpt_host_usb_device(host, rows->count)); rows->count++) {
		rows->objects[rows->count] = xpt_usb_device_object(device);
		if (tree)
			rows->parents[rows->count] = row_of(rows, xpt_usb_device_parent(device));
	}
	return STATUS_DONE;
}

static int print_rows(const struct invocation *invocation, const struct usb_list_args *args,
		const struct columns *columns, const struct rows *rows)
{
	const struct table table = {
		.columns = columns->items,
		.column_count = columns->count,
		.rows = rows->objects,
		.row_count = rows->count,
		.parents = args->tree ? rows->parents : NULL,
		.no_headings = args->columns.no_headings,
	};

	if (invocation->common.json)
		return print_json_list("usb_devices", rows->objects, rows->count);
	return rows->count ? print_table(&table) : STATUS_DONE;
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

int usb_print(const struct invocation *invocation, const struct usb_list_args *args)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct columns columns = { 0 };
	struct rows rows = { 0 };
	int status, printed = STATUS_DONE;

	if (invocation->common.json && args->tree)
		return print_usage_error(invocation->command,
				"--json holds all there is to tell; it goes without --tree");
	status = columns_choose(invocation, &usb_columns, &args->columns, &columns);
	if (!status)
		status = host_open(invocation, XPT_DETAIL_USB, &host);
	if (!status)
		status = rows_new(host, args->tree, &rows);
	if (!status) {
		status = usb_check_read(host);
		if (!status && !rows.count)
			print_message("dom0 sees no USB device: there is none, or its controllers are "
				      "reserved or a domain has them (xpt list --class usb)");
		printed = print_rows(invocation, args, &columns, &rows);
	}
	rows_clear(&rows);
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
	.notes = "Exit status: 0 listed, 5 the host does not tell which there are.",
	.options = list_options,
	.args_size = sizeof(struct usb_list_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = list_help,
	.run = list_run,
};
