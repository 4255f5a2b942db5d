/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: waiting, mostly until somebody lets go of a device, bounded by the clock, and told where it takes long. */
#ifndef APPLY_PATIENCE_H
#define APPLY_PATIENCE_H

#include "verbs.h"

struct patience {
	const struct attempt *attempt;
	unsigned int seconds;
	const char *for_what; /* "the link of eth0"; NULL: somebody shall let go of the device */
	long long start_ms;   /* by xpt__clock_ms() */
	unsigned int waited_ms;
};

struct patience xpt__patience(const struct attempt *attempt, unsigned int seconds);
/* xpt__patience_wait - a little. False: time is up, or the caller wants an end (xpt__progress_cancelled()). */
bool xpt__patience_wait(struct patience *patience);

#endif
