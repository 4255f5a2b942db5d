/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way back from the last change of the next boot. That of a change that is about to be made lies beside it
 * until the change is whole, as a crash in between must not have the change before it undone in its place.
 */
#ifndef APPLY_BOOT_UNDO_H
#define APPLY_BOOT_UNDO_H

#include "apply.h"

/*
 * xpt__boot_expect - @back is the way back from what is done next; NULL: nothing is
 * This one and the next two wait for the lock of the host. Return: 0; XPT_STUCK: an earlier change is half-way, or it is
 * not known whether it was made; XPT_BUSY: another xpt announced a change that is not over.
 */
int xpt__boot_expect(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error);
int xpt__boot_keep(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error);
/* xpt__boot_last - of the last change that was made. XPT_NOT_FOUND: there is none; otherwise as xpt__boot_expect() */
int xpt__boot_last(struct apply_context *apply_context, struct xpt_plan **ret_back,
		struct xpt_error **ret_error);
/* xpt__boot_is_changed - since the boot that runs? Writes nothing. */
int xpt__boot_is_changed(struct apply_context *apply_context, bool *ret_changed,
		struct xpt_error **ret_error);
/* xpt__boot_forget - @back of xpt__boot_last(); that of a change that was made since stays. */
int xpt__boot_forget(struct apply_context *apply_context, const struct xpt_plan *back,
		struct xpt_error **ret_error);

#endif
