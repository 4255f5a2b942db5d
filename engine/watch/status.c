/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watch.h"

static void item_clear(struct status_item *item)
{
	free(item->subject);
	free(item->domain);
	free(item->state);
	free(item->is);
	free(item->wanted);
	free(item->text);
	free(item->file);
	*item = (struct status_item){ 0 };
}

static void items_clear(struct watch_status *status)
{
	for (size_t i = 0; i < status->items.count; i++)
		item_clear(&status->items.items[i]);
	vector_clear(&status->items);
}

void xpt__watch_status_begin(struct watch_status *status)
{
	for (size_t i = 0; i < status->failed.count; i++) {
		free(status->failed.items[i].unit);
		free(status->failed.items[i].why);
	}
	vector_clear(&status->failed);
}

/* Another watch may have put its own there. */
static void remove_file(const struct watch_status *status)
{
	struct stat ours, there;

	if (status->fd >= 0 && !fstat(status->fd, &ours) && !lstat(status->path, &there) &&
			ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
		(void)unlink(status->path);
}

void xpt__watch_status_clear(struct watch_status *status)
{
	remove_file(status);
	if (status->fd >= 0)
		close(status->fd);
	free(status->path);
	items_clear(status);
	xpt__watch_status_begin(status);
	*status = (struct watch_status){ .fd = -1 };
}

void xpt__watch_status_fail(struct watch_status *status, const char *unit, const char *why)
{
	struct failed_unit *failed = status->path ? vector_push(&status->failed) : NULL;

	if (failed)
		*failed = (struct failed_unit){ strdup(unit), strdup(why) };
	status->torn |= status->path && (!failed || !failed->unit || !failed->why);
}

static const char *why_failed(const struct watch_status *status, const char *unit)
{
	for (size_t i = 0; i < status->failed.count; i++)
		if (!strcmp(status->failed.items[i].unit, unit))
			return status->failed.items[i].why;
	return NULL;
}

static const char *state_of_different(const struct xpt_watch *watch, const struct item *item,
		const char *why, const char **ret_text)
{
	const char *over = xpt__watch_tries_over(&watch->tries, &item->shown);
	const struct remembered *known = xpt__watch_memory_find(&watch->memory, &item->shown);

	*ret_text = why ? why : over;
	if (why && item_is_usb(item) && xpt__watch_flaps_refuse(&watch->flaps, item->shown.subject))
		return "flaps";
	if (why || over)
		return "failed";
	return known && known->told ? "left" : "due";
}

static const char *state_of(const struct xpt_watch *watch, const struct item *item, const char *why,
		const char **ret_text)
{
	*ret_text = NULL;
	switch (item->shown.state) {
	case XPT_ITEM_SAME:
		return "done";
	case XPT_ITEM_WAITS:
		return "waits";
	case XPT_ITEM_DIFFERS:
		return state_of_different(watch, item, why, ret_text);
	case XPT_ITEM_UNREAD:
	case XPT_ITEM_UNKNOWN:
		break;
	}
	return "unknown";
}

static bool is_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : !a && !b;
}

/* What was told of the same thing before; NULL: nothing. */
static struct status_item *find(const struct watch_status *status, const struct xpt_item *item)
{
	for (size_t i = 0; i < status->items.count; i++) {
		struct status_item *known = &status->items.items[i];

		if (is_text(known->subject, item->subject) && is_text(known->domain, item->domain))
			return known;
	}
	return NULL;
}

/* NULL stays NULL. Return: false when memory is out. */
static bool copy(char **ret_copy, const char *text)
{
	*ret_copy = text ? strdup(text) : NULL;
	return !text || *ret_copy;
}

static bool fill(struct status_item *entry, const struct xpt_item *item, const char *state,
		const char *text)
{
	bool ok = copy(&entry->subject, item->subject) && copy(&entry->domain, item->domain) &&
			copy(&entry->state, state);

	ok = ok && copy(&entry->is, item->is) && copy(&entry->wanted, item->wanted);
	entry->line = item->line;
	return ok && copy(&entry->text, text) && copy(&entry->file, item->file);
}

static bool add(struct watch_status *next, const struct xpt_watch *watch, const struct item *item,
		const char *unit)
{
	struct status_item *before = find(&watch->status, &item->shown), *entry;
	const char *text, *state = state_of(watch, item, why_failed(&watch->status, unit), &text);

	entry = vector_push(&next->items);
	if (!entry)
		return false;
	*entry = (struct status_item){ 0 };
	if (before && item->shown.state == XPT_ITEM_UNREAD) {
		*entry = *before;
		*before = (struct status_item){ 0 };
		return true;
	}
	entry->since_ms = before && is_text(before->state, state) ?
			before->since_ms :
			watch->host.now_ms(watch->host.data);
	return fill(entry, &item->shown, state, text);
}

void xpt__watch_status_take(struct xpt_watch *watch, const struct xpt_comparison *comparison,
		const char *(*unit_of)(const struct item *item))
{
	struct watch_status next = { 0 };
	bool ok = true;

	if (!watch->status.path)
		return;
	for (size_t i = 0; ok && i < comparison->items.count; i++)
		ok = add(&next, watch, &comparison->items.items[i],
				unit_of(&comparison->items.items[i]));
	items_clear(&watch->status);
	watch->status.items.items = next.items.items;
	watch->status.items.count = next.items.count;
	watch->status.items.room = next.items.room;
	watch->status.torn |= !ok;
}
