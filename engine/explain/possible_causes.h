/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which causes explain others, and which may be behind an error number. */
#ifndef EXPLAIN_POSSIBLE_CAUSES_H
#define EXPLAIN_POSSIBLE_CAUSES_H

#include "causes/causes.h"

/* xpt__cause_explains - is @other, of the same device at the same time, only a consequence of @cause? */
bool xpt__cause_explains(const struct cause *cause, const struct cause *other);

/*
 * xpt__possible_causes_add - @cause says that something failed with error @number (0: none): what lines allow
 * @host: a snapshot helped, so what it would tell is known
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__possible_causes_add(
		struct xpt_finding *finding, const struct cause *cause, int number, bool host);

#endif
