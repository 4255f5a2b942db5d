/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Undoing what crashed or stuck operations left: their journals say what may have been done. */
#include <string.h>

#include "../base/error.h"
#include "health.h"
#include "leftovers.h"
#include "lock.h"
#include "probe.h"
#include "steps.h"
#include "touches.h"

struct outcome {
	size_t operations; /* that were asked for and found */
	size_t undone;	   /* steps */
};

static int undo_steps(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t *ret_undone, struct xpt_error **ret_error)
{
	auto_healths struct healths healths = { 0 };
	int rc;

	xpt__health_before(apply_context, plan, true, &healths);
	rc = xpt__steps_undo(apply_context, plan, journal, ret_undone, ret_error);
	xpt__health_after(apply_context, plan, &healths);
	return rc;
}

static int undo(struct apply_context *apply_context, struct journal *journal, const char *boot,
		struct outcome *outcome, struct xpt_error **ret_error)
{
	bool abandon = apply_context->options->flags & XPT_UNDO_ABANDON;
	size_t undone = 0;
	int rc = 0, removed = 0;

	outcome->operations++;
	/* A reboot undid all that is state of Xen and of the kernel; files are as they were left. */
	if (!xpt__leftover_is_void(journal, boot))
		rc = undo_steps(apply_context, journal->plan, journal, &undone, ret_error);
	if (!rc || (rc == XPT_STUCK && abandon))
		removed = xpt__journal_remove(journal, rc ? NULL : ret_error);
	outcome->undone += undone;
	return rc ? rc : removed;
}

static int undo_or_refuse(struct apply_context *apply_context, struct journal *journal,
		const char *boot, struct outcome *outcome, struct xpt_error **ret_error)
{
	return xpt__journal_is_held(journal) ?
			xpt__leftover_held(apply_context, journal, ret_error) :
			undo(apply_context, journal, boot, outcome, ret_error);
}

static bool is_asked_for(const struct xpt_apply_options *options, const struct journal *journal)
{
	for (size_t i = 0; i < options->device_count; i++)
		if (xpt__plan_changes_device(journal->plan, options->devices[i]))
			return true;
	return !options->device_count;
}

/* One that cannot be undone is in the way of no other. Return: of the first that failed. */
static int undo_each(struct apply_context *apply_context, const char *boot, struct outcome *outcome,
		struct xpt_error **ret_error)
{
	int first = 0;

	for (unsigned int place = 0;;) {
		auto_journal struct journal journal = JOURNAL_NONE;
		auto_of(error) struct xpt_error *error = NULL;
		int rc = xpt__leftovers_next(apply_context, &place, &journal, &error);

		if (rc == XPT_NOT_FOUND)
			return first;
		if (!rc && is_asked_for(apply_context->options, &journal))
			rc = undo_or_refuse(apply_context, &journal, boot, outcome, &error);
		if (rc && !first)
			first = xpt__error_pass(ret_error, TAKE(error));
	}
}

static int check_found(const struct xpt_apply_options *options, const struct outcome *outcome,
		struct xpt_error **ret_error)
{
	char address[XPT_BDF_TEXT];

	if (!options->device_count || outcome->operations)
		return 0;
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"no operation left %s%s half-way: nothing to undo",
			xpt_bdf_format(options->devices[0], address),
			options->device_count > 1 ? " or the others" : "");
}

int xpt__plan_undo(struct apply_context *apply_context, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	struct outcome outcome = { 0 };
	auto_free char *boot = NULL;
	auto_lock int lock = -1;
	sigset_t before;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	if (rc)
		return rc;
	xpt__signals_hold(&before);
	rc = xpt__probe_boot(apply_context->source, &boot, ret_error);
	rc = rc ? rc : undo_each(apply_context, boot, &outcome, ret_error);
	rc = rc ? rc : check_found(apply_context->options, &outcome, ret_error);
	xpt__signals_let_go(&before);
	if (!rc)
		*ret_undone = outcome.undone;
	return rc;
}

/* What is held back is not left so because somebody else changes the host. */
#define HOLD_LOCK_S 86400

int xpt__plan_end_hold(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t *ret_undone, struct xpt_error **ret_error)
{
	struct xpt_apply_options options = *apply_context->options;
	struct apply_context patient = *apply_context;
	auto_of(error) struct xpt_error *gone = NULL;
	auto_lock int lock = -1;
	sigset_t before;
	int rc;

	options.lock_timeout_s = HOLD_LOCK_S;
	patient.options = &options;
	patient.is_undoing = true;
	rc = xpt__lock_take(&patient, &lock, ret_error);
	if (rc)
		return rc;
	xpt__signals_hold(&before);
	rc = xpt__leftovers_find(&patient, journal, &gone);
	/* Without its journal the plan is as good as ever, and nobody else will undo it. */
	rc = rc == XPT_NO_MEMORY ? xpt__error_pass(ret_error, TAKE(gone)) :
				   undo_steps(&patient, plan, journal, ret_undone, ret_error);
	if (!rc && !gone)
		rc = xpt__journal_remove(journal, ret_error);
	xpt__signals_let_go(&before);
	return rc;
}
