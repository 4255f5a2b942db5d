/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs, nodes, cpupools, vCPUs and the memory of domains, from answers that may be anything. */
#include <xpt/error.h>

#include "../../engine/model/numa.h"

#include "../../engine/base/xen_line.h"
#include "../../engine/source/key_text.h"
#include "fake_source.h"
#include "unit.h"

#define BASE LIST_("sys/bus/pci/devices", ""), LIST_("xenstore/local/domain", "0 1 2")

static const struct fake good[] = {
	BASE,
	FILE_("xen/version", "xen 4.17.2\ncommand_line dom0_mem=1G\n"),
	FILE_("xen/domains",
			"0 type=pv state=running pool=0\n1 type=pv state=running pool=1 memory_kib=4096\n"
			"2 type=hvm state=running pool=9\n"),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=0 node=0\n2 socket=1 core=0 node=1\n"
			"4 socket=1 core=0 node=1\n"),
	FILE_("xen/nodes",
			"0 size_kib=4194304 free_kib=1048576 free_below_30_kib=600000 "
			"free_below_31_kib=700000 distances=10,21\n"
			"1 size_kib=4194304 free_kib=2048 free_below_30_kib=0 distances=21,-\n"),
	FILE_("xen/pools",
			"0 sched=credit2 domains=1 cpus=0-1\n1 sched=null domains=1 cpus=2\nfree cpus=4\n"),
	FILE_("xen/vcpus/0",
			"0 state=running cpu=1 time_ns=2500000 hard=0-4095 soft=0-4095\n"
			"1 state=offline hard=0 soft=0-4095\nall nodes=0\n"),
	FILE_("xen/vcpus/1", "0 state=blocked cpu=2 time_ns=1 hard=0-2 soft=0-1\nall nodes=0-1\n"),
	FILE_("xen/vcpus/2", "0 state=running cpu=0 hard=0 soft=0\n"),
	FILE_("xen/memory", "0 total_kib=300 0=100 1=200\n1 total_kib=4096 0=4096 1=0\n"),
	FILE_("xenstore/local/pool/1/name", "fast"),
	END_,
};

static void the_topology_is_read_as_xen_tells_it(void)
{
	struct xpt_host *host = fake_host(good, XPT_DETAIL_PLACEMENT);
	const struct numa *numa;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	numa = host->numa;
	CU_ASSERT_EQUAL_FATAL(numa->cpu_count, 4);
	CU_ASSERT(fact_is(xpt__model_cpu(host, 1)->thread, 1) &&
			fact_is(xpt__model_cpu(host, 4)->thread, 1));
	CU_ASSERT_PTR_NULL(xpt__model_cpu(host, 3));
	ASSERT_TEXT(xpt__model_cpu(host, 2)->pool.value, "fast");
	CU_ASSERT_EQUAL(xpt__model_cpu(host, 4)->pool.state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL_FATAL(numa->node_count, 2);
	ASSERT_TEXT(numa->nodes[1].cpus.text, "2,4");
	/* a quarter of 4 GiB is 2^30 */
	CU_ASSERT(fact_is(numa->nodes[0].dma_reserve_kib, 600000));
	CU_ASSERT(fact_is(numa->nodes[1].dma_reserve_kib, 0));
	CU_ASSERT(numa->nodes[1].distances.items[0] == 21 && numa->nodes[1].distances.items[1] < 0);
	CU_ASSERT_EQUAL_FATAL(numa->pool_count, 2);
	ASSERT_TEXT(numa->pools[1].nodes.text, "1");
	ASSERT_TEXT(numa->free_cpus.text, "4");
	xpt_host_free(host);
}

static void affinities_are_narrowed_by_the_pool_and_the_reason_is_told(void)
{
	struct xpt_host *host = fake_host(good, XPT_DETAIL_PLACEMENT);
	struct xpt_vcpu *vcpu;
	size_t count;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	vcpu = xpt__model_vcpus(host, 0, &count);
	CU_ASSERT_EQUAL_FATAL(count, 2);
	ASSERT_TEXT(vcpu[0].hard.text, "all");
	ASSERT_TEXT(vcpu[0].effective.text, "0-1");
	CU_ASSERT_EQUAL(vcpu[0].narrowed.state, XPT_FACT_ABSENT);
	CU_ASSERT(fact_is(vcpu[0].node, 0) && fact_is(vcpu[0].time_ms, 2));
	CU_ASSERT_EQUAL(vcpu[1].cpu.state, XPT_FACT_ABSENT);
	vcpu = xpt__model_vcpus(host, 1, &count);
	CU_ASSERT_EQUAL_FATAL(count, 1);
	ASSERT_TEXT(vcpu[0].effective.text, "2");
	ASSERT_TEXT(vcpu[0].preferred.text, "2");
	ASSERT_TEXT(vcpu[0].narrowed.value, "the cpupool fast has only CPUs 2");
	ASSERT_TEXT(xpt__model_domain(host, 1)->nodes.text, "1");
	ASSERT_TEXT(xpt__model_domain(host, 1)->node_affinity.text, "0-1");
	/* its pool is not known, so what takes effect is not known either */
	vcpu = xpt__model_vcpus(host, 2, &count);
	CU_ASSERT(count == 1 && vcpu[0].effective.state != XPT_FACT_KNOWN);
	CU_ASSERT_NOT_EQUAL(xpt__model_domain(host, 2)->nodes.state, XPT_FACT_KNOWN);
	xpt_host_free(host);
}

static void memory_on_each_node_is_read_only_when_asked_for(void)
{
	struct xpt_host *host = fake_host(good, XPT_DETAIL_ALL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(xpt__model_domain(host, 0)->node_memory_kib.state, XPT_FACT_UNREAD);
	xpt_host_free(host);
	host = fake_host(good, XPT_DETAIL_MEMORY);
	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(xpt__model_domain(host, 0)->node_memory_kib.count, 2);
	CU_ASSERT_EQUAL(xpt__model_domain(host, 0)->node_memory_kib.items[1], 200);
	CU_ASSERT_EQUAL(xpt__model_domain(host, 2)->node_memory_kib.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_host_whose_watchdog_may_bite_is_not_asked_for_memory(void)
{
	static const struct {
		const char *version;
		bool asked;
	} hosts[] = { { "command_line a watchdog b\n", false },
		{ "command_line watchdog=1\n", false }, { "command_line watchdog=0\n", true },
		{ "command_line watchdog_timeout=9\n", true },
		{ "command_line watchdog watchdog=no\n", true }, { "command_line x\n", true } };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		const struct fake large[] = { FILE_("xen/version", hosts[i].version),
			FILE_("xen/domains", "1 type=pv memory_kib=134217729\n"),
			FILE_("xen/nodes", "0 size_kib=1\n"),
			FILE_("xen/memory", "1 0=134217729\n"), BASE, END_ };
		struct xpt_host *host = fake_host(large, XPT_DETAIL_MEMORY);

		CU_ASSERT_PTR_NOT_NULL_FATAL(host);
		CU_ASSERT_EQUAL(xpt__model_domain(host, 1)->node_memory_kib.state,
				hosts[i].asked ? XPT_FACT_KNOWN : XPT_FACT_UNREADABLE);
		xpt_host_free(host);
	}
}

/* Two lines about one thing are none that could be believed; other things are not touched. */
static void what_is_told_twice_is_not_known(void)
{
	static const struct fake twice[] = {
		BASE,
		FILE_("xen/domains", "0 type=pv pool=0\n"),
		FILE_("xen/cpus",
				"0 core=0 node=0\n1 core=1 node=1\n2 core=2 node=1\n1 core=7 node=0\n"),
		FILE_("xen/nodes",
				"0 free_kib=8 free_below_24_kib=1 distances=10,20\n"
				"1 free_kib=9 distances=20,10\n0 free_kib=8 distances=10,20\n"),
		FILE_("xen/pools", "0 cpus=0\n1 cpus=1-2\n0 cpus=0\nfree cpus=\n"),
		FILE_("xen/memory", "0 0=7 1=8\n0 0=7 1=8\n0 0=7 1=8\n"),
		END_,
	};
	struct xpt_host *host = fake_host(twice, XPT_DETAIL_MEMORY);
	const struct numa *numa;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	numa = host->numa;
	CU_ASSERT_EQUAL_FATAL(numa->cpu_count, 3);
	CU_ASSERT_EQUAL(numa->cpus[1].node.state, XPT_FACT_UNREADABLE);
	CU_ASSERT(fact_is(numa->cpus[0].node, 0) && fact_is(numa->cpus[2].node, 1));
	CU_ASSERT_EQUAL_FATAL(numa->node_count, 2);
	CU_ASSERT_EQUAL(numa->nodes[0].free_kib.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(numa->nodes[0].distances.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(numa->nodes[0].dma_reserve_kib.state, XPT_FACT_UNREADABLE);
	CU_ASSERT(fact_is(numa->nodes[1].free_kib, 9) && numa->nodes[1].distances.count == 2);
	CU_ASSERT_EQUAL_FATAL(numa->pool_count, 2);
	CU_ASSERT_EQUAL(numa->pools[0].cpus.state, XPT_FACT_UNREADABLE);
	ASSERT_TEXT(numa->pools[1].cpus.text, "1-2");
	CU_ASSERT_EQUAL(host->domains[0].node_memory_kib.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

/* In which cpupool @cpu is, by this answer of Xen. */
static enum xpt_state pool_state(const char *pools, unsigned int cpu)
{
	const struct fake answers[] = { BASE, FILE_("xen/cpus", "0 node=0\n1 node=0\n"),
		FILE_("xen/pools", pools), END_ };
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_PLACEMENT);
	enum xpt_state state;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	state = host->numa->cpus[cpu].pool.state;
	xpt_host_free(host);
	return state;
}

static void a_cpu_is_in_no_cpupool_only_where_all_cpupools_are_known(void)
{
	CU_ASSERT_EQUAL(pool_state("0 cpus=0\n1 cpus=\n", 0), XPT_FACT_KNOWN);
	CU_ASSERT_EQUAL(pool_state("0 cpus=0\n1 cpus=\n", 1), XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(pool_state("0 cpus=0\n1 cpus=x\n", 1), XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(pool_state("0 cpus=0\n1 cpus=0\n2 cpus=0\n", 0), XPT_FACT_UNREADABLE);
}

/* No answer, whatever it holds, may do more than leave facts unknown. */
static void hostile_answers_leave_facts_unknown(void)
{
	static const char *const texts[] = { "", "\n\n", "x", "0",
		"0 =", "0 ==", "0 cpus=", "-1 node=0",
		"0 node=99999999999 socket=-1 core=x\n0 node=0\n1 node=64\n5000 node=0\n4095 node=63",
		"0 size_kib=99999999999999999999 free_kib=-5 distances=,,,,,\n63 distances=255,999,x\n64 a=b",
		"0 sched=\x01\x02 domains=9999999999999 cpus=3-1\n1 cpus=0-99999\nfree\nfree x\nfree cpus=z",
		"0 hard=5-1 soft=- cpu=99999 state=\n0 hard=0\n9000 hard=0\nall\nall nodes=9-\nall x=y",
		"1 0=-1 1=99999999999999999999 64=1 x=2 =3\n1 0=7\n0", "\xff\xfe=\xff",
		"free cpus=0\nfree cpus=1" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct fake host_of[] = { BASE,
			FILE_("xen/domains", "0 type=pv pool=0\n1 type=pv pool=1\n"),
			FILE_("xen/cpus", texts[i]), FILE_("xen/nodes", texts[i]),
			FILE_("xen/pools", texts[i]), FILE_("xen/vcpus/0", texts[i]),
			FILE_("xen/vcpus/1", texts[i]), FILE_("xen/memory", texts[i]), END_ };
		struct xpt_host *host = fake_host(host_of, XPT_DETAIL_MEMORY);

		CU_ASSERT_PTR_NOT_NULL_FATAL(host);
		for (size_t k = 0; k < host->numa->cpu_count; k++)
			CU_ASSERT(host->numa->cpus[k].node.state != XPT_FACT_KNOWN ||
					host->numa->cpus[k].node.value < NODES_MAX);
		for (size_t k = 1; k < host->numa->cpu_count; k++)
			CU_ASSERT(host->numa->cpus[k].id > host->numa->cpus[k - 1].id);
		CU_ASSERT(host->numa->vcpu_count <= 10);
		xpt_host_free(host);
	}
}

/* Debug key u */

#define XEN "(XEN) "
#define NODES                                                                                     \
	XEN "'u' pressed -> dumping numa info (now = 12)\n" XEN                                   \
	    "NODE0 start->0 size->100 free->50\n" XEN "NODE1 start->100 size->100 free->50\n" XEN \
	    "CPU0...3 -> NODE0\n" XEN "Memory location of each domain:\n"
#define DOM0 XEN "Domain 0 (total: 262144):\n" XEN "    Node 0: 131072\n" XEN "    Node 1: 131072\n"
#define DOM0_SAID "0 total_kib=1048576 0=524288 1=524288\n"

static const struct {
	const char *console;
	enum key_quality quality;
	const char *answer;
} said[] = {
	{ NODES DOM0, KEY_WHOLE, DOM0_SAID },
	/* since 4.18; time stamps; guests and others in between; vNUMA */
	{ NODES XEN "[2026-01-31 10:09:03.123] d5 (total: 3):\n(d5) (XEN)     Node 0: 7\n" XEN
		    "[    3.934848]     Node 0: 1\n" XEN "printk: something\n" XEN
		    "    Node 1: 2\n" XEN "     2 vnodes, 4 vcpus, guest physical layout:\n" XEN
		    "         0: pnode   0, vcpus 0-1\n" XEN
		    "           0000000000000000 - 0000000080000000\n" DOM0,
			KEY_WHOLE, "5 total_kib=12 0=4 1=8\n" DOM0_SAID },
	{ "", KEY_SILENT, "" },
	{ DOM0, KEY_SILENT, "" },
	{ "(d1) 'u' pressed -> dumping numa info (now = 12)\n", KEY_SILENT, "" },
	{ XEN "'u' pressed -> dumping numa info (now = 12)\n", KEY_TORN, "" },
	{ NODES, KEY_TORN, "" },
	/* a node's line is missing: at the end, in between, at the beginning */
	{ NODES XEN "Domain 0 (total: 3):\n" XEN "    Node 0: 1\n", KEY_TORN, NULL },
	{ NODES XEN "Domain 1 (total: 3):\n" XEN "    Node 0: 1\n" DOM0, KEY_TORN, NULL },
	{ NODES XEN "Domain 1 (total: 3):\n" XEN "    Node 1: 1\n" DOM0, KEY_TORN, NULL },
	{ NODES XEN "    Node 1: 1\n" DOM0, KEY_TORN, NULL },
	/* one too many, or a node that there is not */
	{ NODES DOM0 XEN "    Node 1: 131072\n", KEY_TORN, NULL },
	{ NODES DOM0 XEN "    Node 7: 1\n", KEY_TORN, NULL },
	/* twice: two keys at once, or a forged line */
	{ NODES DOM0 DOM0, KEY_TORN, NULL },
	{ NODES DOM0 NODES DOM0, KEY_TORN, NULL },
	/* numbers out of range; a torn header leaves its lines without a domain */
	{ NODES XEN "Domain 99999 (total: 3):\n" XEN "    Node 0: 1\n" XEN "    Node 1: 1\n",
			KEY_TORN, NULL },
	{ NODES XEN "Domain 0 (tot" XEN "al: 3):\n" XEN "    Node 0: 1\n", KEY_TORN, NULL },
	{ NODES XEN "Domain 0 (total: 3):\n" XEN "    Node 0: 99999999999999999999\n", KEY_TORN,
			NULL },
	{ NODES XEN "Domain 0 (total: 3):\n" XEN "    Node 0: -1\n", KEY_TORN, NULL },
};

static void the_answer_to_key_u_is_whole_or_it_is_asked_again(void)
{
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct blob answer = { 0 };
		enum key_quality quality;

		CU_ASSERT_EQUAL_FATAL(
				xpt__pick_memory(xpt__span_of(said[i].console), &answer, &quality),
				0);
		CU_ASSERT_EQUAL(quality, said[i].quality);
		if (said[i].answer)
			ASSERT_TEXT(answer.bytes, said[i].answer);
		blob_clear(&answer);
	}
}

static void every_cut_of_the_answer_to_key_u_is_noticed(void)
{
	static const char whole[] = NODES DOM0;
	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		struct blob answer = { 0 };
		enum key_quality quality;

		CU_ASSERT_EQUAL_FATAL(
				xpt__pick_memory((struct span){ whole, length }, &answer, &quality),
				0);
		CU_ASSERT_NOT_EQUAL(quality, KEY_WHOLE);
		blob_clear(&answer);
	}
}

static void only_lines_of_xen_itself_count(void)
{
	static const struct {
		const char *line, *text;
	} lines[] = { { "(XEN) a", "a" }, { "(XEN)  [VT-D] b ", "[VT-D] b" },
		{ "(XEN) [2026-01-31 10:09:03.123] c", "c" }, { "(XEN) [00000a3f1b2c3d4e] d", "d" },
		{ "(XEN) [    3.934848]     e", "e" }, { "(XEN) [] f", "[] f" },
		{ "(XEN) [12", "[12" }, { "(XEN) ", "" }, { "(d1) (XEN) g", NULL },
		{ "(XEN)", NULL }, { "", NULL }, { " (XEN) h", NULL } };

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct span text;
		bool own = xpt__xen_own_line(xpt__span_of(lines[i].line), &text);

		CU_ASSERT_EQUAL(own, lines[i].text != NULL);
		CU_ASSERT(!own || xpt__span_is(text, lines[i].text));
	}
}

SUITE(read_numa)
{
	TEST(the_topology_is_read_as_xen_tells_it);
	TEST(affinities_are_narrowed_by_the_pool_and_the_reason_is_told);
	TEST(memory_on_each_node_is_read_only_when_asked_for);
	TEST(a_host_whose_watchdog_may_bite_is_not_asked_for_memory);
	TEST(what_is_told_twice_is_not_known);
	TEST(a_cpu_is_in_no_cpupool_only_where_all_cpupools_are_known);
	TEST(hostile_answers_leave_facts_unknown);
	TEST(the_answer_to_key_u_is_whole_or_it_is_asked_again);
	TEST(every_cut_of_the_answer_to_key_u_is_noticed);
	TEST(only_lines_of_xen_itself_count);
}
