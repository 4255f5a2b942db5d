/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux makes its IOMMU groups of requester ids and ACS; Xen shows none of it to dom0, so it is
 * worked out here from config space, with what Xen and resets add.
 */
#include "group.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/error.h"
#include "../base/options.h"
#include "acs.h"

#define DEPTH 256 /* bridges above each other */

enum mark {
	MARK_SEEN = 1 << 0, /* a member, or a bridge that was looked below */
	MARK_TIED = 1 << 1, /* a port whose slot was looked at */
	MARK_TIED_DOUBTING = 1 << 2,
	MARK_NOTED = 1 << 3,
};

enum openness { CLOSED, OPEN, MAYBE_OPEN };

static bool is_bridge(const struct xpt_device *device)
{
	return device->first_below || fact_is(device->header_type, 1) ||
			(device->class_code.state == XPT_FACT_KNOWN &&
					device->class_code.value >> 8 == 6 &&
					device->class_code.value != 0x680);
}

static bool is_virtual(const struct xpt_device *device)
{
	return device->physical_function.state == XPT_FACT_KNOWN;
}

/* On one of its sides is a bus that all share, or it asks in its own name for what is below it. */
static bool is_conventional(const struct xpt_device *bridge)
{
	return xpt__kind_is(bridge, "pci-bridge") || xpt__kind_is(bridge, "pcie-pci-bridge") ||
			xpt__kind_is(bridge, "pci-pcie-bridge") ||
			xpt__kind_is(bridge, "cardbus-bridge");
}

/* The ports that need access control even where they are alone in their slot. */
static bool is_downstream(const struct xpt_device *bridge)
{
	return xpt__kind_is(bridge, "root-port") || xpt__kind_is(bridge, "switch-downstream");
}

static bool leads_on(const struct xpt_device *bridge)
{
	return bridge->first_below || fact_is(bridge->header_type, 1);
}

/* Functions that are not to be seen could be reached as well, so its own word counts, too. */
static bool has_several_functions(const struct xpt_device *device)
{
	return device->functions.count || fact_is(device->multifunction, 1);
}

/* True the first time. */
static bool mark(struct xpt_group *group, const struct xpt_device *device, enum mark mark)
{
	unsigned char *marks = &group->marks[device - group->host->devices];
	bool first = !(*marks & mark);

	*marks |= (unsigned char)mark;
	return first;
}

static bool is_marked(
		const struct xpt_group *group, const struct xpt_device *device, enum mark mark)
{
	return group->marks[device - group->host->devices] & mark;
}

static void add_note(struct xpt_group *group, const struct xpt_device *device, struct acs acs)
{
	struct note *note;

	if (!mark(group, device, MARK_NOTED))
		return;
	note = vector_push(&group->notes);
	if (note)
		*note = (struct note){ device, acs.state == ACS_UNKNOWN, acs.kernel_sets_it,
			acs.why };
	else
		group->failed = true;
}

/* Can @device be passed by, on the way to the IOMMU? What is not known counts while doubting. */
static enum openness openness_of(struct xpt_group *group, const struct xpt_device *device)
{
	struct acs acs = xpt__acs_of(group->host, device);

	if (acs.state == ACS_VOUCHED || (acs.state == ACS_UNKNOWN && group->doubting))
		add_note(group, device, acs);
	if (acs.state == ACS_UNKNOWN && group->doubting)
		return MAYBE_OPEN;
	return acs.state == ACS_MISSING ? OPEN : CLOSED;
}

/* A port below which devices could talk to each other without going up to the IOMMU. */
static enum openness port_openness(struct xpt_group *group, const struct xpt_device *bridge)
{
	if (is_conventional(bridge))
		return OPEN;
	if (!xpt__kind_is_known(bridge) || is_downstream(bridge) ||
			(leads_on(bridge) && has_several_functions(bridge)))
		return openness_of(group, bridge);
	return CLOSED;
}

static void join(struct xpt_group *group, const struct xpt_device *device, size_t tied_to,
		enum group_reason reason, const char *why)
{
	struct member *member;

	if (!(group->reasons & 1U << reason) || is_bridge(device) ||
			!mark(group, device, MARK_SEEN))
		return;
	member = why ? vector_push(&group->members) : NULL;
	if (member)
		*member = (struct member){ device, tied_to, reason, why, group->doubting };
	else
		group->failed = true;
}

/* All below @bridge, once for each bridge. */
static void join_below(struct xpt_group *group, const struct xpt_device *bridge, size_t tied_to,
		enum group_reason reason, const char *why)
{
	const struct xpt_device *at = bridge;

	if (!(group->reasons & 1U << reason) || !mark(group, bridge, MARK_SEEN))
		return;
	for (size_t steps = 0; steps < 2 * group->host->device_count && !group->failed; steps++) {
		const struct xpt_device *next = at->first_below;

		if (at != bridge)
			join(group, at, tied_to, reason, why);
		for (; !next && at != bridge; at = at->parent)
			next = at->next_beside;
		if (!next)
			return;
		at = next;
	}
}

static void tie_bridges(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	const struct xpt_device *conventional = NULL, *bridge = device->parent;

	/* the highest conventional bridge puts its own requester id on all below it */
	for (int depth = 0; bridge && depth < DEPTH; depth++, bridge = bridge->parent)
		if (is_conventional(bridge))
			conventional = bridge;
	if (conventional && !is_marked(group, conventional, MARK_SEEN))
		join_below(group, conventional, at, GROUP_REQUESTER_ID,
				xpt__arena_text(group->arena,
						"looks the same to the IOMMU: both are behind the bridge %s",
						conventional->address));
}

static const char *why_open(
		struct xpt_group *group, const struct xpt_device *port, enum openness openness)
{
	return xpt__arena_text(group->arena,
			openness == OPEN ?
					"can be reached past the IOMMU: no ACS on %s" :
					"may be reached past the IOMMU: whether %s has ACS is not "
					"known",
			port->address);
}

/* Functions of a port without ACS, such as the root ports of a chipset, are open to each other. */
static void tie_port(struct xpt_group *group, const struct xpt_device *port, size_t at,
		enum openness openness)
{
	const char *why;

	if (!mark(group, port, group->doubting ? MARK_TIED_DOUBTING : MARK_TIED))
		return;
	why = why_open(group, port, openness);
	join_below(group, port, at, GROUP_ACS, why);
	for (size_t i = 0; i < port->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(group->host, port->functions.items[i]);

		if (!other || is_virtual(other))
			continue;
		if (is_bridge(other) && port_openness(group, other))
			join_below(group, other, at, GROUP_ACS, why);
		else if (!is_bridge(other) && openness_of(group, other))
			join(group, other, at, GROUP_ACS, why);
	}
}

static void tie_ports(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	const struct xpt_device *bridge = device->parent;

	for (int depth = 0; bridge && depth < DEPTH; depth++, bridge = bridge->parent) {
		enum openness openness = port_openness(group, bridge);

		if (openness)
			tie_port(group, bridge, at, openness);
	}
}

/* One of the functions beside @device in its slot. */
static void tie_function(struct xpt_group *group, const struct xpt_device *other, size_t at,
		enum openness openness)
{
	enum openness others =
			is_bridge(other) ? port_openness(group, other) : openness_of(group, other);

	if (!others)
		return;
	if (is_bridge(other))
		tie_port(group, other, at, others);
	join(group, other, at, GROUP_MULTIFUNCTION,
			openness == OPEN && others == OPEN ?
					"is a function of the same slot, without ACS between them" :
					"is a function of the same slot, and whether there is ACS "
					"between them is not known");
}

/* Virtual functions share the slot of their physical one, and are isolated by their nature. */
static void tie_functions(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	enum openness openness = CLOSED;

	if (is_virtual(device))
		return;
	for (size_t i = 0; i < device->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(group->host, device->functions.items[i]);

		if (!other || is_virtual(other))
			continue;
		if (!openness)
			openness = openness_of(group, device);
		if (!openness)
			return;
		tie_function(group, other, at, openness);
	}
}

static const char *shared_region(struct xpt_group *group, const struct xpt_device *device,
		const struct xpt_device *other)
{
	for (size_t i = 0; i < group->host->region_count; i++) {
		const struct region *region = &group->host->regions[i];

		if (xpt__bdfs_have(&region->devices, device->bdf) &&
				xpt__bdfs_have(&region->devices, other->bdf))
			return xpt__arena_text(
					group->arena, "shares reserved memory %s", region->text);
	}
	return "shares reserved memory";
}

static void tie_sharers(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	for (size_t i = 0; i < device->reserved_memory_sharers.count; i++) {
		const struct xpt_device *other = xpt__model_device(
				group->host, device->reserved_memory_sharers.items[i]);

		if (other && !is_marked(group, other, MARK_SEEN))
			join(group, other, at, GROUP_RESERVED_MEMORY,
					shared_region(group, device, other));
	}
}

/* Without a reset of its own, only its bus can be reset, and that takes all on it along. */
static void tie_bus(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	const struct xpt_device *first = group->host->devices;
	const struct xpt_device *end = first + group->host->device_count, *other = device;

	if (device->reset.state != XPT_FACT_ABSENT || !device->parent || is_virtual(device))
		return;
	while (other > first && other[-1].bdf.segment == device->bdf.segment &&
			other[-1].bdf.bus == device->bdf.bus)
		other--;
	for (; other < end && other->bdf.segment == device->bdf.segment &&
			other->bdf.bus == device->bdf.bus;
			other++)
		if (other->parent == device->parent && !is_marked(group, other, MARK_SEEN))
			join(group, other, at, GROUP_RESET,
					xpt__arena_text(group->arena,
							"is reset together with it: only their bus can be, by %s",
							device->parent->address));
}

static void tie_virtual(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	for (size_t i = 0; i < device->virtual_functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(group->host, device->virtual_functions.items[i]);

		if (other)
			join(group, other, at, GROUP_VIRTUAL,
					"is its virtual function, and vanishes "
					"when it leaves dom0's driver");
	}
}

/* Breadth first: the list of members is the queue. */
static void tie_all(struct xpt_group *group)
{
	static void (*const ties[])(struct xpt_group *, const struct xpt_device *, size_t) = {
		tie_bridges, tie_ports, tie_functions, tie_sharers, tie_bus, tie_virtual
	};

	for (size_t at = 0; at < group->members.count; at++)
		for (size_t i = 0; i < sizeof(ties) / sizeof(*ties) && !group->failed; i++)
			ties[i](group, group->members.items[at].device, at);
}

/* A device that cannot be read may be tied to anything beside it. */
static void doubt_named(struct xpt_group *group)
{
	for (size_t i = 0; i < group->members.count && !group->failed; i++)
		if (!group->members.items[i].reason &&
				!xpt__kind_is_known(group->members.items[i].device))
			openness_of(group, group->members.items[i].device);
}

struct xpt_group *xpt__group_new(const struct xpt_host *host,
		const struct xpt_device *const *devices, size_t count, unsigned int reasons)
{
	auto_of(group) struct xpt_group *group = calloc(1, sizeof(*group));

	if (!group)
		return NULL;
	group->host = host;
	group->reasons = reasons | 1U << GROUP_NAMED;
	group->arena = xpt__arena_new();
	group->marks = calloc(host->device_count + 1, sizeof(*group->marks));
	if (!group->arena || !group->marks)
		return NULL;
	for (size_t i = 0; i < count; i++)
		join(group, devices[i], group->members.count, GROUP_NAMED, "");
	tie_all(group);
	group->doubting = reasons & GROUP_DOUBTS;
	if (group->doubting)
		tie_all(group);
	return group->failed ? NULL : TAKE(group);
}

void xpt_group_free(struct xpt_group *group)
{
	if (!group)
		return;
	vector_clear(&group->members);
	vector_clear(&group->notes);
	xpt__arena_free(group->arena);
	free(group->marks);
	free(group);
}

int xpt_group_of(const struct xpt_host *host, const struct xpt_bdf *devices, size_t count,
		struct xpt_group **ret_group, struct xpt_error **ret_error)
{
	auto_free const struct xpt_device **found = calloc(count + 1, sizeof(*found));
	struct xpt_group *group;

	if (!found)
		return xpt__error_no_memory(ret_error);
	if (!count)
		return xpt__error_set(
				ret_error, XPT_INVALID, "name at least one device of the group");
	for (size_t i = 0; i < count; i++) {
		int rc = xpt_host_find_device(host, devices[i], &found[i], ret_error);

		if (rc)
			return rc;
	}
	group = xpt__group_new(host, found, count, GROUP_ALL);
	if (group)
		doubt_named(group);
	if (!group || group->failed) {
		xpt_group_free(group);
		return xpt__error_no_memory(ret_error);
	}
	*ret_group = group;
	return 0;
}

bool xpt_group_member(
		const struct xpt_group *group, size_t index, struct xpt_group_member *ret_member)
{
	static const char *const reasons[] = {
		[GROUP_REQUESTER_ID] = "requester-id",
		[GROUP_ACS] = "acs",
		[GROUP_MULTIFUNCTION] = "multifunction",
		[GROUP_RESERVED_MEMORY] = "reserved-memory",
		[GROUP_RESET] = "reset",
		[GROUP_VIRTUAL] = "virtual-function",
	};
	const struct member *member;

	if (index >= group->members.count)
		return false;
	member = &group->members.items[index];
	xpt__options_give(&XPT_OPTIONS(xpt_group_member, .address = member->device->bdf,
					  .tied_to = member->tied_to,
					  .reason = reasons[member->reason],
					  .why = member->reason ? member->why : NULL,
					  .possible = member->possible),
			sizeof(*ret_member), ret_member);
	return true;
}

bool xpt_group_note(const struct xpt_group *group, size_t index, struct xpt_group_note *ret_note)
{
	const struct note *note;

	if (index >= group->notes.count)
		return false;
	note = &group->notes.items[index];
	xpt__options_give(&XPT_OPTIONS(xpt_group_note, .address = note->device->bdf,
					  .kind = note->unknown ? "unknown" : "vouched",
					  .text = note->why ? note->why :
							      "its config space was not read"),
			sizeof(*ret_note), ret_note);
	return true;
}

bool xpt_group_wants_relaxed(const struct xpt_group *group)
{
	bool shared = false;

	for (size_t i = 0; i < group->members.count; i++) {
		const struct bdfs *sharers =
				&group->members.items[i].device->reserved_memory_sharers;

		for (size_t k = 0; k < sharers->count; k++) {
			const struct xpt_device *sharer =
					xpt__model_device(group->host, sharers->items[k]);

			shared = true;
			if (!sharer ||
					(!is_marked(group, sharer, MARK_SEEN) &&
							sharer->owner.kind != OWNER_QUARANTINE))
				return false;
		}
	}
	return shared;
}
