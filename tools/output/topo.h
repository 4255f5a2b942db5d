/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What xpt topo shows, put together once for the text and for the snapshot. */
#ifndef TOOLS_OUTPUT_TOPO_H
#define TOOLS_OUTPUT_TOPO_H

#include <stdio.h>

#include "output.h"

#define NO_NODE (-1LL) /* on several, or not known */

/* All texts are the view's; NULL: there is none, or it is not known. */

/* CPUs of one node, socket and cpupool. */
struct topo_cpus {
	long long node, socket;
	size_t pool;		      /* index; view->pool_count: in none */
	const char *range, *siblings; /* "0-31"; "0,1": those of its first core */
	long long cores, threads;     /* threads: of the core that has most of them */
};

struct topo_node {
	long long id;
	const char *cpus, *memory, *free, *reserve, *distances;
};

struct topo_pool {
	const char *name, *id, *cpus, *nodes, *scheduler;
};

/* vCPUs of a domain with the same affinities. */
struct topo_vcpus {
	const char *range, *hard, *soft, *effective, *narrowed;
};

struct topo_domain {
	struct xpt_object object;
	const char *name, *id, *vcpu_count, *nodes, *affinity, *memory;
	const char *placed;  /* "node 0: 1.0 GiB, node 1: 0" */
	long long node;	     /* where all its vCPUs run first */
	size_t pool;	     /* index; view->pool_count: not known */
	size_t first, count; /* of view->vcpus */
	bool remote_memory, narrowed;
};

struct topo_device {
	const char *address, *what, *who;
	long long node;
	size_t domain;	    /* index of the guest that has it; view->domain_count: none */
	bool remote, minor; /* minor: dom0's bridge, or a part of the chipset */
};

struct topo_view {
	const char *headline;
	struct topo_node *nodes;
	struct topo_cpus *cpus;
	struct topo_pool *pools;
	struct topo_vcpus *vcpus;
	struct topo_domain *domains;
	struct topo_device *devices;
	size_t node_count, cpus_count, pool_count, vcpus_count, domain_count, device_count;

	char **texts;
	size_t text_count;
	bool out_of_memory; /* memory ran out: do not show it */
};

/* Free with topo_view_clear(), also when memory was out. */
void topo_view_build(const struct xpt_host *host, const struct xpt_report *report,
		struct topo_view *ret_view);
void topo_view_clear(struct topo_view *view);
/* A text that lives as long as the view; "" where memory is out, which view->out_of_memory says. */
const char *topo_words(struct topo_view *view, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));

static inline const char *or_not_known(const char *text)
{
	return text ? text : "not known";
}

/* What the rows of a box need when Graphviz draws them, in points, at most. */
struct topo_size {
	size_t width, height;
};

struct topo_size topo_size(const char *rows);

/* All return enum status. */
int topo_text(struct topo_view *view);
int topo_dot(FILE *to, const struct topo_view *view);
/* topo_svg - draws with Graphviz, onto standard output. */
int topo_svg(const struct topo_view *view);

#endif
