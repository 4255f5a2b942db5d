/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines of a block may matter? One pass for the fixed words of all rules (Hyperscan), before
 * any typed pattern is tried. What it leaves out, no rule would have known.
 */
#ifndef EXPLAIN_PREFILTER_H
#define EXPLAIN_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>

struct prefilter;

/* xpt__prefilter_new - NULL: not built in, or not possible here; then all lines are read. */
struct prefilter *xpt__prefilter_new(const char *subject);
void xpt__prefilter_free(struct prefilter *prefilter); /* NULL is fine */

/* xpt__prefilter_scan - false: it could not; then all lines of the block are to be read. */
bool xpt__prefilter_scan(struct prefilter *prefilter, const char *block, size_t length);
/* xpt__prefilter_next - the first hit of the last scan at or behind @at; @at never goes back. NULL: none */
const char *xpt__prefilter_next(struct prefilter *prefilter, const char *at);

#endif
