/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files say of a host, hostile ones too, and what differs from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xpt/config.h>

#include "../../engine/compare/compare.h"
#include "../../engine/plan/step.h"
#include "../../engine/base/finding.h"
#include "fake_source.h"
#include "unit.h"

static int add(struct xpt_desired *desired, const char *name, const char *text,
		struct xpt_error **ret_error)
{
	struct xpt_config config = { .arena = xpt__arena_new(), .name = name };
	int rc;

	CU_ASSERT_FATAL(xpt__config_parse(&config, xpt__span_of(text)));
	rc = xpt__desired_add(desired, &config, ret_error);
	xpt__arena_free(config.arena);
	return rc;
}

/* What is said of a text that is wrong. Static buffer. */
static const char *refusal(const char *text)
{
	static char said[512];
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_error *error = NULL;

	*said = '\0';
	if (add(desired, "f", text, &error) == XPT_INVALID)
		snprintf(said, sizeof(said), "%s", xpt_error_message(error));
	xpt_error_free(error);
	xpt_desired_free(desired);
	return said;
}

static void a_hosts_file_says_what_the_next_boot_shall_be(void)
{
	struct xpt_desired *desired = xpt__desired_new();

	CU_ASSERT_EQUAL_FATAL(add(desired, "h",
					      "hide = [ '00:05.0', '0000:00:06.*' ]\n"
					      "xen_options = [ 'iommu=force', 'watchdog' ]\n"
					      "dom0_options = [ 'console=hvc0' ]\n",
					      NULL),
			0);
	CU_ASSERT_EQUAL(desired->hidden.count, 2);
	CU_ASSERT_EQUAL_FATAL(desired->options.count, 3);
	ASSERT_TEXT(desired->options.items[1].word, "watchdog");
	CU_ASSERT_EQUAL(desired->options.items[1].line, BOOT_LINE_XEN);
	CU_ASSERT_EQUAL(desired->options.items[2].line, BOOT_LINE_DOM0);
	CU_ASSERT(xpt_desired_has_boot(desired));
	CU_ASSERT_FALSE(xpt_desired_has_devices(desired));
	xpt_desired_free(desired);
}

/* A toolstack that keeps its intent in memory. */
static struct xpt_config *config_of(const char *name, const char *text)
{
	struct xpt_config *config = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse(name, text, strlen(text), &config, NULL), 0);
	return config;
}

static void texts_in_memory_count_as_files_do(void)
{
	struct xpt_config *host = config_of("intent", "reserve = [ '00:05.0' ]\n"),
			  *guest = config_of("web", "name='web'\npci=[ '00:06.0' ]\n"),
			  *wrong = config_of("intent 2", "\nreserve = [ 'nic' ");
	const struct xpt_config *const both[] = { host, guest }, *const broken[] = { guest, wrong };
	struct xpt_desired *desired = NULL;
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_desired_of(both, 2, &desired, NULL), 0);
	CU_ASSERT_EQUAL(desired->devices.count, 2);
	CU_ASSERT_EQUAL(xpt_desired_of(broken, 2, &desired, &error), XPT_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "intent 2 line 2: "));
	xpt_error_free(error);
	xpt_desired_free(desired);
	xpt_config_free(host);
	xpt_config_free(guest);
	xpt_config_free(wrong);
}

static void a_text_that_is_far_too_large_is_refused(void)
{
	char *text = calloc(1, 1 << 21);
	struct xpt_config *config = NULL;
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(xpt_config_parse("web", text, 1 << 21, &config, &error), XPT_UNREADABLE);
	CU_ASSERT_PTR_NULL(config);
	ASSERT_TEXT(xpt_error_message(error),
			"web is larger than 1 MiB: it is not a configuration of a domain");
	xpt_error_free(error);
	free(text);
}

static void a_hosts_file_is_read(void)
{
	struct xpt_desired *desired = xpt__desired_new();

	CU_ASSERT_EQUAL_FATAL(
			add(desired, "h",
					"# host\nreserve = [ '00:05.0' ]\nnames = [ '00:05.0  nic-1' ]\n"
					"pools = [\n 'name=numa1 cpus=0-3,^2 sched=null domains=g1,g2' ]\n"
					"pins = [ 'g1 all node:1', 'g1 0 3/2-3', '0 1 - 2' ]\nguests = [ '/etc/xen/g' ]\n",
					NULL),
			0);
	CU_ASSERT_EQUAL_FATAL(desired->pools.count, 1);
	ASSERT_TEXT(desired->pools.items[0].name, "numa1");
	ASSERT_TEXT(desired->pools.items[0].cpus, "0-3,^2");
	ASSERT_TEXT(desired->pools.items[0].scheduler, "null");
	CU_ASSERT_EQUAL(desired->pools.items[0].at.line, 5);
	CU_ASSERT_EQUAL_FATAL(desired->members.count, 2);
	ASSERT_TEXT(desired->members.items[1].domain, "g2");
	CU_ASSERT_EQUAL_FATAL(desired->pins.count, 3);
	CU_ASSERT_EQUAL(desired->pins.items[0].vcpu, XPT_VCPU_ALL);
	CU_ASSERT_PTR_NULL(desired->pins.items[0].soft);
	ASSERT_TEXT(desired->pins.items[1].soft, "2-3");
	ASSERT_TEXT(desired->pins.items[2].domain, "Domain-0");
	CU_ASSERT_PTR_NULL(desired->pins.items[2].hard);
	ASSERT_TEXT(desired->pins.items[2].soft, "2");
	CU_ASSERT_EQUAL(desired->devices.count, 1);
	CU_ASSERT_EQUAL_FATAL(desired->names.count, 1);
	ASSERT_TEXT(desired->names.items[0].name, "nic-1");
	CU_ASSERT_EQUAL(desired->guests.count, 1);
	CU_ASSERT_EQUAL(desired->domains.count, 3);
	CU_ASSERT(xpt_desired_has_devices(desired));
	xpt_desired_free(desired);
}

static void a_hosts_devices_may_go_by_pattern_and_name(void)
{
	struct xpt_desired *desired = xpt__desired_new();

	CU_ASSERT_EQUAL_FATAL(add(desired, "h",
					      "reserve = [ '04:*.*', 'nic0' ]\n"
					      "hide = [ 'nic0', '05:00.*' ]\n",
					      NULL),
			0);
	CU_ASSERT_EQUAL_FATAL(desired->devices.count, 2);
	CU_ASSERT_PTR_NULL(desired->devices.items[0].name);
	ASSERT_TEXT(desired->devices.items[1].name, "nic0");
	CU_ASSERT_EQUAL_FATAL(desired->hidden.count, 2);
	ASSERT_TEXT(desired->hidden.items[0].name, "nic0");
	CU_ASSERT_PTR_NULL(desired->hidden.items[1].name);
	xpt_desired_free(desired);
}

static void of_a_guests_file_only_placement_and_devices_count(void)
{
	struct xpt_desired *desired = xpt__desired_new();

	CU_ASSERT_EQUAL_FATAL(
			add(desired, "g",
					"name='g1'\nmemory=512\nreserve=7\nvif=['bridge=br0']\n"
					"cpus=['2', 3]\ncpus_soft='node:1'\npool='numa1'\npci_permissive=1\n"
					"pci=['00:05.0', '0000:00:06.0@7,rdm_policy=relaxed,permissive=0', 'name=nic']",
					NULL),
			0);
	CU_ASSERT_EQUAL_FATAL(desired->pins.count, 3);
	CU_ASSERT_EQUAL(desired->pins.items[1].vcpu, 1);
	ASSERT_TEXT(desired->pins.items[1].hard, "3");
	CU_ASSERT_EQUAL(desired->pins.items[2].vcpu, XPT_VCPU_ALL);
	ASSERT_TEXT(desired->pins.items[2].soft, "node:1");
	CU_ASSERT_EQUAL_FATAL(desired->devices.count, 3);
	CU_ASSERT_EQUAL(desired->devices.items[0].flags, XPT_PERMISSIVE);
	CU_ASSERT_EQUAL(desired->devices.items[1].flags, XPT_RELAXED);
	CU_ASSERT_EQUAL(desired->devices.items[1].slot, 7);
	ASSERT_TEXT(desired->devices.items[2].name, "nic");
	ASSERT_TEXT(desired->members.items[0].pool, "numa1");
	xpt_desired_free(desired);
}

static void what_is_wrong_is_told_with_file_and_line(void)
{
	static const char *const wrong[][2] = {
		{ "", "says nothing" },
		{ "a = [", "f line 1: " },
		{ "\nreserv=['00:05.0']", "f line 2: there is no setting \"reserv\"" },
		{ "reserve='00:05.0'", "reserve= must be a list" },
		{ "reserve=[['x']]", "quoted strings" },
		{ "reserve=['00:05']", "neither a PCI address" },
		{ "reserve=['']", "neither a PCI address" },
		{ "names=['00:05.0']", "an entry must be DEVICE NAME" },
		{ "names=['00:05.0 a b']", "an entry must be" },
		{ "names=['00:05.0 a/b']", "letters, digits" },
		{ "names=['nic 00:05.0']", "letters, digits" },
		{ "names=['00:05 nic']", "not a PCI address" },
		{ "names=['00:05.0 a','00:05.0 b']", "this device is called a" },
		{ "names=['00:05.0 a','00:06.0 a']", "another device is called a" },
		{ "pools=['']", "needs a name" },
		{ "pools=['name=3 cpus=1']", "is not a number" },
		{ "pools=['name=a']", "cpus=node:1" },
		{ "pools=['name=a cpus=1 sched=fair']", "sched=fair" },
		{ "pools=['name=a cpus=1 x']", "\"x\" is none of" },
		{ "pools=['name=a cpus=1','name=a cpus=2']", "in f line 1 already" },
		{ "pools=['name=a cpus=1 domains=g,0']", "dom0 cannot leave" },
		{ "pools=['name=a cpus=1 domains=g','name=b cpus=2 domains=g']", "in one only" },
		{ "pins=['g']", "a pin must be" },
		{ "pins=['g 0 1 2 3']", "a pin must be" },
		{ "pins=['g x 1']", "neither the number of a vCPU" },
		{ "pins=['g 8192 1']", "neither the number of a vCPU" },
		{ "pins=['g 0 -']", "neither" },
		{ "pins=['12 0 1']", "write its name" },
		{ "guests=['etc/xen/g']", "the absolute path" },
		{ "name=[1]", "name= must be a quoted string" },
		{ "name=''", "1 to 255" },
		{ "name='7'", "is the id" },
		{ "name='g'\npci='00:05.0'", "f line 2: pci= must be a list" },
		{ "name='g'\npci=['00:05.*@3']", "list each" },
		{ "name='g'\npci=['nonsense']", "f line 2" },
		{ "name='g'\npool=[]", "pool= must be the name" },
		{ "name='g'\ncpus=''", "a CPU list is expected" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		const char *said = refusal(wrong[i][0]);

		if (!strstr(said, wrong[i][1]))
			fprintf(stderr, "\"%s\" said: %s\n", wrong[i][0], said);
		CU_ASSERT_PTR_NOT_NULL(strstr(said, wrong[i][1]));
	}
}

static void a_guest_has_one_file(void)
{
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(add(desired, "a", "name='g'", NULL), 0);
	CU_ASSERT_EQUAL_FATAL(add(desired, "b", "\nname='g'", &error), XPT_INVALID);
	ASSERT_TEXT(xpt_error_message(error), "b line 2: g is the guest of a already");
	xpt_error_free(error);
	xpt_desired_free(desired);
}

static const struct fake placed[] = {
	LIST_("sys/bus/pci/devices", ""),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n"
			"2 socket=1 core=0 node=1\n3 socket=1 core=1 node=1\n"),
	FILE_("xen/nodes",
			"0 size_kib=1000 free_kib=10 distances=10,20\n"
			"1 size_kib=1000 free_kib=10 distances=20,10\n"),
	FILE_("xen/pools",
			"0 sched=credit2 domains=3 cpus=0-2\n1 sched=null domains=0 cpus=3\nfree cpus=\n"),
	FILE_("xen/domains",
			"0 uuid=00 type=pv state=running pool=0\n1 uuid=11 type=pv state=blocked pool=0\n"
			"2 uuid=22222222-2222-3333-4444-555555555555 type=pv state=paused pool=0\n"),
	FILE_("xen/vcpus/0", "0 state=running cpu=0 hard=0-3 soft=0-3\nall nodes=0-1\n"),
	FILE_("xen/vcpus/1",
			"0 state=blocked cpu=0 hard=2 soft=0-3\n1 state=blocked cpu=0 hard=0-3 soft=0-3\n"
			"all nodes=0-1\n"),
	FILE_("xen/vcpus/2", "0 state=blocked cpu=0 hard=0-3 soft=0-3\nall nodes=0-1\n"),
	LIST_("xenstore/local/domain", "0 1 2"),
	FILE_("xenstore/local/domain/0/name", "Domain-0"),
	FILE_("xenstore/local/domain/1/name", "g1"),
	FILE_("xenstore/local/domain/2/name", "g2"),
	FILE_("xenstore/local/pool/0/name", "Pool-0"),
	FILE_("xenstore/local/pool/1/name", "one"),
	END_,
};

/* "subject: what (undo)" lines, or why there is no plan. Static buffer. */
static const char *planned(const char *text)
{
	static char said[4096];
	struct xpt_host *host = fake_host(placed, XPT_DETAIL_PLACEMENT);
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_comparison *comparison = NULL;
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t used = 0;

	*said = '\0';
	CU_ASSERT_EQUAL_FATAL(add(desired, "f", text, NULL), 0);
	if (xpt_compare(host, desired, &comparison, &error) ||
			xpt_check_comparison(comparison, &judged, &error) ||
			xpt_plan_for_comparison(comparison, judged, &plan, &error))
		snprintf(said, sizeof(said), "%s: %s", xpt_code_text(xpt_error_code(error)),
				xpt_error_message(error));
	for (size_t i = 0; plan && xpt_plan_step(plan, i, &step); i++)
		used += (size_t)snprintf(said + used, sizeof(said) - used, "%s: %s (%s)\n",
				step.subject, step.what, step.undo ? step.undo : "-");
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_comparison_free(comparison);
	xpt_desired_free(desired);
	xpt_host_free(host);
	return said;
}

static void what_is_so_makes_no_step(void)
{
	ASSERT_TEXT(planned("pools=['name=Pool-0 cpus=0-2 domains=g1','name=one cpus=3 sched=null']\n"
			    "pins=['g1 0 2','g1 1 all/all','gone all 0']"),
			"");
}

static void a_pool_that_is_not_there_takes_its_cpus_from_the_others(void)
{
	ASSERT_TEXT(planned("pools=['name=new cpus=1,3']"),
			"cpupool Pool-0: remove CPUs 1 (add CPUs 1)\n"
			"cpupool one: remove CPUs 3 (add CPUs 3)\n"
			"cpupool new: create it with number 2 and scheduler credit2 (destroy it)\n"
			"cpupool new: add CPUs 1,3 (remove CPUs 1,3)\n");
}

static void a_move_keeps_affinities_that_make_sense_there(void)
{
	ASSERT_TEXT(planned("pools=['name=one cpus=2-3 domains=g1']\npins=['g1 1 3']"),
			"vCPU 0 of g1: save its affinities (pin to CPUs 2, prefer 0-3)\n"
			"cpupool Pool-0: remove CPUs 2 (add CPUs 2)\n"
			"cpupool one: add CPUs 2 (remove CPUs 2)\n"
			"g1: move to the cpupool one (move to the cpupool Pool-0)\n"
			"vCPU 0 of g1: pin to CPUs 2 (pin to CPUs 0-3)\n"
			"vCPU 1 of g1: pin to CPUs 3 (pin to CPUs 0-3)\n");
}

static void affinities_that_xen_will_break_are_set_again_or_refused(void)
{
	ASSERT_TEXT(planned("pools=['name=one cpus=2-3']\npins=['g1 0 0']"),
			"vCPU 0 of g1: save its affinities (pin to CPUs 2, prefer 0-3)\n"
			"cpupool Pool-0: remove CPUs 2 (add CPUs 2)\n"
			"cpupool one: add CPUs 2 (remove CPUs 2)\n"
			"vCPU 0 of g1: pin to CPUs 0 (pin to CPUs 0-3)\n");
	ASSERT_TEXT(planned("pools=['name=one cpus=2-3']"),
			"refused: vCPU 0 of g1 is pinned to CPUs 2, which "
			"leave its cpupool: pin it elsewhere first, or in pins=");
}

static void what_cannot_become_so_is_refused(void)
{
	static const char *const cases[][2] = {
		{ "pools=['name=one cpus=0-3']",
				"refused: the cpupool Pool-0 would lose its last CPU" },
		{ "pools=['name=one cpus=3 sched=credit']",
				"refused: f line 1: the cpupool one has another scheduler" },
		{ "pools=['name=a cpus=0-1','name=b cpus=node:0']",
				"invalid: f line 1: CPU 0 of the cpupool b is also in a" },
		{ "\npins=['g1 0 3']",
				"refused: f line 2: vCPU 0 of g1 cannot have hard 3: its cpupool has only CPUs 0-2" },
		{ "pins=['g1 0 9']", "invalid: f line 1: this host has no CPU 9" },
		{ "pins=['g1 0 zero']", "invalid: f line 1: " },
		{ "name='g1'\npool='two'", "invalid: f line 2: there is no cpupool \"two\"" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *said = planned(cases[i][0]);

		if (strncmp(said, cases[i][1], strlen(cases[i][1])) != 0)
			fprintf(stderr, "\"%s\" said: %s\n", cases[i][0], said);
		CU_ASSERT_FALSE(strncmp(said, cases[i][1], strlen(cases[i][1])));
	}
}

static void an_item_that_is_left_makes_no_step(void)
{
	struct xpt_host *host = fake_host(placed, XPT_DETAIL_PLACEMENT);
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_comparison *comparison = NULL;
	struct xpt_judged *before = NULL, *judged = NULL;
	struct xpt_plan *plan = NULL;
	struct xpt_item item = XPT_SIZED(xpt_item);
	struct xpt_step step = XPT_SIZED(xpt_step);

	CU_ASSERT_EQUAL_FATAL(
			add(desired, "f", "pools=['name=new cpus=1 domains=g1']\npins=['g1 1 0']",
					NULL),
			0);
	CU_ASSERT_EQUAL_FATAL(xpt_compare(host, desired, &comparison, NULL), 0);
	CU_ASSERT_FATAL(xpt_comparison_item(comparison, 0, &item));
	ASSERT_TEXT(item.subject, "cpupool new");
	CU_ASSERT_EQUAL(item.state, XPT_ITEM_DIFFERS);
	CU_ASSERT_PTR_NULL(item.domain);
	CU_ASSERT_EQUAL_FATAL(xpt_check_comparison(comparison, &before, NULL), 0);
	xpt_comparison_leave(comparison, 0);
	CU_ASSERT_EQUAL(xpt_plan_for_comparison(comparison, before, &plan, NULL), XPT_STALE);
	CU_ASSERT_EQUAL(xpt_plan_for_comparison(comparison, NULL, &plan, NULL), XPT_INVALID);
	CU_ASSERT_EQUAL(xpt_plan_for_request(host, before, &plan, NULL), XPT_STALE);
	CU_ASSERT_EQUAL_FATAL(xpt_check_comparison(comparison, &judged, NULL), 0);
	/* Nobody can move to a cpupool that nobody makes. */
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_comparison(comparison, judged, &plan, NULL), 0);
	CU_ASSERT_FATAL(xpt_plan_step(plan, 0, &step));
	ASSERT_TEXT(step.subject, "vCPU 1 of g1");
	ASSERT_TEXT(step.what, "pin to CPUs 0");
	CU_ASSERT_FALSE(xpt_plan_step(plan, 1, &step));
	xpt_plan_free(plan);
	xpt_judged_free(before);
	xpt_judged_free(judged);
	xpt_comparison_free(comparison);
	xpt_desired_free(desired);
	xpt_host_free(host);
}

static void devices_of_paused_domains_wait(void)
{
	struct xpt_host *host = fake_host(placed, XPT_DETAIL_PLACEMENT);
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_comparison *comparison = NULL;
	struct xpt_item item = XPT_SIZED(xpt_item);

	CU_ASSERT_EQUAL_FATAL(add(desired, "f", "name='g2'\npci=['00:05.0']", NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_compare(host, desired, &comparison, NULL), 0);
	CU_ASSERT_FATAL(xpt_comparison_item(comparison, 0, &item));
	CU_ASSERT_EQUAL(item.state, XPT_ITEM_WAITS);
	ASSERT_TEXT(item.is, "the domain is paused");
	ASSERT_TEXT(item.domain_uuid, "22222222-2222-3333-4444-555555555555");
	xpt_comparison_free(comparison);
	xpt_desired_free(desired);
	xpt_host_free(host);
}

/* As watch takes it: nobody asked, so nothing differs. */
static void the_next_boot_is_unread_without_its_detail(void)
{
	struct xpt_host *host = fake_host(placed, XPT_DETAIL_PLACEMENT);
	struct xpt_desired *desired = xpt__desired_new();
	struct xpt_item item = XPT_SIZED(xpt_item);
	struct xpt_comparison *comparison;

	CU_ASSERT_EQUAL_FATAL(
			add(desired, "h", "hide=['00:05.0']\nxen_options=['iommu=force']\n", NULL),
			0);
	CU_ASSERT_EQUAL_FATAL(xpt_compare(host, desired, &comparison, NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		CU_ASSERT_FATAL(xpt_comparison_item(comparison, i, &item));
		CU_ASSERT_EQUAL(item.state, XPT_ITEM_UNREAD);
	}
	xpt_comparison_free(comparison);
	xpt_desired_free(desired);
	xpt_host_free(host);
}

static void what_the_menu_lacks_is_told_of_the_next_boot_alone(void)
{
	static const struct item items[] = {
		{ .kind = ITEM_RESERVE,
				.shown = { .state = XPT_ITEM_DIFFERS,
						.is = "dom0's",
						.wanted = "reserved" } },
		{ .kind = ITEM_OPTION,
				.shown = { .subject = "iommu of Xen at the next boot",
						.state = XPT_ITEM_DIFFERS,
						.is = "not there",
						.wanted = "iommu=force",
						.file = "h" } },
		{ .kind = ITEM_HIDE, .shown = { .state = XPT_ITEM_SAME } },
	};
	struct xpt_comparison comparison = { 0 };
	struct xpt_report *report = xpt__report_new();

	for (size_t i = 0; i < 3; i++)
		*(struct item *)vector_push(&comparison.items) = items[i];
	CU_ASSERT_EQUAL_FATAL(xpt_comparison_check_boot(&comparison, report, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(xpt_report_finding(report, 0));
	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)),
			"iommu of Xen at the next boot: not there, wanted: iommu=force");
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
	vector_clear(&comparison.items);
}

SUITE(desired)
{
	TEST(what_the_menu_lacks_is_told_of_the_next_boot_alone);
	TEST(a_hosts_file_is_read);
	TEST(a_hosts_devices_may_go_by_pattern_and_name);
	TEST(a_hosts_file_says_what_the_next_boot_shall_be);
	TEST(texts_in_memory_count_as_files_do);
	TEST(a_text_that_is_far_too_large_is_refused);
	TEST(the_next_boot_is_unread_without_its_detail);
	TEST(of_a_guests_file_only_placement_and_devices_count);
	TEST(what_is_wrong_is_told_with_file_and_line);
	TEST(a_guest_has_one_file);
	TEST(what_is_so_makes_no_step);
	TEST(a_pool_that_is_not_there_takes_its_cpus_from_the_others);
	TEST(a_move_keeps_affinities_that_make_sense_there);
	TEST(affinities_that_xen_will_break_are_set_again_or_refused);
	TEST(what_cannot_become_so_is_refused);
	TEST(an_item_that_is_left_makes_no_step);
	TEST(devices_of_paused_domains_wait);
}
