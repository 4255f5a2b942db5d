/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "leftovers.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../formats/unfinished.h"
#include "lock.h"
#include "touches.h"

#define PLACE_TEXT 4096

/* Place 0 is where an operation begins. */
static const char *path_of(
		struct apply_context *apply_context, unsigned int place, char buffer[PLACE_TEXT])
{
	if (place)
		snprintf(buffer, PLACE_TEXT, "%s.%u", apply_context->places.journal, place);
	else
		snprintf(buffer, PLACE_TEXT, "%s", apply_context->places.journal);
	return buffer;
}

bool xpt__leftover_is_void(const struct journal *journal, const char *boot)
{
	return !journal->begun ||
			(strcmp(journal->boot, boot) != 0 && !xpt__plan_lasts(journal->plan));
}

static int read_place(struct apply_context *apply_context, unsigned int place,
		struct journal *ret_journal, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	char path[PLACE_TEXT];
	int rc = xpt__journal_read(path_of(apply_context, place, path), ret_journal, &error);

	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		return rc;
	}
	return rc ? xpt__error_pass(ret_error, error) : 0;
}

int xpt__leftovers_next(struct apply_context *apply_context, unsigned int *place,
		struct journal *ret_journal, struct xpt_error **ret_error)
{
	int rc = XPT_NOT_FOUND;

	/* 0, then from the last one down: 1 is the oldest. */
	for (; rc == XPT_NOT_FOUND && *place <= UNFINISHED_MAX; ++*place)
		rc = read_place(apply_context, *place ? UNFINISHED_MAX + 1 - *place : 0,
				ret_journal, ret_error);
	return rc;
}

int xpt__leftover_held(struct apply_context *apply_context, const struct journal *journal,
		struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	const char *who = arena ? xpt__process_text(apply_context, journal->pid, arena) : NULL;
	int rc = who ? xpt__error_set(ret_error, XPT_BUSY,
				       "%s is not over (\"%s\"), and gives back what it took by "
				       "itself: wait for it, or end it with \"kill %u\"",
				       who, journal->plan->title, journal->pid) :
		       xpt__error_no_memory(ret_error);

	xpt__arena_free(arena);
	return rc;
}

/* A device that it changes, of those that @plan changes if there are any; "": it changes none. */
static const char *device_of(const struct journal *journal, const struct xpt_plan *plan,
		char address[XPT_BDF_TEXT])
{
	const struct step *found = NULL;

	for (size_t i = journal->plan->count; i-- > 0;) {
		const struct step *step = &journal->plan->steps[i];

		if (xpt__verb_of_device(step->op.verb) &&
				(!found || xpt__plan_changes_device(plan, step->bdf)))
			found = step;
	}
	return found ? xpt_bdf_format(found->bdf, address) : "";
}

static int in_the_way(struct apply_context *apply_context, const struct journal *journal,
		const struct xpt_plan *plan, struct xpt_error **ret_error)
{
	char address[XPT_BDF_TEXT];
	const char *device = device_of(journal, plan, address);

	if (xpt__journal_is_held(journal))
		return xpt__leftover_held(apply_context, journal, ret_error);
	return xpt__error_set(ret_error, XPT_STUCK,
			"an earlier xpt could not finish \"%s\", and %s is half-way: run \"xpt undo%s%s\" "
			"first",
			journal->plan->title, *device ? device : "what it is about",
			*device ? " " : "", device);
}

static int set_aside(struct apply_context *apply_context, const struct journal *journal,
		unsigned int place, struct xpt_error **ret_error)
{
	char path[PLACE_TEXT];

	if (place > UNFINISHED_MAX)
		return xpt__error_set(ret_error, XPT_STUCK,
				"%u operations that never ended are kept already: run \"xpt undo\" "
				"first",
				UNFINISHED_MAX);
	return xpt__journal_set_aside(journal, path_of(apply_context, place, path), ret_error);
}

int xpt__leftovers_make_way(struct apply_context *apply_context, const char *boot,
		const struct xpt_plan *plan, struct xpt_error **ret_error)
{
	unsigned int last = 0;

	if (xpt__journal_none(apply_context->places.journal))
		return 0;
	for (unsigned int place = UNFINISHED_MAX + 1; place-- > 0;) {
		auto_journal struct journal journal = JOURNAL_NONE;
		int rc = read_place(apply_context, place, &journal, ret_error);

		if (rc == XPT_NOT_FOUND)
			continue;
		if (!rc && xpt__leftover_is_void(&journal, boot))
			rc = xpt__journal_remove(&journal, ret_error);
		else if (!rc && xpt__plans_meet(journal.plan, plan))
			rc = in_the_way(apply_context, &journal, plan, ret_error);
		else if (!rc && place)
			last = last ? last : place;
		else if (!rc)
			rc = set_aside(apply_context, &journal, last + 1, ret_error);
		if (rc)
			return rc;
	}
	return 0;
}

int xpt__leftovers_check(struct apply_context *apply_context, const char *boot,
		const struct xpt_plan *plan, struct xpt_error **ret_error)
{
	for (unsigned int place = 0;;) {
		auto_journal struct journal journal = JOURNAL_NONE;
		int rc = xpt__leftovers_next(apply_context, &place, &journal, ret_error);

		if (rc == XPT_NOT_FOUND)
			return 0;
		if (!rc && !xpt__leftover_is_void(&journal, boot) &&
				xpt__plans_meet(journal.plan, plan))
			rc = in_the_way(apply_context, &journal, plan, ret_error);
		if (rc)
			return rc;
	}
}

int xpt__leftovers_find(struct apply_context *apply_context, struct journal *journal,
		struct xpt_error **ret_error)
{
	char path[PLACE_TEXT];

	for (unsigned int place = 0; place <= UNFINISHED_MAX; place++) {
		if (!xpt__journal_is_at(journal, path_of(apply_context, place, path)))
			continue;
		free(journal->path);
		journal->path = strdup(path);
		return journal->path ? 0 : xpt__error_no_memory(ret_error);
	}
	return xpt__error_set(ret_error, XPT_STUCK,
			"the journal of what was held back is gone: somebody removed %s",
			journal->path);
}
