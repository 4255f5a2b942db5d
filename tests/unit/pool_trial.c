/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pool_trial.h"

#include <stdio.h>
#include <unistd.h>

struct xpt_plan *plan_of(struct cpu_world *world, const struct xpt_pool_request *request,
		int *ret_rc, const char **ret_message)
{
	static char message[1024];
	struct xpt_host *host = cpu_world_snapshot(world);
	struct xpt_error *error = NULL;
	struct xpt_plan *plan = NULL;

	*ret_rc = xpt_plan_for_pool(host, request, &plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	*ret_message = message;
	xpt_error_free(error);
	xpt_host_free(host);
	return plan;
}

int change(struct cpu_world *world, struct xpt_pool_request request, const char **ret_message)
{
	static char message[1024];
	struct apply_context apply_context = cpu_world_actor(world, try_folder);
	struct xpt_error *error = NULL;
	const char *why;
	int rc;
	struct xpt_plan *plan = plan_of(world, &request, &rc, &why);

	CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
	*world->log = '\0';
	world->acts = 0;
	rc = xpt__plan_apply(&apply_context, plan, &error);
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	if (ret_message)
		*ret_message = message;
	xpt_error_free(error);
	xpt_plan_free(plan);
	return rc;
}

void finish(struct cpu_world *world)
{
	unlink(try_path("state/journal"));
	unlink(try_path("lock"));
	rmdir(try_path("state"));
	CU_ASSERT_EQUAL(rmdir(try_folder), 0);
	cpu_world_free(world);
}

struct cpu_world *begin(void)
{
	struct cpu_world *world = cpu_world_new();

	CU_ASSERT_PTR_NOT_NULL_FATAL(world);
	try_begin();
	return world;
}
