/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of cpupools on a host in memory. */
#ifndef TESTS_POOL_TRIAL_H
#define TESTS_POOL_TRIAL_H

#include <xpt/numa.h>

#include "../script/cpu_world.h"
#include "../script/try.h"
#include "unit.h"

#define POOL_REQUEST(...) XPT_OPTIONS(xpt_pool_request, __VA_ARGS__)
#define SPLIT POOL_REQUEST(.action = XPT_POOL_SPLIT)
#define MERGE POOL_REQUEST(.action = XPT_POOL_MERGE)
#define MOVE(domain_, pool_) \
	POOL_REQUEST(.action = XPT_POOL_MOVE, .domain = (domain_), .pool = (pool_))

/* NULL, and the message in a static buffer, where there is no plan. */
struct xpt_plan *plan_of(struct cpu_world *world, const struct xpt_pool_request *request,
		int *ret_rc, const char **ret_message);
/* Plan and apply; the log begins anew. */
int change(struct cpu_world *world, struct xpt_pool_request request, const char **ret_message);
void finish(struct cpu_world *world);
struct cpu_world *begin(void);

#endif
