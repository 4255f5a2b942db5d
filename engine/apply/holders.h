/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: who says that a domain has a device. */
#ifndef APPLY_HOLDERS_H
#define APPLY_HOLDERS_H

#include "verbs.h"

struct holders {
	enum answer store, model, xen;
	struct ownership owner; /* where debug key Q was asked */
	char reason[160];	/* why Xen did not answer: what owner.reason may point to */
};

/* Asks them anew, for @attempt->holders. */
int xpt__holders_probe(const struct attempt *attempt, struct xpt_error **ret_error);

/* A guest may have no device model, and xenstore always answers; Xen's word is what counts, and must be known. */
bool xpt__holders_none(const struct holders *holders);
bool xpt__holders_all(const struct holders *holders);

/* What each of them says. */
#define HOLDERS_TEXT 320
const char *xpt__holders_text(const struct holders *holders, char buffer[HOLDERS_TEXT]);

#endif
