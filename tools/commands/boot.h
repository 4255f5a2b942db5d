/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_COMMANDS_BOOT_H
#define TOOLS_COMMANDS_BOOT_H

#include "../command.h"

#define BOOT_TAKES (TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET)

extern const struct command boot_check, boot_set, boot_delete, boot_undo;

/* A change of the next boot: one plan, which is verified, and brought back as one. */
struct boot_change {
	struct xpt_boot_request request;
	const struct xpt_host *before; /* which it was planned on */
	struct xpt_plan *plan;
	bool *done;		 /* for each step; NULL: none */
	struct xpt_host *after;	 /* NULL: there was nothing to do */
	struct xpt_error *error; /* why not, for apply_failed() to tell */
};

/* boot_change_make - do what is planned, verify it, keep the way back. Return: enum status. */
int boot_change_make(const struct invocation *invocation, struct boot_change *change);
/* boot_change_confirm - the lines that were changed, on stdout. */
void boot_change_confirm(const struct boot_change *change);
void boot_change_clear(struct boot_change *change);

/* boot_change - plan, do and verify @request; @report, or NULL, is told with it as JSON. */
int boot_change(const struct invocation *invocation, const struct xpt_boot_request *request,
		const struct xpt_report *report);

/* change_words - the same of words that somebody said: hide= is judged as "xpt hide" does it. */
int change_words(const struct invocation *invocation, const struct xpt_boot_request *request);

#endif
