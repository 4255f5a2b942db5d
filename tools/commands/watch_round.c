/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each domain is a plan of its own, and the host is one: what fails of one does not keep the others
 * from what they shall have.
 */
#include "watch_round.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/output.h"

#define LOCK_S 5 /* there is a next time, and signals wait meanwhile */
#define HOST ""	 /* the unit of what belongs to no domain */

struct round {
	struct watch *watch;
	bool devices;
	const char **tried; /* units, each at most once */
	size_t tried_count;
	char *failures;
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

static const char *unit_of(const struct xpt_item *item)
{
	return item->domain ? item->domain : HOST;
}

static void tell(const struct watch *watch, const struct event *event)
{
	if (watch->invocation->common.json) {
		print_json_event(event);
		return;
	}
	printf("%s: %s\n", event->subject, event->text);
	fflush(stdout);
}

void watch_trouble(struct watch *watch, const char *text)
{
	if (text && watch->trouble && !strcmp(text, watch->trouble))
		return;
	if (text)
		print_message("%s", text);
	else if (watch->trouble)
		print_message("everything is as the files say again");
	if (watch->invocation->common.json && (text || watch->trouble))
		print_json_event(&(struct event){
				.name = text ? "failed" : "recovered", .text = text });
	free(watch->trouble);
	watch->trouble = text ? strdup(text) : NULL;
}

/* What is as it was when somebody was told that it changed is not news. */
static void print_changed(
		struct round *round, const struct xpt_item *item, struct remembered *known)
{
	auto_free char *text = NULL;

	if (known->told && !strcmp(known->told, item->is))
		return;
	if (asprintf(&text, "changed by hand, and left so: %s; %s line %lu wants: %s", item->is,
			    item->file, item->line, item->wanted) < 0)
		text = NULL;
	tell(round->watch,
			&(struct event){ "left", item->subject, item->domain, item->is,
					item->wanted,
					text ? text : "changed by hand, and left so" });
	memory_tell(&round->watch->memory, known, item->is);
}

/* It differs, and nobody but us made it differ. */
static bool is_ours(const struct watch *watch, const struct xpt_item *item,
		const struct remembered *known)
{
	return item->state == XPT_ITEM_DIFFERS &&
			(!known || watch->enforce || strcmp(known->wanted, item->wanted) != 0);
}

/* Is there something to be done about it? */
static bool is_due(struct round *round, const struct xpt_item *item)
{
	struct memory *memory = &round->watch->memory;
	struct remembered *known = memory_find(memory, item);
	bool due = is_ours(round->watch, item, known);

	if (item->state == XPT_ITEM_WAITS && item->domain_uuid)
		round->watch->waiting++;
	if (item->state == XPT_ITEM_SAME)
		memory_note(memory, item);
	if (item->state == XPT_ITEM_DIFFERS && !due)
		print_changed(round, item, known);
	return due;
}

static bool was_tried(const struct round *round, const char *unit)
{
	for (size_t i = 0; i < round->tried_count; i++)
		if (!strcmp(round->tried[i], unit))
			return true;
	return false;
}

/* The next unit of which something is due; all else is left as it is. NULL: none. */
static const char *choose(struct round *round, struct xpt_comparison *comparison)
{
	const char *unit = NULL;
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; xpt_comparison_item(comparison, i, &item); i++) {
		bool due = is_due(round, &item) && !was_tried(round, unit_of(&item));

		if (due && !unit)
			unit = unit_of(&item);
		if (!due || strcmp(unit_of(&item), unit) != 0)
			xpt_comparison_leave(comparison, i);
	}
	return unit;
}

static int look(const struct round *round, struct snapshot *snapshot, struct xpt_error **ret_error)
{
	struct xpt_open_options options =
			XPT_OPTIONS(xpt_open_options, .detail = XPT_DETAIL_PLACEMENT);
	int rc;

	if (round->devices)
		options.detail |= XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS;
	else
		options.without = XPT_WITHOUT_DEVICES;
	rc = xpt_host_open(&options, &snapshot->host, ret_error);
	return rc ? rc :
		    xpt_compare(snapshot->host, round->watch->desired, &snapshot->comparison,
				    ret_error);
}

static void print_applied(const struct round *round, const char *unit, const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		tell(round->watch,
				&(struct event){ "applied", step.subject, *unit ? unit : NULL, NULL,
						NULL, step.what });
}

/* What was done counts as desired, even where Xen made something else of it. */
static void note_applied(
		struct round *round, const struct xpt_comparison *comparison, const char *unit)
{
	struct memory *memory = &round->watch->memory;
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; xpt_comparison_item(comparison, i, &item); i++)
		if (!strcmp(unit_of(&item), unit) &&
				is_ours(round->watch, &item, memory_find(memory, &item)))
			memory_note(memory, &item);
}

/* The service blocks these signals, and takes them between two rounds. */
static int stop_at_end(
		void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	sigset_t pending;

	(void)data;
	(void)what;
	(void)index;
	(void)step;
	return !sigpending(&pending) &&
			(sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

static int apply_unit(struct round *round, const struct snapshot *snapshot, const char *unit,
		struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	const struct xpt_apply_options options = XPT_OPTIONS(
			xpt_apply_options, .lock_timeout_s = LOCK_S, .progress = stop_at_end);
	int rc = xpt_check_comparison(snapshot->comparison, &judged, ret_error);

	rc = rc ? rc : xpt_plan_comparison(snapshot->comparison, judged, &plan, ret_error);
	rc = rc ? rc : xpt_plan_apply(plan, &options, ret_error);
	if (rc)
		return rc;
	print_applied(round, unit, plan);
	note_applied(round, snapshot->comparison, unit);
	return 0;
}

static void fail(struct round *round, const char *unit, struct xpt_error *error)
{
	auto_free char *before = round->failures;

	if (asprintf(&round->failures, "%s%s%s%s%s", before ? before : "", before ? "; " : "", unit,
			    *unit ? ": " : "", xpt_error_message(error)) < 0)
		round->failures = strdup("out of memory");
	xpt_error_free(error);
}

/* Its name lives in the desired state. */
static bool try_once(struct round *round, const char *unit)
{
	const char **tried = realloc(round->tried, (round->tried_count + 1) * sizeof(*tried));

	if (!tried)
		return false;
	round->tried = tried;
	tried[round->tried_count++] = unit;
	return true;
}

/* One snapshot, and one unit made as desired. Return: is there perhaps another one? */
static bool next(struct round *round, bool *ret_blind)
{
	struct snapshot snapshot = { 0 };
	struct xpt_error *error = NULL;
	const char *unit = NULL;

	round->watch->waiting = 0;
	*ret_blind = look(round, &snapshot, &error);
	if (*ret_blind)
		fail(round, HOST, error);
	else
		unit = choose(round, snapshot.comparison);
	if (unit && !try_once(round, unit))
		unit = NULL;
	if (unit && apply_unit(round, &snapshot, unit, &error))
		fail(round, unit, error);
	snapshot_clear(&snapshot);
	return unit;
}

enum round_result watch_round(struct watch *watch, bool devices)
{
	struct round round = { .watch = watch, .devices = devices };
	bool blind, failed;

	while (next(&round, &blind))
		;
	if (!blind)
		memory_forget(&watch->memory);
	memory_save(&watch->memory);
	failed = round.failures;
	watch_trouble(watch, round.failures);
	free(round.failures);
	free(round.tried);
	return blind ? ROUND_BLIND : failed ? ROUND_FAILED : ROUND_DONE;
}
