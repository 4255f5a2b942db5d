/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linux makes its IOMMU groups of requester ids and ACS; Xen shows none of it to dom0, so it is
 * worked out here from config space, with what Xen and resets add.
 */
#include "group.h"

#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"

#define DEPTH 256 /* bridges above each other */

/* Source validation, request and completion redirect, upstream forwarding. */
#define ACS_WANTED 0x1d

static bool kind_is(const struct xpt_device *device, const char *kind)
{
	return device->kind.state == XPT_FACT_KNOWN && !strcmp(device->kind.value, kind);
}

static bool is_bridge(const struct xpt_device *device)
{
	return fact_is(device->header_type, 1) ||
			(device->class_code.state == XPT_FACT_KNOWN &&
					device->class_code.value >> 8 == 6 &&
					device->class_code.value != 0x680);
}

static bool is_virtual(const struct xpt_device *device)
{
	return device->physical_function.state == XPT_FACT_KNOWN;
}

/* What it has of ACS is on; a register that cannot be read isolates nothing. */
static bool has_acs(const struct xpt_device *device)
{
	return device->acs_can.state == XPT_FACT_KNOWN &&
			device->acs_does.state == XPT_FACT_KNOWN &&
			!(ACS_WANTED & device->acs_can.value & ~device->acs_does.value);
}

static bool is_conventional(const struct xpt_device *bridge)
{
	return kind_is(bridge, "pci-bridge") || kind_is(bridge, "pcie-pci-bridge");
}

/* A port below which devices could talk to each other without going up to the IOMMU. */
static bool is_open(const struct xpt_device *bridge)
{
	return (kind_is(bridge, "root-port") || kind_is(bridge, "switch-downstream") ||
			       is_conventional(bridge)) &&
			!has_acs(bridge);
}

static bool is_below(const struct xpt_device *device, const struct xpt_device *bridge)
{
	for (int depth = 0; device && depth < DEPTH; depth++, device = device->parent)
		if (device->parent == bridge)
			return true;
	return false;
}

static bool *seen(struct xpt_group *group, const struct xpt_device *device)
{
	return &group->seen[device - group->host->devices];
}

static void join(struct xpt_group *group, const struct xpt_device *device, size_t tied_to,
		enum group_reason reason, const char *why)
{
	struct member *member;

	if (!(group->reasons & 1U << reason) || *seen(group, device) || is_bridge(device))
		return;
	*seen(group, device) = true;
	member = why ? vector_push(&group->members) : NULL;
	if (member)
		*member = (struct member){ device, tied_to, reason, why };
	else
		group->failed = true;
}

/* All below @bridge, once for each bridge. */
static void join_below(struct xpt_group *group, const struct xpt_device *bridge, size_t tied_to,
		enum group_reason reason, const char *why)
{
	const struct xpt_host *host = group->host;

	if (*seen(group, bridge))
		return;
	*seen(group, bridge) = true;
	for (size_t i = 0; i < host->device_count && !group->failed; i++)
		if (is_below(&host->devices[i], bridge))
			join(group, &host->devices[i], tied_to, reason, why);
}

static void tie_bridges(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	const struct xpt_device *conventional = NULL, *bridge = device->parent;

	/* the highest conventional bridge puts its own requester id on all below it */
	for (int depth = 0; bridge && depth < DEPTH; depth++, bridge = bridge->parent)
		if (is_conventional(bridge))
			conventional = bridge;
	if (conventional)
		join_below(group, conventional, at, GROUP_REQUESTER_ID,
				xpt__arena_text(group->arena,
						"looks the same to the IOMMU: both are behind the bridge %s",
						conventional->address));
}

/* Functions of a port without ACS, such as the root ports of a chipset, are open to each other. */
static void tie_port(struct xpt_group *group, const struct xpt_device *port, size_t at)
{
	const char *why = xpt__arena_text(
			group->arena, "can be reached past the IOMMU: no ACS on %s", port->address);

	join_below(group, port, at, GROUP_ACS, why);
	for (size_t i = 0; i < port->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(group->host, port->functions.items[i]);

		if (!other)
			continue;
		if (is_open(other))
			join_below(group, other, at, GROUP_ACS, why);
		else if (!is_virtual(other) && !has_acs(other))
			join(group, other, at, GROUP_ACS, why);
	}
}

static void tie_ports(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	const struct xpt_device *bridge = device->parent;

	for (int depth = 0; bridge && depth < DEPTH; depth++, bridge = bridge->parent)
		if (is_open(bridge))
			tie_port(group, bridge, at);
}

/* Virtual functions share the slot of their physical one, and are isolated by their nature. */
static void tie_functions(struct xpt_group *group, const struct xpt_device *device, size_t at)
{
	if (is_virtual(device) || has_acs(device))
		return;
	for (size_t i = 0; i < device->functions.count; i++) {
		const struct xpt_device *other =
				xpt__model_device(group->host, device->functions.items[i]);

		if (!other || is_virtual(other) || has_acs(other))
			continue;
		if (is_open(other))
			tie_port(group, other, at);
		join(group, other, at, GROUP_MULTIFUNCTION,
				"is a function of the same slot, "
				"without ACS between them");
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

		if (other)
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
		if (other->parent == device->parent)
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

struct xpt_group *xpt__group_new(const struct xpt_host *host,
		const struct xpt_device *const *devices, size_t count, unsigned int reasons)
{
	auto_of(group) struct xpt_group *group = calloc(1, sizeof(*group));

	if (!group)
		return NULL;
	group->host = host;
	group->reasons = reasons | 1U << GROUP_NAMED;
	group->arena = xpt__arena_new();
	group->seen = calloc(host->device_count + 1, sizeof(*group->seen));
	if (!group->arena || !group->seen)
		return NULL;
	for (size_t i = 0; i < count; i++)
		join(group, devices[i], group->members.count, GROUP_NAMED, "");
	tie_all(group);
	return group->failed ? NULL : TAKE(group);
}

void xpt_group_free(struct xpt_group *group)
{
	if (!group)
		return;
	vector_clear(&group->members);
	xpt__arena_free(group->arena);
	free(group->seen);
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
	if (!group)
		return xpt__error_no_memory(ret_error);
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
	*ret_member = (struct xpt_group_member){ member->device->bdf, member->tied_to,
		reasons[member->reason], member->reason ? member->why : NULL };
	return true;
}

static bool is_member(const struct xpt_group *group, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < group->members.count; i++)
		if (xpt__bdf_equal(group->members.items[i].device->bdf, bdf))
			return true;
	return false;
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
			if (!is_member(group, sharers->items[k]) &&
					!(sharer && sharer->owner.kind == OWNER_QUARANTINE))
				return false;
		}
	}
	return shared;
}
