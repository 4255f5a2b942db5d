/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a round: what goes wrong, and is told at its end. */
#ifndef WATCH_ROUND_H
#define WATCH_ROUND_H

#include "../base/vector.h"
#include "watch.h"

#define HOST "" /* the unit of what belongs to no domain */

struct round {
	struct xpt_watch *watch;
	bool devices, boot;
	VECTOR(char *) tried; /* units, each at most once */
	bool failed;
	char *failures;	    /* what failed and why; NULL with @failed: memory is out */
	char *lasting;	    /* what is not done, and no haste would help; or NULL */
	char *boot_lasting; /* the same of the next boot */
	bool boot_again;    /* somebody was in the way: it is looked at in the next round, too */
	bool doubts;	    /* the last look alone saw the next boot changed */
	bool has_doubted;   /* another look followed */
};

/* All take @error over. @unit: whose trouble it is */
void xpt__round_fail(struct round *round, const char *unit, struct xpt_error *error);
/* Trouble that lasts until somebody does something about it: told, and not tried again and again. */
void xpt__round_fail_for_now(struct round *round, const char *unit, struct xpt_error *error);
/* The same of the next boot: it is told until that is looked at again. */
void xpt__round_fail_of_boot(struct round *round, struct xpt_error *error);
void xpt__round_fail_unless(struct round *round, bool has_memory);
void xpt__round_report_trouble(struct round *round, bool blind);

#endif
