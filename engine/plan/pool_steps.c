/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of one cpupool each. */
#include <string.h>

#include "pools.h"
#include "../base/error.h"
#include "../base/options.h"

static void add_pool_step(struct builder *builder, struct pool_ref pool, struct op op,
		struct op undo, const char *why)
{
	const char *subject = xpt__arena_text(builder->arena, "cpupool %s", pool.name);

	op.pool = undo.pool = pool.id;
	builder->failed = builder->failed || !subject;
	if (subject)
		xpt__plan_step_on(builder, subject, op, undo, "%s", why);
}

static void cpus_step(struct builder *builder, struct pool_ref pool, enum verb verb,
		const struct bitmap *cpus, const char *why)
{
	const char *text = xpt__bitmap_text(builder->arena, cpus);

	builder->failed = builder->failed || !text;
	if (text && !xpt__bitmap_is_empty(cpus))
		add_pool_step(builder, pool, (struct op){ verb, .cpus = text },
				(struct op){ verb == VERB_POOL_ADD ? VERB_POOL_REMOVE :
								     VERB_POOL_ADD,
						.cpus = text },
				why);
}

unsigned int xpt__pool_free_number(const struct xpt_host *host, unsigned int from)
{
	while (xpt__model_pool(host, from))
		from++;
	return from;
}

void xpt__pool_expect(struct builder *builder, const struct xpt_pool *pool)
{
	const char *text = xpt__bitmap_text(builder->arena, pool->cpus.value);

	builder->failed = builder->failed || !text;
	xpt__plan_expect_on(builder, (struct expectation){ EXPECT_POOL, .number = pool->id }, "%s",
			text ? text : "");
}

void xpt__pool_create_step(struct builder *builder, struct pool_ref pool, const char *scheduler,
		const char *why)
{
	xpt__plan_expect_on(builder, (struct expectation){ EXPECT_POOL, .number = pool.id }, NULL);
	add_pool_step(builder, pool,
			(struct op){ VERB_POOL_CREATE, pool.name, .scheduler = scheduler },
			(struct op){ VERB_POOL_DESTROY, pool.name }, why);
}

void xpt__pool_rename_step(struct builder *builder, const struct xpt_pool *pool, const char *name,
		const char *why)
{
	struct pool_ref ref = xpt__pool_ref_of(builder, pool);

	if (strcmp(ref.name, name) != 0)
		add_pool_step(builder, ref, (struct op){ VERB_POOL_RENAME, name },
				(struct op){ VERB_POOL_RENAME, ref.name }, why);
}

void xpt__pool_add_step(struct builder *builder, struct pool_ref pool, const struct bitmap *cpus,
		const char *why)
{
	cpus_step(builder, pool, VERB_POOL_ADD, cpus, why);
}

void xpt__pool_remove_step(struct builder *builder, struct pool_ref pool, const struct bitmap *cpus,
		const char *why)
{
	cpus_step(builder, pool, VERB_POOL_REMOVE, cpus, why);
}

void xpt__pool_destroy_step(struct builder *builder, const struct xpt_pool *pool, const char *why)
{
	struct pool_ref ref = xpt__pool_ref_of(builder, pool);

	/* A scheduler of a newer Xen cannot be asked for again. */
	add_pool_step(builder, ref, (struct op){ VERB_POOL_DESTROY, ref.name },
			xpt__scheduler_exists(pool->scheduler.value) ?
					(struct op){ VERB_POOL_CREATE, ref.name,
							.scheduler = pool->scheduler.value } :
					NO_UNDO,
			why);
}
