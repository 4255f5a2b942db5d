/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What speaks against a candidate, one concern a function. Each says how bad it is, with 1000 for as
 * bad as is usual on a host with two nodes; how much that counts is in the table below.
 */
#include "place.h"

#define BAD 1000
#define LOCAL 10U
#define ELSEWHERE 20U

static unsigned char distance(const struct xpt_host *host, unsigned int from, unsigned int to)
{
	const struct xpt_node *node = xpt__model_node(host, from),
			      *other = xpt__model_node(host, to);
	size_t index = other ? (size_t)(other - host->numa->nodes) : 0;
	long long told = -1;

	if (from == to)
		return LOCAL;
	if (node && other && node->distances.state == XPT_FACT_KNOWN &&
			index < node->distances.count)
		told = node->distances.items[index];
	return told < 0 || told > 254 ? ELSEWHERE : told < LOCAL ? LOCAL : (unsigned char)told;
}

void xpt__numa_distances(struct task *task)
{
	for (unsigned int from = 0; from < NODES_MAX; from++)
		for (unsigned int to = 0; to < NODES_MAX; to++)
			task->distances[from][to] = distance(task->host, from, to);
}

/* Mean of what the way from these nodes to that one is longer than a local one. */
static long long way(const struct task *task, const struct candidate *candidate, unsigned int to)
{
	long long sum = 0;

	nodes_each(from, candidate->nodes) sum +=
			(long long)(task->distances[from][to] - LOCAL) * BAD / LOCAL;
	return sum / candidate->node_count;
}

/* Xen spreads memory evenly over the nodes of a domain. */
static long long remote_memory(const struct task *task, const struct candidate *candidate)
{
	nodes_t at = task->memory_nodes ? task->memory_nodes : candidate->nodes;
	long long sum = 0, count = 0;

	nodes_each(id, at)
	{
		sum += way(task, candidate, id);
		count++;
	}
	return sum / count;
}

static long long remote_devices(const struct task *task, const struct candidate *candidate)
{
	long long sum = 0;

	for (unsigned int id = 0; id < NODES_MAX; id++)
		if (task->devices_on[id])
			sum += task->devices_on[id] * way(task, candidate, id);
	return task->devices.count ? sum / (long long)task->devices.count : 0;
}

static long long split_sockets(const struct task *task, const struct candidate *candidate)
{
	(void)task;
	return candidate->socket_count ? BAD - BAD / candidate->socket_count : 0;
}

/* Of the vCPUs, those that share a core with another one when all run. */
static long long smt_siblings(const struct task *task, const struct candidate *candidate)
{
	long long over = (long long)task->vcpus - candidate->core_count;

	if (over <= 0)
		return 0;
	return BAD * (over * 2 < task->vcpus ? over * 2 : task->vcpus) / task->vcpus;
}

/* vCPUs of others for each CPU; and those of its own, beyond one a CPU, five times. */
static long long load(const struct task *task, const struct candidate *candidate)
{
	long long others = (long long)(candidate->load / candidate->cpu_count * BAD / LOAD_UNIT);
	long long over = (long long)task->vcpus - candidate->cpu_count;

	return others + (over > 0 ? 5LL * BAD * over / candidate->cpu_count : 0);
}

static long long pool_change(const struct task *task, const struct candidate *candidate)
{
	if (!candidate->pool)
		return task->host->numa->pool_count ? BAD : 0;
	return task->own_pool && candidate->pool != task->own_pool ? BAD / 4 : 0;
}

static unsigned long long short_of(unsigned long long wanted, unsigned long long there)
{
	return wanted > there ? wanted - there : 0;
}

static long long part_of_memory(const struct task *task, unsigned long long kib)
{
	if (kib >= task->memory_kib)
		return task->memory_kib ? BAD : 0;
	return (long long)((double)kib / (double)task->memory_kib * BAD);
}

/* A claim is for memory of any node: at worst all of it comes from here. */
static long long claims(const struct task *task, const struct candidate *candidate)
{
	unsigned long long now = short_of(task->memory_kib, candidate->free_kib);
	unsigned long long then = short_of(
			task->memory_kib, short_of(candidate->free_kib, task->claimed_kib));

	return part_of_memory(task, then - now);
}

/* What does not fit beside the reserve comes from other nodes. */
static long long dma_reserve(const struct task *task, const struct candidate *candidate)
{
	return part_of_memory(task, short_of(task->memory_kib, candidate->free_kib));
}

static long long spread(const struct task *task, const struct candidate *candidate)
{
	(void)task;
	return (long long)BAD * (candidate->node_count - 1);
}

struct judge {
	int weight; /* the cost of BAD */
	long long (*badness)(const struct task *task, const struct candidate *candidate);
};

static const struct judge judges[CONCERN_COUNT] = {
	/* The measure of the others: every access takes twice as long (distance 20). */
	[CONCERN_remote_memory] = { 1000, remote_memory },
	/* DMA and interrupts take the way, the guest's other work does not. */
	[CONCERN_remote_devices] = { 600, remote_devices },
	/* Lines that vCPUs share travel; less than all of memory does. */
	[CONCERN_split_sockets] = { 100, split_sockets },
	/* Two threads of a core do about 1.3 times the work of one. */
	[CONCERN_smt_siblings] = { 400, smt_siblings },
	/* Others are idle most of the time. Its own, if twice as many as CPUs, take twice as long. */
	[CONCERN_load] = { 200, load },
	/* A new pool takes CPUs from others; a change of pool only resets affinities. */
	[CONCERN_pool_change] = { 400, pool_change },
	/* May come, and may come from elsewhere. */
	[CONCERN_claims] = { 300, claims },
	/* As bad as remote memory, which that part becomes. */
	[CONCERN_dma_reserve] = { 1000, dma_reserve },
	/* Breaks ties for the smaller set, and keeps room for others. */
	[CONCERN_spread] = { 30, spread },
};

void xpt__placement_cost(const struct task *task, struct candidate *candidate)
{
	candidate->missing_kib =
			short_of(task->memory_kib, candidate->free_kib + candidate->reserve_kib);
	candidate->fits = !candidate->missing_kib;
	candidate->cost = 0;
	for (size_t i = 0; i < CONCERN_COUNT; i++) {
		long long cost = judges[i].badness(task, candidate) * judges[i].weight / BAD;

		candidate->costs[i] = cost > 1000000 ? 1000000 : (int)cost;
		candidate->cost += candidate->costs[i];
	}
}
