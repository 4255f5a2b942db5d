/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Built without Hyperscan: every line is read, with the same results. */
#include "prefilter.h"

struct prefilter *xpt__prefilter_new(const char *subject)
{
	(void)subject;
	return NULL;
}

void xpt__prefilter_free(struct prefilter *prefilter)
{
	(void)prefilter;
}

bool xpt__prefilter_scan(struct prefilter *prefilter, const char *block, size_t length)
{
	(void)prefilter;
	(void)block;
	(void)length;
	return false;
}

const char *xpt__prefilter_next(struct prefilter *prefilter, const char *at)
{
	(void)prefilter;
	(void)at;
	return NULL;
}
