/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which causes explain others, and which may be behind an error number. */
#ifndef EXPLAIN_CANDIDATES_H
#define EXPLAIN_CANDIDATES_H

#include "causes/causes.h"

/* cause_explains - is @other, of the same device at the same time, only a consequence of @cause? */
bool cause_explains(const struct cause *cause, const struct cause *other);

/*
 * candidates_add - @cause says that something failed with error @number (0: none): what lines allow
 * @host: a picture helped, so what it would tell is known
 * Return: 0 or XPT_NO_MEMORY.
 */
int candidates_add(struct xpt_finding *finding, const struct cause *cause, int number, bool host);

#endif
