/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "devices.h"
#include "../output/message.h"
#include "../output/output.h"

static size_t group_size(const struct xpt_group *group)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	size_t count = 0;

	while (xpt_group_member(group, count, &member))
		count++;
	return count;
}

/* For each member, the first that is tied to it, and the next tied to the same; 0: none. */
struct tied {
	size_t first, next;
};

/* Members below @parent, each with its own below it. @depth: a group can be tied in a long chain. */
static void print_below(const struct xpt_group *group, const struct tied *tied, size_t parent,
		unsigned int depth)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	char address[XPT_BDF_TEXT];

	for (size_t i = tied[parent].first; i; i = tied[i].next) {
		xpt_group_member(group, i, &member);
		printf("%*s`- %s  %s\n", (int)(depth < 16 ? depth : 16) * 3, "",
				xpt_bdf_format(member.address, address), member.why);
		print_below(group, tied, i, depth + 1);
	}
}

static void print_notes(const struct xpt_group *group)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; xpt_group_note(group, i, &note); i++)
		printf(strcmp(note.kind, "vouched") ? "Not known whether %s isolates: %s\n" :
						      "%s isolated: vouched for by %s\n",
				xpt_bdf_format(note.address, address), note.text);
}

/* Return: NULL when memory is out. */
static struct tied *link_tied(const struct xpt_group *group)
{
	size_t count = group_size(group);
	struct tied *tied = calloc(count + 1, sizeof(*tied));
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);

	for (size_t i = count; tied && i-- > 0;) {
		xpt_group_member(group, i, &member);
		if (!member.reason)
			continue;
		tied[i].next = tied[member.tied_to].first;
		tied[member.tied_to].first = i;
	}
	return tied;
}

static int print_group(const struct xpt_group *group)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	auto_free struct tied *tied = link_tied(group);
	char address[XPT_BDF_TEXT];

	if (!tied)
		return print_no_memory();
	for (size_t i = 0; xpt_group_member(group, i, &member); i++) {
		if (member.reason)
			continue;
		puts(xpt_bdf_format(member.address, address));
		print_below(group, tied, i, 0);
	}
	print_notes(group);
	if (xpt_group_wants_relaxed(group))
		puts("To be attached with --relaxed: Xen's strict policy refuses shared reserved memory\n"
		     "even where all sharers go to one domain.");
	return STATUS_DONE;
}

static bool is_unknown(const struct xpt_group *group)
{
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);

	for (size_t i = 0; xpt_group_note(group, i, &note); i++)
		if (!strcmp(note.kind, "unknown"))
			return true;
	return false;
}

struct groups {
	const struct invocation *invocation;
	const struct xpt_host *host;
	size_t told; /* how many */
	bool unknown;
	const struct xpt_bdf *addresses; /* of all devices, in order */
	bool *known;			 /* for each of them: its group is that of a lower one */
	size_t count;
};

static int print_next(struct groups *groups, const struct xpt_group *group)
{
	bool first = !groups->told++;

	groups->unknown = groups->unknown || is_unknown(group);
	if (groups->invocation->common.json)
		return print_json_group(group, first);
	if (!first)
		putchar('\n');
	return print_group(group);
}

static int print_group_of(struct groups *groups, const struct xpt_bdf *devices, size_t count)
{
	auto_of(group) struct xpt_group *group = NULL;
	struct xpt_error *error = NULL;

	if (xpt_group_of(groups->host, devices, count, &group, &error))
		return print_error(groups->invocation, error);
	if (!group_size(group))
		print_message("a bridge has no group: it cannot be given away");
	return print_next(groups, group);
}

/* Has a device with a lower address brought this group in already? */
static bool is_told(const struct xpt_group *group, struct xpt_bdf bdf)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);

	for (size_t i = 1; xpt_group_member(group, i, &member); i++)
		if (xpt_bdf_compare(member.address, bdf) < 0)
			return true;
	return false;
}

static int compare_addresses(const void *a, const void *b)
{
	return xpt_bdf_compare(*(const struct xpt_bdf *)a, *(const struct xpt_bdf *)b);
}

static bool *known_flag(const struct groups *groups, struct xpt_bdf bdf)
{
	const struct xpt_bdf *found = bsearch(&bdf, groups->addresses, groups->count,
			sizeof(*groups->addresses), compare_addresses);

	return &groups->known[found ? (size_t)(found - groups->addresses) : groups->count];
}

/* Resets and virtual functions tie one way only; whom the rest ties has the very same group. */
static void note_members(const struct groups *groups, const struct xpt_group *group)
{
	struct xpt_group_member member = XPT_SIZED(xpt_group_member);
	struct xpt_group_member other = XPT_SIZED(xpt_group_member);

	for (size_t i = 1; xpt_group_member(group, i, &member); i++)
		if (strcmp(member.reason, "reset") != 0 &&
				strcmp(member.reason, "virtual-function") != 0 &&
				xpt_group_member(group, member.tied_to, &other) &&
				(!member.tied_to || *known_flag(groups, other.address)))
			*known_flag(groups, member.address) = true;
}

static int print_each(struct groups *groups)
{
	int status = STATUS_DONE;

	for (size_t i = 0; !status && i < groups->count; i++) {
		auto_of(group) struct xpt_group *group = NULL;
		struct xpt_bdf bdf = groups->addresses[i];
		struct xpt_error *error = NULL;

		if (groups->known[i])
			continue;
		if (xpt_group_of(groups->host, &bdf, 1, &group, &error))
			return print_error(groups->invocation, error);
		note_members(groups, group);
		/* a group of one is told only where somebody asked for it, or more may belong to it */
		if ((group_size(group) > 1 || is_unknown(group)) && !is_told(group, bdf))
			status = print_next(groups, group);
	}
	return status;
}

static int print_all(struct groups *groups)
{
	auto_free struct xpt_bdf *addresses = NULL;
	auto_free bool *known = NULL;
	int status;

	while (xpt_host_device(groups->host, groups->count))
		groups->count++;
	groups->addresses = addresses = calloc(groups->count + 1, sizeof(*addresses));
	groups->known = known = calloc(groups->count + 1, sizeof(*known));
	if (!addresses || !known)
		return print_no_memory();
	for (size_t i = 0; i < groups->count; i++)
		addresses[i] = xpt_device_address(xpt_host_device(groups->host, i));
	status = print_each(groups);
	if (!groups->told && !groups->invocation->common.json)
		puts("Each device of this host can be given away by itself.");
	return status;
}

static int group_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_devices struct devices devices = { 0 };
	struct groups groups = { .invocation = invocation };
	int status = check_addresses(invocation, invocation->operands, invocation->operand_count);

	if (!status)
		status = host_open(invocation, XPT_DETAIL_CONFIG, &host);
	if (!status)
		status = find_devices(invocation, host, invocation->operands,
				invocation->operand_count, &devices);
	if (status)
		return status;
	groups.host = host;
	if (invocation->common.json)
		print_json_begin("groups");
	status = invocation->operand_count ? print_group_of(&groups, devices.items, devices.count) :
					     print_all(&groups);
	if (invocation->common.json)
		print_json_end();
	return !status && groups.unknown ? STATUS_UNKNOWN : status;
}

const struct command cmd_group = {
	.name = "group",
	.operands = "[DEVICE...]",
	.brief = "show which devices must travel together, and why",
	.notes = "Without DEVICE: all groups of more than one device.",
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.run = group_run,
};
