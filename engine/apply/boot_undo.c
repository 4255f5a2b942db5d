/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot_undo.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/error.h"
#include "../base/sum.h"
#include "edited.h"
#include "journal.h"
#include "leftovers.h"
#include "lock.h"
#include "probe.h"

/* Written and read as journals, of which no step was begun. */
static char *path_of_next(const struct apply_context *apply_context)
{
	size_t size = strlen(apply_context->places.way_back) + sizeof(".next");
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s.next", apply_context->places.way_back);
	return path;
}

static int write_as(struct apply_context *apply_context, const char *path,
		const struct xpt_plan *back, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_free char *boot = NULL;
	int rc = xpt__probe_boot(apply_context->source, &boot, ret_error);

	return rc ? rc : xpt__journal_create(path, boot, back, &journal, ret_error);
}

/* One without a plan where there is none. */
static int read_if_there(
		const char *path, struct journal *ret_journal, struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	int rc = xpt__journal_read(path, ret_journal, &error);

	if (rc && rc != XPT_NOT_FOUND)
		return xpt__error_pass(ret_error, error);
	xpt_error_free(error);
	return 0;
}

static int read_next(struct apply_context *apply_context, struct journal *ret_next,
		struct xpt_error **ret_error)
{
	auto_free char *path = path_of_next(apply_context);

	return path ? read_if_there(path, ret_next, ret_error) : xpt__error_no_memory(ret_error);
}

/* A process that ended leaves its announcement behind. */
static bool is_of_another(const struct journal *next, const char *boot)
{
	return next->pid && next->pid != (unsigned int)getpid() && !strcmp(next->boot, boot) &&
			(!kill((pid_t)next->pid, 0) || errno == EPERM);
}

static int wait_for_another(struct apply_context *apply_context, const struct journal *next,
		struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	const char *who = arena ? xpt__process_text(apply_context, next->pid, arena) : NULL;
	int rc = who ? xpt__error_set(ret_error, XPT_BUSY,
				       "%s is changing the next boot (\"%s\"): try again when it is "
				       "done; if that process is not xpt, remove %s",
				       who, next->plan->title, next->path) :
		       xpt__error_no_memory(ret_error);

	xpt__arena_free(arena);
	return rc;
}

/* Neither way back is lost: who runs this decides which one it is. */
static int in_doubt(struct apply_context *apply_context, const struct journal *next,
		const char *file, struct xpt_error **ret_error)
{
	const char *last = apply_context->places.way_back;

	return xpt__error_set(ret_error, XPT_STUCK,
			"an xpt ended while it changed the next boot (\"%s\"), and somebody changed "
			"/%s since: it is not known whether that change was made; \"xpt boot\" shows "
			"what boots next. Where it was made, move %s to %s, and \"xpt boot undo\" "
			"brings back what was before it; where it was not, remove %s",
			next->plan->title, file, next->path, last, next->path);
}

/* The change that was announced was made, or never begun: it is no longer the next one. */
static int settle(struct apply_context *apply_context, struct xpt_error **ret_error)
{
	auto_journal struct journal next = JOURNAL_NONE;
	enum edited_made made = EDITED_NOT_MADE;
	auto_free char *boot = NULL;
	const char *file = "";
	int rc = read_next(apply_context, &next, ret_error);

	if (rc || !next.plan)
		return rc;
	rc = xpt__probe_boot(apply_context->source, &boot, ret_error);
	if (!rc && is_of_another(&next, boot))
		rc = wait_for_another(apply_context, &next, ret_error);
	rc = rc ? rc : xpt__leftovers_check(apply_context, boot, next.plan, ret_error);
	rc = rc ? rc :
		  xpt__edited_is_made(apply_context->source, next.plan, &made, &file, ret_error);
	if (rc)
		return rc;
	if (made == EDITED_IN_DOUBT)
		return in_doubt(apply_context, &next, file, ret_error);
	return made == EDITED_MADE ?
			xpt__journal_set_aside(&next, apply_context->places.way_back, ret_error) :
			xpt__journal_remove(&next, ret_error);
}

int xpt__boot_expect(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error)
{
	auto_free char *path = path_of_next(apply_context);
	auto_lock int lock = -1;
	int rc = path ? xpt__lock_take(apply_context, &lock, ret_error) :
			xpt__error_no_memory(ret_error);

	rc = rc ? rc : settle(apply_context, ret_error);
	return rc || !back ? rc : write_as(apply_context, path, back, ret_error);
}

/* One that another xpt announced meanwhile is left to it. */
static int remove_next(struct apply_context *apply_context, struct xpt_error **ret_error)
{
	auto_journal struct journal next = JOURNAL_NONE;
	auto_free char *boot = NULL;
	int rc = read_next(apply_context, &next, ret_error);

	rc = rc || !next.plan ? rc : xpt__probe_boot(apply_context->source, &boot, ret_error);
	if (rc || !next.plan || is_of_another(&next, boot))
		return rc;
	return xpt__journal_remove(&next, ret_error);
}

int xpt__boot_keep(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error)
{
	auto_lock int lock = -1;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	rc = rc ? rc : write_as(apply_context, apply_context->places.way_back, back, ret_error);
	return rc ? rc : remove_next(apply_context, ret_error);
}

/* NULL: no memory. */
static const char *identity_of(const struct journal *journal)
{
	auto_free char *json = xpt__plan_to_json(journal->plan);
	char sum[SUM_TEXT];

	return json ? xpt__arena_text(journal->plan->arena, "%s %u %s", journal->boot, journal->pid,
				      xpt__sum_text(xpt__span_of(json), sum)) :
		      NULL;
}

int xpt__boot_last(struct apply_context *apply_context, struct xpt_plan **ret_back,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_lock int lock = -1;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	rc = rc ? rc : settle(apply_context, ret_error);
	rc = rc ? rc : read_if_there(apply_context->places.way_back, &journal, ret_error);
	if (rc)
		return rc;
	if (!journal.plan)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"there is no change of the next boot by xpt that could be undone");
	journal.plan->way_back = identity_of(&journal);
	if (!journal.plan->way_back)
		return xpt__error_no_memory(ret_error);
	*ret_back = TAKE(journal.plan);
	return 0;
}

int xpt__boot_is_changed(struct apply_context *apply_context, bool *ret_changed,
		struct xpt_error **ret_error)
{
	auto_journal struct journal last = JOURNAL_NONE, next = JOURNAL_NONE;
	enum edited_made made = EDITED_NOT_MADE;
	auto_free char *boot = NULL;
	const char *file;
	int rc = xpt__probe_boot(apply_context->source, &boot, ret_error);

	rc = rc ? rc : read_if_there(apply_context->places.way_back, &last, ret_error);
	rc = rc ? rc : read_next(apply_context, &next, ret_error);
	if (!rc && next.plan && !strcmp(next.boot, boot))
		rc = xpt__edited_is_made(apply_context->source, next.plan, &made, &file, ret_error);
	if (!rc)
		*ret_changed = *boot &&
				(made == EDITED_MADE || (last.plan && !strcmp(last.boot, boot)));
	return rc;
}

int xpt__boot_forget(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	auto_lock int lock = -1;
	const char *last;
	int rc;

	if (!back->way_back)
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" is no way back that xpt keeps", back->title);
	rc = xpt__lock_take(apply_context, &lock, ret_error);
	rc = rc ? rc : read_if_there(apply_context->places.way_back, &journal, ret_error);
	if (rc || !journal.plan)
		return rc;
	last = identity_of(&journal);
	if (!last)
		return xpt__error_no_memory(ret_error);
	return strcmp(last, back->way_back) != 0 ? 0 : xpt__journal_remove(&journal, ret_error);
}
