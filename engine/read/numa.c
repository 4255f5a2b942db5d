/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs, NUMA nodes and cpupools, by Xen's word. */
#include "../model/numa.h"

#include <stdlib.h>
#include <string.h>

#include "../formats/cpus.h"
#include "../formats/nodes.h"
#include "../formats/pools.h"
#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

/* CPUs */

static void take_cpu(const struct cpu_line *line, struct xpt_cpu *cpu)
{
	*cpu = (struct xpt_cpu){ .id = line->id,
		.socket = line->socket,
		.core = line->core,
		.node = line->node,
		.pool = FACT_UNREADABLE("Xen does not report its cpupools") };
}

/* Ids grow; one that is there already makes it unknown where the CPU is. */
static void keep_cpu(struct xpt_host *host, const struct cpu_line *line)
{
	const struct cpu_line twice = xpt__cpu_twice(line->id);
	struct numa *numa = host->numa;
	bool grows = !numa->cpu_count || numa->cpus[numa->cpu_count - 1].id < line->id;
	struct xpt_cpu *there = grows ? NULL : xpt__model_cpu(host, line->id);

	if (there) {
		take_cpu(&twice, there);
	} else if (grows) {
		take_cpu(line, &numa->cpus[numa->cpu_count++]);
		xpt__bitmap_add(&numa->online, line->id);
	}
}

/* Threads count within their core. They lie side by side, or far apart, but always in order. */
static struct fact_int thread_of(const struct numa *numa, size_t index)
{
	const struct xpt_cpu *cpu = &numa->cpus[index];
	long long thread = 0;

	if (cpu->core.state != XPT_FACT_KNOWN || cpu->socket.state != XPT_FACT_KNOWN)
		return (struct fact_int)LINE_UNTOLD;
	for (size_t i = 0; i < index; i++)
		thread += fact_is(numa->cpus[i].core, cpu->core.value) &&
				fact_is(numa->cpus[i].socket, cpu->socket.value);
	return fact_int_known(thread);
}

static void read_cpus(struct source *source, struct xpt_host *host)
{
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct cpu_line line;
	struct fact_text why;
	struct span rest;

	if (!xpt__read_answer(source, host, PATH_XEN_CPUS, &blob, &why))
		return;
	rest = blob_span(&blob);
	numa->cpus = xpt__arena_array(host->arena, xpt__span_lines(rest) + 1, sizeof(*numa->cpus));
	while (numa->cpus && xpt__cpus_next(&rest, &line))
		keep_cpu(host, &line);
	for (size_t i = 0; i < numa->cpu_count; i++)
		numa->cpus[i].thread = thread_of(numa, i);
	host->out_of_memory = host->out_of_memory || !numa->cpus;
}

/* Nodes */

/*
 * On a NUMA host Xen keeps what lies below 2^bits for those who can use nothing else (DMA); ordinary
 * guests get it after the memory of all other nodes. Without dma_bits= it is a quarter of the node
 * that owns low memory, rounded up to a power of two, at most 4 GiB (arch_get_dma_bitsize in Xen).
 * That node starts at address 0 and is the first.
 */
static unsigned int dma_bits(const struct xpt_host *host)
{
	const char *option = host->xen_command_line.state == XPT_FACT_KNOWN ?
			strstr(host->xen_command_line.value, "dma_bits=") :
			NULL;
	const struct numa *numa = host->numa;
	uint64_t bytes = 0;
	unsigned int bits = 0;

	if (option)
		return (unsigned int)strtoul(option + strlen("dma_bits="), NULL, 10);
	if (numa->node_count && numa->nodes[0].size_kib.state == XPT_FACT_KNOWN)
		bytes = (uint64_t)numa->nodes[0].size_kib.value * 1024 / 4;
	for (; bits < 32 && UINT64_C(1) << bits < bytes; bits++)
		;
	return bits;
}

static struct ints take_distances(struct xpt_host *host, const struct node_line *line)
{
	size_t size = line->distance_count * sizeof(*line->distances);
	struct ints distances = { .state = line->distances_state,
		.reason = line->distances_reason,
		.count = line->distance_count };
	long long *items = xpt__arena_alloc(host->arena, size + 1);

	host->out_of_memory = host->out_of_memory || !items;
	if (items)
		memcpy(items, line->distances, size);
	distances.items = items;
	return distances;
}

static void take_nodes(struct xpt_host *host, const struct node_line *lines, size_t count)
{
	struct numa *numa = host->numa;
	unsigned int bits;

	for (size_t i = 0; i < count; i++)
		numa->nodes[numa->node_count++] = (struct xpt_node){ .id = lines[i].id,
			.size_kib = lines[i].size_kib,
			.free_kib = lines[i].free_kib,
			.distances = take_distances(host, &lines[i]) };
	bits = dma_bits(host);
	for (size_t i = 0; i < count; i++)
		numa->nodes[i].dma_reserve_kib =
				count > 1 ? xpt__node_low(&lines[i], bits) : fact_int_known(0);
}

/* Ids grow; one that is there already makes it unknown what the node is like. */
static size_t collect_nodes(struct span rest, struct node_line lines[NODES_MAX])
{
	struct node_line line;
	size_t count = 0, i;

	while (xpt__nodes_next(&rest, &line)) {
		for (i = count; i && lines[i - 1].id > line.id; i--)
			;
		if (i && lines[i - 1].id == line.id)
			lines[i - 1] = xpt__node_twice(line.id);
		else if (i == count)
			lines[count++] = line;
	}
	return count;
}

static void node_cpus(struct xpt_host *host)
{
	for (size_t i = 0; i < host->numa->node_count; i++) {
		struct xpt_node *node = &host->numa->nodes[i];
		struct bitmap cpus = { { 0 } };

		for (size_t k = 0; k < host->numa->cpu_count; k++)
			if (fact_is(host->numa->cpus[k].node, node->id))
				xpt__bitmap_add(&cpus, host->numa->cpus[k].id);
		node->cpus = xpt__fact_bitmap_of(host, &cpus);
	}
}

static void read_nodes(struct source *source, struct xpt_host *host)
{
	auto_free struct node_line *lines = calloc(NODES_MAX, sizeof(*lines));
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_NODES, &blob, &why))
		return;
	numa->nodes = xpt__arena_array(host->arena, NODES_MAX, sizeof(*numa->nodes));
	host->out_of_memory = host->out_of_memory || !numa->nodes || !lines;
	if (!host->out_of_memory)
		take_nodes(host, lines, collect_nodes(blob_span(&blob), lines));
	if (!host->out_of_memory)
		node_cpus(host);
}

/* Cpupools */

static void take_pool(struct source *source, struct xpt_host *host, const struct pool_line *line,
		struct xpt_pool *pool)
{
	char room[PATH_ROOM];
	struct bitmap nodes;

	*pool = (struct xpt_pool){ .id = line->id,
		.scheduler = xpt__fact_of_span(host, &line->scheduler),
		.domain_count = line->domains,
		.cpus = xpt__fact_of_set(host, &line->cpus),
		.nodes = LINE_UNTOLD };
	pool->name = fact_true(host->store) ?
			xpt__read_text(source, host,
					xpt__read_path(room, PATH_STORE_POOLS "/%u/name",
							pool->id)) :
			xpt__fact_text_why(host->store);
	if (pool->cpus.state != XPT_FACT_KNOWN)
		return;
	xpt__model_nodes_of(host, pool->cpus.value, &nodes);
	pool->nodes = xpt__fact_bitmap_of(host, &nodes);
}

static struct fact_text pool_of(struct xpt_host *host, unsigned int cpu)
{
	const struct numa *numa = host->numa;
	const struct xpt_pool *found = NULL;
	bool told = true;
	char buffer[16];

	for (size_t i = 0; i < numa->pool_count; i++) {
		const struct fact_bitmap *cpus = &numa->pools[i].cpus;

		told = told && cpus->state == XPT_FACT_KNOWN;
		if (cpus->state != XPT_FACT_KNOWN || !xpt__bitmap_has(cpus->value, cpu))
			continue;
		if (found)
			return (struct fact_text)FACT_UNREADABLE("Xen names it in two cpupools");
		found = &numa->pools[i];
	}
	if (!found)
		return told ? (struct fact_text)FACT_ABSENT("it is in no cpupool") :
			      (struct fact_text)FACT_UNREADABLE(
					      "Xen does not report the CPUs of every cpupool");
	return fact_text_known(xpt__read_keep(host,
			xpt__arena_text(host->arena, "%s", xpt__model_pool_name(found, buffer))));
}

static void pools_of_cpus(struct xpt_host *host)
{
	for (size_t i = 0; i < host->numa->cpu_count && !host->out_of_memory; i++)
		host->numa->cpus[i].pool = pool_of(host, host->numa->cpus[i].id);
}

/* Ids grow; one that is there already makes it unknown what the cpupool is. */
static void keep_pool(struct source *source, struct xpt_host *host, const struct pool_line *line)
{
	const struct pool_line twice = xpt__pool_twice(line->id);
	struct numa *numa = host->numa;
	bool grows = !numa->pool_count || numa->pools[numa->pool_count - 1].id < line->id;
	struct xpt_pool *there = grows ? NULL : xpt__model_pool(host, line->id);

	if (there)
		take_pool(source, host, &twice, there);
	else if (grows)
		take_pool(source, host, line, &numa->pools[numa->pool_count++]);
}

static void read_pools(struct source *source, struct xpt_host *host)
{
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct pool_line line;
	struct fact_set free_cpus;
	struct fact_text why;
	struct span rest;

	numa->free_cpus = (struct fact_bitmap)LINE_UNTOLD;
	if (!xpt__read_answer(source, host, PATH_XEN_POOLS, &blob, &why))
		return;
	rest = blob_span(&blob);
	numa->pools = xpt__arena_array(
			host->arena, xpt__span_lines(rest) + 1, sizeof(*numa->pools));
	while (numa->pools && xpt__pools_next(&rest, &line) && !host->out_of_memory)
		keep_pool(source, host, &line);
	pools_of_cpus(host);
	free_cpus = xpt__pools_free(blob_span(&blob));
	numa->free_cpus = xpt__fact_of_set(host, &free_cpus);
	host->out_of_memory = host->out_of_memory || !numa->pools;
}

/* Who is in each cpupool: the domains' own word. */

static bool is_member(const struct xpt_host *host, const struct xpt_pool *pool, unsigned int domid)
{
	const struct xpt_domain *domain = xpt__model_domain(host, domid);

	return domain && fact_is(domain->pool_id, pool->id);
}

static void pool_domains(struct xpt_host *host, struct xpt_pool *pool)
{
	pool->domains.state = host->domain_count ? XPT_FACT_KNOWN : XPT_FACT_UNREADABLE;
	pool->domains.reason = "Xen does not list its domains";
	for (size_t i = 0; i < host->domain_count && !host->out_of_memory; i++) {
		char buffer[16];

		if (is_member(host, pool, host->domains[i].id) &&
				!xpt__texts_add(host->arena, &pool->domains,
						xpt__arena_text(host->arena, "%s",
								xpt__model_domain_name(host,
										host->domains[i].id,
										buffer))))
			host->out_of_memory = true;
	}
}

static void pool_vcpus(struct xpt_host *host, struct xpt_pool *pool)
{
	const struct numa *numa = host->numa;
	size_t count = 0;

	/* thousands of pools do not each get room for all */
	for (size_t i = 0; i < numa->vcpu_count; i++)
		count += is_member(host, pool, numa->vcpus[i].domain_id);
	pool->vcpus = xpt__arena_array(host->arena, count, sizeof(*pool->vcpus));
	host->out_of_memory = host->out_of_memory || !pool->vcpus;
	for (size_t i = 0; i < numa->vcpu_count && !host->out_of_memory; i++)
		if (is_member(host, pool, numa->vcpus[i].domain_id))
			pool->vcpus[pool->vcpu_count++] = numa->vcpus[i];
}

static void read_members(struct xpt_host *host)
{
	for (size_t i = 0; i < host->numa->pool_count && !host->out_of_memory; i++) {
		pool_domains(host, &host->numa->pools[i]);
		pool_vcpus(host, &host->numa->pools[i]);
	}
}

int xpt__read_numa(struct source *source, struct xpt_host *host)
{
	if (!(host->detail & XPT_DETAIL_PLACEMENT))
		return 0;
	host->numa = xpt__arena_alloc(host->arena, sizeof(*host->numa));
	if (!host->numa)
		return XPT_NO_MEMORY;
	read_cpus(source, host);
	if (!host->out_of_memory)
		read_nodes(source, host);
	if (!host->out_of_memory)
		read_pools(source, host);
	if (!host->out_of_memory)
		xpt__read_vcpus(source, host);
	if (!host->out_of_memory)
		read_members(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
