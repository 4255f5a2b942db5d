/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "numa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"

/* Each struct begins with its id. */
static void *find(const void *items, size_t count, size_t size, unsigned int id)
{
	for (size_t low = 0; low < count;) {
		size_t middle = low + (count - low) / 2;
		const void *item = (const char *)items + middle * size;
		unsigned int here = *(const unsigned int *)item;

		if (here == id)
			return (void *)(uintptr_t)item;
		if (id < here)
			count = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

struct xpt_cpu *xpt__model_cpu(const struct xpt_host *host, unsigned int id)
{
	return host->numa ?
			find(host->numa->cpus, host->numa->cpu_count, sizeof(struct xpt_cpu), id) :
			NULL;
}

struct xpt_node *xpt__model_node(const struct xpt_host *host, unsigned int id)
{
	return host->numa ? find(host->numa->nodes, host->numa->node_count, sizeof(struct xpt_node),
					    id) :
			    NULL;
}

struct xpt_pool *xpt__model_pool(const struct xpt_host *host, unsigned int id)
{
	return host->numa ? find(host->numa->pools, host->numa->pool_count, sizeof(struct xpt_pool),
					    id) :
			    NULL;
}

struct xpt_vcpu *xpt__model_vcpus(
		const struct xpt_host *host, unsigned int domid, size_t *ret_count)
{
	size_t count = host->numa ? host->numa->vcpu_count : 0, first = 0, end;

	while (first < count && host->numa->vcpus[first].domain_id != domid)
		first++;
	for (end = first; end < count && host->numa->vcpus[end].domain_id == domid;)
		end++;
	*ret_count = end - first;
	return end > first ? &host->numa->vcpus[first] : NULL;
}

const char *xpt__model_pool_name(const struct xpt_pool *pool, char buffer[16])
{
	if (pool->name.state == XPT_FACT_KNOWN)
		return pool->name.value;
	snprintf(buffer, 16, "%u", pool->id);
	return buffer;
}

/* "Pool-0, Pool-node1"; NULL when memory is out. */
static const char *pool_list(const struct xpt_host *host, struct arena *arena)
{
	const char *list = "";

	for (size_t i = 0; list && host->numa && i < host->numa->pool_count; i++) {
		char buffer[16];

		list = xpt__arena_text(arena, "%s%s%s", list, i ? ", " : "",
				xpt__model_pool_name(&host->numa->pools[i], buffer));
	}
	return list;
}

static int no_pool(const struct xpt_host *host, const char *name, struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	const char *list = arena ? pool_list(host, arena) : NULL;
	int rc = list ? xpt__error_set(ret_error, XPT_NOT_FOUND,
					"there is no cpupool \"%s\"; there are: %s", name, list) :
			xpt__error_no_memory(ret_error);

	xpt__arena_free(arena);
	return rc;
}

/* Nothing but xenstore knows names, and nothing keeps them apart. */
static const struct xpt_pool *namesake(const struct numa *numa, const struct xpt_pool *pool)
{
	for (size_t i = 0; i < numa->pool_count; i++)
		if (&numa->pools[i] != pool && fact_text_is(numa->pools[i].name, pool->name.value))
			return &numa->pools[i];
	return NULL;
}

int xpt__model_find_pool(const struct xpt_host *host, const char *name,
		const struct xpt_pool **ret_pool, struct xpt_error **ret_error)
{
	const struct xpt_pool *found = NULL, *other;
	uint64_t number;

	if (xpt__span_number(xpt__span_of(name), 10, &number) && number <= INT32_MAX)
		found = xpt__model_pool(host, (unsigned int)number);
	if (found) {
		*ret_pool = found;
		return 0;
	}
	for (size_t i = 0; !found && host->numa && i < host->numa->pool_count; i++)
		if (fact_text_is(host->numa->pools[i].name, name))
			found = &host->numa->pools[i];
	if (!found)
		return no_pool(host, name, ret_error);
	other = namesake(host->numa, found);
	if (other)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"two cpupools are called \"%s\": use the number, "
				"%u or %u",
				name, found->id, other->id);
	*ret_pool = found;
	return 0;
}

void xpt__model_nodes_of(
		const struct xpt_host *host, const struct bitmap *cpus, struct bitmap *ret_nodes)
{
	*ret_nodes = (struct bitmap){ { 0 } };
	bitmap_each(id, cpus)
	{
		const struct xpt_cpu *cpu = xpt__model_cpu(host, id);

		if (cpu && cpu->node.state == XPT_FACT_KNOWN)
			xpt__bitmap_add(ret_nodes, (unsigned int)cpu->node.value);
	}
}

/* The public look-up. */

bool xpt_host_cpu(const struct xpt_host *host, size_t index, struct xpt_object *ret_cpu)
{
	if (!host->numa || index >= host->numa->cpu_count)
		return false;
	*ret_cpu = (struct xpt_object){ xpt_kind_cpu(), &host->numa->cpus[index] };
	return true;
}

bool xpt_host_node(const struct xpt_host *host, size_t index, struct xpt_object *ret_node)
{
	if (!host->numa || index >= host->numa->node_count)
		return false;
	*ret_node = (struct xpt_object){ xpt_kind_node(), &host->numa->nodes[index] };
	return true;
}

bool xpt_host_pool(const struct xpt_host *host, size_t index, struct xpt_object *ret_pool)
{
	if (!host->numa || index >= host->numa->pool_count)
		return false;
	*ret_pool = (struct xpt_object){ xpt_kind_pool(), &host->numa->pools[index] };
	return true;
}

int xpt_host_find_pool(const struct xpt_host *host, const char *name, struct xpt_object *ret_pool,
		struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = NULL;
	int rc = xpt__model_find_pool(host, name, &pool, ret_error);

	if (!rc)
		*ret_pool = (struct xpt_object){ xpt_kind_pool(), pool };
	return rc;
}

bool xpt_host_vcpu(const struct xpt_host *host, size_t index, struct xpt_object *ret_vcpu)
{
	if (!host->numa || index >= host->numa->vcpu_count)
		return false;
	*ret_vcpu = (struct xpt_object){ xpt_kind_vcpu(), &host->numa->vcpus[index] };
	return true;
}
