/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "usb.h"

struct test_args {
	const char *file; /* NULL: the host's own */
};

static const struct option_spec test_options[] = {
	{ 0, "file", "FILE", "ask this usb-policy.conf instead of the host's own", OPTION_TEXT,
			offsetof(struct test_args, file) },
	{ 0 },
};

/* Of a hub no class was given either. */
static bool may_be_hub(struct xpt_object device)
{
	struct xpt_value interfaces = XPT_SIZED(xpt_value), interface = XPT_SIZED(xpt_value);
	auto_free char *class = NULL;

	xpt_object_get(device, "interfaces", &interfaces);
	xpt_value_item(&interfaces, 0, &interface);
	class = object_text(interface.object, "class");
	return !class;
}

static int print_verdict(
		const struct invocation *invocation, struct xpt_object device, const char *path)
{
	int status = usb_policy_status(device), printed = STATUS_DONE;

	if (invocation->common.json) {
		printed = print_json_list("usb_devices", &device, 1);
		return printed ? printed : status;
	}
	usb_policy_print(device, "such a device", path);
	if (!status && may_be_hub(device))
		puts("(A hub is never offered to them.)");
	return status;
}

static int test(const struct invocation *invocation, const char *path)
{
	auto_of(usb_policy) struct xpt_usb_policy *policy = NULL;
	const struct xpt_usb_device *device;
	struct xpt_error *error = NULL;

	/* 1 would say that they may not */
	if (xpt_usb_policy_open(path, &policy, &error)) {
		int status = print_error(invocation, error);

		return status == STATUS_REFUSED ? STATUS_UNREADABLE : status;
	}
	if (xpt_usb_policy_test(policy, (const char *const *)invocation->operands,
			    invocation->operand_count, &device, &error))
		return print_error(invocation, error);
	return print_verdict(invocation, xpt_usb_device_object(device), path);
}

static int test_run(const struct invocation *invocation)
{
	const struct test_args *args = invocation->args;
	auto_free char *own = NULL;
	int status = args->file ? STATUS_DONE : usb_policy_find(invocation, &own);

	if (status)
		return status;
	if (args->file || own)
		return test(invocation, args->file ? args->file : own);
	if (invocation->common.json)
		return print_json_list("usb_devices", NULL, 0);
	puts("no policy forbids any device: the host has no usb-policy.conf");
	return STATUS_DONE;
}

const struct command usb_policy_test = {
	.name = "usb-policy test",
	.operands = "KEY=VALUE...",
	.brief = "what usb-policy.conf says of a device that is not here",
	.notes = "KEY is vid, pid or rel of the device, and for each interface class, and then subclass and prot,\n"
		 "as in a rule. What is not given is not known. Without --file: the host's own policy.\n"
		 "Exit status: 0 guests may have it, 1 they may not, 5 it depends on what was not given.",
	.options = test_options,
	.args_size = sizeof(struct test_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = test_run,
};
