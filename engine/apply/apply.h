/* SPDX-License-Identifier: GPL-2.0-or-later */
/* act/ - does the steps of a plan through a sink, journals them, undoes them. */
#ifndef ACT_ACT_H
#define ACT_ACT_H

#include "../plan/step.h"
#include "../source/source.h"
#include "host_ops.h"

/* Where the host's lock and journal live; tests use folders of their own. */
struct act_places {
	const char *lock;    /* /run/xpt.lock: nobody but root can make files there */
	const char *journal; /* /var/lib/xpt/journal */
};

struct actor {
	struct source *source; /* asks the host anew; never a picture */
	struct sink *sink;
	struct act_places places;
	const struct xpt_apply_options *options; /* never NULL here */
};

/* Do one act of @step, or find it done; then read its effect back. */
int act_do(struct actor *actor, const struct step *step, const struct act *act,
		struct xpt_error **ret_error);

int plan_apply(struct actor *actor, const struct xpt_plan *plan, struct xpt_error **ret_error);
int plan_undo(struct actor *actor, size_t *ret_undone, struct xpt_error **ret_error);

#endif
