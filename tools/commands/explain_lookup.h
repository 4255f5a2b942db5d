/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What explain knows without a log: known issues, and what bare numbers mean. Both return an enum status. */
#ifndef TOOLS_COMMANDS_EXPLAIN_LOOKUP_H
#define TOOLS_COMMANDS_EXPLAIN_LOOKUP_H

#include "../command.h"

struct number_lookup {
	const char *code;	   /* a toolstack's, or NULL */
	const char *number, *call; /* an errno, and of which call; or NULL */
};

/* All, a line each; or those that the operands name, whole. */
int look_up_issues(const struct invocation *invocation);
int look_up_number(const struct invocation *invocation, const struct number_lookup *lookup);

#endif
