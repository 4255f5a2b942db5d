/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tries.h"

#include <stdlib.h>
#include <string.h>

static void clear(struct tries *tries)
{
	free(tries->subject);
	free(tries->is);
	free(tries->wanted);
	free(tries->why);
	*tries = (struct tries){ 0 };
}

void xpt__watch_tries_clear(struct watch_tries *tries)
{
	for (size_t i = 0; i < tries->items.count; i++)
		clear(&tries->items.items[i]);
	vector_clear(&tries->items);
}

static struct tries *find(const struct watch_tries *tries, const char *subject)
{
	for (size_t i = 0; i < tries->items.count; i++)
		if (tries->items.items[i].subject &&
				!strcmp(tries->items.items[i].subject, subject))
			return &tries->items.items[i];
	return NULL;
}

static bool is_same(const struct tries *tries, const struct xpt_item *item)
{
	return !strcmp(tries->is, item->is) && !strcmp(tries->wanted, item->wanted);
}

bool xpt__watch_tries_note(struct watch_tries *tries, const struct xpt_item *item, const char *why)
{
	struct tries *known = find(tries, item->subject);
	unsigned int count = known && is_same(known, item) ? known->count : 0;

	known = known ? known : vector_push(&tries->items);
	if (!known)
		return false;
	clear(known);
	*known = (struct tries){ strdup(item->subject), strdup(item->is), strdup(item->wanted),
		strdup(why), count + 1 };
	if (known->subject && known->is && known->wanted && known->why)
		return true;
	clear(known);
	return false;
}

void xpt__watch_tries_forget(const struct watch_tries *tries, const char *subject)
{
	struct tries *known = find(tries, subject);

	if (known)
		known->count = 0;
}

const char *xpt__watch_tries_over(const struct watch_tries *tries, const struct xpt_item *item)
{
	const struct tries *known = find(tries, item->subject);

	return known && known->count >= TRIES_MAX && is_same(known, item) ? known->why : NULL;
}
