/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_COMMANDS_BOOT_H
#define TOOLS_COMMANDS_BOOT_H

#include "../command.h"

#define BOOT_TAKES (TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET)

extern const struct command boot_check, boot_set, boot_delete, boot_undo;

/* boot_change - plan, do and verify @request; @report, or NULL, is told with it as JSON. */
int boot_change(const struct invocation *invocation, const struct xpt_boot_request *request,
		const struct xpt_report *report);

/* hide_change - judge, plan, do and verify what changes hide= of the next boot. */
int hide_change(const struct invocation *invocation, const struct xpt_hide_request *request);

#endif
