/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/memory: a line for each domain, how much of its memory lies on each node:
 *	0 total_kib=1048576 0=600000 1=448576
 */
#ifndef FORMATS_MEMORY_H
#define FORMATS_MEMORY_H

#include "limits.h"
#include "line.h"

struct memory_line {
	unsigned int id;
	struct fact_int total_kib;
	struct fact_int node_kib[NODES_LIMIT];
};

/* A domain of which nothing is told. */
struct memory_line xpt__memory_unknown(unsigned int id);
/* The next domain; other lines are passed over. False at the end. */
bool xpt__memory_next(struct span *rest, struct memory_line *ret_memory);
void xpt__memory_write(FILE *to, const struct memory_line *memory);

#endif
