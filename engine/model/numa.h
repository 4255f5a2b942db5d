/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs, NUMA nodes, cpupools and vCPUs: XPT_DETAIL_PLACEMENT. */
#ifndef MODEL_NUMA_H
#define MODEL_NUMA_H

#include <xpt/numa.h>

#include "model.h"

#define NODES_MAX 64 /* of any Xen: MAX_NUMNODES */

struct xpt_cpu {
	unsigned int id;
	struct fact_int socket, core, thread; /* thread: 0 is the first of its core */
	struct fact_int node;
	struct fact_text pool; /* XPT_FACT_ABSENT: in none */
};

struct xpt_node {
	unsigned int id;
	struct fact_int size_kib; /* spanned, holes included */
	struct fact_int free_kib;
	/*
	 * Of the free memory, what Xen gives to ordinary guests only when all other nodes are full
	 * (dma_bits=): the node looks that much roomier than it is.
	 */
	struct fact_int dma_reserve_kib;
	struct ints distances; /* to the nodes in order of id; negative: not known */
	struct fact_bitmap cpus;
};

struct xpt_pool {
	unsigned int id;
	struct fact_text name; /* that xenstore keeps */
	struct fact_text scheduler;
	struct fact_int domain_count;
	struct fact_bitmap cpus, nodes;
	struct texts domains;	/* names of those in it */
	struct xpt_vcpu *vcpus; /* of these: copies */
	size_t vcpu_count;
};

struct xpt_vcpu {
	unsigned int domain_id, id;
	struct fact_text domain, pool;
	struct fact_text state;	   /* "running", "blocked", "runnable", "offline" */
	struct fact_int cpu, node; /* where it is, or was last */
	struct fact_int time_ms;
	struct fact_bitmap hard, soft; /* as they were set */
	struct fact_bitmap effective;  /* where it may run: hard and the pool's CPUs */
	struct fact_bitmap preferred;  /* the soft ones of these; all where soft has no effect */
	struct fact_text narrowed;     /* why effective is not hard, or soft has no effect */
};

struct numa {
	struct xpt_cpu *cpus; /* in order of id, all four */
	size_t cpu_count;
	struct xpt_node *nodes;
	size_t node_count;
	struct xpt_pool *pools;
	size_t pool_count;
	struct xpt_vcpu *vcpus; /* in order of domain, then id */
	size_t vcpu_count;
	struct bitmap online;	      /* CPUs */
	struct fact_bitmap free_cpus; /* in no cpupool */
};

/* NULL = none, also where nobody asked for XPT_DETAIL_PLACEMENT. */
struct xpt_cpu *xpt__model_cpu(const struct xpt_host *host, unsigned int id);
struct xpt_node *xpt__model_node(const struct xpt_host *host, unsigned int id);
struct xpt_pool *xpt__model_pool(const struct xpt_host *host, unsigned int id);
/* The vCPUs of a domain. */
struct xpt_vcpu *xpt__model_vcpus(
		const struct xpt_host *host, unsigned int domid, size_t *ret_count);
/* xpt__model_pool_name - or its number where xenstore has no name. */
const char *xpt__model_pool_name(const struct xpt_pool *pool, char buffer[16]);
/* xpt__model_find_pool - by number, as xl reads a name first, or by name. */
int xpt__model_find_pool(const struct xpt_host *host, const char *name,
		const struct xpt_pool **ret_pool, struct xpt_error **ret_error);
/* The nodes that CPUs lie on. */
void xpt__model_nodes_of(
		const struct xpt_host *host, const struct bitmap *cpus, struct bitmap *ret_nodes);

/*
 * CPUs as xl writes them: "0-3,^2", "node:1", "nodes:0-1,^node:0", "all".
 * XPT_INVALID: not such a list, or a CPU or node that this host does not have.
 */
int xpt__cpulist_parse(const struct xpt_host *host, const char *text, struct bitmap *ret_cpus,
		struct xpt_error **ret_error);

#endif
