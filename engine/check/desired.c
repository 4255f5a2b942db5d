/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices of a desired state, judged as their own requests would be. */
#include <string.h>

#include <xpt/boot.h>

#include "../base/error.h"
#include "../compare/compare.h"
#include "../explain/causes/causes.h"
#include "check.h"
#include "match.h"
#include "request.h"

static bool is_of_device(const struct item *item)
{
	return item->device || item->name || item->vfs || item->kind == ITEM_VF ||
			item->kind == ITEM_HIDE;
}

/* Which line asked for a device that is not there. */
static const struct item *first_blocked(const struct xpt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item_is_due(item) && is_of_device(item) && !item->found)
			return item;
	}
	return NULL;
}

/* xl would take either device by it. */
static int check_names(const struct xpt_comparison *comparison, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		const struct xpt_device *other = item->name && item_is_due(item) ?
				xpt__model_named_device(
						comparison->host, xpt__span_of(item->name)) :
				NULL;
		const struct device_name *known;

		if (other)
			return xpt__error_set(ret_error, XPT_REFUSED,
					"%s line %lu: %s is called %s already: "
					"release it first",
					item->shown.file, item->shown.line, other->address,
					item->name);
		known = item->name && item_is_due(item) ?
				xpt__names_find(comparison->host, xpt__span_of(item->name)) :
				NULL;
		if (known && !(known->state == NAME_FOUND && known->now == item->found))
			return xpt__error_set(ret_error, XPT_REFUSED,
					"%s line %lu: in /%s line %lu %s is the name of another device, "
					"%s (%s)",
					item->shown.file, item->shown.line,
					comparison->host->names_path, known->line, item->name,
					known->address, known->shown_state);
	}
	return 0;
}

static bool add_devices(
		struct arena *arena, const struct xpt_request *request, struct bdfs *devices)
{
	for (size_t i = 0; i < request->device_count; i++)
		if (!xpt__bdfs_add(arena, devices, request->devices[i]))
			return false;
	return true;
}

static int judge_all(const struct xpt_comparison *comparison, struct xpt_judged *judged,
		struct xpt_error **ret_error)
{
	struct bdfs together = { 0 };
	struct xpt_request *requests;
	size_t count = 0;
	int rc = xpt__comparison_requests(comparison, &requests, &count, ret_error);

	for (size_t i = 0; !rc && i < count; i++)
		if (!add_devices(judged->arena, &requests[i], &together))
			rc = xpt__error_no_memory(ret_error);
	for (size_t i = 0; !rc && i < count; i++) {
		struct judged_request *known = vector_push(&judged->requests);

		rc = known ? xpt__judge_request(comparison->host, &requests[i], &together,
					     judged->arena, judged->report, known, ret_error) :
			     xpt__error_no_memory(ret_error);
	}
	return rc;
}

/* One more word for a line of the next boot; there is room for all items' words and one of hide=. */
static void need(struct xpt_judged *judged, enum boot_line line, const char *word)
{
	struct judged_line *due =
			&judged->lines[line == BOOT_LINE_XEN ? XPT_BOOT_XEN : XPT_BOOT_DOM0];

	due->words[due->count++] = word;
}

static int judge_hidden(const struct xpt_comparison *comparison, struct xpt_judged *judged,
		struct xpt_error **ret_error)
{
	const struct item *items = comparison->items.items;
	struct xpt_bdf *devices = xpt__arena_array(
			judged->arena, comparison->items.count + 1, sizeof(*devices));
	struct xpt_hide_request request = XPT_OPTIONS(xpt_hide_request, .devices = devices);
	struct xpt_report *report = NULL;
	auto_free char *word = NULL;
	const char *kept;
	int rc;

	if (!devices)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < comparison->items.count; i++)
		if (items[i].kind == ITEM_HIDE && item_is_due(&items[i]))
			devices[request.device_count++] = items[i].bdf;
	if (!request.device_count)
		return 0;
	rc = xpt_hide(comparison->host, &request, &report, &word, ret_error);
	if (rc)
		return rc;
	if (xpt__report_merge(judged->report, report))
		return xpt__error_no_memory(ret_error);
	if (!word)
		return 0;
	kept = xpt__arena_copy(judged->arena, word, strlen(word));
	if (!kept)
		return xpt__error_no_memory(ret_error);
	need(judged, BOOT_LINE_DOM0, kept);
	return 0;
}

static int judge_boot(const struct xpt_comparison *comparison, struct xpt_judged *judged,
		struct xpt_error **ret_error)
{
	size_t room = 1;

	for (size_t i = 0; i < comparison->items.count; i++)
		room += comparison->items.items[i].word_count;
	for (size_t i = 0; i < sizeof(judged->lines) / sizeof(*judged->lines); i++) {
		judged->lines[i].words =
				xpt__arena_array(judged->arena, room, sizeof(const char *));
		if (!judged->lines[i].words)
			return xpt__error_no_memory(ret_error);
	}
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		const char *kept;

		for (size_t k = 0; item_is_due(item) && k < item->word_count; k++) {
			kept = xpt__arena_copy(
					judged->arena, item->words[k], strlen(item->words[k]));
			if (!kept)
				return xpt__error_no_memory(ret_error);
			need(judged, item->line, kept);
		}
	}
	return judge_hidden(comparison, judged, ret_error);
}

static int refuse_missing(const struct xpt_comparison *comparison, const struct item *missing,
		struct xpt_error **ret_error)
{
	const struct device_name *known = missing->called ?
			xpt__names_find(comparison->host, xpt__span_of(missing->called)) :
			NULL;

	if (known && name_is_usb(known))
		return xpt__error_set(ret_error, XPT_INVALID,
				"%s line %lu: %s is the name of a USB device, which a guest gets by usb=, and "
				"reserve= takes as name=%s",
				missing->shown.file, missing->shown.line, known->name, known->name);
	if (known)
		return xpt__match_refuse(comparison->host, known, ret_error);
	if (missing->called && xpt__names_unread(comparison->host))
		return xpt__match_no_such_name(comparison->host, missing->called, ret_error);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"%s line %lu: there is no device %s on this "
			"host: xpt list shows them",
			missing->shown.file, missing->shown.line, missing->sought);
}

/* VFs of which files say what cannot be. */
static int check_told(const struct xpt_comparison *comparison, struct xpt_error **ret_error)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item->why && !item_is_usb(item) && item_is_due(item))
			return xpt__error_set(ret_error, item->why_code, "%s line %lu: %s: %s",
					item->shown.file, item->shown.line, item->shown.subject,
					item->why);
	}
	return 0;
}

/* A USB device of which not even a request can be made. */
static bool report_line(
		const struct xpt_host *host, const struct item *item, struct xpt_judged *judged)
{
	const char *place = xpt__arena_text(judged->arena, "%s line %lu: %s", item->shown.file,
			item->shown.line, item->shown.subject);
	bool refused = item->why_code == XPT_REFUSED;

	return place &&
			xpt__report_add_as(judged->report,
					refused ? &xpt__cause_usb_line :
						  &xpt__cause_usb_line_unknown,
					refused ? XPT_BLOCKED : xpt__check_doubt(host, false),
					PLACEHOLDERS({ "place", place }, { "reason", item->why }));
}

static bool report_usb(
		const struct xpt_host *host, const struct item *item, struct xpt_judged *judged)
{
	return item->called ? !xpt__match_report(judged->report, host,
					      xpt__names_find(host, xpt__span_of(item->called))) :
			      report_line(host, item, judged);
}

static int judge_usb_lines(const struct xpt_comparison *comparison, struct xpt_judged *judged,
		struct xpt_error **ret_error)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item->why && item_is_usb(item) && item_is_due(item) &&
				!report_usb(comparison->host, item, judged))
			return xpt__error_no_memory(ret_error);
	}
	return 0;
}

int xpt_check_comparison(const struct xpt_comparison *comparison, struct xpt_judged **ret_judged,
		struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = xpt__judged_new(comparison->identity);
	const struct item *missing = first_blocked(comparison);
	int rc = judged ? 0 : xpt__error_no_memory(ret_error);

	if (!rc && missing)
		return refuse_missing(comparison, missing, ret_error);
	rc = rc ? rc : check_names(comparison, ret_error);
	rc = rc ? rc : check_told(comparison, ret_error);
	rc = rc ? rc : judge_usb_lines(comparison, judged, ret_error);
	rc = rc ? rc : judge_all(comparison, judged, ret_error);
	rc = rc ? rc : judge_boot(comparison, judged, ret_error);
	if (!rc)
		*ret_judged = TAKE(judged);
	return rc;
}
