/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Changes of cpupools that fail, are killed, or come too late: nothing half-done. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool_trial.h"

/* Refuse each act in turn, or take it without effect: all is undone. */
static void fail_everywhere(struct cpu_world *world, struct xpt_pool_request request)
{
	static const char *const acts[] = { "create", "name", "add", "remove", "move", "pin",
		"destroy" };
	char before[2048];
	const char *message;
	size_t failed = 0;

	snprintf(before, sizeof(before), "%s", cpu_world_text(world));
	for (size_t i = 0; i < 2 * sizeof(acts) / sizeof(*acts); i++) {
		struct cpu_world initial = *world;
		bool silent = i % 2;

		world->refuse = silent ? NULL : acts[i / 2];
		world->refusals = 1;
		world->ignore = silent ? acts[i / 2] : NULL;
		if (change(world, request, &message)) {
			failed++;
			world->refuse = world->ignore = NULL;
			if (try_journal()) { /* the undo was to be without effect too */
				struct apply_context apply_context =
						cpu_world_actor(world, try_folder);
				size_t undone;

				CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
			}
			ASSERT_TEXT(cpu_world_text(world), before);
		}
		*world = initial;
	}
	CU_ASSERT(failed >= 4);
}

static void what_fails_half_way_is_undone(void)
{
	struct cpu_world *world = begin();

	world->domains[1].hard[0] = 6;
	fail_everywhere(world, SPLIT);
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "1"), NULL), 0);
	fail_everywhere(world, MERGE);
	finish(world);
}

static bool dies(struct cpu_world *world, const struct xpt_plan *plan)
{
	pid_t child = fork();
	int status;

	if (!child) {
		struct apply_context apply_context = cpu_world_actor(world, try_folder);

		_exit(xpt__plan_apply(&apply_context, plan, NULL));
	}
	CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* Die at each act, before it and after it; then undo. */
static void die_everywhere(struct cpu_world *world, struct xpt_pool_request request)
{
	struct apply_context apply_context = cpu_world_actor(world, try_folder);
	struct cpu_world initial = *world;
	const char *message;
	char before[2048];
	bool died = true;
	size_t undone;
	int rc;

	snprintf(before, sizeof(before), "%s", cpu_world_text(world));
	for (size_t at = 2; died; at++) {
		struct xpt_plan *plan = plan_of(world, &request, &rc, &message);

		CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
		world->acts = 0;
		world->die_before = at % 2 ? 0 : at / 2;
		world->die_after = at % 2 ? at / 2 : 0;
		died = dies(world, plan);
		world->die_before = world->die_after = 0;
		xpt_plan_free(plan);
		if (died) {
			CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
			ASSERT_TEXT(cpu_world_text(world), before);
			CU_ASSERT_FALSE(try_journal());
		}
		*world = initial;
	}
}

static void a_change_killed_anywhere_is_undone(void)
{
	struct cpu_world *world = begin();

	world->domains[1].hard[0] = 6;
	die_everywhere(world, SPLIT);
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	die_everywhere(world, MOVE("g1", "1"));
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "1"), NULL), 0);
	die_everywhere(world, MERGE);
	finish(world);
}

static void an_undo_leaves_a_pool_of_somebody_else_alone(void)
{
	struct cpu_world *world = begin();
	struct apply_context apply_context = cpu_world_actor(world, try_folder);
	struct xpt_pool_request request = POOL_REQUEST(.action = XPT_POOL_CREATE, .name = "mine");
	const char *message;
	size_t undone;
	int rc;
	struct xpt_plan *plan = plan_of(world, &request, &rc, &message);

	world->die_before = 1;
	CU_ASSERT_TRUE(dies(world, plan));
	world->die_before = 0;
	world->pools[1] = (struct fake_pool){ true, "theirs", "credit2", 0 };
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_TRUE(world->pools[1].there);
	xpt_plan_free(plan);
	finish(world);
}

static void a_domain_that_ended_is_not_in_the_way_of_an_undo(void)
{
	struct cpu_world *world = begin();
	const char *message;

	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	world->domains[1].hard[0] = 3;
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "1"), NULL), 0);
	world->domains[1].there = false;
	world->refuse = "destroy";
	world->refusals = 1;
	CU_ASSERT_EQUAL(change(world, MERGE, &message), XPT_REFUSED);
	CU_ASSERT_EQUAL(world->pools[1].cpus, 12);
	finish(world);
}

static void what_changed_since_the_snapshot_stops_a_plan(void)
{
	struct cpu_world *world = begin();
	struct apply_context apply_context = cpu_world_actor(world, try_folder);
	struct xpt_pool_request request = SPLIT;
	struct xpt_error *error = NULL;
	const char *message;
	int rc;
	struct xpt_plan *plan = plan_of(world, &request, &rc, &message);

	world->pools[0].cpus = 7;
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, &error), XPT_STALE);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "cpupool 0 changed"));
	ASSERT_TEXT(world->log, "");
	xpt_error_free(error);
	xpt_plan_free(plan);
	finish(world);
}

SUITE(pools_undo)
{
	TEST(what_fails_half_way_is_undone);
	TEST(a_change_killed_anywhere_is_undone);
	TEST(an_undo_leaves_a_pool_of_somebody_else_alone);
	TEST(a_domain_that_ended_is_not_in_the_way_of_an_undo);
	TEST(what_changed_since_the_snapshot_stops_a_plan);
}
