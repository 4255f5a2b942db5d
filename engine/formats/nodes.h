/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/nodes: a line for each NUMA node, in order of their numbers:
 *	0 size_kib=1572864 free_kib=600000 free_below_24_kib=0 … free_below_32_kib=8 distances=10,20,-
 * free_below_29_kib is what of the free memory lies below 2^29. Distances are to the nodes in order; "-" is
 * not known.
 */
#ifndef FORMATS_NODES_H
#define FORMATS_NODES_H

#include "limits.h"
#include "line.h"

#define LOW_BITS_FIRST 24U /* of free_below_… */
#define LOW_BITS_LAST 32U
#define DISTANCE_UNKNOWN 255U /* in ACPI's words: not reachable */

struct node_line {
	unsigned int id;
	struct fact_int size_kib, free_kib;
	struct fact_int free_below_kib[LOW_BITS_LAST - LOW_BITS_FIRST + 1];
	enum xpt_state distances_state;
	const char *distances_reason;
	size_t distance_count;
	long long distances[NODES_LIMIT]; /* negative: not known */
};

/* A node of which nothing is told, or of which two lines are. */
struct node_line xpt__node_unknown(unsigned int id);
struct node_line xpt__node_twice(unsigned int id);
/* The next node; other lines are passed over. False at the end. */
bool xpt__nodes_next(struct span *rest, struct node_line *ret_node);
/* What lies below 2^@bits: unreadable for other than LOW_BITS_FIRST … LOW_BITS_LAST. */
struct fact_int xpt__node_low(const struct node_line *node, unsigned int bits);
void xpt__nodes_write(FILE *to, const struct node_line *node);

#endif
