/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <xpt/usb.h>

#include "../output/message.h"
#include "usb.h"

/* Is there a policy, and has it an answer for every device? */
static int print_policy(const struct xpt_host *host)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_get(xpt_host_object(host), "usb_policy", &value);
	if (value.state == XPT_FACT_ABSENT) {
		print_message("no policy forbids any of them: the host has no usb-policy.conf");
		return STATUS_DONE;
	}
	return usb_check_known(host, "policy", "it is not known whether guests may have");
}

static int list_run(const struct invocation *invocation)
{
	struct usb_list_args args = { .then = print_policy };

	if (!invocation->common.json)
		args.columns.columns = "path,functions,id,policy,policy_line,policy_rule,product";
	return usb_print(invocation, &args);
}

const struct command usb_policy_list = {
	.name = "usb-policy list",
	.operands = "",
	.brief = "list USB devices, with what usb-policy.conf says of each, and by which line",
	.notes = "Interface by interface: xpt usb-policy why. Exit status: 0 listed, 5 not all of it is known.",
	.takes = TAKES_HOST | TAKES_JSON,
	.run = list_run,
};
