/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From collected steps to a plan. */
#include "build.h"

#include <string.h>

#include "../base/error.h"

static void *settle(struct builder *builder, const void *items, size_t count, size_t size)
{
	void *kept = xpt__arena_array(builder->arena, count ? count : 1, size);

	if (kept && count)
		memcpy(kept, items, count * size);
	return kept;
}

/* The plan lives in its own arena, which it takes over from @builder. */
static int finish(struct builder *builder, const char *title, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	struct xpt_plan *plan = xpt__arena_alloc(builder->arena, sizeof(*plan));

	if (builder->failed || !plan || !title)
		return xpt__error_no_memory(ret_error);
	plan->title = title;
	plan->steps = settle(
			builder, builder->steps.items, builder->steps.count, sizeof(*plan->steps));
	plan->count = builder->steps.count;
	plan->expectations = settle(builder, builder->expectations.items,
			builder->expectations.count, sizeof(*plan->expectations));
	plan->expectation_count = builder->expectations.count;
	if (!plan->steps || !plan->expectations)
		return xpt__error_no_memory(ret_error);
	plan->arena = TAKE(builder->arena);
	*ret_plan = plan;
	return 0;
}

int xpt__plan_build(const struct xpt_host *host, const void *request,
		int (*fill)(struct builder *builder, const void *request, const char **ret_title,
				struct xpt_error **ret_error),
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	struct builder builder = { .host = host, .arena = xpt__arena_new() };
	const char *title = NULL;
	int rc = builder.arena ? fill(&builder, request, &title, ret_error) :
				 xpt__error_no_memory(ret_error);

	if (!rc)
		xpt__plan_go_on_console(&builder);
	rc = rc ? rc : finish(&builder, title, ret_plan, ret_error);
	vector_clear(&builder.steps);
	vector_clear(&builder.expectations);
	xpt__arena_free(builder.arena);
	return rc;
}
