/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Costs, one concern at a time, and the choice. */
#include <stdio.h>

#include <xpt/error.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/config/xl_config.h"
#include "../../engine/place/place.h"
#include "fake_source.h"
#include "unit.h"

#define GIB (1024ULL * 1024)

/* Two nodes that differ in nothing. */
#define NODE0 \
	"0 size_kib=16777216 free_kib=8388608 free_below_30_kib=0 free_below_32_kib=0 distances=10,20\n"
#define NODE1 \
	"1 size_kib=16777216 free_kib=8388608 free_below_30_kib=0 free_below_32_kib=0 distances=20,10\n"
#define NODES NODE0 NODE1

static const struct fake twins[] = {
	FILE_("xen/version", "command_line \n"),
	FILE_("xen/physinfo", "nr_nodes 2\noutstanding_kib 0\n"),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n2 socket=0 core=2 node=0\n"
			"3 socket=0 core=3 node=0\n4 socket=1 core=0 node=1\n5 socket=1 core=1 node=1\n"
			"6 socket=1 core=2 node=1\n7 socket=1 core=3 node=1\n"),
	FILE_("xen/nodes", NODES),
	FILE_("xen/pools", "0 sched=credit2 domains=2 cpus=0-7\nfree cpus=\n"),
	FILE_("xen/domains",
			"0 type=pv vcpus=1 pool=0\n1 type=hvm vcpus=2 pool=0 memory_kib=1048576\n"),
	LIST_("xenstore/local/domain", "0 1"),
	FILE_("xenstore/local/domain/0/name", "Domain-0"),
	FILE_("xenstore/local/domain/1/name", "web"),
	FILE_("xenstore/libxl/1/type", "hvm"),
	FILE_("xenstore/local/pool/0/name", "Pool-0"),
	FILE_("xen/vcpus/0", "0 state=running cpu=0 hard=0-7 soft=0-7\nall nodes=0-1\n"),
	FILE_("xen/vcpus/1",
			"0 state=blocked cpu=0 hard=0-7 soft=0-7\n1 state=blocked cpu=1 hard=0-7 soft=0-7\n"
			"all nodes=0-1\n"),
	LIST_("sys/bus/pci/devices", "0000:04:00.0 0000:41:00.0 0000:42:00.0"),
	FILE_("sys/bus/pci/devices/0000:04:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("sys/bus/pci/devices/0000:41:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("sys/bus/pci/devices/0000:42:00.0/uevent", "PCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("xen/pci-topology", "0000:04:00.0 0\n0000:41:00.0 1\n0000:42:00.0 -\n"),
	FILE_("xen/pci-owners",
			"==== PCI devices ====\n0000:04:00.0 - d0 - node 0\n"
			"0000:41:00.0 - d0 - node 1\n0000:42:00.0 - d0 - node -1\n"),
	END_,
};

static const struct fake as_they_are[] = { END_ };
static const struct xpt_bdf nic1 = { 0, 0x41, 0, 0 }, nowhere = { 0, 0x42, 0, 0 },
			    missing = { 0, 9, 9, 0 };

struct trial {
	struct xpt_host *host;
	struct xpt_placement *placement;
};

static int try(const struct fake *changes, struct xpt_place_request request, bool running,
		struct trial *trial, struct xpt_error **ret_error)
{
	const struct fake *const tables[] = { changes, twins, NULL };

	*trial = (struct trial){ fake_host_of(tables, XPT_DETAIL_PLACEMENT), NULL };
	CU_ASSERT_PTR_NOT_NULL_FATAL(trial->host);
	request.size = sizeof(request);
	if (running)
		request.domain = xpt__model_domain(trial->host, 1);
	return xpt_place(trial->host, &request, &trial->placement, ret_error);
}

static void trial_end(struct trial *trial)
{
	xpt_placement_free(trial->placement);
	xpt_host_free(trial->host);
}

static const struct candidate *candidate_on(const struct trial *trial, const char *nodes)
{
	for (size_t i = 0; trial->placement && i < trial->placement->candidates.count; i++)
		if (!strcmp(trial->placement->candidates.items[i].nodes_text, nodes))
			return &trial->placement->candidates.items[i];
	return NULL;
}

static const char *chosen_nodes(const struct trial *trial)
{
	return trial->placement && trial->placement->candidates.count ?
			trial->placement->candidates.items[0].nodes_text :
			NULL;
}

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

static const struct xpt_finding *blocked(const struct trial *trial)
{
	const struct xpt_report *report = xpt_placement_report(trial->placement);

	return xpt_report_verdict(report) == XPT_BLOCKED ? xpt_report_finding(report, 0) : NULL;
}

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

/* How to get there */

static const char *line(const struct trial *trial, size_t index)
{
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	return trial->placement && xpt_placement_line(trial->placement, index, &step) ? step.text :
											NULL;
}

static const char *command(const struct trial *trial, size_t index)
{
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	return trial->placement && xpt_placement_command(trial->placement, index, &step) ?
			step.text :
			NULL;
}

static int try_config(const struct fake *changes, const char *text, struct trial *trial,
		struct xpt_error **ret_error)
{
	struct xpt_config config = { .arena = xpt__arena_new(), .name = "guest.cfg" };
	int rc;

	CU_ASSERT_FATAL(config.arena && xpt__config_parse(&config, xpt__span_of(text)));
	rc = try(changes, (struct xpt_place_request){ .config = &config }, false, trial, ret_error);
	xpt__arena_free(config.arena);
	return rc;
}

static void an_hvm_guest_gets_exact_lines(void)
{
	struct trial trial;

	CU_ASSERT_EQUAL(try_config(as_they_are,
					"type=\"hvm\"\nmemory=2048\nvcpus=2\nmaxvcpus=4\n"
					"pci=[\"41:00.0,seize=1\"]\n",
					&trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "1");
	ASSERT_TEXT(line(&trial, 0), "cpus = \"4-7\"");
	ASSERT_TEXT(line(&trial, 1), "cpus_soft = \"4-7\"");
	ASSERT_TEXT(line(&trial, 2),
			"vnuma = [ [ \"pnode=1\", \"size=2048\", \"vcpus=0-3\", "
			"\"vdistances=10\" ] ]");
	CU_ASSERT_PTR_NULL(line(&trial, 3));
	CU_ASSERT_PTR_NULL(command(&trial, 0));
	ASSERT_TEXT(xpt_placement_cpus(trial.placement, 3), "4-7");
	CU_ASSERT_PTR_NULL(xpt_placement_cpus(trial.placement, 4));
	trial_end(&trial);
}

static void vnuma_is_left_out_where_xl_would_refuse_it(void)
{
	static const char *const configs[] = { "memory=2048\nvcpus=2\n",
		"type=\"pvh\"\nmemory=2048\n", "type=\"hvm\"\nmemory=2048\nmaxmem=4096\n",
		"type=\"hvm\"\nmemory=12288\n" };

	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		struct trial trial;

		CU_ASSERT_EQUAL(try_config(as_they_are, configs[i], &trial, NULL), 0);
		CU_ASSERT_PTR_NOT_NULL(line(&trial, 1));
		CU_ASSERT_PTR_NULL(line(&trial, 2));
		trial_end(&trial);
	}
}

static const struct fake split[] = {
	FILE_("xen/pools",
			"0 sched=credit2 domains=1 cpus=0-3\n3 sched=credit2 domains=1 cpus=4-7\n"),
	FILE_("xenstore/local/pool/3/name", "Pool-node1"),
	END_,
};

static void a_pool_of_one_node_needs_no_affinity(void)
{
	struct trial trial;

	CU_ASSERT_EQUAL(try_config(split, "memory=2048\npci=[\"41:00.0\"]\n", &trial, NULL), 0);
	ASSERT_TEXT(line(&trial, 0), "pool = \"Pool-node1\"");
	CU_ASSERT_PTR_NULL(line(&trial, 1));
	trial_end(&trial);
	CU_ASSERT_EQUAL(try_config(split, "memory=2048\npool=\"Pool-node1\"\n", &trial, NULL), 0);
	ASSERT_TEXT(chosen_nodes(&trial), "1");
	CU_ASSERT_PTR_NULL(line(&trial, 0));
	trial_end(&trial);
}

static void across_pools_there_are_no_lines(void)
{
	struct trial trial;
	const struct xpt_report *report;

	CU_ASSERT_EQUAL(try_config(split, "memory=12288\n", &trial, NULL), 0);
	ASSERT_TEXT(chosen_nodes(&trial), "0-1");
	CU_ASSERT_PTR_NULL(line(&trial, 0));
	report = xpt_placement_report(trial.placement);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_RISK);
	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(report, 0)), "placement-across-pools");
	trial_end(&trial);
	CU_ASSERT_EQUAL(try_config(split, "memory=12288\npool=\"0\"\n", &trial, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(blocked(&trial));
	trial_end(&trial);
}

static void a_domain_that_runs_gets_commands(void)
{
	static const struct fake odd_name[] = { FILE_("xenstore/local/domain/1/name", "a; reboot"),
		END_ };
	static const struct fake there[] = {
		FILE_("xen/vcpus/1",
				"0 state=blocked cpu=4 hard=4-7 soft=0-7\n"
				"all nodes=1\n"),
		END_
	};
	struct trial trial;

	CU_ASSERT_EQUAL(try(split, (struct xpt_place_request){ .nodes = "1" }, true, &trial, NULL),
			0);
	ASSERT_TEXT(command(&trial, 0), "xpt pool move web Pool-node1");
	ASSERT_TEXT(command(&trial, 1), "xpt move web --node 1 --memory");
	CU_ASSERT_PTR_NULL(command(&trial, 2));
	CU_ASSERT_PTR_NULL(line(&trial, 0));
	trial_end(&trial);
	CU_ASSERT_EQUAL(try(odd_name, (struct xpt_place_request){ .nodes = "1" }, true, &trial,
					NULL),
			0);
	ASSERT_TEXT(command(&trial, 0), "xpt pin 1 all 4-7");
	trial_end(&trial);
	CU_ASSERT_EQUAL(try(there, (struct xpt_place_request){ .nodes = NULL }, true, &trial, NULL),
			0);
	ASSERT_TEXT(chosen_nodes(&trial), "1");
	CU_ASSERT_PTR_NULL(command(&trial, 0));
	trial_end(&trial);
}

/* Requests that make no sense */

static void wrong_requests_are_refused(void)
{
	static const struct {
		struct xpt_place_request request;
		int code;
	} wrong[] = {
		{ { .vcpus = 1, .memory_kib = GIB, .nodes = "x" }, XPT_INVALID },
		{ { .vcpus = 1, .memory_kib = GIB, .nodes = "" }, XPT_INVALID },
		{ { .vcpus = 1, .memory_kib = GIB, .nodes = "0,7" }, XPT_NOT_FOUND },
		{ { .vcpus = 1, .memory_kib = GIB, .pool = "none" }, XPT_NOT_FOUND },
		{ { .vcpus = 5000, .memory_kib = GIB }, XPT_INVALID },
		{ { .vcpus = 1, .memory_kib = ~0ULL }, XPT_INVALID },
		{ { .vcpus = 1, .devices = &missing, .device_count = 1 }, XPT_NOT_FOUND },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct xpt_error *error = NULL;
		struct trial trial;

		CU_ASSERT_EQUAL(try(as_they_are, wrong[i].request, false, &trial, &error),
				wrong[i].code);
		CU_ASSERT_PTR_NULL(trial.placement);
		CU_ASSERT_PTR_NOT_NULL(error);
		xpt_error_free(error);
		trial_end(&trial);
	}
}

static void wrong_configurations_are_named_by_line(void)
{
	static const struct {
		const char *text, *message;
	} wrong[] = {
		{ "memory = 12\nvcpus = ",
				"guest.cfg line 2: a text in quotes, a number or a list is wanted "
				"behind \"=\"" },
		{ "memory = \"much\"\n", "guest.cfg line 1: that is no such number" },
		{ "\nvcpus = 99999\n", "guest.cfg line 2: that is no such number" },
		{ "memory = [ 1 ]\n", "guest.cfg line 1: that is no such number" },
		{ "pci = \"41:00.0\"\n",
				"guest.cfg line 1: pci= is a list of devices: pci = [ \"04:00.0\" ]" },
		{ "pci = [ [ 1 ] ]\n", "guest.cfg line 1: an entry of pci= is a text in quotes" },
		{ "pci = [ \"name=nic\" ]\n",
				"guest.cfg line 1: no assignable device has this name" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct xpt_error *error = NULL;
		struct trial trial;

		CU_ASSERT_EQUAL(try_config(as_they_are, wrong[i].text, &trial, &error),
				XPT_INVALID);
		CU_ASSERT_PTR_NOT_NULL_FATAL(error);
		ASSERT_TEXT(xpt_error_message(error), wrong[i].message);
		xpt_error_free(error);
		trial_end(&trial);
	}
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
			"Xen does not tell the NUMA node of 0000:42:00.0: it does not count");
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
	TEST(an_hvm_guest_gets_exact_lines);
	TEST(vnuma_is_left_out_where_xl_would_refuse_it);
	TEST(a_pool_of_one_node_needs_no_affinity);
	TEST(across_pools_there_are_no_lines);
	TEST(a_domain_that_runs_gets_commands);
	TEST(wrong_requests_are_refused);
	TEST(wrong_configurations_are_named_by_line);
	TEST(a_device_without_a_node_does_not_count_and_is_named);
	TEST(every_field_of_a_candidate_can_be_read);
}
