/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies apart: devices, memory and affinities of domains on a host of two nodes. */
#include <xpt/numa.h>

#include "../../engine/explain/causes/causes.h"
#include "fake_source.h"
#include "unit.h"

#define NIC "0000:41:00.0"

static const struct fake base[] = {
	LIST_("sys/bus/pci/devices", NIC),
	FILE_("sys/bus/pci/devices/" NIC "/uevent",
			"DRIVER=pciback\nPCI_ID=8086:10D3\nPCI_CLASS=20000\n"),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n2 socket=1 core=0 node=1\n"
			"3 socket=1 core=1 node=1\n"),
	FILE_("xen/nodes",
			"0 size_kib=1 free_kib=1 distances=10,20\n1 size_kib=1 free_kib=1 distances=20,10\n"),
	FILE_("xen/domains", "0 type=pv pool=0\n1 type=pv pool=0\n"),
	FILE_("xen/vcpus/0", "0 state=running cpu=0 hard=0-3 soft=0-3\n"),
	LIST_("xenstore/local/domain", "0 1"),
	FILE_("xenstore/local/domain/1/name", "web"),
	END_,
};

#define POOLS(text) FILE_("xen/pools", text)
#define ONE_POOL POOLS("0 sched=credit2 domains=2 cpus=0-3\n")
#define OWNER(who, node) \
	FILE_("xen/pci-owners", "==== PCI devices ====\n" NIC " - " who " - node " node "\n")
#define PINNED(hard) FILE_("xen/vcpus/1", "0 state=running cpu=0 hard=" hard " soft=0-3\n")
#define MEMORY(text) FILE_("xen/memory", "0 0=100000 1=0\n1 " text "\n")

/* The host of @these and base, judged: its finding of @cause; the report is the caller's. */
static const struct xpt_finding *judge(
		const struct fake *these, const struct cause *cause, struct xpt_report **ret_report)
{
	const struct fake *const tables[] = { these, base, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_MEMORY);
	const struct xpt_finding *finding;

	*ret_report = NULL;
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt_host_check_locality(host, ret_report, NULL), 0);
	xpt_host_free(host);
	finding = xpt__report_find(*ret_report, cause);
	return finding;
}

static void expect(const struct fake *these, const struct cause *cause, const char *because)
{
	struct xpt_report *report;
	const struct xpt_finding *finding = judge(these, cause, &report);

	CU_ASSERT_EQUAL(finding != NULL, because != NULL);
	if (finding && because)
		ASSERT_TEXT(xpt_finding_because(finding), because);
	xpt_report_free(report);
}

static void a_device_of_another_node_than_the_vcpus_stands_out(void)
{
	const struct fake remote[] = { ONE_POOL, OWNER("d1", "1"), PINNED("0-1"),
		MEMORY("0=1 1=100000"), END_ };
	const struct fake both[] = { ONE_POOL, OWNER("d1", "1"), PINNED("0-1"),
		MEMORY("0=100000 1=1"), END_ };

	expect(remote, &xpt__cause_remote_device,
			NIC " is on node 1, but the vCPUs of domain web, which has it, run on "
			    "node 0");
	expect(both, &xpt__cause_remote_device,
			NIC " is on node 1, but the vCPUs and the memory of domain web, which "
			    "has it, are on node 0");
}

static void a_device_far_from_the_memory_stands_out_where_vcpus_float(void)
{
	const struct fake far[] = { ONE_POOL, OWNER("d1", "1"), PINNED("0-3"),
		MEMORY("0=100000 1=100"), END_ };
	const struct fake near[] = { ONE_POOL, OWNER("d1", "1"), PINNED("0-3"),
		MEMORY("0=50000 1=50000"), END_ };

	expect(far, &xpt__cause_remote_device,
			NIC " is on node 1, but the memory of domain web, which has it, is on "
			    "other nodes");
	expect(near, &xpt__cause_remote_device, NULL);
}

static void a_device_is_not_judged_without_its_node_or_a_guest(void)
{
	const struct fake unknown[] = { ONE_POOL, OWNER("d1", "-1"), PINNED("0-1"),
		MEMORY("0=1 1=0"), END_ };
	const struct fake dom0[] = { ONE_POOL, OWNER("d0", "1"), PINNED("0-1"), MEMORY("0=1 1=0"),
		END_ };
	const struct fake at_home[] = { ONE_POOL, OWNER("d1", "1"), PINNED("2-3"),
		MEMORY("0=0 1=100000"), END_ };
	const struct fake untold[] = { POOLS("x"), OWNER("d1", "1"), PINNED("0-1"), END_ };

	expect(unknown, &xpt__cause_remote_device, NULL);
	expect(dom0, &xpt__cause_remote_device, NULL);
	expect(at_home, &xpt__cause_remote_device, NULL);
	expect(untold, &xpt__cause_remote_device, NULL);
}

static const char *command(const struct xpt_finding *finding, size_t index)
{
	const struct xpt_remedy *remedy = finding ? xpt_finding_remedy(finding, index) : NULL;

	return remedy ? remedy->command : NULL;
}

static void the_remedy_is_a_pin_within_the_pool_and_a_move_beyond_it(void)
{
	const struct fake within[] = { ONE_POOL, OWNER("d1", "1"), PINNED("0-1"),
		MEMORY("0=1 1=100000"), END_ };
	const struct fake beyond[] = { POOLS("0 cpus=0-1\n1 cpus=2-3\n"),
		FILE_("xenstore/local/pool/1/name", "far"), OWNER("d1", "1"), PINNED("0-1"),
		MEMORY("0=1 1=100000"), END_ };
	struct xpt_report *report;
	const struct xpt_finding *finding = judge(within, &xpt__cause_remote_device, &report);

	ASSERT_TEXT(command(finding, 0), "xpt pin web all node:1");
	xpt_report_free(report);
	finding = judge(beyond, &xpt__cause_remote_device, &report);
	ASSERT_TEXT(command(finding, 0), "xpt pool move web far");
	xpt_report_free(report);
}

static void memory_that_stayed_behind_stands_out_from_a_tenth_on(void)
{
	const struct fake behind[] = { ONE_POOL, PINNED("0-1"), MEMORY("0=25000 1=75000"), END_ };
	const struct fake spilled[] = { ONE_POOL, PINNED("0-1"), MEMORY("0=95000 1=5000"), END_ };
	const struct fake floating[] = { ONE_POOL, PINNED("0-3"), MEMORY("0=0 1=100000"), END_ };
	const struct fake nothing[] = { ONE_POOL, PINNED("0-1"), MEMORY("0=0 1=0"), END_ };

	expect(behind, &xpt__cause_remote_memory,
			"75 % of the memory of domain web is on node 1, but its vCPUs run on "
			"node 0");
	expect(spilled, &xpt__cause_remote_memory, NULL);
	expect(floating, &xpt__cause_remote_memory, NULL);
	expect(nothing, &xpt__cause_remote_memory, NULL);
}

static void memory_that_was_asked_for_and_not_told_is_unknown(void)
{
	const struct fake untold[] = { ONE_POOL, PINNED("0-1"), DENIED_("xen/memory", "no"), END_ };
	struct xpt_report *report;

	CU_ASSERT_PTR_NOT_NULL(judge(untold, &xpt__cause_unreadable, &report));
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_UNKNOWN);
	xpt_report_free(report);
}

static void vcpus_with_the_same_ineffective_affinity_are_one_finding(void)
{
	const struct fake narrowed[] = { POOLS("0 cpus=0-1\n"),
		FILE_("xen/vcpus/1",
				"0 state=running cpu=0 hard=0-2 soft=0-3\n1 state=running cpu=0 hard=0-3 soft=0-3\n"
				"2 state=running cpu=0 hard=1-3 soft=0-3\n3 state=blocked cpu=0 hard=1 soft=0\n"),
		MEMORY("0=1 1=0"), END_ };
	struct xpt_report *report;
	size_t count = 0;

	judge(narrowed, &xpt__cause_ineffective_affinity, &report);
	while (xpt_report_finding(report, count))
		count++;
	CU_ASSERT_EQUAL(count, 2);
	xpt_report_free(report);
	expect(narrowed, &xpt__cause_ineffective_affinity,
			"the affinity of vCPUs 0,2 of domain web does not take effect "
			"as it was set: the cpupool 0 has only CPUs 0-1");
}

static void a_snapshot_without_placement_holds_nothing_to_judge(void)
{
	struct xpt_host *host = fake_host(base, 0);
	struct xpt_report *report = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(xpt_host_check_locality(host, &report, NULL), 0);
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
	xpt_host_free(host);
}

SUITE(locality)
{
	TEST(a_device_of_another_node_than_the_vcpus_stands_out);
	TEST(a_device_far_from_the_memory_stands_out_where_vcpus_float);
	TEST(a_device_is_not_judged_without_its_node_or_a_guest);
	TEST(the_remedy_is_a_pin_within_the_pool_and_a_move_beyond_it);
	TEST(memory_that_stayed_behind_stands_out_from_a_tenth_on);
	TEST(memory_that_was_asked_for_and_not_told_is_unknown);
	TEST(vcpus_with_the_same_ineffective_affinity_are_one_finding);
	TEST(a_snapshot_without_placement_holds_nothing_to_judge);
}
