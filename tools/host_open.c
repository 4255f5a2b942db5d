/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"
#include "say.h"

int host_open(const struct invocation *invocation, unsigned int detail, struct xpt_host **ret_host)
{
	struct xpt_open_options options = XPT_OPTIONS(xpt_open_options,
			.root = invocation->common.host, .detail = detail);
	struct xpt_error *error = NULL;

	/* Whatever the reason, also "no such capture": there is no host to look at. */
	if (xpt_host_open(&options, ret_host, &error)) {
		if (options.root)
			say("cannot look at the captured host %s:", options.root);
		say_error(invocation, error);
		return STATUS_UNREADABLE;
	}
	return STATUS_DONE;
}
