/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place/ - which NUMA nodes suit a domain best.  Pure: a snapshot and a request go in, all candidates
 * come out with what each costs, by concern.
 */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include <xpt/place.h>

#include "../base/finding.h"
#include "../base/vector.h"
#include "../model/numa.h"

/* X(key, column heading, help): one cost function each, in cost.c. */
#define CONCERNS(X)                                                                           \
	X(remote_memory, "MEMORY", "cost of memory on other nodes than the CPUs")             \
	X(remote_devices, "DEVICES", "cost of devices on other nodes")                        \
	X(split_sockets, "SOCKETS", "cost of vCPUs on several sockets, which share no cache") \
	X(smt_siblings, "SMT", "cost of vCPUs that share a core")                             \
	X(load, "LOAD", "cost of CPUs shared with other vCPUs")                               \
	X(pool_change, "POOL", "cost of another cpupool, or of one that has yet to be made")  \
	X(claims, "CLAIMS", "cost of memory that is promised to others")                      \
	X(dma_reserve, "DMA", "cost of memory that Xen keeps back for DMA")                   \
	X(spread, "SPREAD", "cost of each node but the first")

#define CONCERN_NAME(key, heading, help) CONCERN_##key,
enum concern { CONCERNS(CONCERN_NAME) CONCERN_COUNT };
#undef CONCERN_NAME

#define LOAD_UNIT (1U << 20) /* one vCPU */

/* A set of nodes: its bits are their numbers, below NODES_MAX. */
typedef uint64_t nodes_t;

/* The request, in the snapshot's terms. */
struct task {
	const struct xpt_host *host;
	struct arena *arena;
	struct xpt_report *report;
	const struct xpt_domain *domain; /* that runs, or NULL */
	const char *type;		 /* "hvm", "pv", "pvh"; NULL: not known */
	unsigned int vcpus, max_vcpus;
	unsigned long long guest_kib;	/* as the guest sees it */
	unsigned long long memory_kib;	/* to be found free, with what Xen needs besides; 0: none */
	unsigned long long claimed_kib; /* of free memory, promised to others */
	bool grows;			/* maxmem= is more than memory= */
	/* 10 is local. Where Xen does not tell: 20, ACPI's word for "another node". */
	unsigned char distances[NODES_MAX][NODES_MAX];
	nodes_t allowed;
	nodes_t memory_nodes; /* where memory is already; none: where the CPUs will be */
	struct bdfs devices;  /* whose node is known */
	unsigned int devices_on[NODES_MAX];
	const struct xpt_pool *only_pool; /* NULL: any */
	const struct xpt_pool *own_pool;  /* of a domain that runs; NULL: not known */
	bool pool_is_set;		  /* the configuration names it already */
};

struct candidate {
	nodes_t nodes;
	const struct xpt_pool *pool; /* NULL: none has CPUs of all these nodes */
	unsigned int node_count, cpu_count, core_count, socket_count;
	uint64_t load;			/* others' vCPUs on these CPUs, in LOAD_UNIT */
	unsigned long long free_kib;	/* without the DMA reserve */
	unsigned long long reserve_kib; /* the DMA reserve */
	unsigned long long missing_kib;
	bool fits;
	int costs[CONCERN_COUNT], cost;
	const char *nodes_text, *cpus_text, *pool_text;
};

typedef VECTOR(struct candidate) candidates_t;

typedef VECTOR(struct xpt_place_step) steps_t;

struct xpt_placement {
	struct task task;
	candidates_t candidates; /* best first */
	steps_t lines, commands;
	const char *why;
};

static inline nodes_t node_bit(unsigned int id)
{
	return id < NODES_MAX ? UINT64_C(1) << id : 0;
}

#define nodes_each(id, nodes)                           \
	for (unsigned int id = 0; id < NODES_MAX; id++) \
		if ((nodes)&node_bit(id))

const char *xpt__nodes_text(struct arena *arena, nodes_t nodes);

/* All: 0 or an error's code. */
int xpt__placement_task(const struct xpt_host *host, const struct xpt_place_request *request,
		struct task *ret_task, struct xpt_error **ret_error);
void xpt__numa_distances(struct task *task);
int xpt__placement_candidates(const struct task *task, candidates_t *candidates);
void xpt__placement_cost(const struct task *task, struct candidate *candidate);
/* False: memory is out. */
bool xpt__placement_lines(struct xpt_placement *placement);
bool xpt__placement_commands(struct xpt_placement *placement);

#endif
