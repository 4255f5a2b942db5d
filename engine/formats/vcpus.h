/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/vcpus/<domid>: a line for each vCPU that there is, in order of their ids, and at the end one of the
 * domain's node affinity:
 *	0 state=running cpu=2 time_ns=123456789 hard=0-3 soft=0-3
 *	1 state=offline time_ns=0 hard=0-3 soft=0-3
 *	all nodes=0-1
 * xen/vcpus/<domid>/<vcpu>: the same of one.
 */
#ifndef FORMATS_VCPUS_H
#define FORMATS_VCPUS_H

#include "line.h"

struct vcpu_line {
	unsigned int id;
	struct fact_span state; /* running blocked runnable offline */
	struct fact_int cpu;	/* where it is, or was last; offline ones have none */
	struct fact_int time_ns;
	struct fact_set hard, soft;
};

/* A vCPU of which nothing is told, or of which two lines are. */
struct vcpu_line xpt__vcpu_unknown(unsigned int id);
struct vcpu_line xpt__vcpu_twice(unsigned int id);
/* The next vCPU; other lines are passed over. False at the end. */
bool xpt__vcpus_next(struct span *rest, struct vcpu_line *ret_vcpu);
enum found xpt__vcpus_find(struct span text, unsigned int id, struct vcpu_line *ret_vcpu);
/* The domain's node affinity. */
struct fact_set xpt__vcpus_nodes(struct span text);

/*
 * Has the domain ever run? RAN_NO only where the text is complete, and each of its vCPUs has used no time: a
 * domain that is being made has none online, and so no line.
 */
enum ran { RAN_UNKNOWN, RAN_NO, RAN_YES };
enum ran xpt__vcpus_ran(struct span text);

void xpt__vcpus_write(FILE *to, const struct vcpu_line *vcpu);
void xpt__vcpus_write_nodes(FILE *to, const struct fact_set *nodes);

#endif
