/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen would refuse, or do to domains that nobody wants, said before anything is done. */
#include <string.h>

#include "../base/error.h"
#include "../base/shell.h"
#include "pools.h"

static const struct xpt_pool *first_pool(const struct xpt_host *host)
{
	return xpt__model_pool(host, 0);
}

int xpt__pool_need_first(const struct xpt_host *host, const struct xpt_pool **ret_pool,
		struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = first_pool(host);

	if (!pool || pool->cpus.state != XPT_FACT_KNOWN || pool->scheduler.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report what is in its cpupools");
	*ret_pool = pool;
	return 0;
}

struct pool_ref xpt__pool_ref_of(struct builder *builder, const struct xpt_pool *pool)
{
	char buffer[16];
	const char *name =
			xpt__arena_text(builder->arena, "%s", xpt__model_pool_name(pool, buffer));

	builder->failed = builder->failed || !name;
	return (struct pool_ref){ pool->id, name ? name : "" };
}

int xpt__pool_find(const struct xpt_host *host, const char *name, const struct xpt_pool **ret_pool,
		struct xpt_error **ret_error)
{
	const struct xpt_pool *found = NULL;
	int rc;

	if (!name || !*name)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no cpupool");
	rc = xpt__model_find_pool(host, name, &found, ret_error);
	if (rc)
		return rc;
	if (found->cpus.state != XPT_FACT_KNOWN || found->scheduler.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report what is in the cpupool %s", name);
	*ret_pool = found;
	return 0;
}

int xpt__pool_check_name(const struct xpt_host *host, const char *name, const struct xpt_pool *self,
		struct xpt_error **ret_error)
{
	uint64_t number;

	if (!name || !*name || strlen(name) > POOL_TEXT_MAX)
		return xpt__error_set(ret_error, XPT_INVALID,
				"a cpupool needs a name of 1 to %d bytes", POOL_TEXT_MAX);
	if (xpt__text_printable(NULL, name, strlen(name)) != strlen(name))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" has characters that cannot be printed, and cannot name a "
				"cpupool",
				name);
	if (xpt__span_number(xpt__span_of(name), 10, &number))
		return xpt__error_set(ret_error, XPT_INVALID,
				"a cpupool called %s could not be told from the one "
				"with that number",
				name);
	for (size_t i = 0; host->numa && i < host->numa->pool_count; i++)
		if (&host->numa->pools[i] != self && fact_text_is(host->numa->pools[i].name, name))
			return xpt__error_set(ret_error, XPT_REFUSED,
					"there is a cpupool \"%s\" already", name);
	return 0;
}

bool xpt__pool_holds(const struct xpt_pool *pool, const struct xpt_domain *domain)
{
	return domain->pool_id.state == XPT_FACT_KNOWN && domain->pool_id.value == pool->id &&
			!fact_text_is(domain->state, "dying");
}

typedef bool (*domain_filter)(
		const struct xpt_host *host, const struct xpt_domain *domain, const void *data);

/* "g1 g2": those in the cpupool that the filter names; "" for none. */
static const char *domains_of(struct builder *builder, const struct xpt_pool *pool,
		domain_filter filter, const void *data)
{
	const struct xpt_host *host = builder->host;
	const char *list = "";

	for (size_t i = 0; list && i < host->domain_count; i++) {
		const char *word;
		char buffer[16];

		if (!xpt__pool_holds(pool, &host->domains[i]) ||
				(filter && !filter(host, &host->domains[i], data)))
			continue;
		word = xpt__shell_word(builder->arena,
				xpt__span_of(xpt__model_domain_name(
						host, host->domains[i].id, buffer)));
		if (!word)
			word = xpt__arena_text(builder->arena, "%u", host->domains[i].id);
		list = word ? xpt__arena_text(builder->arena, "%s%s%s", list, *list ? " " : "",
					      word) :
			      NULL;
	}
	builder->failed = builder->failed || !list;
	return list ? list : "";
}

int xpt__pool_check_empty(
		struct builder *builder, const struct xpt_pool *pool, struct xpt_error **ret_error)
{
	struct pool_ref ref = xpt__pool_ref_of(builder, pool);
	const char *list = domains_of(builder, pool, NULL, NULL), *word;

	if (!*list)
		return 0;
	word = xpt__shell_word(builder->arena, xpt__span_of(ref.name));
	return xpt__error_set(ret_error, XPT_REFUSED,
			"the cpupool %s would be left without CPUs while domains "
			"are in it: %s; move each to another one first (xpt pool move DOMAIN POOL), or all "
			"with their CPUs (xpt pool merge %s)",
			ref.name, list, word ? word : "POOL");
}

/* Xen lets a vCPU run everywhere once the last CPU that it is pinned to has left: never silently. */
struct pool_leaving {
	const struct bitmap *before, *after;
};

static bool is_stranded(
		const struct xpt_host *host, const struct xpt_domain *domain, const void *data)
{
	const struct pool_leaving *pool_leaving = data;
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(host, domain->id, &count);

	for (size_t i = 0; i < count; i++)
		if (vcpus[i].hard.state == XPT_FACT_KNOWN &&
				xpt__bitmap_meets(vcpus[i].hard.value, pool_leaving->before) &&
				!xpt__bitmap_meets(vcpus[i].hard.value, pool_leaving->after))
			return true;
	return false;
}

int xpt__pool_check_leaving(struct builder *builder, const struct xpt_pool *pool,
		const struct bitmap *leaving, struct xpt_error **ret_error)
{
	struct bitmap after = *pool->cpus.value;
	struct pool_leaving pool_leaving = { pool->cpus.value, &after };
	struct pool_ref ref = xpt__pool_ref_of(builder, pool);
	const char *list;

	if (!xpt__bitmap_meets(leaving, pool->cpus.value))
		return 0;
	xpt__bitmap_minus(&after, leaving);
	if (!pool->id && xpt__bitmap_has(leaving, 0))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"CPU 0 cannot leave %s: Xen needs it in the cpupool "
				"with number 0",
				ref.name);
	if (xpt__bitmap_is_empty(&after))
		return xpt__pool_check_empty(builder, pool, ret_error);
	list = domains_of(builder, pool, is_stranded, &pool_leaving);
	if (!*list)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"vCPUs of these domains are pinned to CPUs that would leave "
			"%s, and to no other: %s; let them run everywhere first: xpt pin --reset %s",
			ref.name, list, list);
}

/* What moves as one, by Xen's own command line: "core", "socket", or NULL. */
static const char *granularity(const struct xpt_host *host)
{
	const char *option = host->xen_command_line.state == XPT_FACT_KNOWN ?
			strstr(host->xen_command_line.value, "sched-gran=") :
			NULL;

	option = option ? option + strlen("sched-gran=") : "";
	if (!strncmp(option, "core", 4))
		return "core";
	return strncmp(option, "socket", 6) ? NULL : "socket";
}

static bool same_unit(const struct xpt_cpu *a, const struct xpt_cpu *b, bool core)
{
	if (a->socket.state != XPT_FACT_KNOWN || a->core.state != XPT_FACT_KNOWN)
		return false;
	return fact_is(b->socket, a->socket.value) && (!core || fact_is(b->core, a->core.value));
}

int xpt__pool_check_units(const struct xpt_host *host, const struct bitmap *cpus,
		struct xpt_error **ret_error)
{
	const char *unit = granularity(host);

	if (!unit)
		return 0;
	bitmap_each(id, cpus)
	{
		const struct xpt_cpu *cpu = xpt__model_cpu(host, id);

		for (size_t i = 0; cpu && i < host->numa->cpu_count; i++) {
			const struct xpt_cpu *other = &host->numa->cpus[i];

			if (same_unit(cpu, other, *unit == 'c') &&
					!xpt__bitmap_has(cpus, other->id))
				return xpt__error_set(ret_error, XPT_REFUSED,
						"Xen runs with sched-gran=%s: CPU %u "
						"changes its cpupool only together with CPU %u",
						unit, id, other->id);
		}
	}
	return 0;
}
