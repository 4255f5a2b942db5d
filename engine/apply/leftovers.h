/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations that never ended, side by side: the last is in places.journal, those before it in journal.1 … */
#ifndef APPLY_LEFTOVERS_H
#define APPLY_LEFTOVERS_H

#include "apply.h"
#include "journal.h"

/*
 * xpt__leftovers_make_way - for the journal of @plan
 * What a reboot made void is removed; what is half-way elsewhere is set aside. @boot: the id of this one.
 * Return: 0, XPT_STUCK (one stands in the way, or is not to be obeyed), XPT_DENIED, …
 */
int xpt__leftovers_make_way(struct apply_context *apply_context, const char *boot,
		const struct xpt_plan *plan, struct xpt_error **ret_error);

/* xpt__leftovers_check - does one stand in the way of @plan? Changes nothing. Return: 0, XPT_STUCK, XPT_BUSY, … */
int xpt__leftovers_check(struct apply_context *apply_context, const char *boot,
		const struct xpt_plan *plan, struct xpt_error **ret_error);

/* Is nothing of it left to be undone in this boot? */
bool xpt__leftover_is_void(const struct journal *journal, const char *boot);

/* xpt__leftover_held - XPT_BUSY: who holds back what @journal is about, and what to do. */
int xpt__leftover_held(struct apply_context *apply_context, const struct journal *journal,
		struct xpt_error **ret_error);

/* xpt__leftovers_find - where one that this process kept open is by now: in its path. XPT_STUCK: gone. */
int xpt__leftovers_find(struct apply_context *apply_context, struct journal *journal,
		struct xpt_error **ret_error);

/*
 * xpt__leftovers_next - the latest first; @*place is 0 at first, and counts them
 * Return: 0, XPT_NOT_FOUND (that was all), or what xpt__journal_read() says.
 */
int xpt__leftovers_next(struct apply_context *apply_context, unsigned int *place,
		struct journal *ret_journal, struct xpt_error **ret_error);

#endif
