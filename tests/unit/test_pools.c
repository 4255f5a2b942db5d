/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cpupools and pins: which steps, and in which order. */
#include <stdio.h>
#include <unistd.h>

#include "pool_trial.h"

static int refused(struct cpu_world *world, struct xpt_pool_request request, const char *words)
{
	const char *message;
	int rc;
	struct xpt_plan *plan = plan_of(world, &request, &rc, &message);

	CU_ASSERT_PTR_NULL(plan);
	if (!strstr(message, words))
		fprintf(stderr, "\"%s\" is not in: %s\n", words, message);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, words));
	xpt_plan_free(plan);
	return rc;
}

static void a_split_gives_each_node_a_pool(void)
{
	struct cpu_world *world = begin();

	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	ASSERT_TEXT(world->log,
			"name 0/name Pool-node0\ncreate 1 credit2\nname 1/name Pool-node1\n"
			"remove 0 2\nremove 0 3\nadd 1 2\nadd 1 3\n");
	CU_ASSERT_EQUAL(world->pools[0].cpus, 3);
	CU_ASSERT_EQUAL(world->pools[1].cpus, 12);
	/* Again: nothing to do. */
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	ASSERT_TEXT(world->log, "");
	finish(world);
}

static void a_split_takes_free_cpus_too(void)
{
	struct cpu_world *world = begin();

	world->pools[0].cpus = 5;
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	CU_ASSERT_EQUAL(world->pools[0].cpus, 3);
	CU_ASSERT_EQUAL(world->pools[1].cpus, 12);
	finish(world);
}

static void a_split_that_strands_a_pinned_domain_is_refused(void)
{
	struct cpu_world *world = begin();

	world->domains[1].hard[1] = 8;
	world->domains[2].hard[0] = 4;
	CU_ASSERT_EQUAL(refused(world, SPLIT, "xpt pin --reset g1 g2"), XPT_REFUSED);
	world->domains[2].hard[0] = 5; /* one of its CPUs stays */
	CU_ASSERT_EQUAL(refused(world, SPLIT, "xpt pin --reset g1"), XPT_REFUSED);
	finish(world);
}

static void a_merge_brings_domains_cpus_and_affinities_back(void)
{
	struct cpu_world *world = begin();
	char before[2048];

	world->domains[1].hard[0] = 6;
	world->domains[1].soft[1] = 8;
	snprintf(before, sizeof(before), "%s", cpu_world_text(world));
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "Pool-node1"), NULL), 0);
	ASSERT_TEXT(world->log, "move d7 1\npin d7 v0 1,2 -\npin d7 v1 - 3\n");
	CU_ASSERT_EQUAL(change(world, MERGE, NULL), 0);
	ASSERT_TEXT(world->log,
			"move d7 0\nremove 1 2\nremove 1 3\nadd 0 2\nadd 0 3\npin d7 v0 1,2 -\n"
			"pin d7 v1 - 3\ndestroy 1\nforget 1\nname 0/name Pool-0\n");
	ASSERT_TEXT(cpu_world_text(world), before);
	finish(world);
}

static void a_move_drops_what_makes_no_sense_there(void)
{
	struct cpu_world *world = begin();

	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	world->domains[1].hard[0] = 1;
	world->domains[1].soft[0] = 12;
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "1"), NULL), 0);
	ASSERT_TEXT(world->log, "move d7 1\npin d7 v0 - 2,3\n");
	finish(world);
}

static void moves_that_xen_would_refuse_are_not_tried(void)
{
	struct cpu_world *world = begin();

	CU_ASSERT_EQUAL(change(world, POOL_REQUEST(.action = XPT_POOL_CREATE, .name = "empty"),
					NULL),
			0);
	CU_ASSERT_EQUAL(refused(world, MOVE("0", "empty"), "dom0 cannot leave"), XPT_REFUSED);
	CU_ASSERT_EQUAL(refused(world, MOVE("g1", "empty"), "has no CPUs"), XPT_REFUSED);
	CU_ASSERT_EQUAL(refused(world, MOVE("g1", "nowhere"), "there are: Pool-0, empty"),
			XPT_NOT_FOUND);
	CU_ASSERT_EQUAL(refused(world, MOVE("g9", "empty"), "no domain"), XPT_NOT_FOUND);
	finish(world);
}

static void a_pool_takes_its_cpus_from_others(void)
{
	struct cpu_world *world = begin();
	struct xpt_pool_request create = POOL_REQUEST(.action = XPT_POOL_CREATE, .name = "fast",
			.cpus = "node:1", .scheduler = "credit");

	CU_ASSERT_EQUAL(change(world, create, NULL), 0);
	ASSERT_TEXT(world->log,
			"create 1 credit\nname 1/name fast\nremove 0 2\nremove 0 3\nadd 1 2\nadd 1 3\n");
	CU_ASSERT_EQUAL(refused(world, create, "already"), XPT_REFUSED);
	CU_ASSERT_EQUAL(refused(world,
					POOL_REQUEST(.action = XPT_POOL_ADD, .pool = "fast",
							.cpus = "0"),
					"CPU 0 cannot leave"),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(change(world, MOVE("g2", "fast"), NULL), 0);
	CU_ASSERT_EQUAL(refused(world,
					POOL_REQUEST(.action = XPT_POOL_ADD, .pool = "0",
							.cpus = "2-3"),
					"domains are in it: g2"),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(refused(world, POOL_REQUEST(.action = XPT_POOL_DESTROY, .pool = "fast"),
					"xpt pool merge fast"),
			XPT_REFUSED);
	finish(world);
}

static void names_must_tell_pools_apart(void)
{
	struct cpu_world *world = begin();
	char longest[400];

	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	for (size_t i = 0; i < 4; i++) {
		const char *const names[] = { "", "7", "a\033[31m", longest };

		CU_ASSERT_EQUAL(refused(world,
						POOL_REQUEST(.action = XPT_POOL_CREATE,
								.name = names[i]),
						"cpupool"),
				XPT_INVALID);
	}
	world->pools[1] = (struct fake_pool){ true, "Pool-0", "credit2", 0 };
	CU_ASSERT_EQUAL(refused(world, POOL_REQUEST(.action = XPT_POOL_DESTROY, .pool = "Pool-0"),
					"use the number, 0 or 1"),
			XPT_REFUSED);
	finish(world);
}

static void cores_move_whole_where_xen_schedules_by_core(void)
{
	struct cpu_world *world = begin();

	world->by_core = true;
	world->command_line = "sched-gran=core loglvl=all";
	CU_ASSERT_EQUAL(refused(world,
					POOL_REQUEST(.action = XPT_POOL_CREATE, .name = "one",
							.cpus = "3"),
					"only together with CPU 2"),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	CU_ASSERT_EQUAL(world->pools[1].cpus, 12);
	CU_ASSERT_EQUAL(change(world, MERGE, NULL), 0);
	CU_ASSERT_EQUAL(world->pools[0].cpus, 15);
	finish(world);
}

/* Pins */

static int pin(struct cpu_world *world, const struct xpt_pin *pins, size_t count)
{
	struct apply_context apply_context = cpu_world_actor(world, try_folder);
	struct xpt_host *host = cpu_world_snapshot(world);
	struct xpt_plan *plan = NULL;
	int rc = xpt_plan_for_pin(host, pins, count, &plan, NULL);

	*world->log = '\0';
	rc = rc ? rc : xpt__plan_apply(&apply_context, plan, NULL);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return rc;
}

static void all_vcpus_are_pinned_or_none(void)
{
	const struct xpt_pin pins[] = {
		{ sizeof(*pins), "g1", XPT_VCPU_ALL, "0-1", NULL, 0 },
		{ sizeof(*pins), "8", 1, "2", "node:1", 0 },
	};
	struct cpu_world *world = begin();
	char before[2048];

	snprintf(before, sizeof(before), "%s", cpu_world_text(world));
	world->refuse = "pin d8";
	world->refusals = 1;
	CU_ASSERT_EQUAL(pin(world, pins, 2), XPT_REFUSED);
	ASSERT_TEXT(world->log,
			"pin d7 v0 0,1 -\npin d7 v1 0,1 -\npin d8 v1 2 2,3\n"
			"pin d7 v1 0,1,2,3 -\npin d7 v0 0,1,2,3 -\n");
	ASSERT_TEXT(cpu_world_text(world), before);
	CU_ASSERT_EQUAL(pin(world, pins, 2), 0);
	CU_ASSERT_EQUAL(world->domains[1].hard[1], 3);
	CU_ASSERT_EQUAL(world->domains[2].soft[1], 12);
	CU_ASSERT_EQUAL(pin(world, pins, 2), 0);
	ASSERT_TEXT(world->log, "");
	finish(world);
}

/* Journals */

static int take_plan(const char *step)
{
	struct xpt_plan *plan = NULL;
	char text[1024];
	int rc;

	snprintf(text, sizeof(text),
			"{\"title\":\"t\",\"steps\":[{\"subject\":\"s\",\"act\":{%s},"
			"\"undo\":{\"verb\":\"none\"}}],\"expectations\":[]}",
			step);
	rc = xpt__plan_from_json(text, strlen(text), &plan, NULL);
	xpt_plan_free(plan);
	return rc;
}

static void a_hostile_journal_reaches_neither_xen_nor_xenstore(void)
{
	static const char *const wrong[] = {
		"\"verb\":\"pool-destroy\"",
		"\"verb\":\"pool-destroy\",\"pool\":-1",
		"\"verb\":\"pool-create\",\"pool\":1,\"text\":\"a\"",
		"\"verb\":\"pool-create\",\"pool\":0,\"text\":\"a\",\"scheduler\":\"credit\"",
		"\"verb\":\"pool-create\",\"pool\":1,\"text\":\"a\",\"scheduler\":\"evil\"",
		"\"verb\":\"pool-create\",\"pool\":1,\"text\":\"\",\"scheduler\":\"credit\"",
		"\"verb\":\"pool-rename\",\"pool\":1,\"text\":\"a\\u001b[0m\"",
		"\"verb\":\"pool-rename\",\"pool\":1",
		"\"verb\":\"pool-add\",\"pool\":1,\"cpus\":\"\"",
		"\"verb\":\"pool-add\",\"pool\":1,\"cpus\":\"0-99999\"",
		"\"verb\":\"pool-remove\",\"pool\":99999999999,\"cpus\":\"1\"",
		"\"verb\":\"pool-move\",\"pool\":1,\"text\":\"a\"",
		"\"verb\":\"pool-move\",\"pool\":1,\"domain\":32752,\"text\":\"a\"",
		"\"verb\":\"pin\",\"domain\":1,\"vcpu\":9999,\"cpus\":\"1\"",
		"\"verb\":\"pin\",\"domain\":1",
		"\"verb\":\"pool-frobnicate\",\"pool\":1",
	};

	CU_ASSERT_EQUAL(take_plan("\"verb\":\"pool-add\",\"pool\":1,\"cpus\":\"0-3\""), 0);
	CU_ASSERT_EQUAL(take_plan("\"verb\":\"pool-destroy\",\"pool\":1,\"text\":\"a\""), 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		if (take_plan(wrong[i]) != XPT_INVALID)
			fprintf(stderr, "taken: %s\n", wrong[i]);
		CU_ASSERT_EQUAL(take_plan(wrong[i]), XPT_INVALID);
	}
}

static void a_plan_survives_its_journal(void)
{
	struct cpu_world *world = begin();
	struct xpt_pool_request request = MERGE;
	struct xpt_plan *plan, *back = NULL;
	char *text, *again;
	const char *message;
	int rc;

	world->domains[1].hard[0] = 6;
	CU_ASSERT_EQUAL(change(world, SPLIT, NULL), 0);
	CU_ASSERT_EQUAL(change(world, MOVE("g1", "1"), NULL), 0);
	plan = plan_of(world, &request, &rc, &message);
	text = xpt__plan_to_json(plan);
	CU_ASSERT_EQUAL_FATAL(xpt__plan_from_json(text, strlen(text), &back, NULL), 0);
	again = xpt__plan_to_json(back);
	ASSERT_TEXT(again, text);
	free(text);
	free(again);
	xpt_plan_free(plan);
	xpt_plan_free(back);
	finish(world);
}

SUITE(pools)
{
	TEST(a_split_gives_each_node_a_pool);
	TEST(a_split_takes_free_cpus_too);
	TEST(a_split_that_strands_a_pinned_domain_is_refused);
	TEST(a_merge_brings_domains_cpus_and_affinities_back);
	TEST(a_move_drops_what_makes_no_sense_there);
	TEST(moves_that_xen_would_refuse_are_not_tried);
	TEST(a_pool_takes_its_cpus_from_others);
	TEST(names_must_tell_pools_apart);
	TEST(cores_move_whole_where_xen_schedules_by_core);
	TEST(all_vcpus_are_pinned_or_none);
	TEST(a_hostile_journal_reaches_neither_xen_nor_xenstore);
	TEST(a_plan_survives_its_journal);
}
