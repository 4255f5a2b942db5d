/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/pools: a line for each cpupool, in order of their ids, and at the end one of the CPUs that are in none:
 *	0 sched=credit2 domains=3 cpus=0-3,8
 *	free cpus=9
 */
#ifndef FORMATS_POOLS_H
#define FORMATS_POOLS_H

#include "line.h"

struct pool_line {
	unsigned int id;
	struct fact_span scheduler;
	struct fact_int domains; /* how many are in it */
	struct fact_set cpus;
};

/* A cpupool of which nothing is told, or of which two lines are. */
struct pool_line xpt__pool_unknown(unsigned int id);
struct pool_line xpt__pool_twice(unsigned int id);
/* The next cpupool; other lines are passed over. False at the end. */
bool xpt__pools_next(struct span *rest, struct pool_line *ret_pool);
enum found xpt__pools_find(struct span text, unsigned int id, struct pool_line *ret_pool);
/* The CPUs that are in no cpupool. */
struct fact_set xpt__pools_free(struct span text);

void xpt__pools_write(FILE *to, const struct pool_line *pool);
void xpt__pools_write_free(FILE *to, const struct fact_set *cpus);

#endif
