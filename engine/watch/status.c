/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/text.h"
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

static void failed_clear(struct failed_item *failed)
{
	free(failed->subject);
	free(failed->domain);
	free(failed->why);
}

void xpt__watch_status_begin(struct watch_status *status)
{
	for (size_t i = 0; i < status->failed.count; i++)
		failed_clear(&status->failed.items[i]);
	vector_clear(&status->failed);
	status->lost = false;
}

void xpt__watch_status_clear(struct watch_status *status)
{
	/* another watch may have put its own there */
	if (xpt__watch_status_is_at(status->fd, status->path))
		(void)unlink(status->path);
	if (status->fd >= 0)
		close(status->fd);
	free(status->path);
	items_clear(status);
	xpt__watch_status_begin(status);
	*status = (struct watch_status){ .fd = -1 };
}

/* NULL stays NULL. Return: false when memory is out. */
static bool copy(char **ret_copy, const char *text)
{
	*ret_copy = text ? strdup(text) : NULL;
	return !text || *ret_copy;
}

static bool add_failed(struct watch_status *status, const struct xpt_item *item, const char *why)
{
	struct failed_item failed = { 0 }, *place = NULL;

	if (copy(&failed.subject, item->subject) && copy(&failed.domain, item->domain) &&
			copy(&failed.why, why))
		place = vector_push(&status->failed);
	if (place)
		*place = failed;
	else
		failed_clear(&failed);
	return place;
}

void xpt__watch_status_fail(struct watch_status *status, const struct xpt_comparison *comparison,
		const char *why)
{
	for (size_t i = 0; status->path && i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item_is_due(item) && !add_failed(status, &item->shown, why))
			status->lost = true;
	}
}

static const char *why_failed(const struct watch_status *status, const struct xpt_item *item)
{
	for (size_t i = 0; i < status->failed.count; i++) {
		const struct failed_item *failed = &status->failed.items[i];

		if (xpt__text_same(failed->subject, item->subject) &&
				xpt__text_same(failed->domain, item->domain))
			return failed->why;
	}
	return NULL;
}

static const char *state_of_different(
		const struct xpt_watch *watch, const struct item *item, const char **ret_text)
{
	const char *over = xpt__watch_tries_over(&watch->tries, &item->shown);
	const char *why = why_failed(&watch->status, &item->shown);
	const struct remembered *known = xpt__watch_memory_find(&watch->memory, &item->shown);

	/* left by hand is left, whatever failed before or beside it */
	if (!xpt__watch_is_ours(watch, item, known))
		return known && known->told ? "left" : "due";
	*ret_text = why ? why : over;
	if (why && item_is_usb(item) && xpt__watch_flaps_refuse(&watch->flaps, item->shown.subject))
		return "flaps";
	return why || over ? "failed" : "due";
}

static const char *state_of(
		const struct xpt_watch *watch, const struct item *item, const char **ret_text)
{
	*ret_text = NULL;
	switch (item->shown.state) {
	case XPT_ITEM_SAME:
		return "done";
	case XPT_ITEM_WAITS:
		return "waits";
	case XPT_ITEM_DIFFERS:
		return state_of_different(watch, item, ret_text);
	case XPT_ITEM_UNREAD:
	case XPT_ITEM_UNKNOWN:
		break;
	}
	return "unknown";
}

/* What was told of the same thing before; NULL: nothing. */
static struct status_item *find(const struct watch_status *status, const struct xpt_item *item)
{
	for (size_t i = 0; i < status->items.count; i++) {
		struct status_item *known = &status->items.items[i];

		if (xpt__text_same(known->subject, item->subject) &&
				xpt__text_same(known->domain, item->domain))
			return known;
	}
	return NULL;
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

static bool is_told(const struct item *item)
{
	return item->shown.state == XPT_ITEM_WAITS &&
			(item->kind == ITEM_DOMAIN || item->kind == ITEM_ATTACH ||
					item->kind == ITEM_USB_NUMBER || item_is_usb(item));
}

static void report_wait(const struct xpt_watch *watch, const struct xpt_item *item)
{
	auto_free char *text = NULL;

	if (asprintf(&text, "waits: %s; %s line %lu wants: %s", item->is, item->file, item->line,
			    item->wanted) < 0)
		text = NULL;
	xpt__watch_report(watch,
			&XPT_OPTIONS(xpt_watch_event, .what = XPT_WATCH_WAITS,
					.subject = item->subject, .domain = item->domain,
					.is = item->is, .wanted = item->wanted,
					.text = text ? text : "waits"));
}

static bool add(struct watch_status *next, const struct xpt_watch *watch, const struct item *item)
{
	struct status_item *before = find(&watch->status, &item->shown);
	struct status_item *entry = vector_push(&next->items);
	const char *text, *state = state_of(watch, item, &text);

	if (!entry)
		return false;
	if (before && item->shown.state == XPT_ITEM_UNREAD) {
		*entry = *before;
		*before = (struct status_item){ 0 };
		return true;
	}
	if (is_told(item) &&
			!(before && xpt__text_same(before->state, state) &&
					xpt__text_same(before->is, item->shown.is)))
		report_wait(watch, &item->shown);
	entry->since_ms = before && xpt__text_same(before->state, state) ?
			before->since_ms :
			watch->host.now_ms(watch->host.data);
	if (fill(entry, &item->shown, state, text))
		return true;
	item_clear(entry);
	next->items.count--;
	return false;
}

void xpt__watch_status_take(struct xpt_watch *watch, const struct xpt_comparison *comparison)
{
	struct watch_status next = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < comparison->items.count; i++)
		ok = add(&next, watch, &comparison->items.items[i]);
	items_clear(&watch->status);
	watch->status.items.items = next.items.items;
	watch->status.items.count = next.items.count;
	watch->status.items.room = next.items.room;
	watch->status.torn = !ok || watch->status.lost;
}
