/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/cpus: a line for each CPU that is online, in order of their numbers:
 *	0 socket=0 core=0 node=0
 */
#ifndef FORMATS_CPUS_H
#define FORMATS_CPUS_H

#include "line.h"

struct cpu_line {
	unsigned int id;
	struct fact_int socket, core, node;
};

/* A CPU of which nothing is told, or of which two lines are. */
struct cpu_line xpt__cpu_unknown(unsigned int id);
struct cpu_line xpt__cpu_twice(unsigned int id);
/* The next CPU; other lines are passed over. False at the end. */
bool xpt__cpus_next(struct span *rest, struct cpu_line *ret_cpu);
void xpt__cpus_write(FILE *to, const struct cpu_line *cpu);

#endif
