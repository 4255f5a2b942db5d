/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: what is told while a plan is done, and the caller's wish to end it. */
#ifndef APPLY_PROGRESS_H
#define APPLY_PROGRESS_H

#include "apply.h"

/* xpt__progress - tell the caller. Return: true if an end is wanted; never while something is undone. */
bool xpt__progress(struct apply_context *apply_context, enum xpt_progress what, size_t index,
		const struct xpt_step *step);

/*
 * xpt__progress_wait - the same of a wait
 * @subject: the device's address, or ""
 * @who:     who is waited for
 * @count:   how often it was told already
 */
bool xpt__progress_wait(struct apply_context *apply_context, const char *subject, const char *who,
		size_t count, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* xpt__progress_cancelled - XPT_CANCELLED, and why; 0: go on */
int xpt__progress_cancelled(
		const struct apply_context *apply_context, struct xpt_error **ret_error);

#endif
