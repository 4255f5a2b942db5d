/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/rows.h"
#include "devices.h"
#include "vf.h"

/* Physical functions, and behind each its virtual ones: no more than there are devices. */
static int functions_new(const struct xpt_host *host, struct rows *ret_functions)
{
	size_t count = 0;

	while (xpt_host_device(host, count))
		count++;
	return rows_new(count, ret_functions);
}

static bool is_vf_of(struct xpt_object vf, const char *pf)
{
	struct xpt_value value = XPT_SIZED(xpt_value);
	const char *text;

	xpt_object_get(vf, "physical_function", &value);
	text = xpt_value_text(&value);
	return text && !strcmp(text, pf);
}

static void add_pf(struct rows *functions, const struct xpt_host *host, const struct xpt_device *pf)
{
	size_t parent = functions->count;
	char address[XPT_BDF_TEXT];
	const struct xpt_device *device;

	xpt_bdf_format(xpt_device_address(pf), address);
	rows_add(functions, xpt_device_object(pf), XPT_NO_FIELD);
	for (size_t i = 0; (device = xpt_host_device(host, i)); i++)
		if (device != pf && is_vf_of(xpt_device_object(device), address))
			rows_add(functions, xpt_device_object(device), parent);
}

static bool is_pf(const struct xpt_device *device)
{
	long long total;

	return !xpt_object_number(xpt_device_object(device), "vf_total", &total);
}

/* One that was named and is no PF is an error; of others it is said where they do not tell. */
static int add_named(const struct invocation *invocation, const struct xpt_host *host,
		struct rows *functions)
{
	char *word = invocation->operands[0];
	struct xpt_value total = XPT_SIZED(xpt_value);
	const struct xpt_device *device;
	struct xpt_error *error = NULL;
	auto_free char *pf = NULL;
	struct xpt_bdf bdf;
	int status = find_device(invocation, host, word, &bdf);

	if (status)
		return status;
	if (xpt_host_find_device(host, bdf, &device, &error))
		return print_error(invocation, error);
	if (is_pf(device)) {
		add_pf(functions, host, device);
		return STATUS_DONE;
	}
	xpt_object_get(xpt_device_object(device), "vf_total", &total);
	pf = object_text(xpt_device_object(device), "physical_function");
	if (total.state == XPT_FACT_UNREADABLE) {
		print_message("it is not known whether %s has virtual functions: %s", word,
				total.reason ? total.reason : "the host does not report it");
		return STATUS_UNKNOWN;
	}
	if (pf && *pf != '-')
		print_message("%s is a virtual function itself; list it with: xpt vf list %s", word,
				pf);
	else
		print_message("%s has no virtual functions: it is not an SR-IOV device", word);
	return STATUS_REFUSED;
}

static int add_all(const struct xpt_host *host, struct rows *functions)
{
	struct xpt_value capable = XPT_SIZED(xpt_value);
	const struct xpt_device *device;

	for (size_t i = 0; (device = xpt_host_device(host, i)); i++)
		if (is_pf(device))
			add_pf(functions, host, device);
	xpt_object_get(xpt_host_object(host), "sriov_devices", &capable);
	if (capable.state == XPT_FACT_UNREADABLE) {
		print_message("there may be more physical functions, as not all devices tell: %s",
				capable.reason ? capable.reason : "the host does not say why");
		return STATUS_UNKNOWN;
	}
	if (!functions->count)
		print_message("no device of this host has virtual functions (SR-IOV)");
	return STATUS_DONE;
}

int vf_print(const struct invocation *invocation, const struct columns_args *args)
{
	struct column_set set = device_columns;
	auto_rows struct rows functions = { 0 };
	auto_of(host) struct xpt_host *host = NULL;
	struct columns columns = { 0 };
	int status, printed = STATUS_DONE;

	set.usual = "address,vf_number,vf_total,vf_count,vf_free,driver,state,domain,node,msix_vectors,"
		    "vf_mac,vf_vlan,vf_trust,vf_spoof_check,vf_max_rate,vf_link";
	status = columns_choose(invocation, &set, args, &columns);
	if (!status)
		status = host_open(invocation,
				XPT_DETAIL_CONFIG |
						(invocation->common.json ? XPT_DETAIL_NAMES :
									   columns.detail),
				&host);
	if (!status)
		status = functions_new(host, &functions);
	if (!status) {
		status = invocation->operand_count ? add_named(invocation, host, &functions) :
						     add_all(host, &functions);
		if (!status || status == STATUS_UNKNOWN)
			printed = rows_print(
					invocation, &functions, "devices", &columns, args, true);
	}
	free(columns.items);
	return printed ? printed : status;
}

static int list_run(const struct invocation *invocation)
{
	const struct columns_args *args = invocation->args;
	int status = check_addresses(invocation, invocation->operands, invocation->operand_count);

	return status ? status : vf_print(invocation, args);
}

const struct command vf_list = {
	.name = "vf list",
	.operands = "[PF]",
	.brief = "list physical functions, and who has which of their virtual functions",
	.notes = "Columns, and keys of \"devices\" in --json, are those of xpt list.\nExit "
		 "status: 0 listed, 5 some devices do not report whether they have any.",
	.options = columns_options,
	.args_size = sizeof(struct columns_args),
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = list_run,
};
