/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "boot_undo.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
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

static int remove_if_there(struct journal *journal, struct xpt_error **ret_error)
{
	return journal->plan ? xpt__journal_remove(journal, ret_error) : 0;
}

/* The change that was announced was made, or never begun: it is no longer the next one. */
static int settle(struct apply_context *apply_context, struct xpt_error **ret_error)
{
	auto_journal struct journal next = JOURNAL_NONE;
	auto_free char *boot = NULL;
	bool is_made = false;
	int rc = read_next(apply_context, &next, ret_error);

	if (rc || !next.plan)
		return rc;
	rc = xpt__probe_boot(apply_context->source, &boot, ret_error);
	rc = rc ? rc : xpt__leftovers_check(apply_context, boot, next.plan, ret_error);
	rc = rc ? rc : xpt__edited_is_made(apply_context->source, next.plan, &is_made, ret_error);
	if (rc)
		return rc;
	return is_made ? xpt__journal_set_aside(&next, apply_context->places.way_back, ret_error) :
			 xpt__journal_remove(&next, ret_error);
}

static int settle_alone(struct apply_context *apply_context, struct xpt_error **ret_error)
{
	auto_fd int lock = -1;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	return rc ? rc : settle(apply_context, ret_error);
}

int xpt__boot_expect(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error)
{
	auto_free char *path = path_of_next(apply_context);
	int rc = path ? settle_alone(apply_context, ret_error) : xpt__error_no_memory(ret_error);

	return rc || !back ? rc : write_as(apply_context, path, back, ret_error);
}

int xpt__boot_keep(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error)
{
	auto_journal struct journal next = JOURNAL_NONE;
	int rc = write_as(apply_context, apply_context->places.way_back, back, ret_error);

	rc = rc ? rc : read_next(apply_context, &next, ret_error);
	return rc ? rc : remove_if_there(&next, ret_error);
}

int xpt__boot_last(struct apply_context *apply_context, struct xpt_plan **ret_back,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	int rc = settle_alone(apply_context, ret_error);

	rc = rc ? rc : read_if_there(apply_context->places.way_back, &journal, ret_error);
	if (rc)
		return rc;
	if (!journal.plan)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"there is no change of the next boot by xpt that could be undone");
	*ret_back = TAKE(journal.plan);
	return 0;
}

int xpt__boot_is_changed(struct apply_context *apply_context, bool *ret_changed,
		struct xpt_error **ret_error)
{
	auto_journal struct journal last = JOURNAL_NONE, next = JOURNAL_NONE;
	auto_free char *boot = NULL;
	bool is_made = false;
	int rc = xpt__probe_boot(apply_context->source, &boot, ret_error);

	rc = rc ? rc : read_if_there(apply_context->places.way_back, &last, ret_error);
	rc = rc ? rc : read_next(apply_context, &next, ret_error);
	if (!rc && next.plan && !strcmp(next.boot, boot))
		rc = xpt__edited_is_made(apply_context->source, next.plan, &is_made, ret_error);
	if (!rc)
		*ret_changed = *boot && (is_made || (last.plan && !strcmp(last.boot, boot)));
	return rc;
}

int xpt__boot_forget(struct apply_context *apply_context, struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	int rc = read_if_there(apply_context->places.way_back, &journal, ret_error);

	return rc ? rc : remove_if_there(&journal, ret_error);
}
