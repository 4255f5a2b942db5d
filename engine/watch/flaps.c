/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "flaps.h"

#include <stdlib.h>
#include <string.h>

static void flap_clear(struct flap *flap)
{
	free(flap->subject);
	free(flap->plugging);
}

void xpt__watch_flaps_clear(struct watch_flaps *flaps)
{
	for (size_t i = 0; i < flaps->items.count; i++)
		flap_clear(&flaps->items.items[i]);
	vector_clear(&flaps->items);
}

static void age(struct flap *flap, long long now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < flap->count; i++)
		if (now_ms - flap->at_ms[i] < FLAPS_MINUTES * 60000LL)
			flap->at_ms[kept++] = flap->at_ms[i];
	flap->count = kept;
}

static void age_all(struct watch_flaps *flaps, long long now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < flaps->items.count; i++) {
		struct flap *flap = &flaps->items.items[i];

		age(flap, now_ms);
		if (flap->count)
			flaps->items.items[kept++] = *flap;
		else
			flap_clear(flap);
	}
	flaps->items.count = kept;
}

static struct flap *find(const struct watch_flaps *flaps, const char *subject)
{
	for (size_t i = 0; i < flaps->items.count; i++)
		if (!strcmp(flaps->items.items[i].subject, subject))
			return &flaps->items.items[i];
	return NULL;
}

static bool add(struct watch_flaps *flaps, const char *subject, const char *plugging,
		long long now_ms)
{
	struct flap *flap = vector_push(&flaps->items);

	if (!flap)
		return false;
	*flap = (struct flap){ strdup(subject), strdup(plugging), { now_ms }, 1, false, false };
	if (flap->subject && flap->plugging)
		return true;
	flap_clear(flap);
	flaps->items.count--;
	return false;
}

/* What is refused counts as well: it was not quiet. */
static void count(struct flap *flap, long long now_ms)
{
	if (flap->count == FLAPS_MAX) {
		flap->refused = true;
		memmove(flap->at_ms, flap->at_ms + 1, --flap->count * sizeof(*flap->at_ms));
	}
	flap->at_ms[flap->count++] = now_ms;
	flap->attached = false;
}

static bool is_news(const struct flap *flap, const char *plugging, bool lost)
{
	return strcmp(flap->plugging, plugging) != 0 || (lost && flap->attached);
}

bool xpt__watch_flaps_may(struct watch_flaps *flaps, const char *subject, const char *plugging,
		bool lost, long long now_ms, bool *ret_may)
{
	struct flap *flap;
	char *copy;

	age_all(flaps, now_ms);
	flap = find(flaps, subject);
	*ret_may = true;
	if (!flap)
		return add(flaps, subject, plugging, now_ms);
	if (is_news(flap, plugging, lost)) {
		copy = strdup(plugging);
		if (!copy)
			return false;
		free(flap->plugging);
		flap->plugging = copy;
		count(flap, now_ms);
	}
	*ret_may = !flap->refused;
	return true;
}

void xpt__watch_flaps_attached(struct watch_flaps *flaps, const char *subject)
{
	struct flap *flap = find(flaps, subject);

	if (flap)
		flap->attached = true;
}

bool xpt__watch_flaps_refuse(const struct watch_flaps *flaps, const char *subject)
{
	const struct flap *flap = find(flaps, subject);

	return flap && flap->refused;
}
