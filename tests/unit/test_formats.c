/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts that Xen's answers become: what is written is read again, and what is torn is no answer. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/formats/device_model.h"
#include "../../engine/formats/domains.h"
#include "../../engine/formats/owners.h"
#include "../../engine/formats/vcpus.h"
#include "page.h"

static const struct xpt_bdf nic = { 0, 0, 5, 0 }, disk = { 0, 1, 0, 0 }, far = { 1, 0xff, 0x1f, 7 };

/* Owners */

static void owners_that_are_written_are_read_again(void)
{
	static const struct ownership written[] = {
		{ .by = OWNED_BY_DOMAIN, .domid = 32751, .node = { XPT_FACT_KNOWN, 63, NULL } },
		{ .by = OWNED_BY_QUARANTINE, .node = FACT_ABSENT(NULL) },
		{ .by = OWNED_BY_XEN, .node = { XPT_FACT_KNOWN, 0, NULL } },
		{ .by = OWNED_BY_UNKNOWN, .node = FACT_ABSENT(NULL) },
		{ .by = OWNED_BY_NOBODY, .node = FACT_ABSENT(NULL) },
	};
	const struct xpt_bdf at[] = { nic, disk, far, { 0, 2, 0, 0 }, { 0, 3, 0, 0 } };
	struct ownership found;
	struct page page;
	struct span text;

	page_open(&page);
	xpt__owners_write_head(page.to, 0);
	for (size_t i = 0; i < 5; i++)
		xpt__owners_write(page.to, at[i], &written[i]);
	text = page_done(&page);
	for (size_t i = 0; i < 5; i++) {
		found = xpt__owners_find(text, at[i]);
		CU_ASSERT_EQUAL(found.by, written[i].by);
		CU_ASSERT_EQUAL(found.domid, written[i].domid);
		CU_ASSERT_EQUAL(found.node.state, written[i].node.state);
		CU_ASSERT_EQUAL(found.node.value, written[i].node.value);
		CU_ASSERT_EQUAL(found.line, found.by == OWNED_BY_NOBODY ? 0 : i + 3);
	}
	free(page.bytes);
}

static enum owned_by owned(struct span text)
{
	return xpt__owners_find(text, nic).by;
}

static void an_owner_that_is_cut_off_is_not_known(void)
{
	static const char line[] = "0000:00:05.0 - d12 - node 1";
	enum owned_by by;

	/* "d12" cut to "d1" is somebody else */
	for (size_t length = strlen("0000:00:05.0 - "); length < strlen(line); length++) {
		by = owned((struct span){ line, length });
		CU_ASSERT_EQUAL(by,
				length < strlen("0000:00:05.0 - d12 - ") ? OWNED_BY_UNKNOWN :
									   OWNED_BY_DOMAIN);
	}
	CU_ASSERT_EQUAL(owned(SPAN("")), OWNED_BY_NOBODY);
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0\n0000:00:05")), OWNED_BY_NOBODY);
}

static void hostile_owners_are_not_known(void)
{
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - d1\0 - node 1\n")), OWNED_BY_UNKNOWN);
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - \0 - node 1\n")), OWNED_BY_UNKNOWN);
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - d99999999999999999999 - node 1\n")),
			OWNED_BY_UNKNOWN);
	/* the same twice is one answer; another one, or one that is garbled, makes it none */
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - d1 - node 1\n00:05.0 - d1 - node 1\n")),
			OWNED_BY_DOMAIN);
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - d1 - node 1\n0000:00:05.0 - d2 - node 1\n"
				   "0000:00:05.0 - d2 - node 1\n")),
			OWNED_BY_UNKNOWN);
	CU_ASSERT_EQUAL(owned(SPAN("0000:00:05.0 - d1 - node 1\n0000:00:05.0 - dX - node 1\n")),
			OWNED_BY_UNKNOWN);
	/* a line without an end behind one with NULs is still a line */
	CU_ASSERT_EQUAL(owned(SPAN("\0\0\n0000:00:05.0 - d1 - node 1")), OWNED_BY_DOMAIN);
}

static void a_node_is_a_number_or_not_known(void)
{
	static const struct {
		const char *said;
		enum xpt_state state;
	} cases[] = {
		{ "node 1  ", XPT_FACT_KNOWN },
		{ "node -1 ", XPT_FACT_ABSENT },
		{ "node 64", XPT_FACT_UNREADABLE },
		{ "node ", XPT_FACT_UNREADABLE },
		{ "no", XPT_FACT_UNREADABLE },
		{ "MSIs < >", XPT_FACT_UNREADABLE },
	};
	char line[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(line, sizeof(line), "0000:00:05.0 - d1 - %s", cases[i].said);
		CU_ASSERT_EQUAL(xpt__owners_find(xpt__span_of(line), nic).node.state,
				cases[i].state);
	}
}

/* Domains */

#define UUID "11111111-2222-3333-4444-555555555555"

static void a_domain_that_is_written_is_read_again(void)
{
	struct domain_line written = xpt__domain_unknown(32751), found;
	struct page page;
	struct span text;

	written.uuid = fact_span_known(UUID);
	written.type = fact_span_known("hvm");
	written.state = fact_span_known("paused");
	written.memory_kib = fact_int_known(INT64_MAX);
	written.pool = fact_int_known(0);
	written.paged_kib = fact_int_known(7);
	page_open(&page);
	xpt__domains_write(page.to, &(struct domain_line){ .id = 1 });
	xpt__domains_write(page.to, &written);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes,
			"1\n32751 uuid=" UUID
			" type=hvm state=paused memory_kib=9223372036854775807 "
			"pool=0 paged_kib=7\n");
	CU_ASSERT_EQUAL_FATAL(xpt__domains_find(text, 32751, &found), FOUND_ONE);
	CU_ASSERT(xpt__span_is(found.uuid.value, UUID) && xpt__span_is(found.type.value, "hvm") &&
			xpt__span_is(found.state.value, "paused"));
	CU_ASSERT(fact_is(found.memory_kib, INT64_MAX) && fact_is(found.pool, 0) &&
			fact_is(found.paged_kib, 7));
	CU_ASSERT_EQUAL(found.vcpus.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(xpt__domains_find(text, 1, &found), FOUND_ONE);
	CU_ASSERT_EQUAL(found.uuid.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(xpt__domains_find(text, 2, &found), FOUND_NONE);
	free(page.bytes);
}

static void a_domain_that_is_named_twice_is_garbled(void)
{
	struct domain_line found;

	CU_ASSERT_EQUAL(xpt__domains_find(SPAN("7 pool=1\n8 pool=1\n7 pool=2\n"), 7, &found),
			FOUND_GARBLED);
	CU_ASSERT_EQUAL(xpt__domains_find(SPAN("7 pool=1\n8 pool=1\n7 pool=2\n"), 8, &found),
			FOUND_ONE);
	CU_ASSERT_EQUAL(xpt__domains_find(SPAN("7 pool=1\n07 pool=2"), 7, &found), FOUND_GARBLED);
	/* one line that says two things */
	CU_ASSERT_EQUAL(xpt__domains_find(SPAN("7 pool=1 state=paused pool=2 state=dying"), 7,
					&found),
			FOUND_ONE);
	CU_ASSERT_NOT_EQUAL(found.pool.state, XPT_FACT_KNOWN);
	CU_ASSERT_NOT_EQUAL(found.state.state, XPT_FACT_KNOWN);
}

static void hostile_domains_leave_facts_unknown(void)
{
	static const char *const lines[] = { "7", "7 uuid= type= pool=", "7 uuid=" UUID "0",
		"7 uuid=11111111-2222-3333-4444-55555555555",
		"7 uuid=11111111-2222-3333-4444-55555555555x",
		"7 uuid=11111111x2222-3333-4444-555555555555",
		"7 pool=-1 pool= =", "7 pool=99999999999999999999", "7 pool=9223372036854775808",
		"7 pool=0x1" };
	static const char nul[] = "7\0 pool=1\n7 po\0ol=1 type\0=pv\n\0";
	struct domain_line found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_EQUAL_FATAL(
				xpt__domains_find(xpt__span_of(lines[i]), 7, &found), FOUND_ONE);
		CU_ASSERT_NOT_EQUAL(found.uuid.state, XPT_FACT_KNOWN);
		CU_ASSERT_NOT_EQUAL(found.pool.state, XPT_FACT_KNOWN);
		CU_ASSERT_PTR_NOT_NULL(found.pool.reason);
	}
	CU_ASSERT_EQUAL(xpt__domains_find((struct span){ nul, sizeof(nul) }, 7, &found), FOUND_ONE);
	CU_ASSERT_NOT_EQUAL(found.pool.state, XPT_FACT_KNOWN);
	CU_ASSERT_EQUAL(xpt__domains_find(
					SPAN("32752 pool=1\n4294967303 pool=1\n-7\n7x"), 7, &found),
			FOUND_NONE);
	CU_ASSERT_EQUAL(xpt__domains_find(SPAN(""), 7, &found), FOUND_NONE);
}

/* vCPUs */

static void a_vcpu_that_is_written_is_read_again(void)
{
	struct vcpu_line written = xpt__vcpu_unknown(8191), found;
	struct fact_set nodes = { .state = XPT_FACT_KNOWN };
	struct page page;
	struct span text;

	written.state = fact_span_known("running");
	written.cpu = fact_int_known(4095);
	written.time_ns = fact_int_known(INT64_MAX);
	written.hard.state = XPT_FACT_KNOWN;
	written.soft.state = XPT_FACT_KNOWN;
	CU_ASSERT_TRUE_FATAL(xpt__bitmap_parse(SPAN("0-3,8,4095"), &written.soft.value));
	CU_ASSERT_TRUE_FATAL(xpt__bitmap_parse(SPAN("1,63"), &nodes.value));
	page_open(&page);
	xpt__vcpus_write(page.to, &written);
	xpt__vcpus_write_nodes(page.to, &nodes);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes,
			"8191 state=running cpu=4095 time_ns=9223372036854775807 hard= "
			"soft=0-3,8,4095\nall nodes=1,63\n");
	CU_ASSERT_EQUAL_FATAL(xpt__vcpus_find(text, 8191, &found), FOUND_ONE);
	CU_ASSERT(xpt__bitmap_equal(&found.hard.value, &written.hard.value) &&
			xpt__bitmap_equal(&found.soft.value, &written.soft.value));
	CU_ASSERT(fact_is(found.cpu, 4095) && fact_is(found.time_ns, INT64_MAX));
	found.hard = xpt__vcpus_nodes(text);
	CU_ASSERT_TRUE(xpt__bitmap_equal(&found.hard.value, &nodes.value));
	CU_ASSERT_EQUAL(xpt__vcpus_find(text, 0, &found), FOUND_NONE);
	free(page.bytes);
}

static void hostile_vcpus_leave_facts_unknown(void)
{
	static const char *const lines[] = { "0", "0 hard=0-3 hard=0", "0 hard=3-1", "0 hard=0,",
		"0 hard=0-4096", "0 hard=x", "0 hard", "0 hard=-1" };
	static const char *const nodes[] = { "", "all", "all nodes=9-", "all nodes=0\nall nodes=1",
		"all x=1", "allnodes=1" };
	struct vcpu_line found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_EQUAL_FATAL(
				xpt__vcpus_find(xpt__span_of(lines[i]), 0, &found), FOUND_ONE);
		CU_ASSERT_NOT_EQUAL(found.hard.state, XPT_FACT_KNOWN);
	}
	for (size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		CU_ASSERT_NOT_EQUAL(xpt__vcpus_nodes(xpt__span_of(nodes[i])).state, XPT_FACT_KNOWN);
	CU_ASSERT_EQUAL(xpt__vcpus_find(SPAN("0 hard=0\n0 hard=0"), 0, &found), FOUND_GARBLED);
	CU_ASSERT_EQUAL(xpt__vcpus_find(SPAN("8192 hard=0\n99999999999999999999 hard=0"), 8192,
					&found),
			FOUND_NONE);
}

static void whether_a_domain_has_run_is_known_from_a_whole_answer_alone(void)
{
	static const struct {
		const char *said;
		enum ran ran;
	} cases[] = {
		{ "0 time_ns=0\n1 time_ns=0\nall nodes=0\n", RAN_NO },
		{ "all nodes=0\n", RAN_NO }, /* none is online yet */
		{ "0 time_ns=0\n1 time_ns=1\nall nodes=0\n", RAN_YES },
		{ "0 time_ns=5\n", RAN_YES },
		{ "0 time_ns=5\n1 rubbish\n", RAN_YES },
		{ "", RAN_UNKNOWN },
		{ "0 time_ns=0\n", RAN_UNKNOWN },
		{ "0 time_ns=0\n1 state=running\nall nodes=0\n", RAN_UNKNOWN },
		{ "0 time_ns=x\nall nodes=0\n", RAN_UNKNOWN },
		{ "0 time_ns=99999999999999999999\nall nodes=0\n", RAN_UNKNOWN },
		{ "0 time_ns=0 time_ns=1\nall nodes=0\n", RAN_UNKNOWN },
		{ "0 time_ns=0\n0 time_ns=1\nall nodes=0\n", RAN_UNKNOWN },
		{ "0 time_ns=0\nrubbish\nall nodes=0\n", RAN_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CU_ASSERT_EQUAL(xpt__vcpus_ran(xpt__span_of(cases[i].said)), cases[i].ran);
	CU_ASSERT_EQUAL(xpt__vcpus_ran(SPAN("0 time_ns=0\0\nall nodes=0\n")), RAN_UNKNOWN);
}

/* Device models */

static void a_device_model_is_asked_for_the_whole_id(void)
{
	static const char *const others[] = { "", "id \"pci-pt-00_05.0", "id pci-pt-00_05.0\n",
		"id \"pci-pt-00_05.01\"", "id \"pci-pt-00_05.0x\"", "id \"pci-pt-100_05.0\"",
		"id \"pci-pt-00:05.0\"", "id \"pci-pt-00_05.1\"", "id \"pci-pt-", "\"pci-pt-00_" };
	static const char nul[] = "\0\n id \"pci-pt-00_05.0\"";
	struct xpt_bdf bdf = nic;
	char id[MODEL_ID_TEXT];
	struct page page;
	struct span text;

	page_open(&page);
	xpt__model_write(page.to, far);
	xpt__model_write(page.to, disk);
	text = page_done(&page);
	CU_ASSERT(xpt__model_has(text, far) && xpt__model_has(text, disk) &&
			!xpt__model_has(text, nic));
	free(page.bytes);
	ASSERT_TEXT(xpt__model_id(far, id), "pci-pt-ff_1f.7");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CU_ASSERT_FALSE(xpt__model_has(xpt__span_of(others[i]), nic));
	CU_ASSERT_TRUE(xpt__model_has((struct span){ nul, sizeof(nul) - 1 }, nic));
	bdf.segment = 3;
	CU_ASSERT_TRUE(xpt__model_has(SPAN("id \"pci-pt-00_05.0\""), bdf));
}

SUITE(formats)
{
	TEST(owners_that_are_written_are_read_again);
	TEST(an_owner_that_is_cut_off_is_not_known);
	TEST(hostile_owners_are_not_known);
	TEST(a_node_is_a_number_or_not_known);
	TEST(a_domain_that_is_written_is_read_again);
	TEST(a_domain_that_is_named_twice_is_garbled);
	TEST(hostile_domains_leave_facts_unknown);
	TEST(a_device_model_is_asked_for_the_whole_id);
	TEST(a_vcpu_that_is_written_is_read_again);
	TEST(hostile_vcpus_leave_facts_unknown);
	TEST(whether_a_domain_has_run_is_known_from_a_whole_answer_alone);
}
