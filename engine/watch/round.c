/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each domain is a plan of its own, each of its USB devices is one, each number of VFs, what the VFs of a physical function
 * shall have, and the host: what fails of one does not keep the others from what they shall have.
 */
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../compare/compare.h"
#include "../model/vfs.h"
#include "watch.h"

#define HOST "" /* the unit of what belongs to no domain */

DEFINE_AUTO(judged, struct xpt_judged *, xpt_judged_free)
DEFINE_AUTO(plan, struct xpt_plan *, xpt_plan_free)

struct round {
	struct xpt_watch *watch;
	bool devices;
	char **tried; /* units, each at most once */
	size_t tried_count;
	bool failed;
	char *failures; /* what failed and why; NULL with @failed: memory is out */
	char *lasting;	/* what is not done, and no haste would help; or NULL */
};

struct snapshot {
	struct xpt_host *host;
	struct xpt_comparison *comparison;
};

static void snapshot_clear(struct snapshot *snapshot)
{
	xpt_comparison_free(snapshot->comparison);
	xpt_host_free(snapshot->host);
	*snapshot = (struct snapshot){ 0 };
}

static const char *domain_of(const struct item *item)
{
	return item->shown.domain ? item->shown.domain : HOST;
}

/* What is told with a failure: whose it is. */
static const char *owner_of(const struct item *item)
{
	return !item->shown.domain && item->physical_function ? item->physical_function :
								domain_of(item);
}

static const char *unit_of(const struct item *item)
{
	return item->kind == ITEM_USB || item->kind == ITEM_VFS ? item->shown.subject :
								  owner_of(item);
}

static bool add_line(char **text, const char *unit, const char *line)
{
	auto_free char *before = *text;

	if (asprintf(text, "%s%s%s%s%s", before ? before : "", before ? "; " : "", unit,
			    *unit ? ": " : "", line) < 0)
		*text = NULL;
	return *text;
}

static void fail(struct round *round, const char *unit, struct xpt_error *error)
{
	(void)add_line(&round->failures, unit, xpt_error_message(error));
	round->failed = true;
	xpt_error_free(error);
}

/* Trouble that lasts until somebody does something about it: told, and not tried again and again. */
static void fail_for_now(struct round *round, const char *unit, struct xpt_error *error)
{
	if (!add_line(&round->lasting, unit, xpt_error_message(error)))
		round->failed = true;
	xpt_error_free(error);
}

static void fail_unless(struct round *round, bool has_memory)
{
	struct xpt_error *error = NULL;

	if (has_memory)
		return;
	(void)xpt__error_no_memory(&error);
	fail(round, HOST, error);
}

/* What is as it was when somebody was told that it changed is not news. */
static void report_changed(
		struct round *round, const struct xpt_item *item, struct remembered *known)
{
	auto_free char *text = NULL;

	if (known->told && !strcmp(known->told, item->is))
		return;
	if (asprintf(&text, "changed by hand, and left so: %s; %s line %lu wants: %s", item->is,
			    item->file, item->line, item->wanted) < 0)
		text = NULL;
	xpt__watch_report(round->watch,
			&XPT_OPTIONS(xpt_watch_event, .what = XPT_WATCH_LEFT,
					.subject = item->subject, .domain = item->domain,
					.is = item->is, .wanted = item->wanted,
					.text = text ? text : "changed by hand, and left so"));
	fail_unless(round, xpt__watch_memory_report(&round->watch->memory, known, item->is));
}

/* It differs, and nobody but us made it differ; what is as a driver begins was lost, and so was what a device
 * model has not any more. */
static bool is_ours(const struct xpt_watch *watch, const struct item *item,
		const struct remembered *known)
{
	return item->shown.state == XPT_ITEM_DIFFERS &&
			(!known || item->is_as_new || (watch->options.flags & XPT_WATCH_ENFORCE) ||
					strcmp(known->wanted, item->shown.wanted) != 0);
}

/* It waits for its domain, and not for somebody to plug it in. */
static bool waits_for_domain(const struct item *item)
{
	return item->shown.state == XPT_ITEM_WAITS && item->domain &&
			fact_text_is(item->domain->state, "paused");
}

/* Is there something to be done about it? */
static bool is_due(struct round *round, const struct item *item)
{
	struct watch_memory *memory = &round->watch->memory;
	struct remembered *known = xpt__watch_memory_find(memory, &item->shown);
	bool due = is_ours(round->watch, item, known);

	if (waits_for_domain(item) && item->shown.domain_uuid)
		round->watch->waiting++;
	if (item->shown.state == XPT_ITEM_SAME)
		fail_unless(round, xpt__watch_memory_note(memory, &item->shown));
	if (item->shown.state == XPT_ITEM_DIFFERS && !due)
		report_changed(round, &item->shown, known);
	return due;
}

static bool was_tried(const struct round *round, const char *unit)
{
	for (size_t i = 0; i < round->tried_count; i++)
		if (!strcmp(round->tried[i], unit))
			return true;
	return false;
}

static void leave_others(struct xpt_comparison *comparison, const char *unit)
{
	for (size_t i = 0; i < comparison->items.count; i++)
		if (strcmp(unit_of(&comparison->items.items[i]), unit) != 0)
			xpt_comparison_leave(comparison, i);
}

/* Shall the VF @device have what it does not have, or what nobody tells? NULL: no. */
static const struct item *lack_of(const struct round *round,
		const struct xpt_comparison *comparison, const struct xpt_device *device)
{
	for (size_t i = 0; device && i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item->kind == ITEM_VF && item->vf == device &&
				(item->shown.state == XPT_ITEM_UNKNOWN ||
						is_ours(round->watch, item,
								xpt__watch_memory_find(
										&round->watch->memory,
										&item->shown))))
			return item;
	}
	return NULL;
}

/* No guest gets a VF without its VLAN and the like. */
static bool is_held_back(const struct round *round, const struct xpt_comparison *comparison,
		const struct item *item)
{
	return item->kind == ITEM_ATTACH && item->shown.state == XPT_ITEM_DIFFERS &&
			lack_of(round, comparison, item->found);
}

/* Why no VFs are made any more, nor taken away again; NULL: they are. */
static const char *is_over(const struct round *round, const struct item *item)
{
	return item->kind == ITEM_VFS && item->shown.state == XPT_ITEM_DIFFERS ?
			xpt__watch_tries_over(&round->watch->tries, &item->shown) :
			NULL;
}

/* The first item of the next unit of which something is due; all else is left as it is. NULL: none. */
static const struct item *choose(struct round *round, struct xpt_comparison *comparison)
{
	const struct item *first = NULL;

	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		bool due = is_due(round, item) && !was_tried(round, unit_of(item)) &&
				!is_held_back(round, comparison, item) && !is_over(round, item);

		if (due && !first)
			first = item;
		if (!due)
			xpt_comparison_leave(comparison, i);
	}
	/* not before all are judged: what waits for VFs of another unit waits on */
	if (first)
		leave_others(comparison, unit_of(first));
	return first;
}

/* What is not known is not done, and told as long as it is so. */
static void report_unknown(struct round *round, const struct xpt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct xpt_item *item = &comparison->items.items[i].shown;
		const struct xpt_device *found = comparison->items.items[i].found;
		struct xpt_error *error = NULL;

		if (item->state != XPT_ITEM_UNKNOWN)
			continue;
		(void)xpt__error_set(&error, XPT_UNREADABLE, "%s: %s; %s line %lu wants: %s",
				item->subject, item->is, item->file, item->line, item->wanted);
		/* VFs that come or go are soon there */
		if (found && xpt__model_vfs_change(found))
			fail(round, HOST, error);
		else
			fail_for_now(round, HOST, error);
	}
}

static void report_over(struct round *round, const struct xpt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		const char *why = is_over(round, item);
		struct xpt_error *error = NULL;

		if (!why)
			continue;
		(void)xpt__error_set(&error, XPT_REFUSED,
				"%s failed %d times, and is not tried again before their number or a file "
				"changes: %s",
				item->shown.subject, TRIES_MAX, why);
		fail_for_now(round, HOST, error);
	}
}

static void report_held_back(struct round *round, const struct xpt_comparison *comparison)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];
		struct xpt_error *error = NULL;

		if (!is_held_back(round, comparison, item))
			continue;
		(void)xpt__error_set(&error, XPT_REFUSED,
				"%s is not attached before it has what %s line %lu says",
				item->shown.subject,
				lack_of(round, comparison, item->found)->shown.file,
				lack_of(round, comparison, item->found)->shown.line);
		fail_for_now(round, owner_of(item), error);
	}
}

static int look(const struct round *round, struct snapshot *snapshot, struct xpt_error **ret_error)
{
	const struct xpt_watch *watch = round->watch;
	struct xpt_open_options options = XPT_OPTIONS(xpt_open_options,
			.detail = XPT_DETAIL_PLACEMENT, .trace = watch->options.trace,
			.trace_data = watch->options.trace_data);
	int rc;

	if (round->devices)
		options.detail |= XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS |
				(xpt_desired_has_usb(watch->desired) ? XPT_DETAIL_USB : 0U);
	else
		options.without = XPT_WITHOUT_DEVICES;
	rc = watch->host.open(watch->host.data, &options, &snapshot->host, ret_error);
	return rc ? rc :
		    xpt_compare(snapshot->host, watch->desired, &snapshot->comparison, ret_error);
}

static void report_applied(
		const struct round *round, const char *domain, const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		xpt__watch_report(round->watch,
				&XPT_OPTIONS(xpt_watch_event, .what = XPT_WATCH_APPLIED,
						.subject = step.subject,
						.domain = *domain ? domain : NULL,
						.text = step.what));
}

/* New VFs come with what they shall have. */
static bool was_done_with(const struct item *item, const struct item *first)
{
	return !strcmp(unit_of(item), unit_of(first)) ||
			(item->kind == ITEM_VF && first->kind == ITEM_VFS &&
					item->found == first->found);
}

/* What was done counts as desired, even where Xen made something else of it. */
static void note_applied(struct round *round, const struct xpt_comparison *comparison,
		const struct item *first)
{
	struct watch_memory *memory = &round->watch->memory;

	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (was_done_with(item, first) &&
				is_ours(round->watch, item,
						xpt__watch_memory_find(memory, &item->shown)))
			fail_unless(round, xpt__watch_memory_note(memory, &item->shown));
	}
}

/* A USB device that comes and goes all the time is left off, until it did so less often. */
static int check_flaps(
		const struct round *round, const struct item *item, struct xpt_error **ret_error)
{
	struct xpt_watch *watch = round->watch;
	bool may = true;

	if (!item->usb)
		return 0;
	if (!xpt__watch_flaps_may(&watch->flaps, item->shown.subject, item->shown.wanted,
			    item->is_as_new, watch->host.now_ms(watch->host.data), &may))
		return xpt__error_no_memory(ret_error);
	if (may)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"%s was plugged in anew, or lost by the device model, more than %d times within "
			"%d minutes: it is left off until it was quiet for so long",
			item->shown.subject, FLAPS_MAX, FLAPS_MINUTES);
}

/* A try that made VFs, or might have. */
static void note_try(struct round *round, const struct item *item, int rc, const char *why)
{
	if (item->kind != ITEM_VFS || rc == XPT_BUSY || rc == XPT_STALE || rc == XPT_CANCELLED)
		return;
	if (rc)
		fail_unless(round, xpt__watch_tries_note(&round->watch->tries, &item->shown, why));
	else
		xpt__watch_tries_forget(&round->watch->tries, item->shown.subject);
}

static int apply_unit(struct round *round, const struct snapshot *snapshot,
		const struct item *first, struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	const struct xpt_watch *watch = round->watch;
	const struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options,
			.lock_timeout_s = watch->options.lock_timeout_s,
			.progress = watch->options.progress, .data = watch->options.data);
	int rc = check_flaps(round, first, ret_error);

	rc = rc ? rc : xpt_check_comparison(snapshot->comparison, &judged, ret_error);
	rc = rc ? rc : xpt_plan_for_comparison(snapshot->comparison, judged, &plan, ret_error);
	if (rc)
		return rc;
	rc = watch->host.apply(watch->host.data, plan, &options, ret_error);
	note_try(round, first, rc, rc ? xpt_error_message(*ret_error) : NULL);
	if (rc)
		return rc;
	if (first->kind == ITEM_USB)
		xpt__watch_flaps_attached(&round->watch->flaps, first->shown.subject);
	report_applied(round, domain_of(first), plan);
	note_applied(round, snapshot->comparison, first);
	return 0;
}

static bool try_once(struct round *round, const char *unit)
{
	char **tried = realloc(round->tried, (round->tried_count + 1) * sizeof(*tried));

	if (!tried)
		return false;
	round->tried = tried;
	tried[round->tried_count] = strdup(unit);
	return tried[round->tried_count] && ++round->tried_count;
}

/* Guests have VFs of it: it can have no others before they let go. */
static bool is_in_use(const struct xpt_host *host, const struct item *item)
{
	const struct xpt_device *pf = item->kind == ITEM_VFS ? item->found : NULL;

	for (size_t i = 0; pf && i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf->owner.kind == OWNER_DOMAIN && vf->owner.domid)
			return true;
	}
	return false;
}

/* One snapshot, and one unit made as desired. Return: is there perhaps another one? */
static bool next(struct round *round, bool *ret_blind)
{
	struct snapshot snapshot = { 0 };
	struct xpt_error *error = NULL;
	const struct item *first = NULL;
	bool more;
	int rc = 0;

	round->watch->waiting = 0;
	*ret_blind = look(round, &snapshot, &error);
	if (*ret_blind)
		fail(round, HOST, error);
	else
		first = choose(round, snapshot.comparison);
	if (first && !try_once(round, unit_of(first))) {
		fail_unless(round, false);
		first = NULL;
	}
	if (!first && snapshot.comparison) {
		report_unknown(round, snapshot.comparison);
		report_over(round, snapshot.comparison);
		report_held_back(round, snapshot.comparison);
	}
	if (first)
		rc = apply_unit(round, &snapshot, first, &error);
	if (rc && is_in_use(snapshot.host, first))
		fail_for_now(round, owner_of(first), error);
	else if (rc)
		fail(round, owner_of(first), error);
	more = first && rc != XPT_CANCELLED;
	snapshot_clear(&snapshot);
	return more;
}

static void save(struct xpt_watch *watch)
{
	struct xpt_error *error = NULL;

	if (xpt__watch_memory_save(&watch->memory, &error))
		xpt__watch_report_memory(watch, xpt_error_message(error));
	else
		xpt__watch_report_memory(watch, NULL);
	xpt_error_free(error);
}

/* What is known of devices stays so over rounds that do not look at them. */
static void report_trouble(struct round *round, bool blind)
{
	struct xpt_watch *watch = round->watch;
	bool has_memory = !round->failed || round->failures;

	if (round->devices && !blind) {
		free(watch->lasting);
		watch->lasting = round->lasting;
		round->lasting = NULL;
	}
	if (watch->lasting)
		has_memory = has_memory && add_line(&round->failures, HOST, watch->lasting);
	xpt__watch_report_failures(watch, has_memory ? round->failures : "out of memory");
	watch->failed = round->failed;
}

enum xpt_round_result xpt__watch_look(struct xpt_watch *watch, bool devices)
{
	struct round round = { .watch = watch, .devices = devices };
	bool blind;

	while (next(&round, &blind))
		;
	/* what was not looked at is not gone */
	if (!blind && (devices || !xpt_desired_has_devices(watch->desired)))
		xpt__watch_memory_forget(&watch->memory);
	save(watch);
	report_trouble(&round, blind);
	free(round.failures);
	free(round.lasting);
	while (round.tried_count)
		free(round.tried[--round.tried_count]);
	free(round.tried);
	return blind				       ? XPT_ROUND_BLIND :
			round.failed || watch->lasting ? XPT_ROUND_FAILED :
							 XPT_ROUND_DONE;
}
