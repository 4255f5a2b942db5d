/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The texts of Xen, the machine and its memory: as test_formats.c. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/formats/keys.h"
#include "../../engine/formats/memory_map.h"
#include "../../engine/formats/open_devices.h"
#include "../../engine/formats/physinfo.h"
#include "../../engine/formats/regions.h"
#include "../../engine/formats/xen_version.h"
#include "page.h"

static const struct xpt_bdf sharers[] = { { 0, 0, 5, 0 }, { 1, 0xff, 0x1f, 7 } };

static void regions_that_are_written_are_read_again(void)
{
	struct region_line found;
	struct page page;
	struct xpt_bdf bdf;
	struct span rest;

	page_open(&page);
	xpt__regions_write(page.to, 0, UINT64_MAX, NULL, 0);
	xpt__regions_write(page.to, 0x7ffe0000, 0x7ffe0fff, sharers, 2);
	rest = page_done(&page);
	ASSERT_TEXT(page.bytes,
			"0-ffffffffffffffff\n7ffe0000-7ffe0fff 0000:00:05.0 0001:ff:1f.7\n");
	CU_ASSERT_TRUE_FATAL(xpt__regions_next(&rest, &found));
	CU_ASSERT(found.whole && found.start == 0 && found.end == UINT64_MAX);
	CU_ASSERT_FALSE(xpt__regions_device(&found.devices, &bdf));
	CU_ASSERT_TRUE_FATAL(xpt__regions_next(&rest, &found));
	CU_ASSERT(found.whole && found.start == 0x7ffe0000 && found.end == 0x7ffe0fff);
	CU_ASSERT_TRUE(xpt__span_is(found.range, "7ffe0000-7ffe0fff"));
	for (size_t i = 0; i < 2; i++)
		CU_ASSERT(xpt__regions_device(&found.devices, &bdf) &&
				xpt__bdf_equal(bdf, sharers[i]));
	CU_ASSERT_FALSE(xpt__regions_device(&found.devices, &bdf));
	CU_ASSERT_FALSE(xpt__regions_next(&rest, &found));
	free(page.bytes);
}

static void a_line_of_regions_that_is_garbled_is_not_passed_over(void)
{
	static const char *const lines[] = { "\n", "rubbish", "1000", "1000-", "-1fff", "1fff-1000",
		"1000-1fff-2fff", "1000-10000000000000000", "1000-1fff 0000:00:05.0 x",
		"1000-1fff 00:05", "1000-1fffg" };
	static const char nul[] = "1000-1fff 0000:00:05.\0";
	struct region_line found;
	struct span rest;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		rest = xpt__span_of(lines[i]);
		CU_ASSERT_TRUE_FATAL(xpt__regions_next(&rest, &found));
		CU_ASSERT_FALSE(found.whole);
	}
	rest = (struct span){ nul, sizeof(nul) };
	CU_ASSERT(xpt__regions_next(&rest, &found) && !found.whole);
}

static void a_memory_map_that_is_written_is_read_again(void)
{
	static const char *const words[] = { "unknown", "usable", "reserved", "acpi", "nvs",
		"unusable", "unknown" };
	struct map_line found;
	struct page page;
	struct span rest;

	page_open(&page);
	for (unsigned int type = 0; type < 7; type++)
		xpt__map_write(page.to, 0x1000 * type, 0x1000 * type + 0xfff, type);
	rest = page_done(&page);
	for (unsigned int type = 0; type < 7; type++) {
		CU_ASSERT_PTR_NOT_NULL(strstr(page.bytes, words[type]));
		CU_ASSERT_TRUE_FATAL(xpt__map_next(&rest, &found));
		CU_ASSERT(found.whole && found.start == 0x1000 * type &&
				found.end == 0x1000 * type + 0xfff);
		CU_ASSERT_EQUAL(found.type, type < 6 ? type : MAP_UNKNOWN);
	}
	CU_ASSERT_FALSE(xpt__map_next(&rest, &found));
	free(page.bytes);
}

static void a_line_of_the_memory_map_that_is_garbled_is_not_passed_over(void)
{
	static const char *const lines[] = { "\n", "rubbish", "1000-1fff", "1000-1fff ",
		"1fff-1000 usable", "1000 usable", "-1fff usable", "1000-x usable",
		"1000-10000000000000000 usable" };
	struct map_line found;
	struct span rest;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		rest = xpt__span_of(lines[i]);
		CU_ASSERT_TRUE_FATAL(xpt__map_next(&rest, &found));
		CU_ASSERT_FALSE(found.whole);
	}
	rest = SPAN("1000-1fff persistent\n");
	CU_ASSERT(xpt__map_next(&rest, &found) && found.whole && found.type == MAP_UNKNOWN);
}

static void what_xen_says_of_itself_is_read_again(void)
{
	struct version_text written = { .xen = fact_span_known("4.17.2-pre"),
		.changeset = LINE_UNTOLD,
		.capabilities = fact_span_known("xen-3.0-x86_64 hvm-3.0-x86_64 "),
		.command_line = fact_span_known("iommu=1\nxen 9.9") };
	struct version_text found;
	struct page page;
	struct span text;

	page_open(&page);
	xpt__xen_version_write(page.to, &written);
	text = page_done(&page);
	found = xpt__xen_version_read(text);
	CU_ASSERT_TRUE(xpt__span_is(found.xen.value, "4.17.2-pre"));
	CU_ASSERT_EQUAL(found.changeset.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_TRUE(xpt__span_is(found.capabilities.value, "xen-3.0-x86_64 hvm-3.0-x86_64"));
	/* what follows a line's end is no key of its own */
	CU_ASSERT_TRUE(xpt__span_is(found.command_line.value, "iommu=1"));
	free(page.bytes);
}

static void an_empty_command_line_is_known(void)
{
	struct version_text found =
			xpt__xen_version_read(SPAN("xen 4.17\ncommand_line \nxen 4.18\n"));

	CU_ASSERT(found.command_line.state == XPT_FACT_KNOWN && !found.command_line.value.length);
	CU_ASSERT_EQUAL(found.xen.state, XPT_FACT_UNREADABLE); /* told twice */
}

static void the_machine_is_read_again(void)
{
	struct physinfo_text written = xpt__physinfo_read(SPAN("")), found;
	struct page page;
	struct span text;

	CU_ASSERT_EQUAL(written.free_kib.state, XPT_FACT_UNREADABLE);
	written.nr_cpus = fact_int_known(4096);
	written.total_kib = fact_int_known(INT64_MAX);
	written.can[CAN_HVM_DIRECTIO] = fact_int_known(0);
	written.can[CAN_GNTTAB_V2] = fact_int_known(1);
	page_open(&page);
	xpt__physinfo_write(page.to, &written);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes,
			"nr_cpus 4096\ntotal_kib 9223372036854775807\ncap_hvm_directio 0\n"
			"cap_gnttab_v2 1\n");
	found = xpt__physinfo_read(text);
	CU_ASSERT(fact_is(found.nr_cpus, 4096) && fact_is(found.total_kib, INT64_MAX) &&
			fact_is(found.can[CAN_HVM_DIRECTIO], 0) &&
			fact_is(found.can[CAN_GNTTAB_V2], 1));
	CU_ASSERT_EQUAL(found.can[CAN_HVM].state, XPT_FACT_UNREADABLE);
	free(page.bytes);
}

static void a_hostile_machine_is_not_known(void)
{
	static const char *const texts[] = { "cap_hvm_directio", "cap_hvm_directio 2",
		"cap_hvm_directio -1", "cap_hvm_directio x", "cap_hvm_directio 1 1",
		"cap_hvm_directio=1", "xcap_hvm_directio 1",
		"cap_hvm_directio 1\ncap_hvm_directio 0" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		CU_ASSERT_EQUAL(xpt__physinfo_read(xpt__span_of(texts[i]))
						.can[CAN_HVM_DIRECTIO]
						.state,
				XPT_FACT_UNREADABLE);
}

static void an_open_device_that_is_written_is_read_again(void)
{
	struct open_device written = { UINT32_MAX, 189, 5, SPAN("two words\n\x1b[m") }, found;
	struct page page;
	struct span text, line;

	page_open(&page);
	xpt__open_device_write(&written, page.to);
	text = page_done(&page);
	CU_ASSERT(xpt__span_next_line(&text, &line) && xpt__open_device_read(line, &found));
	CU_ASSERT(found.pid == UINT32_MAX && found.major == 189 && found.minor == 5);
	/* a name does not end its line */
	CU_ASSERT(xpt__span_is(found.command, "two words??[m"));
	CU_ASSERT_FALSE(xpt__span_next_line(&text, &line));
	free(page.bytes);
}

static void a_garbled_line_is_no_open_device(void)
{
	static const char *const lines[] = { "", "812", "812 189", "812 189:", "812 :5",
		"x 189:5 a", "812 189:x a", "-1 189:5 a", "4294967296 189:5 a",
		"812 189:4294967296 a", "812 189:5:6 a" };
	struct open_device found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		CU_ASSERT_FALSE(xpt__open_device_read(xpt__span_of(lines[i]), &found));
}

SUITE(formats_host)
{
	TEST(regions_that_are_written_are_read_again);
	TEST(a_line_of_regions_that_is_garbled_is_not_passed_over);
	TEST(a_memory_map_that_is_written_is_read_again);
	TEST(a_line_of_the_memory_map_that_is_garbled_is_not_passed_over);
	TEST(what_xen_says_of_itself_is_read_again);
	TEST(an_empty_command_line_is_known);
	TEST(the_machine_is_read_again);
	TEST(a_hostile_machine_is_not_known);
	TEST(an_open_device_that_is_written_is_read_again);
	TEST(a_garbled_line_is_no_open_device);
}
