/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../output/rows.h"
#include "devices.h"
#include "filters.h"
#include "usb.h"
#include "../output/message.h"

struct list_args {
	struct filters filters;
	struct columns_args columns;
	bool tree, usb;
};

#define FILTER(name, member, value, help)                                                     \
	{                                                                                     \
		0, name, value, help, OPTION_TEXT, offsetof(struct list_args, filters.member) \
	}

static const struct option_spec list_options[] = {
	COLUMNS_OPTIONS(offsetof(struct list_args, columns)),
	{ 't', "tree", NULL, "show devices below their bridges", OPTION_FLAG,
			offsetof(struct list_args, tree) },
	{ 0, "usb", NULL, "the USB devices instead: xpt usb list", OPTION_FLAG,
			offsetof(struct list_args, usb) },
	FILTER("class", class, "CLASS",
			"only this class: network, usb, ... or a code such as 0c03"),
	FILTER("driver", driver, "NAME", "only with this dom0 driver; none: without one"),
	FILTER("id", id, "VENDOR[:DEVICE]", "only with these ids, such as 8086:10d3"),
	FILTER("node", node, "NUMBER", "only near this NUMA node, or none, or unknown"),
	FILTER("state", state, "STATE",
			"only dom0, unbound, reserved, attached, hidden or unknown"),
	FILTER("domain", domain, "DOMAIN", "only what this domain has"),
	{ 0 },
};

static const struct column_pair pairs[] = {
	{ "id", "ID", "vendor_id", "device_id", "vendor_id:device_id" },
	{ "subsystem_id", "SUBSYSTEM", "subsystem_vendor_id", "subsystem_device_id",
			"subsystem_vendor_id:..._device_id" },
	{ 0 },
};

static const struct column_detail details[] = {
	{ "class_name", XPT_DETAIL_NAMES },
	{ "vendor", XPT_DETAIL_NAMES },
	{ "device", XPT_DETAIL_NAMES },
	{ "matching_drivers", XPT_DETAIL_DRIVERS },
	{ "model_domain_id", XPT_DETAIL_MODELS },
	{ "critical", XPT_DETAIL_CRITICAL },
	{ "hidden_next_boot", XPT_DETAIL_BOOT },
	{ "bars", XPT_DETAIL_CONFIG },
	{ "driver_override", XPT_DETAIL_CONFIG },
	{ "header_type", XPT_DETAIL_CONFIG },
	{ "irq", XPT_DETAIL_CONFIG },
	{ "kind", XPT_DETAIL_CONFIG },
	{ "msi_vectors", XPT_DETAIL_CONFIG },
	{ "msix_vectors", XPT_DETAIL_CONFIG },
	{ "nvme_interrupts", XPT_DETAIL_CONFIG },
	{ "nvme_online", XPT_DETAIL_CONFIG },
	{ "nvme_queues", XPT_DETAIL_CONFIG },
	{ "nvme_serial", XPT_DETAIL_CONFIG },
	{ "physical_function", XPT_DETAIL_CONFIG },
	{ "power_state", XPT_DETAIL_CONFIG },
	{ "reset", XPT_DETAIL_CONFIG },
	{ "reset_methods", XPT_DETAIL_CONFIG },
	{ "revision", XPT_DETAIL_CONFIG },
	{ "serial", XPT_DETAIL_CONFIG },
	{ "vf_count", XPT_DETAIL_CONFIG },
	{ "vf_free", XPT_DETAIL_CONFIG },
	{ "vf_link", XPT_DETAIL_CONFIG },
	{ "vf_mac", XPT_DETAIL_CONFIG },
	{ "vf_max_rate", XPT_DETAIL_CONFIG },
	{ "vf_min_rate", XPT_DETAIL_CONFIG },
	{ "vf_msix_total", XPT_DETAIL_CONFIG },
	{ "vf_number", XPT_DETAIL_CONFIG },
	{ "vf_spoof_check", XPT_DETAIL_CONFIG },
	{ "vf_total", XPT_DETAIL_CONFIG },
	{ "vf_trust", XPT_DETAIL_CONFIG },
	{ "vf_vlan", XPT_DETAIL_CONFIG },
	{ "vf_vlan_protocol", XPT_DETAIL_CONFIG },
	{ "vf_vlan_qos", XPT_DETAIL_CONFIG },
	{ "virtual_functions", XPT_DETAIL_CONFIG },
	{ 0 },
};

const struct column_set device_columns = {
	.kind = xpt_kind_device,
	.usual = "address,id,driver,state,domain,node,class_name",
	.pairs = pairs,
	.details = details,
};

static void list_help(void)
{
	columns_help(&device_columns);
}

/* What is to be listed, in order of address. */
struct selection {
	const struct xpt_device **devices;
	size_t count;
	struct rows rows;
};

static void selection_clear(struct selection *selection)
{
	free(selection->devices);
	rows_clear(&selection->rows);
}

/* Where the device at @bdf is among the selected ones, or XPT_NO_FIELD. */
static size_t selection_find(const struct selection *selection, struct xpt_bdf bdf)
{
	size_t low = 0, high = selection->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = xpt_bdf_compare(xpt_device_address(selection->devices[middle]), bdf);

		if (!order)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return XPT_NO_FIELD;
}

static void keep_marked(struct selection *selection, const bool *marks)
{
	size_t kept = 0;

	for (size_t i = 0; i < selection->count; i++)
		if (marks[i])
			selection->devices[kept++] = selection->devices[i];
	selection->count = kept;
}

/* A device in a tree hangs below its bridges, chosen or not. */
static void mark_bridges(const struct selection *selection, bool *marks)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct xpt_device *bridge = selection->devices[i];

		while (marks[i] && (bridge = xpt_device_parent(bridge))) {
			size_t at = selection_find(selection, xpt_device_address(bridge));

			/* What lies above a marked bridge before us is marked already. */
			if (at == XPT_NO_FIELD || (marks[at] && at < i))
				break;
			marks[at] = true;
		}
	}
}

/* Marks the devices named as operands, or all. */
static int mark_named(const struct invocation *invocation, const struct xpt_host *host,
		const struct selection *selection, bool *marks)
{
	auto_devices struct devices devices = { 0 };
	struct xpt_error *error = NULL;
	int status = check_addresses(invocation, invocation->operands, invocation->operand_count);

	if (!status)
		status = find_devices(invocation, host, invocation->operands,
				invocation->operand_count, &devices);
	if (status)
		return status;
	if (!invocation->operand_count)
		memset(marks, true, selection->count);
	for (size_t i = 0; i < devices.count; i++) {
		const struct xpt_device *device;

		if (xpt_host_find_device(host, devices.items[i], &device, &error))
			return print_error(invocation, error);
		marks[selection_find(selection, devices.items[i])] = true;
	}
	return STATUS_DONE;
}

static int choose(const struct invocation *invocation, const struct filters *filters,
		const struct xpt_host *host, bool tree, struct selection *selection)
{
	auto_free bool *marks = calloc(selection->count + 1, sizeof(*marks));
	int status;

	if (!marks)
		return print_no_memory();
	for (size_t i = 0; i < selection->count; i++)
		selection->devices[i] = xpt_host_device(host, i);
	status = mark_named(invocation, host, selection, marks);
	if (status)
		return status;
	for (size_t i = 0; i < selection->count; i++)
		marks[i] = marks[i] &&
				filters_match(filters, host,
						xpt_device_object(selection->devices[i]));
	if (tree)
		mark_bridges(selection, marks);
	keep_marked(selection, marks);
	return STATUS_DONE;
}

static int select_devices(const struct invocation *invocation, const struct filters *filters,
		const struct xpt_host *host, bool tree, struct selection *selection)
{
	int status;

	while (xpt_host_device(host, selection->count))
		selection->count++;
	selection->devices = calloc(selection->count + 1, sizeof(*selection->devices));
	if (!selection->devices)
		return print_no_memory();
	status = rows_new(selection->count, &selection->rows);
	if (!status)
		status = choose(invocation, filters, host, tree, selection);
	for (size_t i = 0; !status && i < selection->count; i++) {
		const struct xpt_device *device = selection->devices[i];
		const struct xpt_device *parent = xpt_device_parent(device);

		rows_add(&selection->rows, xpt_device_object(device),
				parent ? selection_find(selection, xpt_device_address(parent)) :
					 XPT_NO_FIELD);
	}
	return status;
}

/* What nobody may change until it is undone. */
static void print_unfinished(const struct selection *selection)
{
	for (size_t i = 0; i < selection->count; i++) {
		struct xpt_object device = xpt_device_object(selection->devices[i]);
		struct xpt_value operation = XPT_SIZED(xpt_value), address = XPT_SIZED(xpt_value);
		struct xpt_value holder = XPT_SIZED(xpt_value), tainted = XPT_SIZED(xpt_value);

		xpt_object_get(device, "unfinished", &operation);
		xpt_object_get(device, "held", &holder);
		xpt_object_get(device, "tainted", &tainted);
		xpt_object_get(device, "address", &address);
		if (holder.state == XPT_FACT_KNOWN)
			print_message("%s is held back for a while: %s gives it back to its guest",
					xpt_value_text(&address), xpt_value_text(&holder));
		if (operation.state == XPT_FACT_KNOWN)
			print_message("%s is half-way: an earlier xpt could not finish \"%s\"; run "
				      "\"xpt undo\"",
					xpt_value_text(&address), xpt_value_text(&operation));
		if (tainted.state == XPT_FACT_KNOWN)
			print_message("%s has not been sane after a use %s",
					xpt_value_text(&address), xpt_value_text(&tainted));
	}
}

static int print_selection(const struct invocation *invocation, const struct list_args *args,
		const struct columns *columns, const struct selection *selection)
{
	if (!selection->count && invocation->command == &cmd_list && !invocation->common.json)
		print_message("no device matches");
	if (!invocation->common.json)
		print_unfinished(selection);
	return rows_print(invocation, &selection->rows, "devices", columns, &args->columns,
			args->tree);
}

static int list(const struct invocation *invocation, const struct list_args *args)
{
	const unsigned int all = XPT_DETAIL_NAMES | XPT_DETAIL_DRIVERS | XPT_DETAIL_CRITICAL;
	auto_of(host) struct xpt_host *host = NULL;
	struct selection selection = { 0 };
	struct columns columns = { 0 };
	int status = columns_choose(invocation, &device_columns, &args->columns, &columns);

	if (!status)
		status = host_open(invocation,
				(invocation->common.json ? all : columns.detail) |
						devices_detail(invocation->operands,
								invocation->operand_count),
				&host);
	if (!status)
		status = filters_check(invocation, &args->filters, host);
	if (!status)
		status = select_devices(invocation, &args->filters, host, args->tree, &selection);
	if (!status)
		status = print_selection(invocation, args, &columns, &selection);
	selection_clear(&selection);
	free(columns.items);
	return status;
}

static bool is_of_pci(const struct filters *filters)
{
	return filters->class || filters->driver || filters->id || filters->node || filters->state;
}

static int list_usb(const struct invocation *invocation, const struct list_args *args)
{
	const struct usb_list_args usb_args = {
		.columns = args->columns, .tree = args->tree, .domain = args->filters.domain
	};
	struct invocation usb = *invocation;

	if (invocation->operand_count || is_of_pci(&args->filters))
		return print_usage_error(invocation->command,
				"--usb takes no DEVICE, and of the filters only --domain");
	usb.command = &usb_list;
	return usb_print(&usb, &usb_args);
}

static int list_run(const struct invocation *invocation)
{
	const struct list_args *args = invocation->args;

	if (args->usb)
		return list_usb(invocation, args);
	if (invocation->common.json && args->tree)
		return print_usage_error(
				invocation->command, "--json prints everything; leave out --tree");
	return list(invocation, args);
}

const struct command cmd_list = {
	.name = "list",
	.operands = "[DEVICE...]",
	.brief = "list PCI devices: what they are, who has them",
	.notes = "Filters take several words with commas between; a device must match all filters.",
	.options = list_options,
	.args_size = sizeof(struct list_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = list_help,
	.run = list_run,
};

struct assignable_args {
	bool show_names;
};

static const struct option_spec assignable_options[] = {
	{ 'n', "show-names", NULL, "show the names of the devices too", OPTION_FLAG,
			offsetof(struct assignable_args, show_names) },
	{ 0 },
};

static int assignable_run(const struct invocation *invocation)
{
	const struct assignable_args *assignable = invocation->args;
	const struct list_args args = { .filters.state = "reserved",
		.columns = { .no_headings = true,
				.columns = assignable->show_names ? "address,assignable_name" :
								    "address" } };

	return list(invocation, &args);
}

const struct command cmd_pci_assignable_list = {
	.name = "pci-assignable-list",
	.xl_for = "list --state reserved",
	.operands = "",
	.brief = "list the addresses of the devices that are ready to be attached",
	.options = assignable_options,
	.args_size = sizeof(struct assignable_args),
	.takes = TAKES_HOST | TAKES_JSON,
	.run = assignable_run,
};

static int pci_list_run(const struct invocation *invocation)
{
	const struct list_args args = { .filters.domain = invocation->operands[0] };
	struct invocation all = *invocation;

	all.operand_count = 0;
	return list(&all, &args);
}

const struct command cmd_pci_list = {
	.name = "pci-list",
	.xl_for = "list --domain DOMAIN",
	.operands = "DOMAIN",
	.brief = "list the devices of a domain",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = pci_list_run,
};
