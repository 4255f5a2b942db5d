/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECK_BOOT_LINES_H
#define CHECK_BOOT_LINES_H

#include "../model/model.h"

/*
 * xpt__check_boot_lines - the options that Xen complained of when it booted, as far as the ring still has it
 * @still_on: only those that this line has; NULL: all
 * Nothing is told where the snapshot did not keep the console. Return: 0 or XPT_NO_MEMORY.
 */
int xpt__check_boot_lines(const struct xpt_host *host, const struct fact_text *still_on,
		struct xpt_report *report);

#endif
