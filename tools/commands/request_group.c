/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --group: a request grows by all that must travel with its devices. */
#include <string.h>

#include "change.h"
#include "../output/message.h"

static bool told(const struct invocation *invocation)
{
	return !invocation->common.json && !invocation->common.quiet;
}

/* Virtual functions cannot be given away with their physical one: they vanish. */
static bool travels(const struct xpt_group_member *member)
{
	return !member->reason || strcmp(member->reason, "virtual-function") != 0;
}

static size_t take_members(const struct invocation *invocation, const struct xpt_group *group,
		struct xpt_bdf *devices)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member),
				other = XPT_SIZED(xpt_group_member);
	char address[XPT_BDF_TEXT], tied_to[XPT_BDF_TEXT];
	size_t count = 0;

	for (size_t i = 0; xpt_group_member(group, i, &member); i++) {
		if (!travels(&member))
			continue;
		devices[count++] = member.address;
		if (!member.reason || !told(invocation) ||
				!xpt_group_member(group, member.tied_to, &other))
			continue;
		print_message("%s goes with %s: it %s", xpt_bdf_format(member.address, address),
				xpt_bdf_format(other.address, tied_to), member.why);
	}
	return count;
}

int request_group(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_request *request, struct xpt_bdf **ret_devices)
{
	auto_of(group) struct xpt_group *group = NULL;
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	struct xpt_error *error = NULL;
	struct xpt_bdf *devices;
	size_t count = 0;

	if (xpt_group_of(host, request->devices, request->device_count, &group, &error))
		return print_error(invocation, error);
	while (xpt_group_member(group, count, &member))
		count++;
	devices = calloc(count + 1, sizeof(*devices));
	if (!devices)
		return print_no_memory();
	*ret_devices = devices;
	count = take_members(invocation, group, devices);
	if (count) { /* a bridge has no group; that it is one is told by the judgement */
		request->devices = devices;
		request->device_count = count;
	}
	if (!(request->flags & XPT_RELAXED) && xpt_group_wants_relaxed(group)) {
		request->flags |= XPT_RELAXED;
		if (told(invocation))
			print_message("relaxed: all that share the reserved memory go together or are in "
				      "quarantine, and Xen's strict policy refuses even that");
	}
	return STATUS_DONE;
}
