/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of nodes, within each cpupool that has CPUs on all of them. What a set adds up to comes from
 * what was counted for each node once.
 */
#include "place.h"

#define ALL_SETS 8 /* nodes: 255 sets. With more, only pairs and neighbourhoods */

const char *xpt__nodes_text(struct arena *arena, nodes_t nodes)
{
	struct bitmap bitmap = { { nodes } };

	return xpt__bitmap_text(arena, &bitmap);
}

/* What a pool has on a node. */
struct slot {
	struct bitmap cpus, cores, sockets;
	unsigned int cpu_count;
	uint64_t load;
};

struct search {
	const struct task *task;
	candidates_t *candidates;
	uint64_t *load;		     /* of each CPU, in LOAD_UNIT */
	unsigned int *cores;	     /* of each CPU, the first CPU of its core */
	const struct xpt_pool *pool; /* whose slots these are; NULL: all CPUs */
	nodes_t reach;		     /* nodes with a CPU */
	struct slot slots[NODES_MAX];
	nodes_t *reaches; /* of the pools that were searched */
	size_t reach_count;
	bool out_of_memory;
};

/* Where it runs first, or else where it may run, or anywhere. */
static const struct bitmap *home_of(const struct numa *numa, const struct xpt_vcpu *vcpu)
{
	if (vcpu->preferred.state == XPT_FACT_KNOWN && !xpt__bitmap_is_empty(vcpu->preferred.value))
		return vcpu->preferred.value;
	if (vcpu->effective.state == XPT_FACT_KNOWN && !xpt__bitmap_is_empty(vcpu->effective.value))
		return vcpu->effective.value;
	return &numa->online;
}

static void add_load(uint64_t *load, const struct bitmap *cpus, unsigned int vcpus)
{
	unsigned int count = cpus ? xpt__bitmap_count(cpus) : 0;

	if (!count)
		return;
	bitmap_each(id, cpus) load[id] += (uint64_t)vcpus * LOAD_UNIT / count;
}

static bool counts(const struct task *task, const struct xpt_vcpu *vcpu)
{
	return !(task->domain && task->domain->id == vcpu->domain_id) &&
			!(vcpu->state.state == XPT_FACT_KNOWN &&
					xpt__span_is(xpt__span_of(vcpu->state.value), "offline"));
}

/* Neighbours in the list mostly have the same affinity. */
static void count_load(const struct task *task, uint64_t *load)
{
	const struct numa *numa = task->host->numa;
	const struct bitmap *last = NULL;
	unsigned int alike = 0;

	for (size_t i = 0; i < numa->vcpu_count; i++) {
		const struct bitmap *home = home_of(numa, &numa->vcpus[i]);

		if (!counts(task, &numa->vcpus[i]))
			continue;
		if (!last || !xpt__bitmap_equal(home, last)) {
			add_load(load, last, alike);
			alike = 0;
		}
		last = home;
		alike++;
	}
	add_load(load, last, alike);
}

static bool same_core(const struct xpt_cpu *a, const struct xpt_cpu *b)
{
	return a->core.state == XPT_FACT_KNOWN && a->socket.state == XPT_FACT_KNOWN &&
			fact_is(b->core, a->core.value) && fact_is(b->socket, a->socket.value);
}

/* A core is known by its first CPU. Where Xen does not tell, each CPU is a core. */
static void name_cores(const struct numa *numa, unsigned int *cores)
{
	for (size_t i = 0; i < numa->cpu_count; i++) {
		const struct xpt_cpu *cpu = &numa->cpus[i], *first = numa->cpus;

		while (first != cpu && !same_core(cpu, first))
			first++;
		cores[cpu->id] = first->id;
	}
}

static void add_cpu(struct search *search, const struct xpt_cpu *cpu)
{
	struct slot *slot = &search->slots[cpu->node.value];

	xpt__bitmap_add(&slot->cores, search->cores[cpu->id]);
	xpt__bitmap_add(&slot->cpus, cpu->id);
	slot->cpu_count++;
	slot->load += search->load[cpu->id];
	if (cpu->socket.state == XPT_FACT_KNOWN)
		xpt__bitmap_add(&slot->sockets, (unsigned int)cpu->socket.value);
	search->reach |= node_bit((unsigned int)cpu->node.value);
}

static void fill_slots(struct search *search, const struct xpt_pool *pool)
{
	const struct numa *numa = search->task->host->numa;

	search->pool = pool;
	search->reach = 0;
	for (size_t i = 0; i < NODES_MAX; i++)
		search->slots[i] = (struct slot){ 0 };
	for (size_t i = 0; i < numa->cpu_count; i++) {
		const struct xpt_cpu *cpu = &numa->cpus[i];

		if ((!pool || xpt__bitmap_has(pool->cpus.value, cpu->id)) &&
				cpu->node.state == XPT_FACT_KNOWN &&
				search->task->allowed & node_bit((unsigned int)cpu->node.value))
			add_cpu(search, cpu);
	}
}

static unsigned long long known(struct fact_int fact)
{
	return fact.state == XPT_FACT_KNOWN && fact.value > 0 ? (unsigned long long)fact.value : 0;
}

static void add_memory(const struct task *task, unsigned int id, struct candidate *candidate)
{
	const struct xpt_node *node = xpt__model_node(task->host, id);
	unsigned long long free_kib = node ? known(node->free_kib) : 0;
	unsigned long long reserve_kib = node ? known(node->dma_reserve_kib) : 0;

	if (reserve_kib > free_kib)
		reserve_kib = free_kib;
	candidate->free_kib += free_kib - reserve_kib;
	candidate->reserve_kib += reserve_kib;
}

static void sum_up(struct search *search, struct candidate *candidate)
{
	struct bitmap cpus = { { 0 } }, sockets = { { 0 } };
	char buffer[16];

	nodes_each(id, candidate->nodes)
	{
		const struct slot *slot = &search->slots[id];

		candidate->node_count++;
		candidate->cpu_count += slot->cpu_count;
		candidate->core_count += xpt__bitmap_count(&slot->cores);
		candidate->load += slot->load;
		xpt__bitmap_or(&cpus, &slot->cpus);
		xpt__bitmap_or(&sockets, &slot->sockets);
		add_memory(search->task, id, candidate);
	}
	candidate->socket_count = xpt__bitmap_count(&sockets);
	candidate->cpus_text = xpt__bitmap_text(search->task->arena, &cpus);
	candidate->nodes_text = xpt__nodes_text(search->task->arena, candidate->nodes);
	if (candidate->pool)
		candidate->pool_text = xpt__arena_text(search->task->arena, "%s",
				xpt__model_pool_name(candidate->pool, buffer));
	search->out_of_memory = search->out_of_memory || !candidate->cpus_text ||
			!candidate->nodes_text || (candidate->pool && !candidate->pool_text);
}

/* Does a pool have CPUs on all of these nodes? */
static bool is_held(const struct search *search, nodes_t nodes)
{
	for (size_t i = 0; i < search->reach_count; i++)
		if (!(nodes & ~search->reaches[i]))
			return true;
	return false;
}

static void add(struct search *search, nodes_t nodes)
{
	struct candidate *candidate;

	if (search->out_of_memory || (!search->pool && is_held(search, nodes)))
		return;
	candidate = vector_push(search->candidates);
	search->out_of_memory = !candidate;
	if (search->out_of_memory)
		return;
	candidate->nodes = nodes;
	candidate->pool = search->pool;
	sum_up(search, candidate);
	xpt__placement_cost(search->task, candidate);
}

static unsigned int nearest(const struct task *task, unsigned int to, nodes_t of)
{
	unsigned int best = NODES_MAX, shortest = 0;

	nodes_each(id, of)
	{
		unsigned int distance = task->distances[to][id];

		if (best == NODES_MAX || distance < shortest) {
			best = id;
			shortest = distance;
		}
	}
	return best;
}

/* The node alone, with the nearest other, with the two nearest, … */
static void add_neighbourhoods(struct search *search, unsigned int id)
{
	nodes_t nodes = node_bit(id);

	add(search, nodes);
	while (nodes != search->reach) {
		nodes |= node_bit(nearest(search->task, id, search->reach & ~nodes));
		add(search, nodes);
	}
}

static void add_sets(struct search *search)
{
	nodes_t all = search->reach;

	if (__builtin_popcountll(all) <= ALL_SETS) {
		for (nodes_t nodes = all; nodes; nodes = (nodes - 1) & all)
			add(search, nodes);
		return;
	}
	nodes_each(id, all)
	{
		add_neighbourhoods(search, id);
		for (unsigned int other = id + 1; other < NODES_MAX; other++)
			if (all & node_bit(other))
				add(search, node_bit(id) | node_bit(other));
	}
}

static bool may_use(const struct task *task, const struct xpt_pool *pool)
{
	/* Dom0 stays in its pool for ever. */
	bool stays = task->domain && !task->domain->id && task->own_pool;

	return pool->cpus.state == XPT_FACT_KNOWN &&
			(!task->only_pool || pool == task->only_pool) &&
			(!stays || pool == task->own_pool);
}

static void search_all(struct search *search)
{
	const struct task *task = search->task;
	const struct numa *numa = task->host->numa;

	count_load(task, search->load);
	name_cores(numa, search->cores);
	for (size_t i = 0; i < numa->pool_count; i++) {
		if (!may_use(task, &numa->pools[i]))
			continue;
		fill_slots(search, &numa->pools[i]);
		add_sets(search);
		search->reaches[search->reach_count++] = search->reach;
	}
	if (task->only_pool || (task->domain && !task->domain->id))
		return;
	fill_slots(search, NULL);
	add_sets(search);
}

int xpt__placement_candidates(const struct task *task, candidates_t *candidates)
{
	auto_free struct search *search = calloc(1, sizeof(*search));
	auto_free uint64_t *load = calloc(BITMAP_BITS, sizeof(*load));
	auto_free unsigned int *cores = calloc(BITMAP_BITS, sizeof(*cores));
	auto_free nodes_t *reaches = calloc(task->host->numa->pool_count + 1, sizeof(*reaches));

	if (!search || !load || !cores || !reaches)
		return XPT_NO_MEMORY;
	search->task = task;
	search->candidates = candidates;
	search->load = load;
	search->cores = cores;
	search->reaches = reaches;
	search_all(search);
	return search->out_of_memory ? XPT_NO_MEMORY : 0;
}
