/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apply_plan.h"
#include "../output/message.h"
#include "usb.h"

#define XCP_FOLDER "etc/xensource/"

/* What the policy says of them now; read again, so by the lines of the new file. */
static int confirm(const struct invocation *invocation, const char *const *paths, bool changed)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_value file = XPT_SIZED(xpt_value);
	const struct xpt_usb_device *device;
	int status = host_open(invocation, XPT_DETAIL_USB, &host);

	if (status)
		return status;
	for (size_t i = 0; i < invocation->operand_count; i++)
		if (!xpt_host_find_usb_device(host, paths[i], &device, NULL))
			(void)usb_policy_why_device(host, device);
	xpt_object_get(xpt_host_object(host), "usb_policy", &file);
	if (changed && file.state == XPT_FACT_KNOWN &&
			!strncmp(xpt_value_text(&file), XCP_FOLDER, strlen(XCP_FOLDER)))
		puts("XCP-ng takes it up at its next scan: xe pusb-scan host-uuid=UUID");
	return STATUS_DONE;
}

static int plan_and_apply(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_usb_policy_request *request)
{
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	bool speak;
	int status;

	if (xpt_plan_for_usb_policy(host, request, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &speak);
	return !status && speak ?
			confirm(invocation, request->devices, xpt_plan_step(plan, 0, &step)) :
			status;
}

static int change(const struct invocation *invocation, enum xpt_usb_policy_action action)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_free const char **paths = calloc(invocation->operand_count, sizeof(*paths));
	const struct xpt_usb_policy_request request =
			XPT_OPTIONS(xpt_usb_policy_request, .action = action, .devices = paths,
					.device_count = invocation->operand_count);
	const struct xpt_usb_device *device;
	int status = paths ? host_open(invocation, XPT_DETAIL_USB, &host) : print_no_memory();

	for (size_t i = 0; !status && i < invocation->operand_count; i++) {
		status = usb_find(invocation, host, invocation->operands[i], &device);
		if (!status)
			paths[i] = xpt_usb_device_path(device);
	}
	return status ? status : plan_and_apply(invocation, host, &request);
}

static int allow_run(const struct invocation *invocation)
{
	return change(invocation, XPT_USB_ALLOW);
}

static int deny_run(const struct invocation *invocation)
{
	return change(invocation, XPT_USB_DENY);
}

const struct command usb_policy_allow = {
	.name = "usb-policy allow",
	.operands = "USB-DEVICE...",
	.brief = "write into usb-policy.conf that guests may have USB devices",
	.notes = "One line for each, where it decides; all else in the file stays as it is, and so does what it says of\n"
		 "any other device that is here. USB-DEVICE is a path, such as 1-2.4, 046d:c52b, or a name.",
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = allow_run,
};

const struct command usb_policy_deny = {
	.name = "usb-policy deny",
	.operands = "USB-DEVICE...",
	.brief = "write into usb-policy.conf that guests may not have USB devices",
	.notes = "As usb-policy allow. Where the host has no such file, /etc/xpt/usb-policy.conf is made, which forbids\n"
		 "nothing else.",
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = deny_run,
};
