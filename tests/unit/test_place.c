/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Costs, one concern at a time, and the choice. */
#include <stdio.h>

#include "../../engine/base/cleanup.h"
#include "place_trial.h"

static bool differ_only_in(
		const struct candidate *a, const struct candidate *b, enum concern concern)
{
	for (enum concern i = 0; a && b && i < CONCERN_COUNT; i++)
		if ((a->costs[i] != b->costs[i]) != (i == concern))
			return false;
	return a && b;
}

static void without_a_difference_the_first_node_is_chosen(void)
{
	struct trial trial;

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){ .vcpus = 2, .memory_kib = GIB },
					false, &trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "0");
	CU_ASSERT(candidate_on(&trial, "0")->cost == candidate_on(&trial, "1")->cost);
	CU_ASSERT_EQUAL(trial.placement->candidates.count, 3);
	trial_end(&trial);
}

/* Each makes node 1 the better one, by its concern alone. */
static const struct one_concern {
	enum concern concern;
	struct xpt_place_request request;
	bool running;
	struct fake changes[3];
} one_concern[] = {
	{ CONCERN_remote_devices,
			{ .vcpus = 2, .memory_kib = GIB, .devices = &nic1, .device_count = 1 },
			.changes = { END_ } },
	{ CONCERN_remote_memory, { .vcpus = 0 }, .running = true,
			.changes = { FILE_("xen/vcpus/1",
						     "0 state=blocked cpu=0 hard=0-7 soft=0-7\nall nodes=1\n"),
					END_ } },
	{ CONCERN_load, { .vcpus = 2, .memory_kib = GIB },
			.changes = { FILE_("xen/vcpus/1",
						     "0 state=blocked cpu=0 hard=0-7 soft=0-3\nall nodes=0-1\n"),
					END_ } },
	{ CONCERN_smt_siblings, { .vcpus = 4, .memory_kib = GIB },
			.changes = { FILE_("xen/cpus",
						     "0 socket=0 core=0 node=0\n1 socket=0 core=0 node=0\n2 socket=0 core=1 node=0\n"
						     "3 socket=0 core=1 node=0\n4 socket=1 core=0 node=1\n5 socket=1 core=1 node=1\n"
						     "6 socket=1 core=2 node=1\n7 socket=1 core=3 node=1\n"),
					END_ } },
	{ CONCERN_split_sockets, { .vcpus = 2, .memory_kib = GIB },
			.changes = { FILE_("xen/cpus",
						     "0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n2 socket=2 core=0 node=0\n"
						     "3 socket=2 core=1 node=0\n4 socket=1 core=0 node=1\n5 socket=1 core=1 node=1\n"
						     "6 socket=1 core=2 node=1\n7 socket=1 core=3 node=1\n"),
					END_ } },
	{ CONCERN_pool_change, { .vcpus = 0 }, .running = true,
			.changes = { FILE_("xen/pools",
						     "0 sched=credit2 domains=1 cpus=0-3\n3 sched=credit2 domains=1 cpus=4-7\n"),
					FILE_("xen/domains",
							"1 type=hvm vcpus=2 pool=3 memory_kib=1048576\n"),
					END_ } },
	{ CONCERN_claims, { .vcpus = 2, .memory_kib = 3 * GIB },
			.changes = { FILE_("xen/physinfo", "nr_nodes 2\noutstanding_kib 3145728\n"),
					FILE_("xen/nodes",
							"0 size_kib=16777216 free_kib=4194304 free_below_32_kib=0 distances=10,20\n" NODE1),
					END_ } },
	{ CONCERN_dma_reserve, { .vcpus = 2, .memory_kib = 7 * GIB },
			.changes = { FILE_("xen/nodes",
						     "0 size_kib=16777216 free_kib=8388608 free_below_32_kib=3145728 distances=10,20\n" NODE1),
					END_ } },
};

static void each_concern_decides_where_all_else_is_equal(void)
{
	for (size_t i = 0; i < sizeof(one_concern) / sizeof(*one_concern); i++) {
		const struct one_concern *here = &one_concern[i];
		struct trial trial;
		const struct candidate *worse, *better;

		CU_ASSERT_EQUAL(try(here->changes, here->request, here->running, &trial, NULL), 0);
		worse = candidate_on(&trial, "0");
		better = candidate_on(&trial, "1");
		if (!differ_only_in(worse, better, here->concern))
			printf("\nconcern %zu: more than one difference, or none", i);
		CU_ASSERT(differ_only_in(worse, better, here->concern));
		CU_ASSERT(worse && better &&
				worse->costs[here->concern] > better->costs[here->concern]);
		ASSERT_TEXT(chosen_nodes(&trial), "1");
		trial_end(&trial);
	}
}

static void where_nodes_are_equally_near_the_smaller_set_is_chosen(void)
{
	static const struct fake near[] = {
		FILE_("xen/nodes",
				"0 size_kib=16777216 free_kib=8388608 free_below_32_kib=0 distances=10,10\n"
				"1 size_kib=16777216 free_kib=8388608 free_below_32_kib=0 distances=10,10\n"),
		FILE_("xen/cpus",
				"0 node=0\n1 node=0\n2 node=0\n3 node=0\n4 node=1\n5 node=1\n6 node=1\n7 node=1\n"),
		END_
	};
	struct trial trial;

	CU_ASSERT_EQUAL(try(near, (struct xpt_place_request){ .vcpus = 2, .memory_kib = GIB },
					false, &trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "0");
	CU_ASSERT(differ_only_in(
			candidate_on(&trial, "0"), candidate_on(&trial, "0-1"), CONCERN_spread));
	trial_end(&trial);
}

static void costs_are_what_the_weights_say(void)
{
	struct trial trial;
	const struct candidate *both;

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){ .vcpus = 10,
							.memory_kib = GIB,
							.devices = &nic1,
							.device_count = 1 },
					false, &trial, NULL),
			0);
	both = candidate_on(&trial, "0-1");
	CU_ASSERT_PTR_NOT_NULL_FATAL(both);
	CU_ASSERT_EQUAL(both->costs[CONCERN_remote_memory], 500);
	CU_ASSERT_EQUAL(both->costs[CONCERN_remote_devices], 300);
	CU_ASSERT_EQUAL(both->costs[CONCERN_split_sockets], 50);
	CU_ASSERT_EQUAL(both->costs[CONCERN_smt_siblings], 160); /* 4 of 10 share a core */
	CU_ASSERT_EQUAL(both->costs[CONCERN_load],
			325); /* 3 vCPUs of others on 8 CPUs; 2 of 8 too many */
	CU_ASSERT_EQUAL(both->costs[CONCERN_spread], 30);
	CU_ASSERT_EQUAL(both->cost, 1365);
	ASSERT_TEXT(both->cpus_text, "0-7");
	ASSERT_TEXT(both->pool_text, "Pool-0");
	trial_end(&trial);
}

static void its_own_vcpus_are_no_load(void)
{
	static const struct fake alone[] = {
		FILE_("xen/vcpus/0", "0 state=offline hard=0-7 soft=0-7\nall nodes=0-1\n"), END_
	};
	struct trial trial;

	CU_ASSERT_EQUAL(try(alone, (struct xpt_place_request){ .vcpus = 0 }, true, &trial, NULL),
			0);
	CU_ASSERT_EQUAL(candidate_on(&trial, "0")->costs[CONCERN_load], 0);
	trial_end(&trial);
}

/* Nothing fits */

static void what_is_missing_is_told_for_each_node(void)
{
	struct trial trial;
	const struct xpt_finding *finding;
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){
							.vcpus = 2, .memory_kib = 17 * GIB },
					false, &trial, NULL),
			0);
	finding = blocked(&trial);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	ASSERT_TEXT(xpt_finding_cause(finding), "placement-no-room");
	ASSERT_TEXT(xpt_finding_evidence(finding, 0)->text,
			"nodes 0-1: 16.0 GiB free, 1.1 GiB missing");
	ASSERT_TEXT(xpt_finding_evidence(finding, 1)->text,
			"node 0: 8.0 GiB free, 9.1 GiB missing");
	ASSERT_TEXT(xpt_finding_evidence(finding, 2)->text,
			"node 1: 8.0 GiB free, 9.1 GiB missing");
	CU_ASSERT_PTR_NULL(xpt_placement_why(trial.placement));
	CU_ASSERT_PTR_NULL(xpt_placement_cpus(trial.placement, 0));
	CU_ASSERT_FALSE(xpt_placement_line(trial.placement, 0, &step));
	trial_end(&trial);
}

static void nodes_that_are_not_allowed_are_no_candidates(void)
{
	struct trial trial;

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){ .vcpus = 2,
							.memory_kib = 9 * GIB,
							.nodes = "1" },
					false, &trial, NULL),
			0);
	CU_ASSERT_EQUAL(trial.placement->candidates.count, 1);
	CU_ASSERT_PTR_NOT_NULL(blocked(&trial));
	trial_end(&trial);
	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){
							.vcpus = 2, .memory_kib = 9 * GIB },
					false, &trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "0-1");
	trial_end(&trial);
}

static void a_device_without_a_node_does_not_count_and_is_named(void)
{
	const struct xpt_bdf both[] = { nowhere, nic1 };
	struct trial trial;
	const struct xpt_report *report;

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){ .vcpus = 1,
							.memory_kib = GIB,
							.devices = both,
							.device_count = 2 },
					false, &trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "1");
	report = xpt_placement_report(trial.placement);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_RISK);
	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)),
			"Xen does not report the NUMA node of 0000:42:00.0: it does not count");
	trial_end(&trial);
}

static void every_field_of_a_candidate_can_be_read(void)
{
	struct trial trial;
	struct xpt_object candidate;
	const struct xpt_field *field;
	struct xpt_value value = XPT_SIZED(xpt_value);
	size_t costs = 0;

	CU_ASSERT_EQUAL(try(as_they_are,
					(struct xpt_place_request){ .vcpus = 2,
							.memory_kib = GIB,
							.devices = &nic1,
							.device_count = 1 },
					false, &trial, NULL),
			0);
	CU_ASSERT_FATAL(xpt_placement_candidate(trial.placement, 1, &candidate));
	for (size_t i = 0; (field = xpt_kind_field(candidate.kind, i)); i++) {
		xpt_object_value(candidate, i, &value);
		CU_ASSERT_EQUAL(value.state, XPT_FACT_KNOWN);
		if (!strcmp(field->key, "remote_devices"))
			CU_ASSERT_EQUAL(value.number, 600);
		costs += value.type == XPT_TYPE_NUMBER;
	}
	CU_ASSERT_EQUAL(costs, CONCERN_COUNT + 3);
	CU_ASSERT_FALSE(xpt_placement_candidate(trial.placement, 3, &candidate));
	trial_end(&trial);
}

SUITE(place)
{
	TEST(without_a_difference_the_first_node_is_chosen);
	TEST(each_concern_decides_where_all_else_is_equal);
	TEST(where_nodes_are_equally_near_the_smaller_set_is_chosen);
	TEST(costs_are_what_the_weights_say);
	TEST(its_own_vcpus_are_no_load);
	TEST(what_is_missing_is_told_for_each_node);
	TEST(nodes_that_are_not_allowed_are_no_candidates);
	TEST(a_device_without_a_node_does_not_count_and_is_named);
	TEST(every_field_of_a_candidate_can_be_read);
}
