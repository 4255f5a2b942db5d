/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply/ - does the steps of a plan through a writer, journals them, undoes them. */
#ifndef APPLY_APPLY_H
#define APPLY_APPLY_H

#include "../plan/step.h"
#include "../source/source.h"
#include "writer.h"

/* Where the host's lock and journal live; tests use folders of their own. */
struct apply_places {
	const char *lock;     /* /run/xpt.lock: nobody but root can make files there */
	const char *journal;  /* /var/lib/xpt/journal */
	const char *way_back; /* /var/lib/xpt/boot-undo */
};

struct apply_context {
	struct source *source; /* asks the host anew; never a snapshot */
	struct writer *writer;
	struct apply_places places;
	const struct xpt_apply_options *options; /* never NULL here */
	int lock;		       /* of the host, while it is held; 0: it never was */
	bool is_cancelled, is_undoing; /* progress.h */
	bool link_awaited;	       /* vf_settings.c: since VFs were made last */
};

/* Do one operation of @step, or find it done; then read its effect back. */
int xpt__op_do(struct apply_context *apply_context, const struct step *step, const struct op *op,
		struct xpt_error **ret_error);

int xpt__plan_apply(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct xpt_error **ret_error);
struct journal;
/* xpt__plan_hold - all steps, which xpt__plan_end_hold() undoes; meanwhile @ret_journal stays open, and the host unlocked. */
int xpt__plan_hold(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *ret_journal, struct xpt_error **ret_error);
/* xpt__plan_end_hold - @ret_undone: steps; 0 and fewer than there are: the rest had nothing to be undone on */
int xpt__plan_end_hold(struct apply_context *apply_context, const struct xpt_plan *plan,
		struct journal *journal, size_t *ret_undone, struct xpt_error **ret_error);
int xpt__plan_undo(struct apply_context *apply_context, size_t *ret_undone,
		struct xpt_error **ret_error);

#endif
