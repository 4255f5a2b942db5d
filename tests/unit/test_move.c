/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A domain to another node: what is planned, in which order it is done, and what a failure leaves. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/apply/apply.h"
#include "../script/try.h"
#include "unit.h"

static int plan_move(struct xpt_host *host, unsigned int node, unsigned int flags,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	const struct xpt_move move = {
		.size = sizeof(move), .domain = "g1", .node = node, .flags = flags
	};
	int rc = xpt_plan_for_move(host, &move, ret_plan, ret_error);

	xpt_host_free(host);
	return rc;
}

static struct xpt_plan *moving(struct world *world)
{
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(plan_move(world_snapshot(world), 1, XPT_MOVE_MEMORY, &plan, NULL), 0);
	return plan;
}

static int apply(struct world *world)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = moving(world);
	int rc = xpt__plan_apply(&apply_context, plan, NULL);

	xpt_plan_free(plan);
	return rc;
}

static void without_memory_it_is_affinity_alone(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan = NULL;

	try_begin();
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL_FATAL(plan_move(world_snapshot(world), 1, 0, &plan, NULL), 0);
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), 0);
	ASSERT_TEXT(world->log, "pin d7 v0 0-3/2-3\nnodes d7 1\n");
	xpt_plan_free(plan);
	try_finish(world);
}

static void what_is_pinned_stays_pinned(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan = NULL;

	try_begin();
	apply_context = world_actor(world, try_folder);
	snprintf(world->guest.hard, sizeof(world->guest.hard), "0");
	CU_ASSERT_EQUAL_FATAL(plan_move(world_snapshot(world), 1, 0, &plan, NULL), 0);
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), 0);
	ASSERT_TEXT(world->log, "pin d7 v0 2-3/2-3\nnodes d7 1\n");
	xpt_plan_free(plan);
	try_finish(world);
}

static void the_copy_runs_before_the_original_goes(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL(apply(world), 0);
	ASSERT_TEXT(world->log,
			"pin d7 v0 0-3/2-3\nnodes d7 1\ncopy d7 d8\nunpause d8\ndestroy d7 for d8\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(world->told, "copying"));
	CU_ASSERT_FALSE(world->guest.there);
	ASSERT_TEXT(world->copy.name, "g1");
	try_finish(world);
}

static void a_copy_that_waits_for_its_first_cpu_time_goes_on(void)
{
	struct world *world = world_new();

	try_begin();
	world->guest.idle = true;
	CU_ASSERT_EQUAL(apply(world), 0);
	CU_ASSERT_FALSE(world->guest.there);
	CU_ASSERT_TRUE(world->copy.there && !world->copy.paused);
	try_finish(world);
}

static void a_device_goes_along(void)
{
	struct world *world = world_new();
	const char *detach, *copy, *attach;

	try_begin();
	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	try_log_clear(world);
	CU_ASSERT_EQUAL(apply(world), 0);
	detach = strstr(world->log, "pci-remove d7 0000:00:05.0");
	copy = strstr(world->log, "copy d7 d8");
	attach = strstr(world->log, "pci-add d8 0000:00:05.0");
	CU_ASSERT_TRUE_FATAL(detach && copy && attach);
	CU_ASSERT_TRUE(detach < copy && copy < attach);
	CU_ASSERT_EQUAL(world->devices[0].store, WORLD_COPY);
	try_finish(world);
}

static void a_refusal_at_any_point_leaves_the_original(void)
{
	static const char *const points[] = { "pin d7 v0 0-3/2-3", "nodes d7 1", "copy",
		"unpause" };
	char before[2048];

	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		struct world *world = world_new();

		try_begin();
		CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
		snprintf(before, sizeof(before), "%s", world_text(world));
		world->refuse = points[i];
		world->refusals = 1;
		CU_ASSERT_EQUAL(apply(world), XPT_REFUSED);
		ASSERT_TEXT(world_text(world), before);
		CU_ASSERT_FALSE(try_journal());
		try_finish(world);
	}
}

/* The device cannot follow: the domain stays moved, and the error says what is left. */
static void a_device_that_cannot_follow_does_not_bring_the_past_back(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	world->refuse = "pci-add d8";
	world->refusals = 100;
	CU_ASSERT_NOT_EQUAL(apply(world), 0);
	CU_ASSERT_FALSE(world->guest.there);
	CU_ASSERT_TRUE(world->copy.there && !world->copy.paused);
	try_finish(world);
}

/* The original as it was, or the copy in its place: with the device, and never both. */
static void check_settled(struct world *world, const char *before)
{
	if (world->guest.there) {
		ASSERT_TEXT(world_text(world), before);
		return;
	}
	CU_ASSERT_TRUE(world->copy.there && world->copy.ran && !world->copy.paused);
	ASSERT_TEXT(world->copy.name, "g1");
	CU_ASSERT_EQUAL(world->devices[0].store, WORLD_COPY);
}

static void killed_anywhere_one_of_the_two_is_left_and_runs(void)
{
	struct world *world = world_new(), initial;
	size_t undone, deaths = 0;
	char before[2048];
	bool died = true;

	try_begin();
	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	try_log_clear(world);
	initial = *world;
	snprintf(before, sizeof(before), "%s", world_text(world));
	for (size_t at = 1; died; at++)
		for (int after = 0; after < 2; after++) {
			struct apply_context apply_context = world_actor(world, try_folder);
			struct xpt_plan *plan = moving(world);

			world->die_before = after ? 0 : at;
			world->die_after = after ? at : 0;
			died = try_dies(world, plan);
			deaths += died;
			world->die_before = world->die_after = 0;
			xpt_plan_free(plan);
			if (died) {
				CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
				check_settled(world, before);
				CU_ASSERT_FALSE(try_journal());
			}
			*world = initial;
		}
	CU_ASSERT_TRUE(deaths > 12);
	try_finish(world);
}

static void not_knowing_whether_the_copy_has_run_both_are_kept(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	size_t undone;

	try_begin();
	apply_context = world_actor(world, try_folder);
	world->vcpus_garbled = true;
	world->refuse = "unpause";
	world->refusals = 1;
	CU_ASSERT_EQUAL(apply(world), XPT_STUCK);
	CU_ASSERT_TRUE(world->guest.there && world->copy.there);
	CU_ASSERT_PTR_NULL(strstr(world->log, "destroy"));
	world->vcpus_garbled = false;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_TRUE(world->guest.there && !world->copy.there && !world->guest.suspended);
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void refuses(struct xpt_host *host, const char *words)
{
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(plan_move(host, 1, XPT_MOVE_MEMORY, &plan, &error), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL_FATAL(error);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), words));
	xpt_error_free(error);
	xpt_plan_free(plan);
}

static void what_cannot_work_is_refused_with_the_reason(void)
{
	struct world *world = world_new();
	struct xpt_host *host = world_snapshot(world);

	host->numa->nodes[1].dma_reserve_kib = fact_int_known(900000);
	refuses(host, "DMA reserve");
	host = world_snapshot(world);
	host->claimed_memory_kib = fact_int_known(800000);
	refuses(host, "the copy needs 272 MiB");
	host = world_snapshot(world);
	host->domains[1].type = fact_text_known("pvh");
	refuses(host, "PV and HVM");
	host = world_snapshot(world);
	host->domains[1].type = fact_text_known("pv");
	(void)xpt__bdfs_add(host->arena, &host->domains[1].devices, try_nic);
	refuses(host, "keeps the interrupts");
	host = world_snapshot(world);
	host->domains[1].stubdomain = fact_int_known(9);
	refuses(host, "stub domain");
	host = world_snapshot(world);
	host->domains[1].state = fact_text_known("paused");
	refuses(host, "it is paused");
	host = world_snapshot(world);
	host->domains[1].suspends = fact_int_known(0);
	refuses(host, "feature-suspend");
	host = world_snapshot(world);
	host->numa->pools[0].cpus = host->numa->nodes[0].cpus;
	refuses(host, "no cpupool has a CPU there");
	world_free(world);
}

SUITE(move)
{
	TEST(without_memory_it_is_affinity_alone);
	TEST(what_is_pinned_stays_pinned);
	TEST(the_copy_runs_before_the_original_goes);
	TEST(a_copy_that_waits_for_its_first_cpu_time_goes_on);
	TEST(a_device_goes_along);
	TEST(a_refusal_at_any_point_leaves_the_original);
	TEST(a_device_that_cannot_follow_does_not_bring_the_past_back);
	TEST(killed_anywhere_one_of_the_two_is_left_and_runs);
	TEST(not_knowing_whether_the_copy_has_run_both_are_kept);
	TEST(what_cannot_work_is_refused_with_the_reason);
}
