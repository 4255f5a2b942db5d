/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who looks later at what a boot did finds it in the system's log, however xpt boot check was started: a line of each
 * finding, so that what was made good is told apart from the rest, and nothing waits for memory.
 */
#ifndef COMMANDS_BOOT_LOG_H
#define COMMANDS_BOOT_LOG_H

#include <xpt/finding.h>

/* boot_log_word - what became of a finding of @verdict, with @status: 0: it is made good */
const char *boot_log_word(enum xpt_verdict verdict, int status);
/* boot_log_finding - what is as it shall be is not told */
void boot_log_finding(const struct xpt_finding *finding, int status);
/* boot_log_promised - nothing was found */
void boot_log_promised(void);

#endif
