/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs of dom0's that have devices open. */
#ifndef READ_PROGRAMS_H
#define READ_PROGRAMS_H

#include "read.h"

/* xpt__read_programs - all of them, looked for once a snapshot; NULL: memory is out */
const struct programs *xpt__read_programs(struct source *source, struct xpt_host *host);

/*
 * xpt__read_programs_of - those with the character device of this number open, as "minicom (process 812)"; all open files of
 * dom0 are looked at, once a snapshot
 * @programs: they are added; XPT_FACT_UNREADABLE: there may be more
 */
void xpt__read_programs_of(struct source *source, struct xpt_host *host, unsigned int major,
		unsigned int minor, struct texts *programs);

#endif
