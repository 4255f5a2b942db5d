/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xenstore/xpt/tainted/0000-04-00-0: a device that was not sane after a use, until the next reboot:
 *	1764470000 8086:10d3 16 all bits of its config space are set
 * seconds since 1970, what it is, the lanes that its link had (0: not known), and what was wrong.
 */
#ifndef FORMATS_TAINT_H
#define FORMATS_TAINT_H

#include <stdint.h>

#include "../base/text.h"

#define IDENTITY_TEXT 10 /* "8086:10d3" */
#define LANES_MAX 32

struct taint {
	int64_t since;
	char identity[IDENTITY_TEXT];
	unsigned int lanes;
	struct span reason;
};

/* xpt__taint_read - @ret_taint points into @text. False: it is no such line. */
bool xpt__taint_read(struct span text, struct taint *ret_taint);
/* xpt__taint_text - malloc'd; NULL: memory is out */
char *xpt__taint_text(const struct taint *taint);

#define TAINT_DATE_TEXT 32
/* xpt__taint_date - "2026-11-30 04:00:12 UTC" */
const char *xpt__taint_date(const struct taint *taint, char buffer[TAINT_DATE_TEXT]);

#endif
