/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs, NUMA nodes and cpupools, by Xen's word. */
#include "../model/numa.h"

#include <string.h>

#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

#define UNTOLD FACT_UNREADABLE("Xen does not tell")

size_t xpt__line_count(struct span text)
{
	struct span line;
	size_t count = 0;

	while (xpt__span_next_line(&text, &line))
		count++;
	return count;
}

/* "0 key=value …" of a growing id. False: not such a line. */
static bool begin_line(struct span *line, bool first, unsigned int before, unsigned int *ret_id)
{
	struct span word;
	uint64_t id;

	if (!xpt__span_next_word(line, &word) || !xpt__span_number(word, 10, &id) ||
			id >= BITMAP_BITS || (!first && id <= before))
		return false;
	*ret_id = (unsigned int)id;
	return true;
}

/* CPUs */

static void read_cpu(struct span line, struct xpt_cpu *cpu)
{
	struct span key, value;

	cpu->socket = cpu->core = cpu->node = (struct fact_int)UNTOLD;
	cpu->pool = (struct fact_text)FACT_ABSENT("it is in no cpupool");
	while (xpt__span_next_pair(&line, &key, &value)) {
		if (xpt__span_is(key, "socket"))
			cpu->socket = xpt__fact_number(value, 10, INT32_MAX);
		if (xpt__span_is(key, "core"))
			cpu->core = xpt__fact_number(value, 10, INT32_MAX);
		if (xpt__span_is(key, "node"))
			cpu->node = xpt__fact_number(value, 10, NODES_MAX - 1);
	}
}

/* Threads count within their core. They lie side by side, or far apart, but always in order. */
static struct fact_int thread_of(const struct numa *numa, size_t index)
{
	const struct xpt_cpu *cpu = &numa->cpus[index];
	long long thread = 0;

	if (cpu->core.state != XPT_FACT_KNOWN || cpu->socket.state != XPT_FACT_KNOWN)
		return (struct fact_int)UNTOLD;
	for (size_t i = 0; i < index; i++)
		thread += fact_is(numa->cpus[i].core, cpu->core.value) &&
				fact_is(numa->cpus[i].socket, cpu->socket.value);
	return fact_int_known(thread);
}

static void read_cpus(struct source *source, struct xpt_host *host)
{
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct span rest, line;
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_CPUS, &blob, &why))
		return;
	rest = blob_span(&blob);
	numa->cpus = xpt__arena_array(host->arena, xpt__line_count(rest) + 1, sizeof(*numa->cpus));
	while (numa->cpus && xpt__span_next_line(&rest, &line)) {
		struct xpt_cpu *cpu = &numa->cpus[numa->cpu_count];

		if (!begin_line(&line, !numa->cpu_count, numa->cpu_count ? cpu[-1].id : 0,
				    &cpu->id))
			continue;
		read_cpu(line, cpu);
		xpt__bitmap_add(&numa->online, cpu->id);
		cpu->thread = thread_of(numa, numa->cpu_count++);
	}
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

/* "free_below_29_kib": what of the node's free memory lies below 2^29. */
static struct fact_int low_memory(struct span line, unsigned int bits)
{
	struct span key, value;
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "free_below_%u_kib", bits);
	while (xpt__span_next_pair(&line, &key, &value))
		if (xpt__span_is(key, wanted))
			return xpt__fact_number(value, 10, INT64_MAX);
	return (struct fact_int)UNTOLD;
}

static struct ints read_distances(struct xpt_host *host, struct span text)
{
	long long *items = xpt__arena_array(host->arena, text.length + 1, sizeof(*items));
	struct ints distances = { .items = items, .state = XPT_FACT_KNOWN };
	struct span word;
	uint64_t number;

	host->out_of_memory = host->out_of_memory || !items;
	while (items && xpt__span_next_part(&text, ',', &word))
		items[distances.count++] = xpt__span_number(word, 10, &number) && number < 255 ?
				(long long)number :
				-1;
	return distances;
}

static void read_node(struct xpt_host *host, struct span line, struct xpt_node *node)
{
	struct span key, value;

	node->size_kib = node->free_kib = (struct fact_int)UNTOLD;
	node->distances = (struct ints)UNTOLD;
	while (xpt__span_next_pair(&line, &key, &value)) {
		if (xpt__span_is(key, "size_kib"))
			node->size_kib = xpt__fact_number(value, 10, INT64_MAX);
		if (xpt__span_is(key, "free_kib"))
			node->free_kib = xpt__fact_number(value, 10, INT64_MAX);
		if (xpt__span_is(key, "distances"))
			node->distances = read_distances(host, value);
	}
}

static void read_reserves(struct xpt_host *host, struct span rest)
{
	unsigned int bits = dma_bits(host);
	struct span line, word;
	uint64_t id;

	while (xpt__span_next_line(&rest, &line)) {
		struct xpt_node *node = xpt__span_next_word(&line, &word) &&
						xpt__span_number(word, 10, &id) && id < NODES_MAX ?
				xpt__model_node(host, (unsigned int)id) :
				NULL;

		if (node)
			node->dma_reserve_kib = host->numa->node_count > 1 ?
					low_memory(line, bits) :
					fact_int_known(0);
	}
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
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct span rest, line;
	struct fact_text why;

	if (!xpt__read_answer(source, host, PATH_XEN_NODES, &blob, &why))
		return;
	rest = blob_span(&blob);
	numa->nodes = xpt__arena_array(host->arena, NODES_MAX, sizeof(*numa->nodes));
	while (numa->nodes && numa->node_count < NODES_MAX && xpt__span_next_line(&rest, &line)) {
		struct xpt_node *node = &numa->nodes[numa->node_count];

		if (!begin_line(&line, !numa->node_count, numa->node_count ? node[-1].id : 0,
				    &node->id) ||
				node->id >= NODES_MAX)
			continue;
		read_node(host, line, node);
		numa->node_count++;
	}
	host->out_of_memory = host->out_of_memory || !numa->nodes;
	if (host->out_of_memory)
		return;
	read_reserves(host, blob_span(&blob));
	node_cpus(host);
}

/* Cpupools */

static void read_pool(struct source *source, struct xpt_host *host, struct span line,
		struct xpt_pool *pool)
{
	char room[PATH_ROOM];
	struct span key, value;
	struct bitmap nodes;

	pool->scheduler = (struct fact_text)UNTOLD;
	pool->domain_count = (struct fact_int)UNTOLD;
	pool->cpus = pool->nodes = (struct fact_bitmap)UNTOLD;
	while (xpt__span_next_pair(&line, &key, &value)) {
		if (xpt__span_is(key, "sched"))
			pool->scheduler = xpt__fact_span(host, value);
		if (xpt__span_is(key, "domains"))
			pool->domain_count = xpt__fact_number(value, 10, INT32_MAX);
		if (xpt__span_is(key, "cpus"))
			pool->cpus = xpt__fact_bitmap_span(host, value);
	}
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

static void pool_of_cpus(struct xpt_host *host, const struct xpt_pool *pool)
{
	char buffer[16];
	const char *name = xpt__model_pool_name(pool, buffer);

	name = xpt__read_keep(host, xpt__arena_text(host->arena, "%s", name));
	if (!name || pool->cpus.state != XPT_FACT_KNOWN)
		return;
	bitmap_each(id, pool->cpus.value)
	{
		struct xpt_cpu *cpu = xpt__model_cpu(host, id);

		if (cpu)
			cpu->pool = fact_text_known(name);
	}
}

/* "0 sched=credit2 …", or "free cpus=…" */
static void read_pool_line(struct source *source, struct xpt_host *host, struct span line)
{
	struct numa *numa = host->numa;
	struct xpt_pool *pool = &numa->pools[numa->pool_count];
	struct span key, value;

	if (xpt__span_starts(line, "free ")) {
		if (xpt__span_next_pair(&line, &key, &value) && xpt__span_is(key, "cpus"))
			numa->free_cpus = xpt__fact_bitmap_span(host, value);
		return;
	}
	if (!begin_line(&line, !numa->pool_count, numa->pool_count ? pool[-1].id : 0, &pool->id))
		return;
	read_pool(source, host, line, pool);
	pool_of_cpus(host, pool);
	numa->pool_count++;
}

static void read_pools(struct source *source, struct xpt_host *host)
{
	struct numa *numa = host->numa;
	auto_blob struct blob blob = { 0 };
	struct span rest, line;
	struct fact_text why;

	numa->free_cpus = (struct fact_bitmap)UNTOLD;
	if (!xpt__read_answer(source, host, PATH_XEN_POOLS, &blob, &why))
		return;
	rest = blob_span(&blob);
	numa->pools = xpt__arena_array(
			host->arena, xpt__line_count(rest) + 1, sizeof(*numa->pools));
	while (numa->pools && xpt__span_next_line(&rest, &line) && !host->out_of_memory)
		read_pool_line(source, host, line);
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
