/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What plan, apply and watch have in common: files, a snapshot, what differs, and the steps. */
#ifndef TOOLS_COMMANDS_INTENT_H
#define TOOLS_COMMANDS_INTENT_H

#include "boot.h"
#include "../output/output.h"

#define HOST_FILE "/etc/xpt/host.cfg"

struct intent {
	const struct invocation *invocation;
	struct xpt_desired *desired;
	struct xpt_host *host;
	struct xpt_comparison *comparison;
	struct xpt_judged *judged;
	struct xpt_plan *plan;
	struct boot_change
			boot; /* what the plan leaves out: the next boot; no plan: nothing is due */
};

/* intent_read - the files of the invocation's operands, or the host's own. */
int intent_read(const struct invocation *invocation, struct xpt_desired **ret_desired,
		struct xpt_error **ret_error);
/* All: enum status; why not has been told, as JSON too where asked. intent_clear() in any case. */
int intent_open(const struct invocation *invocation, struct intent *intent);
int intent_plan(struct intent *intent);
void intent_clear(struct intent *intent);

bool intent_differs(const struct intent *intent);
/* Is there something of which the host does not tell how it is? */
bool intent_unknown(const struct intent *intent);
/* intent_print_unknown - a message for each such thing. */
void intent_print_unknown(const struct intent *intent);
/* intent_show - what is not as the files say, and what waits, a line each on stdout. */
void intent_show(const struct intent *intent);
/* intent_show_steps - of the plan, and of the next boot. */
void intent_show_steps(const struct intent *intent);
struct outcome intent_outcome(const struct intent *intent, const bool *done);

#endif
