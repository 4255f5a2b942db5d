/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "../output/columns.h"
#include "../output/message.h"
#include "apply_plan.h"
#include "devices.h"
#include "vf.h"

#define CHANGES .takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET, .changes_host = true

struct create_args {
	const char *driver;
	bool reserve;
};

static const struct option_spec create_options[] = {
	{ 0, "driver", "NAME", "bind them to this driver of dom0", OPTION_TEXT,
			offsetof(struct create_args, driver), 0 },
	{ 0, "reserve", NULL, "reserve them before a driver of dom0 sees them", OPTION_FLAG,
			offsetof(struct create_args, reserve), 0 },
	{ 0 },
};

/* The PF whose list shows what was changed: of a VF its own. */
static char *pf_of(const struct xpt_host *host, struct xpt_bdf device)
{
	const struct xpt_device *found;
	char address[XPT_BDF_TEXT];
	char *pf = xpt_host_find_device(host, device, &found, NULL) ?
			NULL :
			object_text(xpt_device_object(found), "physical_function");

	if (pf && *pf != '-' && *pf != '?')
		return pf;
	free(pf);
	return strdup(xpt_bdf_format(device, address));
}

static int print_after(const struct invocation *invocation, char *pf)
{
	struct invocation after = *invocation;

	after.operands = &pf;
	after.operand_count = 1;
	return vf_print(&after, &(struct columns_args){ 0 });
}

int vf_change(const struct invocation *invocation, vf_planner *planner, void *data)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	auto_free char *pf = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	int status = check_addresses(invocation, invocation->operands, 1);
	struct xpt_bdf device;
	bool print_list;

	if (!status)
		status = host_open(invocation, XPT_DETAIL_CRITICAL, &host);
	if (!status)
		status = find_device(invocation, host, invocation->operands[0], &device);
	if (status)
		return status;
	if (planner(invocation, host, device, data, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	pf = pf_of(host, device);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &print_list);
	return print_list && pf ? print_after(invocation, pf) : status;
}

/* That all VFs are made anew is said before. */
static void warn(const struct xpt_host *host, const struct xpt_vf_request *request)
{
	const struct xpt_device *device;
	char address[XPT_BDF_TEXT];
	long long now;

	if (xpt_host_find_device(host, request->device, &device, NULL) ||
			xpt_object_number(xpt_device_object(device), "vf_count", &now))
		return;
	if (now && request->count && now != request->count)
		print_message("%s goes from %lld VFs through 0 to %u: all of them are made again",
				xpt_bdf_format(request->device, address), now, request->count);
}

static int plan_count(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_bdf device, void *data, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	struct xpt_vf_request *request = data;
	int rc;

	request->device = device;
	rc = xpt_plan_for_vfs(host, request, ret_plan, ret_error);
	if (!rc && !invocation->common.json)
		warn(host, request);
	return rc;
}

static int create_run(const struct invocation *invocation)
{
	const struct create_args *args = invocation->args;
	struct xpt_vf_request request = XPT_OPTIONS(xpt_vf_request, .driver = args->driver,
			.flags = args->reserve ? XPT_VF_RESERVE : 0);
	const char *word = invocation->operands[1];
	char *end;
	unsigned long count = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end || !count || count > 0xffff)
		return print_usage_error(invocation->command,
				"\"%s\" is not a number of virtual functions, from 1 on", word);
	if (args->driver && args->reserve)
		return print_usage_error(invocation->command,
				"reserved VFs have no driver in dom0: --reserve or --driver");
	request.count = (unsigned int)count;
	return vf_change(invocation, plan_count, &request);
}

const struct command vf_create = {
	.name = "vf create",
	.operands = "PF COUNT",
	.brief = "give a physical function this many virtual functions",
	.notes = "Where it has others, these go first: not while a domain has one, or dom0 needs one.",
	.options = create_options,
	.args_size = sizeof(struct create_args),
	.operands_min = 2,
	.operands_max = 2,
	CHANGES,
	.run = create_run,
};

static int destroy_run(const struct invocation *invocation)
{
	return vf_change(invocation, plan_count, &XPT_OPTIONS(xpt_vf_request, .count = 0));
}

const struct command vf_destroy = {
	.name = "vf destroy",
	.operands = "PF",
	.brief = "take all virtual functions of a physical function away",
	.notes = "Reserved ones are released first; not while a domain has one, or dom0 needs one.",
	.operands_min = 1,
	.operands_max = 1,
	CHANGES,
	.run = destroy_run,
};
