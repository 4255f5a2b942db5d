/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each domain is a plan of its own, each of its USB devices is one, each number of VFs, what the VFs of a physical function
 * shall have, and the host: what fails of one does not keep the others from what they shall have.
 */
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../model/vfs.h"
#include "next_boot.h"
#include "round.h"

DEFINE_AUTO(judged, struct xpt_judged *, xpt_judged_free)
DEFINE_AUTO(plan, struct xpt_plan *, xpt_plan_free)

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
	if (item_is_of_boot(item))
		return NEXT_BOOT;
	return item_is_usb(item) || item->kind == ITEM_VFS ? item->shown.subject : owner_of(item);
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
	xpt__round_fail_unless(
			round, xpt__watch_memory_report(&round->watch->memory, known, item->is));
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
	bool due = xpt__watch_is_ours(round->watch, item, known);

	if (xpt__watch_boot_is_unknown(item))
		return false;
	if (waits_for_domain(item) && item->shown.domain_uuid)
		round->watch->waiting++;
	if (item->shown.state == XPT_ITEM_SAME)
		xpt__round_fail_unless(round, xpt__watch_memory_note(memory, &item->shown));
	if (item->shown.state == XPT_ITEM_DIFFERS && !due &&
			(!item_is_of_boot(item) ||
					xpt__watch_boot_is_sure(round, &item->shown, known)))
		report_changed(round, &item->shown, known);
	return due;
}

static bool was_tried(const struct round *round, const char *unit)
{
	for (size_t i = 0; i < round->tried.count; i++)
		if (round->tried.items[i] && !strcmp(round->tried.items[i], unit))
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
						xpt__watch_is_ours(round->watch, item,
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

/* What makes and destroys VFs, or a menu, each time. */
static bool counts_tries(const struct item *item)
{
	return item->kind == ITEM_VFS || item_is_of_boot(item);
}

/* Why it is not tried any more; NULL: it is. */
static const char *is_over(const struct round *round, const struct item *item)
{
	return counts_tries(item) && item->shown.state == XPT_ITEM_DIFFERS ?
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
		bool of_boot = xpt__watch_boot_is_unknown(&comparison->items.items[i]);
		struct xpt_error *error = NULL;

		if (item->state != XPT_ITEM_UNKNOWN && !of_boot)
			continue;
		(void)xpt__error_set(&error, XPT_UNREADABLE, "%s: %s; %s line %lu wants: %s",
				item->subject, item->is, item->file, item->line, item->wanted);
		if (of_boot)
			xpt__round_fail_of_boot(round, error);
		/* VFs that come or go are soon there */
		else if (found && xpt__model_vfs_change(found))
			xpt__round_fail(round, HOST, error);
		else
			xpt__round_fail_for_now(round, HOST, error);
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
				"%s failed %d times, and is not tried again before %s or a file "
				"changes: %s",
				item->shown.subject, TRIES_MAX,
				item->kind == ITEM_VFS ? "their number" : "it", why);
		if (item_is_of_boot(item))
			xpt__round_fail_of_boot(round, error);
		else
			xpt__round_fail_for_now(round, HOST, error);
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
		xpt__round_fail_for_now(round, owner_of(item), error);
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
	if (round->boot)
		options.detail |= XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG | XPT_DETAIL_DRIVERS;
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
				xpt__watch_is_ours(round->watch, item,
						xpt__watch_memory_find(memory, &item->shown)))
			xpt__round_fail_unless(round, xpt__watch_memory_note(memory, &item->shown));
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
			"%s was plugged in again, or lost by the device model, more than %d "
			"times within %d minutes: it is left off until it was quiet for so long",
			item->shown.subject, FLAPS_MAX, FLAPS_MINUTES);
}

static void note_try(struct round *round, const struct item *item, int rc, const char *why)
{
	if (rc)
		xpt__round_fail_unless(round,
				xpt__watch_tries_note(&round->watch->tries, &item->shown, why));
	else
		xpt__watch_tries_forget(&round->watch->tries, item->shown.subject);
}

/* A try that changed something, or might have. */
static void note_tries(struct round *round, const struct xpt_comparison *comparison,
		const struct item *first, int rc, const char *why)
{
	if (!counts_tries(first) || rc == XPT_BUSY || rc == XPT_STALE || rc == XPT_CANCELLED)
		return;
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item == first || (item_is_of_boot(first) && item_is_due(item)))
			note_try(round, item, rc, why);
	}
}

/* @plan: empty, made because that refuses what the checks block; becomes what was done */
static int set_boot(struct round *round, const struct xpt_host *host,
		const struct xpt_judged *judged, const struct xpt_apply_options *options,
		struct xpt_plan **plan, struct xpt_error **ret_error)
{
	xpt_plan_free(*plan);
	*plan = NULL;
	return xpt__watch_boot_set(round, host, judged, options, plan, ret_error);
}

static int apply_unit(struct round *round, const struct snapshot *snapshot,
		const struct item *first, struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	const struct xpt_watch *watch = round->watch;
	const struct xpt_apply_options options = XPT_OPTIONS(xpt_apply_options,
			.lock_timeout_s = watch->options.lock_timeout_s,
			.progress = watch->options.progress, .data = watch->options.data,
			.trace = watch->options.trace, .trace_data = watch->options.trace_data);
	int rc = check_flaps(round, first, ret_error);

	rc = rc ? rc : xpt_check_comparison(snapshot->comparison, &judged, ret_error);
	rc = rc ? rc : xpt_plan_for_comparison(snapshot->comparison, judged, &plan, ret_error);
	if (rc)
		return rc;
	if (item_is_of_boot(first))
		rc = set_boot(round, snapshot->host, judged, &options, &plan, ret_error);
	else
		rc = watch->host.apply(watch->host.data, plan, &options, ret_error);
	note_tries(round, snapshot->comparison, first, rc,
			rc ? xpt_error_message(*ret_error) : NULL);
	if (rc)
		return rc;
	if (item_is_usb(first))
		xpt__watch_flaps_attached(&round->watch->flaps, first->shown.subject);
	report_applied(round, domain_of(first), plan);
	note_applied(round, snapshot->comparison, first);
	return 0;
}

static bool try_once(struct round *round, const char *unit)
{
	char **tried = vector_push(&round->tried);

	if (tried)
		*tried = strdup(unit);
	return tried && *tried;
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
	bool more, again;
	int rc = 0;

	round->watch->waiting = 0;
	*ret_blind = look(round, &snapshot, &error);
	if (*ret_blind)
		xpt__round_fail(round, HOST, error);
	else
		first = choose(round, snapshot.comparison);
	if (first && !try_once(round, unit_of(first))) {
		xpt__round_fail_unless(round, false);
		first = NULL;
	}
	again = xpt__watch_boot_looks_again(round);
	if (!first && !again && snapshot.comparison) {
		report_unknown(round, snapshot.comparison);
		report_over(round, snapshot.comparison);
		report_held_back(round, snapshot.comparison);
		xpt__watch_status_take(round->watch, snapshot.comparison);
	}
	if (first)
		rc = apply_unit(round, &snapshot, first, &error);
	if (rc && first)
		xpt__watch_status_fail(&round->watch->status, snapshot.comparison,
				xpt_error_message(error));
	if (rc && item_is_of_boot(first)) {
		round->boot_again |= rc == XPT_BUSY || rc == XPT_STALE;
		xpt__round_fail_of_boot(round, error);
	} else if (rc && is_in_use(snapshot.host, first))
		xpt__round_fail_for_now(round, owner_of(first), error);
	else if (rc)
		xpt__round_fail(round, owner_of(first), error);
	more = (first || again) && rc != XPT_CANCELLED;
	snapshot_clear(&snapshot);
	return more;
}

/* What was not looked at is not gone. The next boot is looked at seldom; devices it tells of have their names all the same. */
static bool may_forget(const struct round *round)
{
	const struct xpt_desired *desired = round->watch->desired;

	return round->devices ||
			(!xpt_desired_has_devices(desired) && !xpt_desired_has_boot(desired));
}

enum xpt_round_result xpt__watch_look(struct xpt_watch *watch, bool devices, bool boot)
{
	struct round round = { .watch = watch, .devices = devices, .boot = boot };
	bool blind;

	xpt__watch_status_begin(&watch->status);
	if (may_forget(&round))
		xpt__watch_memory_begin(&watch->memory);
	while (next(&round, &blind))
		;
	if (!blind && may_forget(&round))
		xpt__watch_memory_forget(&watch->memory);
	if (boot)
		xpt__watch_boot_looked(watch, blind || round.boot_again);
	xpt__round_report_trouble(&round, blind);
	xpt__watch_save(watch);
	free(round.failures);
	free(round.lasting);
	free(round.boot_lasting);
	while (round.tried.count)
		free(round.tried.items[--round.tried.count]);
	vector_clear(&round.tried);
	return blind							      ? XPT_ROUND_BLIND :
			round.failed || watch->lasting || watch->boot_lasting ? XPT_ROUND_FAILED :
										XPT_ROUND_DONE;
}
