/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Undoing what a crashed or stuck operation left: the journal says what may have been done. */
#include <string.h>

#include "../base/error.h"
#include "probe.h"
#include "lock.h"
#include "steps.h"

static int undo(struct apply_context *apply_context, struct journal *journal, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_free char *boot = NULL;
	bool abandon = apply_context->options->flags & XPT_UNDO_ABANDON;
	size_t undone = 0;
	int rc = xpt__probe_boot(apply_context->source, &boot, ret_error), removed = 0;

	/* A reboot undid all that is state of Xen and of the kernel; files are as they were left. */
	if (!rc && (!strcmp(journal->boot, boot) || xpt__plan_lasts(journal->plan)))
		rc = xpt__steps_undo(apply_context, journal->plan, journal, &undone, ret_error);
	if (!rc || (rc == XPT_STUCK && abandon))
		removed = xpt__journal_remove(journal, rc ? NULL : ret_error);
	if (!rc)
		*ret_undone = undone;
	return rc ? rc : removed;
}

int xpt__plan_undo(struct apply_context *apply_context, size_t *ret_undone,
		struct xpt_error **ret_error)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_error *error = NULL;
	auto_fd int lock = -1;
	sigset_t before;
	int rc = xpt__lock_take(apply_context, &lock, ret_error);

	if (rc)
		return rc;
	rc = xpt__journal_read(apply_context->places.journal, &journal, &error);
	if (rc == XPT_NOT_FOUND) {
		xpt_error_free(error);
		*ret_undone = 0;
		return 0;
	}
	if (rc)
		return xpt__error_pass(ret_error, error);
	xpt__signals_hold(&before);
	rc = undo(apply_context, &journal, ret_undone, ret_error);
	xpt__signals_let_go(&before);
	return rc;
}
