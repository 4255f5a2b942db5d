/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of CPUs, nodes, cpupools, memory and claims: as test_formats.c. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/formats/claims.h"
#include "../../engine/formats/cpus.h"
#include "../../engine/formats/memory.h"
#include "../../engine/formats/nodes.h"
#include "../../engine/formats/pools.h"
#include "../../engine/formats/topology.h"
#include "page.h"

static const struct xpt_bdf nic = { 0, 0, 5, 0 }, far = { 1, 0xff, 0x1f, 7 };

/* CPUs, nodes, cpupools */

static void cpus_that_are_written_are_read_again(void)
{
	struct cpu_line written = xpt__cpu_unknown(4095), found;
	struct page page;
	struct span rest;

	written.socket = fact_int_known(3);
	written.node = fact_int_known(63);
	page_open(&page);
	xpt__cpus_write(page.to, &(struct cpu_line){ .id = 0 });
	xpt__cpus_write(page.to, &written);
	rest = page_done(&page);
	ASSERT_TEXT(page.bytes, "0\n4095 socket=3 node=63\n");
	CU_ASSERT(xpt__cpus_next(&rest, &found) && found.id == 0);
	CU_ASSERT_TRUE_FATAL(xpt__cpus_next(&rest, &found));
	CU_ASSERT(found.id == 4095 && fact_is(found.socket, 3) && fact_is(found.node, 63));
	CU_ASSERT_EQUAL(found.core.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_FALSE(xpt__cpus_next(&rest, &found));
	free(page.bytes);
}

static void hostile_cpus_leave_facts_unknown(void)
{
	static const char *const lines[] = { "0", "0 node", "0 node=", "0 node=64", "0 node=-1",
		"0 node=0 node=1", "0 node=0x1", "0 node=99999999999999999999", "0 xnode=1" };
	struct cpu_line found;
	struct span rest;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		rest = xpt__span_of(lines[i]);
		CU_ASSERT_TRUE_FATAL(xpt__cpus_next(&rest, &found));
		CU_ASSERT_NOT_EQUAL(found.node.state, XPT_FACT_KNOWN);
	}
	rest = SPAN("4096 node=0\n-1 node=0\nx node=0\n99999999999999999999 node=0\n\0\n");
	CU_ASSERT_FALSE(xpt__cpus_next(&rest, &found));
}

static void nodes_that_are_written_are_read_again(void)
{
	struct node_line written = xpt__node_unknown(63), found;
	struct page page;
	struct span rest;

	written.size_kib = fact_int_known(INT64_MAX);
	written.free_below_kib[29 - LOW_BITS_FIRST] = fact_int_known(7);
	written.distances_state = XPT_FACT_KNOWN;
	written.distance_count = 3;
	written.distances[0] = 10;
	written.distances[1] = -1;
	written.distances[2] = 254;
	page_open(&page);
	xpt__nodes_write(page.to, &(struct node_line){ .id = 1 });
	xpt__nodes_write(page.to, &written);
	rest = page_done(&page);
	ASSERT_TEXT(page.bytes,
			"1\n63 size_kib=9223372036854775807 free_below_29_kib=7 distances=10,-,254\n");
	CU_ASSERT(xpt__nodes_next(&rest, &found) && found.id == 1);
	CU_ASSERT_EQUAL(found.distances_state, XPT_FACT_UNREADABLE);
	CU_ASSERT_TRUE_FATAL(xpt__nodes_next(&rest, &found));
	CU_ASSERT(fact_is(found.size_kib, INT64_MAX) && fact_is(xpt__node_low(&found, 29), 7));
	CU_ASSERT_NOT_EQUAL(found.free_kib.state, XPT_FACT_KNOWN);
	CU_ASSERT(found.distance_count == 3 && found.distances[0] == 10 &&
			found.distances[1] == -1 && found.distances[2] == 254);
	CU_ASSERT_NOT_EQUAL(xpt__node_low(&found, 23).state, XPT_FACT_KNOWN);
	CU_ASSERT_NOT_EQUAL(xpt__node_low(&found, 33).state, XPT_FACT_KNOWN);
	free(page.bytes);
}

static void hostile_nodes_leave_facts_unknown(void)
{
	static const char *const lines[] = { "0", "0 free_below_24_kib=", "0 free_below_24_kib=-1",
		"0 free_below_24=1", "0 free_below_23_kib=1", "0 free_below_4294967320_kib=1",
		"0 free_below_24_kib=1 free_below_24_kib=1 distances=10 distances=10" };
	char many[1024] = "0 distances=10";
	struct node_line found;
	struct span rest;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		rest = xpt__span_of(lines[i]);
		CU_ASSERT_TRUE_FATAL(xpt__nodes_next(&rest, &found));
		CU_ASSERT_NOT_EQUAL(xpt__node_low(&found, 24).state, XPT_FACT_KNOWN);
		CU_ASSERT(found.distances_state != XPT_FACT_KNOWN && !found.distance_count);
	}
	for (size_t i = 0; i < NODES_LIMIT; i++)
		strcat(many, ",20");
	rest = xpt__span_of(many);
	CU_ASSERT_TRUE(xpt__nodes_next(&rest, &found));
	CU_ASSERT(found.distances_state != XPT_FACT_KNOWN && !found.distance_count);
	rest = SPAN("0 distances=255,x,,-,20");
	CU_ASSERT_TRUE(xpt__nodes_next(&rest, &found));
	CU_ASSERT_EQUAL(found.distance_count, 5);
	for (size_t i = 0; i < found.distance_count; i++)
		CU_ASSERT_EQUAL(found.distances[i], i == 4 ? 20 : -1);
	rest = SPAN("64 size_kib=1\n-1 size_kib=1\n");
	CU_ASSERT_FALSE(xpt__nodes_next(&rest, &found));
}

static void pools_that_are_written_are_read_again(void)
{
	struct pool_line written = xpt__pool_unknown(INT32_MAX), found;
	struct fact_set left = { .state = XPT_FACT_KNOWN };
	struct page page;
	struct span text;

	written.scheduler = fact_span_known("credit2");
	written.cpus.state = XPT_FACT_KNOWN;
	CU_ASSERT_TRUE_FATAL(xpt__bitmap_parse(SPAN("0-3,4095"), &written.cpus.value));
	page_open(&page);
	xpt__pools_write(page.to, &written);
	xpt__pools_write_free(page.to, &(struct fact_set)LINE_UNTOLD);
	xpt__pools_write_free(page.to, &left);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes, "2147483647 sched=credit2 cpus=0-3,4095\nfree cpus=\n");
	CU_ASSERT_EQUAL_FATAL(xpt__pools_find(text, INT32_MAX, &found), FOUND_ONE);
	CU_ASSERT(xpt__span_is(found.scheduler.value, "credit2") &&
			xpt__bitmap_equal(&found.cpus.value, &written.cpus.value));
	CU_ASSERT_NOT_EQUAL(found.domains.state, XPT_FACT_KNOWN);
	CU_ASSERT_EQUAL(xpt__pools_find(text, 0, &found), FOUND_NONE);
	left = xpt__pools_free(text);
	CU_ASSERT(left.state == XPT_FACT_KNOWN && xpt__bitmap_is_empty(&left.value));
	free(page.bytes);
}

static void hostile_pools_leave_facts_unknown(void)
{
	static const char *const lines[] = { "1", "1 cpus", "1 cpus=0-3 cpus=0-3", "1 cpus=3-1",
		"1 cpus=0-4096", "1 cpus=x", "1 cpus=0,", "1 \1cpus=1" };
	static const char *const left[] = { "", "free", "free cpus=x", "freecpus=1", "free x=1",
		"free cpus=1\nfree cpus=1", "free cpus=1 cpus=2" };
	struct pool_line found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_EQUAL_FATAL(
				xpt__pools_find(xpt__span_of(lines[i]), 1, &found), FOUND_ONE);
		CU_ASSERT_NOT_EQUAL(found.cpus.state, XPT_FACT_KNOWN);
	}
	for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++)
		CU_ASSERT_NOT_EQUAL(xpt__pools_free(xpt__span_of(left[i])).state, XPT_FACT_KNOWN);
	/* two lines of one cpupool are none that could be believed */
	CU_ASSERT_EQUAL(xpt__pools_find(SPAN("1 cpus=0\n2 cpus=1\n01 cpus=0"), 1, &found),
			FOUND_GARBLED);
	CU_ASSERT_EQUAL(xpt__pools_find(SPAN("2147483648 cpus=0\n-1 cpus=0\nfree cpus=0"), 1,
					&found),
			FOUND_NONE);
}

/* Memory on nodes, and devices near them */

static void memory_that_is_written_is_read_again(void)
{
	static const char *const others[] = { "1", "1 63", "1 63=", "1 63=-1", "1 63=1 63=1",
		"1 063x=1", "1 64=1", "1 63=1125899906842624" };
	struct memory_line written = xpt__memory_unknown(32751), found;
	struct page page;
	struct span rest;

	written.total_kib = fact_int_known(12);
	written.node_kib[0] = fact_int_known(0);
	written.node_kib[63] = fact_int_known(12);
	page_open(&page);
	xpt__memory_write(page.to, &written);
	rest = page_done(&page);
	ASSERT_TEXT(page.bytes, "32751 total_kib=12 0=0 63=12\n");
	CU_ASSERT(xpt__memory_next(&rest, &found) && found.id == 32751);
	CU_ASSERT(fact_is(found.total_kib, 12) && fact_is(found.node_kib[0], 0) &&
			fact_is(found.node_kib[63], 12));
	CU_ASSERT_EQUAL(found.node_kib[1].state, XPT_FACT_UNREADABLE);
	free(page.bytes);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		rest = xpt__span_of(others[i]);
		CU_ASSERT_TRUE_FATAL(xpt__memory_next(&rest, &found));
		CU_ASSERT_NOT_EQUAL(found.node_kib[63].state, XPT_FACT_KNOWN);
	}
	rest = SPAN("32752 0=1\n-1 0=1\nx 0=1\n\n");
	CU_ASSERT_FALSE(xpt__memory_next(&rest, &found));
}

static void where_a_device_is_is_a_node_or_not_known(void)
{
	static const char *const others[] = { "0000:00:05.0", "0000:00:05.0 x", "0000:00:05.0 64",
		"0000:00:05.0 -1", "0000:00:05.0 99999999999999999999", "0000:00:05.0 \1" };
	struct xpt_bdf bdf;
	struct fact_int node;
	struct page page;
	struct span rest;

	page_open(&page);
	xpt__topology_write(page.to, nic, fact_int_known(63));
	xpt__topology_write(page.to, far, (struct fact_int)FACT_ABSENT(NULL));
	rest = page_done(&page);
	ASSERT_TEXT(page.bytes, "0000:00:05.0 63\n0001:ff:1f.7 -\n");
	CU_ASSERT_TRUE(xpt__topology_next(&rest, &bdf, &node));
	CU_ASSERT(xpt__bdf_equal(bdf, nic) && fact_is(node, 63));
	CU_ASSERT_TRUE(xpt__topology_next(&rest, &bdf, &node));
	CU_ASSERT(xpt__bdf_equal(bdf, far) && node.state == XPT_FACT_ABSENT);
	CU_ASSERT_FALSE(xpt__topology_next(&rest, &bdf, &node));
	free(page.bytes);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		rest = xpt__span_of(others[i]);
		CU_ASSERT_TRUE(xpt__topology_next(&rest, &bdf, &node));
		CU_ASSERT_EQUAL(node.state, XPT_FACT_UNREADABLE);
	}
}

/* Claims */

static void a_claim_is_about_the_whole_name(void)
{
	static const char *const others[] = { "", "0000-00-05-", "0000-00-05-00", "0000-00-05.0",
		"0000:00:05:0", "000-00-05-0", "0000-00-05-8", "0000-00-20-0", "x000-00-05-0",
		"0000-00-05-0x", "+000-00-05-0", "0000000000000-00-05-0" };
	char name[CLAIM_NAME_TEXT];
	struct xpt_bdf found;

	ASSERT_TEXT(xpt__claim_name(nic, name), "0000-00-05-0");
	ASSERT_TEXT(xpt__claim_name(far, name), "0001-ff-1f-7");
	CU_ASSERT_TRUE(xpt__claim_name_read(xpt__span_of(name), &found));
	CU_ASSERT_TRUE(xpt__bdf_equal(found, far));
	(void)xpt__claim_name((struct xpt_bdf){ 0x10000, 1, 2, 3 }, name);
	CU_ASSERT(xpt__claim_name_read(xpt__span_of(name), &found) && found.segment == 0x10000);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CU_ASSERT_FALSE(xpt__claim_name_read(xpt__span_of(others[i]), &found));
}

static void a_claim_that_is_no_domain_is_not_known(void)
{
	static const char *const others[] = { "", "-1", "x", "1 2", "0x1", "4294967295",
		"99999999999999999999" };

	CU_ASSERT(fact_is(xpt__claim_domid(SPAN("0")), 0) &&
			fact_is(xpt__claim_domid(SPAN(" 32751\n")), 32751));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CU_ASSERT_EQUAL(xpt__claim_domid(xpt__span_of(others[i])).state,
				XPT_FACT_UNREADABLE);
	CU_ASSERT_TRUE(xpt__span_is(
			xpt__claim_driver(SPAN("/sys/bus/pci/drivers/e1000e\n")), "e1000e"));
	CU_ASSERT_TRUE(xpt__span_is(xpt__claim_driver(SPAN("nvme")), "nvme"));
	CU_ASSERT_EQUAL(xpt__claim_driver(SPAN("/")).length, 0);
	CU_ASSERT_EQUAL(xpt__claim_driver(SPAN("")).length, 0);
}

SUITE(formats_places)
{
	TEST(cpus_that_are_written_are_read_again);
	TEST(hostile_cpus_leave_facts_unknown);
	TEST(nodes_that_are_written_are_read_again);
	TEST(hostile_nodes_leave_facts_unknown);
	TEST(pools_that_are_written_are_read_again);
	TEST(hostile_pools_leave_facts_unknown);
	TEST(memory_that_is_written_is_read_again);
	TEST(where_a_device_is_is_a_node_or_not_known);
	TEST(a_claim_is_about_the_whole_name);
	TEST(a_claim_that_is_no_domain_is_not_known);
}
