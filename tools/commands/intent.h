/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plan, apply and watch have in common: files, a picture, what differs, and the steps. */
#ifndef TOOLS_WISH_H
#define TOOLS_WISH_H

#include "../output/output.h"

#define HOST_FILE "/etc/xpt/host.cfg"

struct wish {
	const struct invocation *invocation;
	struct xpt_desired *desired;
	struct xpt_host *host;
	struct xpt_comparison *comparison;
	struct xpt_report *report;
	struct xpt_plan *plan;
};

/* wish_read - the files of the invocation's operands, or the host's own. */
int wish_read(const struct invocation *invocation, struct xpt_desired **ret_desired,
		struct xpt_error **ret_error);
/* All: enum status; why not has been told, as JSON too where asked. wish_clear() in any case. */
int wish_open(const struct invocation *invocation, struct wish *wish);
int wish_plan(struct wish *wish);
void wish_clear(struct wish *wish);

bool wish_differs(const struct wish *wish);
/* wish_show - what is not as the files say, and what waits, a line each on stdout. */
void wish_show(const struct wish *wish);
struct outcome wish_outcome(const struct wish *wish, const bool *done);

/* "same", "differs", "waits", "unread" */
const char *item_state_text(enum xpt_item_state state);

#endif
