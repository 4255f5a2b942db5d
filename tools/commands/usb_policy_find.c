/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "../output/message.h"
#include "../output/output.h"
#include "usb.h"

int usb_policy_find(const struct invocation *invocation, char **ret_path)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct xpt_value policy = XPT_SIZED(xpt_value);
	const char *root = invocation->common.host;
	int status = host_open(invocation, XPT_DETAIL_USB, &host);

	if (status)
		return status;
	xpt_object_get(xpt_host_object(host), "usb_policy", &policy);
	if (policy.state == XPT_FACT_UNREADABLE) {
		print_message("the host's usb-policy.conf cannot be read: %s",
				policy.reason ? policy.reason : "it does not say why");
		return STATUS_UNKNOWN;
	}
	if (policy.state != XPT_FACT_ABSENT &&
			asprintf(ret_path, "%s/%s", root ? root : "", xpt_value_text(&policy)) <
					0) {
		*ret_path = NULL;
		return print_no_memory();
	}
	return STATUS_DONE;
}
