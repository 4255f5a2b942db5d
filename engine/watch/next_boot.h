/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the watch does about the next boot. */
#ifndef WATCH_NEXT_BOOT_H
#define WATCH_NEXT_BOOT_H

#include "../compare/compare.h"
#include "round.h"

#define NEXT_BOOT \
	"the next boot" /* the unit of all that is due on it: one change, with one way back */

/* What boots, or what it does, is not known: nothing was changed by hand for all that is known. */
bool xpt__watch_boot_is_unknown(const struct item *item);
/* xpt__watch_boot_is_due - shall this round look at it? It is looked at seldom, and at the start. */
bool xpt__watch_boot_is_due(struct xpt_watch *watch);
/* xpt__watch_boot_looked - it was; @again: the next round does so, too */
void xpt__watch_boot_looked(struct xpt_watch *watch, bool again);
/*
 * xpt__watch_boot_is_sure - is it changed as two looks saw it? A menu may be written while it is read.
 * Else @round has doubts.
 */
bool xpt__watch_boot_is_sure(
		struct round *round, const struct xpt_item *item, struct remembered *known);
/* xpt__watch_boot_looks_again - is there to be another look in this round? Else what is in doubt is left to the next. */
bool xpt__watch_boot_looks_again(struct round *round);
/*
 * xpt__watch_boot_set - change the next boot as @judged says, and see that the menu says so; else all is brought back
 * Where it cannot be kept how to undo it, that is trouble of @round.
 * @ret_plan: what was done; free with xpt_plan_free()
 * Return: XPT_BUSY (nothing was done: somebody else makes a menu), or what went wrong
 */
int xpt__watch_boot_set(struct round *round, const struct xpt_host *host,
		const struct xpt_judged *judged, const struct xpt_apply_options *options,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error);

#endif
