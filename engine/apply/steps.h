/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: what apply and undo share. */
#ifndef APPLY_STEPS_H
#define APPLY_STEPS_H

#include <signal.h>

#include "apply.h"
#include "journal.h"

/*
 * Ctrl-C, a closed terminal or a closed pipe in the middle must not leave a half state. The library
 * changes no signal handler: these signals wait until the operation is over.
 */
void xpt__signals_hold(sigset_t *ret_before);
void xpt__signals_let_go(const sigset_t *before);

/*
 * xpt__steps_undo - undo what @journal says was begun, last first
 * A device whose undo fails stays as it is, the others are undone all the same.
 * A step of a device or domain that is no longer there is skipped, and not counted.
 * Return: 0, or XPT_STUCK: an undo failed, or would have met another device than that of the plan; the
 * error says which, and where each device is.
 */
int xpt__steps_undo(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t *ret_undone, struct xpt_error **ret_error);

/* xpt__steps_report - tell the caller of a step. Return: true if an end is wanted. */
bool xpt__steps_report(struct apply_context *apply_context, enum xpt_progress what,
		const struct xpt_plan *plan, size_t index);

#endif
