/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A cpupool for each NUMA node, and all of them one again. */
#include <string.h>

#include "../base/error.h"
#include "pools.h"

#define FIRST_NAME "Pool-0"
#define NODE_NAME "Pool-node"

static bool has_cpus(const struct xpt_node *node)
{
	return node->cpus.state == XPT_FACT_KNOWN && !xpt__bitmap_is_empty(node->cpus.value);
}

static size_t nodes_with_cpus(const struct numa *numa)
{
	size_t count = 0;

	for (size_t i = 0; i < numa->node_count; i++)
		count += has_cpus(&numa->nodes[i]);
	return count;
}

static bool has_pool_of_its_own(const struct numa *numa, const struct xpt_node *node)
{
	for (size_t i = 0; i < numa->pool_count; i++)
		if (numa->pools[i].cpus.state == XPT_FACT_KNOWN &&
				xpt__bitmap_equal(numa->pools[i].cpus.value, node->cpus.value))
			return true;
	return false;
}

/* Whatever the cpupools are called. */
static bool is_split(const struct numa *numa)
{
	for (size_t i = 0; i < numa->node_count; i++)
		if (has_cpus(&numa->nodes[i]) && !has_pool_of_its_own(numa, &numa->nodes[i]))
			return false;
	return true;
}

/* That of CPU 0, which cannot leave the first cpupool. */
static const struct xpt_node *first_node(const struct xpt_host *host)
{
	const struct xpt_cpu *cpu = xpt__model_cpu(host, 0);
	const struct xpt_node *node = cpu && cpu->node.state == XPT_FACT_KNOWN ?
			xpt__model_node(host, (unsigned int)cpu->node.value) :
			NULL;

	return node && has_cpus(node) ? node : NULL;
}

static unsigned int dom0_vcpus(const struct xpt_host *host)
{
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(host, 0, &count);
	unsigned int online = 0;

	for (size_t i = 0; i < count; i++)
		online += vcpus[i].cpu.state == XPT_FACT_KNOWN;
	return online;
}

/*
 * xl takes vCPUs away from a dom0 that has more than CPUs are left. Xen does not ask for that, and
 * dom0 may need minutes or refuse: so it is only told.
 */
static const char *why_leave(struct builder *builder, const struct xpt_node *first)
{
	unsigned int vcpus = dom0_vcpus(builder->host), cpus = xpt__bitmap_count(first->cpus.value);
	const char *why = "they are not of its node";

	if (vcpus > cpus)
		why = xpt__arena_text(builder->arena,
				"they are not of its node; the %u vCPUs of dom0 share %u CPUs "
				"then (xl vcpu-set 0 %u takes the others away)",
				vcpus, cpus, cpus);
	builder->failed = builder->failed || !why;
	return why ? why : "";
}

/* What the first cpupool becomes, and what leaves it. */
struct split {
	const struct xpt_pool *pool;
	struct pool_ref rest;
	const struct xpt_node *first;
	const char *why;
};

static int split_node(struct builder *builder, const struct split *split,
		const struct xpt_node *node, unsigned int number, struct xpt_error **ret_error)
{
	struct pool_ref new = { number, xpt__arena_text(builder->arena, NODE_NAME "%u", node->id) };
	struct bitmap leaving = *node->cpus.value;
	int rc = new.name ? xpt__pool_check_units(builder->host, &leaving, ret_error) :
			    xpt__error_no_memory(ret_error);

	if (rc)
		return rc;
	xpt__bitmap_and(&leaving, split->pool->cpus.value);
	xpt__pool_create_step(
			builder, new, split->pool->scheduler.value, "each node gets a cpupool");
	xpt__pool_remove_step(builder, split->rest, &leaving, split->why);
	xpt__pool_add_step(builder, new, node->cpus.value, "they are of its node");
	return 0;
}

static int split_steps(
		struct builder *builder, const struct split *split, struct xpt_error **ret_error)
{
	const struct numa *numa = builder->host->numa;
	struct bitmap leaving = *split->pool->cpus.value, missing = *split->first->cpus.value;
	unsigned int number = 0;
	int rc;

	xpt__bitmap_minus(&leaving, split->first->cpus.value);
	xpt__bitmap_minus(&missing, split->pool->cpus.value);
	rc = xpt__pool_check_leaving(builder, split->pool, &leaving, ret_error);
	if (rc)
		return rc;
	xpt__pool_expect(builder, split->pool);
	xpt__pool_rename_step(
			builder, split->pool, split->rest.name, "it keeps the CPUs of that node");
	xpt__pool_add_step(builder, split->rest, &missing, "they are of its node");
	for (size_t i = 0; !rc && i < numa->node_count; i++) {
		if (&numa->nodes[i] == split->first || !has_cpus(&numa->nodes[i]))
			continue;
		number = xpt__pool_free_number(builder->host, number + 1);
		rc = split_node(builder, split, &numa->nodes[i], number, ret_error);
	}
	return rc;
}

int xpt__pool_plan_split(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct numa *numa = builder->host->numa;
	const struct xpt_node *first = first_node(builder->host);
	const struct xpt_pool *pool = NULL;
	struct split split;
	int rc = xpt__pool_need_first(builder->host, &pool, ret_error);

	(void)request;
	if (rc)
		return rc;
	if (!first)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report which CPUs its NUMA nodes have");
	*ret_title = "make a cpupool for each NUMA node";
	if (nodes_with_cpus(numa) < 2)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"this host has one NUMA node with CPUs: there is "
				"nothing to split");
	if (is_split(numa))
		return 0;
	if (numa->pool_count > 1)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"there are several cpupools already: merge them first "
				"(xpt pool merge)");
	split = (struct split){ pool,
		{ pool->id, xpt__arena_text(builder->arena, NODE_NAME "%u", first->id) }, first,
		why_leave(builder, first) };
	return split.rest.name ? split_steps(builder, &split, ret_error) :
				 xpt__error_no_memory(ret_error);
}

/* Merging */

struct merge {
	const struct xpt_pool *first;
	const struct xpt_pool *only; /* NULL: all of them */
	struct bitmap cpus;	     /* of the first one, when all is done */
};

static bool is_merged(const struct merge *merge, const struct xpt_pool *pool)
{
	return pool->id && (!merge->only || pool == merge->only);
}

/* Each merged cpupool, or each domain in one of them. */
#define merge_each_pool(pool, merge, numa)                                 \
	for (const struct xpt_pool *pool = (numa)->pools;                  \
			pool < (numa)->pools + (numa)->pool_count; pool++) \
		if (is_merged((merge), pool))

#define each_domain(domain, host)                               \
	for (const struct xpt_domain *domain = (host)->domains; \
			domain < (host)->domains + (host)->domain_count; domain++)

static int merge_begin(const struct xpt_host *host, const struct xpt_pool_request *request,
		struct merge *merge, struct xpt_error **ret_error)
{
	const struct numa *numa = host->numa;
	int rc = xpt__pool_need_first(host, &merge->first, ret_error);

	if (!rc && request->pool)
		rc = xpt__pool_find(host, request->pool, &merge->only, ret_error);
	if (rc)
		return rc;
	if (merge->only && !merge->only->id)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the cpupool with number 0 is the one that others "
				"merge into");
	merge->cpus = *merge->first->cpus.value;
	merge_each_pool(pool, merge, numa)
	{
		if (pool->cpus.state != XPT_FACT_KNOWN || pool->scheduler.state != XPT_FACT_KNOWN)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"Xen does not report what is in the cpupool %u", pool->id);
		xpt__bitmap_or(&merge->cpus, pool->cpus.value);
	}
	return 0;
}

/* Domains leave first: Xen takes no last CPU from under one. */
static int merge_domains(
		struct builder *builder, const struct merge *merge, struct xpt_error **ret_error)
{
	int rc = 0;

	merge_each_pool(pool, merge, builder->host->numa)
			each_domain(domain, builder->host) if (!rc && xpt__pool_holds(pool, domain))
					rc = xpt__pool_move_steps(builder, domain, merge->first,
							&merge->cpus, ret_error);
	return rc;
}

static void merge_cpus(struct builder *builder, const struct merge *merge)
{
	struct pool_ref first = xpt__pool_ref_of(builder, merge->first);
	const struct numa *numa = builder->host->numa;

	merge_each_pool(pool, merge, numa)
	{
		xpt__pool_expect(builder, pool);
		xpt__pool_remove_step(builder, xpt__pool_ref_of(builder, pool), pool->cpus.value,
				"a CPU is in one cpupool at a time");
		xpt__pool_add_step(builder, first, pool->cpus.value, "as requested");
	}
	if (!merge->only && numa->free_cpus.state == XPT_FACT_KNOWN)
		xpt__pool_add_step(builder, first, numa->free_cpus.value, "they are in no cpupool");
}

static void merge_end(struct builder *builder, const struct merge *merge)
{
	const struct xpt_pool *first = merge->first;

	merge_each_pool(pool, merge, builder->host->numa)
			each_domain(domain, builder->host) if (xpt__pool_holds(pool, domain))
					xpt__pool_restore_steps(builder, domain, &merge->cpus);
	merge_each_pool(pool, merge, builder->host->numa) xpt__pool_destroy_step(
			builder, pool, "it has neither CPUs nor domains any more");
	if (!merge->only && first->name.state == XPT_FACT_KNOWN &&
			!strncmp(first->name.value, NODE_NAME, strlen(NODE_NAME)))
		xpt__pool_rename_step(builder, first, FIRST_NAME,
				"it no longer belongs to a single node");
}

int xpt__pool_plan_merge(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	struct merge merge = { NULL };
	int rc = merge_begin(builder->host, request, &merge, ret_error);

	if (rc)
		return rc;
	*ret_title = request->pool ? xpt__arena_text(builder->arena, "merge the cpupool %s into %s",
						     request->pool,
						     xpt__pool_ref_of(builder, merge.first).name) :
				     "merge all cpupools into the one with number 0";
	xpt__pool_expect(builder, merge.first);
	rc = merge_domains(builder, &merge, ret_error);
	if (rc)
		return rc;
	merge_cpus(builder, &merge);
	merge_end(builder, &merge);
	return 0;
}
