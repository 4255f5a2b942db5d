/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory.h"

#include <stdio.h>
#include <string.h>

#define RUN_TEXT 64 /* a number and a uuid */

static void item_clear(struct remembered *item)
{
	free(item->subject);
	free(item->run);
	free(item->wanted);
	free(item->told);
	free(item->doubted);
}

void xpt__watch_memory_clear(struct watch_memory *memory)
{
	for (size_t i = 0; i < memory->items.count; i++)
		item_clear(&memory->items.items[i]);
	free(memory->path);
	vector_clear(&memory->items);
	free(memory->boot);
	*memory = (struct watch_memory){ 0 };
}

static const char *run_of(const struct xpt_item *item, char run[RUN_TEXT])
{
	*run = '\0';
	if (item->domain)
		snprintf(run, RUN_TEXT, "%u/%s", item->domain_id,
				item->domain_uuid ? item->domain_uuid : "");
	return run;
}

struct remembered *xpt__watch_memory_find(
		const struct watch_memory *memory, const struct xpt_item *item)
{
	char run[RUN_TEXT];

	run_of(item, run);
	for (size_t i = 0; i < memory->items.count; i++) {
		struct remembered *known = &memory->items.items[i];

		if (!strcmp(known->subject, item->subject) && !strcmp(known->run, run)) {
			known->seen = true;
			return known;
		}
	}
	return NULL;
}

static bool replace(struct watch_memory *memory, char **text, const char *with)
{
	char *copy = with ? strdup(with) : NULL;

	if (with && !copy)
		return false;
	memory->changed = memory->changed || !*text != !with || (with && strcmp(*text, with) != 0);
	free(*text);
	*text = copy;
	return true;
}

bool xpt__watch_memory_note(struct watch_memory *memory, const struct xpt_item *item)
{
	struct remembered *known = xpt__watch_memory_find(memory, item);
	char run[RUN_TEXT];

	if (!known) {
		known = vector_push(&memory->items);
		if (!known)
			return false;
		*known = (struct remembered){ strdup(item->subject), strdup(run_of(item, run)),
			strdup(""), NULL, true, NULL };
		if (!known->subject || !known->run || !known->wanted) {
			item_clear(known);
			memory->items.count--;
			return false;
		}
	}
	return replace(memory, &known->wanted, item->wanted) &&
			replace(memory, &known->told, NULL) &&
			replace(memory, &known->doubted, NULL);
}

bool xpt__watch_memory_report(struct watch_memory *memory, struct remembered *known, const char *is)
{
	return replace(memory, &known->told, is);
}

bool xpt__watch_memory_doubt(struct watch_memory *memory, struct remembered *known, const char *is)
{
	return replace(memory, &known->doubted, is);
}

void xpt__watch_memory_begin(struct watch_memory *memory)
{
	for (size_t i = 0; i < memory->items.count; i++)
		memory->items.items[i].seen = false;
}

void xpt__watch_memory_forget(struct watch_memory *memory)
{
	size_t kept = 0;

	for (size_t i = 0; i < memory->items.count; i++) {
		struct remembered *item = &memory->items.items[i];

		if (item->seen) {
			memory->items.items[kept++] = *item;
		} else {
			item_clear(item);
			memory->changed = true;
		}
	}
	memory->items.count = kept;
}
