/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cpupools: steps, and the requests about one of them. */
#include "pools.h"

#include <string.h>

#include "../base/error.h"
#include "../base/options.h"

/* Steps */

/* CPUs of the request: out of the cpupools that have them, then into @target. */
static int take_cpus(struct builder *builder, struct pool_ref target, const struct bitmap *wanted,
		struct xpt_error **ret_error)
{
	const struct numa *numa = builder->host->numa;
	const struct xpt_pool *there = xpt__model_pool(builder->host, target.id);
	struct bitmap missing = *wanted;
	int rc;

	if (there)
		xpt__bitmap_minus(&missing, there->cpus.value);
	rc = xpt__pool_check_units(builder->host, &missing, ret_error);
	for (size_t i = 0; !rc && i < numa->pool_count; i++) {
		const struct xpt_pool *pool = &numa->pools[i];
		struct bitmap leaving = missing;

		if (pool->cpus.state != XPT_FACT_KNOWN)
			continue;
		xpt__bitmap_and(&leaving, pool->cpus.value);
		rc = xpt__pool_check_leaving(builder, pool, &leaving, ret_error);
		if (rc || xpt__bitmap_is_empty(&leaving))
			continue;
		xpt__pool_expect(builder, pool);
		xpt__pool_remove_step(builder, xpt__pool_ref_of(builder, pool), &leaving,
				"a CPU is in one cpupool at a time");
	}
	if (!rc)
		xpt__pool_add_step(builder, target, &missing, "as requested");
	return rc;
}

/* Requests */

static int plan_create(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	struct pool_ref pool = { xpt__pool_free_number(builder->host, 1), request->name };
	const struct xpt_pool *first = NULL;
	struct bitmap cpus = { { 0 } };
	int rc = xpt__pool_check_name(builder->host, request->name, NULL, ret_error);

	if (!rc && request->scheduler && !xpt__scheduler_exists(request->scheduler))
		rc = xpt__error_set(ret_error, XPT_INVALID,
				"there is no scheduler \"%s\": credit, credit2, rtds, "
				"arinc653 or null",
				request->scheduler);
	rc = rc ? rc : xpt__pool_need_first(builder->host, &first, ret_error);
	if (!rc && request->cpus)
		rc = xpt__cpulist_parse(builder->host, request->cpus, &cpus, ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "create the cpupool %s", request->name);
	xpt__pool_create_step(builder, pool,
			request->scheduler ? request->scheduler : first->scheduler.value,
			"as requested");
	return take_cpus(builder, pool, &cpus, ret_error);
}

static int plan_destroy(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = NULL;
	int rc = xpt__pool_find(builder->host, request->pool, &pool, ret_error);

	if (!rc && !pool->id)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"the cpupool with number 0 is dom0's: it stays");
	rc = rc ? rc : xpt__pool_check_empty(builder, pool, ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "destroy the cpupool %s", request->pool);
	xpt__pool_expect(builder, pool);
	xpt__pool_remove_step(builder, xpt__pool_ref_of(builder, pool), pool->cpus.value,
			"Xen destroys no cpupool with CPUs; they are free then");
	xpt__pool_destroy_step(builder, pool, "as requested");
	return 0;
}

static int plan_rename(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = NULL;
	int rc = xpt__pool_find(builder->host, request->pool, &pool, ret_error);

	rc = rc ? rc : xpt__pool_check_name(builder->host, request->name, pool, ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "rename the cpupool %s to %s", request->pool,
			request->name);
	xpt__pool_expect(builder, pool);
	xpt__pool_rename_step(builder, pool, request->name, "as requested");
	return 0;
}

static int find_with_cpus(struct builder *builder, const struct xpt_pool_request *request,
		const struct xpt_pool **ret_pool, struct bitmap *ret_cpus,
		struct xpt_error **ret_error)
{
	int rc = xpt__pool_find(builder->host, request->pool, ret_pool, ret_error);

	if (!rc && !request->cpus)
		rc = xpt__error_set(ret_error, XPT_INVALID, "the request names no CPUs");
	return rc ? rc : xpt__cpulist_parse(builder->host, request->cpus, ret_cpus, ret_error);
}

static int plan_add(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = NULL;
	struct bitmap cpus;
	int rc = find_with_cpus(builder, request, &pool, &cpus, ret_error);

	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "add CPUs %s to the cpupool %s", request->cpus,
			request->pool);
	xpt__pool_expect(builder, pool);
	return take_cpus(builder, xpt__pool_ref_of(builder, pool), &cpus, ret_error);
}

static int plan_remove(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = NULL;
	struct bitmap cpus;
	int rc = find_with_cpus(builder, request, &pool, &cpus, ret_error);

	if (rc)
		return rc;
	xpt__bitmap_and(&cpus, pool->cpus.value);
	rc = xpt__pool_check_units(builder->host, &cpus, ret_error);
	rc = rc ? rc : xpt__pool_check_leaving(builder, pool, &cpus, ret_error);
	if (rc)
		return rc;
	*ret_title = xpt__arena_text(builder->arena, "remove CPUs %s from the cpupool %s",
			request->cpus, request->pool);
	xpt__pool_expect(builder, pool);
	xpt__pool_remove_step(builder, xpt__pool_ref_of(builder, pool), &cpus, "as requested");
	return 0;
}

static int fill(struct builder *builder, const void *given, const char **ret_title,
		struct xpt_error **ret_error)
{
	static int (*const plans[])(struct builder * builder,
			const struct xpt_pool_request *request, const char **ret_title,
			struct xpt_error **ret_error) = {
		[XPT_POOL_CREATE] = plan_create,
		[XPT_POOL_DESTROY] = plan_destroy,
		[XPT_POOL_RENAME] = plan_rename,
		[XPT_POOL_ADD] = plan_add,
		[XPT_POOL_REMOVE] = plan_remove,
		[XPT_POOL_SPLIT] = xpt__pool_plan_split,
		[XPT_POOL_MERGE] = xpt__pool_plan_merge,
		[XPT_POOL_MOVE] = xpt__pool_plan_move,
	};
	struct xpt_pool_request request;

	if (!xpt__options_take(given, &request, sizeof(request)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (request.action < XPT_POOL_CREATE || request.action > XPT_POOL_MOVE)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no known action");
	if (!builder->host->numa)
		return xpt__error_set(ret_error, XPT_INVALID,
				"a snapshot with XPT_DETAIL_PLACEMENT is needed");
	return plans[request.action](builder, &request, ret_title, ret_error);
}

int xpt_plan_for_pool(const struct xpt_host *host, const struct xpt_pool_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	return xpt__plan_build(host, request, fill, ret_plan, ret_error);
}
