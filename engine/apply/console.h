/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: the verbs about what dom0 draws on a display without being the device's driver. */
#ifndef APPLY_CONSOLE_H
#define APPLY_CONSOLE_H

#include "verbs.h"

int xpt__verb_console_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_console(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_framebuffer_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_framebuffer(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
