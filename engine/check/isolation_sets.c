/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isolation.h"

#include <string.h>

#include "check.h"
#include "group.h"

static struct isolation_place *place_of(
		const struct isolation *isolation, const struct xpt_device *device)
{
	return &isolation->places[device - isolation->host->devices];
}

bool xpt__isolation_elsewhere(const struct isolation *isolation, const struct xpt_device *device)
{
	const struct owner *owner = &device->owner;

	return !place_of(isolation, device)->requested && owner->kind != OWNER_QUARANTINE &&
			owner->kind != OWNER_XEN &&
			!(isolation->domain && owner->kind == OWNER_DOMAIN &&
					owner->domid == isolation->domain->id);
}

/* Texts of one tie mostly stand next to each other, and are one. */
static const char *keep_why(struct arena *arena, const char *why, const struct ties *ties)
{
	const char *last = ties->count ? ties->items[ties->count - 1].why : NULL;

	return last && why && !strcmp(last, why) ? last :
			why			 ? xpt__arena_text(arena, "%s", why) :
						   NULL;
}

static bool add(struct arena *arena, struct ties *ties, const struct xpt_device *device,
		const char *why)
{
	const char *kept = keep_why(arena, why, ties);

	ties->items[ties->count++] = (struct tied){ device, kept };
	return kept || !why;
}

static struct isolation_set *keep_set(struct isolation *isolation, const struct xpt_group *group)
{
	struct isolation_set *set = xpt__arena_alloc(isolation->arena, sizeof(*set));

	if (!set)
		return NULL;
	set->others.items = xpt__arena_array(
			isolation->arena, group->members.count, sizeof(*set->others.items));
	for (size_t i = 0; i < group->members.count && set->others.items; i++) {
		const struct member *member = &group->members.items[i];

		if (member->possible)
			continue;
		set->members++;
		place_of(isolation, member->device)->set = set;
		if (!xpt__isolation_elsewhere(isolation, member->device))
			continue;
		set->guests += xpt__check_is_guests(member->device);
		if (!add(isolation->arena, &set->others, member->device, NULL))
			return NULL;
	}
	return set->others.items ? set : NULL;
}

static struct isolation_doubts *keep_doubts(
		struct isolation *isolation, const struct xpt_group *group)
{
	struct arena *arena = isolation->arena;
	struct isolation_doubts *doubts = xpt__arena_alloc(arena, sizeof(*doubts));
	size_t count = group->notes.count;

	if (!doubts)
		return NULL;
	doubts->unknown.items = xpt__arena_array(arena, count, sizeof(struct tied));
	doubts->believed.items = xpt__arena_array(arena, count, sizeof(struct tied));
	if (!doubts->unknown.items || !doubts->believed.items)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct note *note = &group->notes.items[i];

		if ((note->unknown && !add(arena, &doubts->unknown, note->device, note->why)) ||
				(note->kernel_sets_it &&
						!add(arena, &doubts->believed, note->device,
								note->why)))
			return NULL;
		if (note->unknown)
			place_of(isolation, note->device)->noted = doubts;
	}
	for (size_t i = 0; i < group->members.count; i++)
		place_of(isolation, group->members.items[i].device)->doubts = doubts;
	return doubts;
}

bool xpt__isolation_of(struct isolation *isolation, const struct xpt_device *device,
		const struct isolation_set **ret_set, const struct isolation_doubts **ret_doubts)
{
	struct isolation_place *place = place_of(isolation, device);
	bool doubts = !place->doubts, set = !place->set;
	auto_of(group) struct xpt_group *group = doubts || set ?
			xpt__group_new(isolation->host, &device, 1,
					doubts ? GROUP_ISOLATION | GROUP_DOUBTS : GROUP_ISOLATION) :
			NULL;

	if ((doubts || set) && !group)
		return false;
	if (set)
		place->set = keep_set(isolation, group);
	if (doubts)
		place->doubts = keep_doubts(isolation, group);
	*ret_set = place->set;
	*ret_doubts = place->doubts;
	return *ret_set && *ret_doubts;
}

struct isolation *xpt__isolation_new(const struct xpt_host *host, const struct xpt_domain *domain,
		const struct xpt_device *const *devices, size_t count)
{
	struct arena *arena = xpt__arena_new();
	struct isolation *isolation = arena ? xpt__arena_alloc(arena, sizeof(*isolation)) : NULL;

	if (!isolation) {
		xpt__arena_free(arena);
		return NULL;
	}
	*isolation = (struct isolation){ host, domain,
		xpt__arena_array(arena, host->device_count, sizeof(*isolation->places)), arena };
	if (!isolation->places) {
		xpt__isolation_free(isolation);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (!xpt__model_removed(host, devices[i]->bdf))
			place_of(isolation, devices[i])->requested = true;
	return isolation;
}

void xpt__isolation_free(struct isolation *isolation)
{
	if (isolation)
		xpt__arena_free(isolation->arena); /* holds it, too */
}
