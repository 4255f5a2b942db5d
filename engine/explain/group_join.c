/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of lines that tell of one incident become one: consequences find their cause. */
#include <string.h>

#include "incidents.h"
#include "possible_causes.h"

static unsigned long distance(const struct group *a, const struct group *b)
{
	if (a->last < b->first)
		return b->first - a->last;
	return b->last < a->first ? a->first - b->last : 0;
}

/* The lines of both, in their order. */
static void join_lines(struct group *into, const struct group *from)
{
	size_t count = into->line_count < GROUP_LINES ? into->line_count : GROUP_LINES;

	for (size_t i = 0; i < from->line_count && i < GROUP_LINES && count < GROUP_LINES; i++) {
		size_t at = count++;

		for (; at && into->lines[at - 1].at > from->lines[i].at; at--)
			into->lines[at] = into->lines[at - 1];
		into->lines[at] = from->lines[i];
	}
}

/* Whose failure it was is not told by a note, unless it is of the same device. */
static void join_placeholders(struct group *into, const struct group *from)
{
	bool same_device = from->device && xpt__texts_equal(into->device, from->device);

	for (size_t i = 0; i < from->placeholder_count; i++)
		if (!from->note || same_device || strcmp(from->placeholders[i].name, "domain") != 0)
			xpt__group_fill(into, from->placeholders[i].name,
					from->placeholders[i].value);
}

static void join(struct group *into, struct group *from)
{
	join_lines(into, from);
	into->line_count += from->line_count;
	join_placeholders(into, from);
	into->passing = into->passing && from->note;
	if (!into->device)
		into->device = from->device;
	if (from->step && (!into->step || from->step[0] == 'q'))
		into->step = from->step;
	if (!into->time || (from->first < into->first && from->time))
		into->time = from->time;
	if (from->first < into->first) {
		into->first = from->first;
		into->begins = from->begins;
	}
	if (from->last > into->last) {
		into->last = from->last;
		into->ends = from->ends;
	}
	from->joined = true;
}

static bool is_worse(const struct group *a, const struct group *b)
{
	return xpt__group_verdict(a) == XPT_BLOCKED && xpt__group_verdict(b) != XPT_BLOCKED;
}

/* Ids next to each other make no pair of a domain and its stub domain: other guests start, too. */
static bool other_domain(const struct group *a, const struct group *b)
{
	const char *one = xpt__placeholder_value(a->placeholders, "domain"),
		   *two = xpt__placeholder_value(b->placeholders, "domain");

	return one && two && strcmp(one, two);
}

/* Says nothing but that something failed: whatever else is known explains it. */
static bool is_bare(const struct group *group)
{
	return group->note || group->cause == &xpt__cause_unexplained ||
			group->cause == &xpt__cause_operation_failed;
}

/* No operation of a toolstack or a kernel takes so long: time-outs are shorter. */
#define APART_S 300

/* What happens at a moment, and is over then; others are states, which last. */
static bool is_event(const struct group *group)
{
	static const struct cause *const events[] = { &xpt__cause_assignment_refused,
		&xpt__cause_attach_timeout, &xpt__cause_backend_not_ready,
		&xpt__cause_device_model_refused, &xpt__cause_device_model_silent,
		&xpt__cause_driver_unbind_failed, &xpt__cause_hotplug_timeout,
		&xpt__cause_msi_setup_failed, &xpt__cause_operation_failed,
		&xpt__cause_pciback_bind_failed, &xpt__cause_quarantine_failed,
		&xpt__cause_reset_failed, &xpt__cause_stubdomain_attach,
		&xpt__cause_toolstack_config };

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (group->cause == events[i])
			return true;
	return false;
}

/* A cause precedes what it does; and what befell another device, or none that is named, has passed minutes later. */
static bool at_another_time(const struct group *root, const struct group *other, bool same_device)
{
	return is_event(root) &&
			(xpt__moments_apart(&other->ends, &root->begins) > APART_S ||
					(!same_device &&
							xpt__moments_apart(&root->ends,
									&other->begins) > APART_S));
}

/* How well @root would explain @consequence; 0: not at all. */
static unsigned int fitness(const struct group *root, const struct group *consequence)
{
	bool same_device = root->device && xpt__texts_equal(root->device, consequence->device);
	unsigned long far = distance(root, consequence);

	if (root->joined || root == consequence || (root->consequence && !root->alone))
		return 0;
	/* what failed is never explained by what only warns */
	if (!consequence->note && is_worse(consequence, root))
		return 0;
	if (!same_device && other_domain(root, consequence))
		return 0;
	if (at_another_time(root, consequence, same_device))
		return 0;
	if (consequence->note && consequence->device && !same_device)
		return 0;
	if (!same_device && ((root->device && consequence->device) || far > NEAR_LINES))
		return 0;
	if (!same_device && consequence->cause == &xpt__cause_dma_fault &&
			root->cause != &xpt__cause_dma_fault &&
			root->cause != &xpt__cause_interrupt_fault)
		return 0;
	return 1 + (same_device ? 4000 : 0) + (root->cause == consequence->cause ? 2000 : 0) +
			(far < 1000 ? 1000 - (unsigned int)far : 0);
}

static struct group *best_root(struct explainer *explainer, const struct group *consequence)
{
	struct group *best = NULL;
	unsigned int most = 0;

	for (size_t i = 0; i < explainer->groups.count; i++) {
		unsigned int fit = fitness(&explainer->groups.items[i], consequence);

		if (fit > most) {
			most = fit;
			best = &explainer->groups.items[i];
		}
	}
	return best;
}

/*
 * Consequences that name a device choose first: those without one follow them. One that nothing
 * explains is an incident of its own, unless it says nothing but that something failed.
 */
static void place_consequences(struct explainer *explainer, bool with_device, bool bare)
{
	for (size_t i = 0; i < explainer->groups.count; i++) {
		struct group *group = &explainer->groups.items[i], *root;

		if (!group->consequence || group->alone || group->joined ||
				(group->device != NULL) != with_device || is_bare(group) != bare)
			continue;
		root = best_root(explainer, group);
		if (root)
			join(root, group);
		else if (group->note || group->cause == &xpt__cause_unexplained)
			group->joined = true;
		else
			group->alone = true;
	}
}

/* A region that a fault's address lies in explains the fault. */
static bool region_holds(const struct group *region, const struct group *fault)
{
	struct span range = xpt__span_of(xpt__placeholder_value(region->placeholders, "region")),
		    end;
	uint64_t first, last, address;
	size_t length;

	for (length = 0; length < range.length &&
			strchr("0123456789abcdefxABCDEF", range.at[length]);)
		length++;
	end = (struct span){ range.at + length, range.length - length };
	while (end.length && strchr(" .,-", *end.at)) {
		end.at++;
		end.length--;
	}
	return xpt__span_number((struct span){ range.at, length }, 16, &first) &&
			xpt__span_number(end, 16, &last) &&
			xpt__span_number(xpt__span_of(xpt__placeholder_value(
							 fault->placeholders, "address")),
					16, &address) &&
			first <= address && address <= last;
}

static bool group_explains(const struct group *root, const struct group *other)
{
	bool same_device = root->device && xpt__texts_equal(root->device, other->device);

	if (root == other || root->joined || other->joined)
		return false;
	if (root->cause == &xpt__cause_reserved_memory_unmapped &&
			other->cause == &xpt__cause_dma_fault)
		return region_holds(root, other);
	/* likewise which device: what only warns of one stays by itself */
	if (!root->device && other->device && xpt__group_verdict(other) != XPT_BLOCKED)
		return false;
	if (!same_device && ((root->device && other->device) || distance(root, other) > NEAR_LINES))
		return false;
	return xpt__group_verdict(other) == other->cause->verdict &&
			xpt__cause_explains(root->cause, other->cause) &&
			!at_another_time(root, other, same_device);
}

/* One pass for each level: what explains an explanation takes everything along. */
static void join_explained(struct explainer *explainer)
{
	for (size_t i = 0; i < explainer->groups.count; i++)
		for (size_t j = 0; j < explainer->groups.count; j++) {
			struct group *root = &explainer->groups.items[i];

			if (group_explains(root, &explainer->groups.items[j]))
				join(root, &explainer->groups.items[j]);
		}
}

void xpt__groups_join(struct explainer *explainer)
{
	for (int pass = 0; pass < 4; pass++)
		place_consequences(explainer, pass % 2 == 0, pass >= 2);
	join_explained(explainer);
}
