/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes of a placement: lines, commands, and refusals. */
#include <stdio.h>

#include "../../engine/base/cleanup.h"
#include "../../engine/config/xl_config.h"
#include "place_trial.h"

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
				"guest.cfg line 2: a quoted string, a number or a list is "
				"expected after \"=\"" },
		{ "memory = \"much\"\n", "guest.cfg line 1: that is not a valid number" },
		{ "\nvcpus = 99999\n", "guest.cfg line 2: that is not a valid number" },
		{ "memory = [ 1 ]\n", "guest.cfg line 1: that is not a valid number" },
		{ "pci = \"41:00.0\"\n",
				"guest.cfg line 1: pci= must be a list of devices: pci = [ \"04:00.0\" ]" },
		{ "pci = [ [ 1 ] ]\n",
				"guest.cfg line 1: an entry of pci= must be a quoted string" },
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

SUITE(place_lines)
{
	TEST(an_hvm_guest_gets_exact_lines);
	TEST(vnuma_is_left_out_where_xl_would_refuse_it);
	TEST(a_pool_of_one_node_needs_no_affinity);
	TEST(across_pools_there_are_no_lines);
	TEST(a_domain_that_runs_gets_commands);
	TEST(wrong_requests_are_refused);
	TEST(wrong_configurations_are_named_by_line);
}
