/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of numbers, and CPU lists as xl writes them. */
#include <xpt/error.h>

#include "../../engine/base/bitmap.h"
#include "../../engine/model/numa.h"
#include "fake_source.h"
#include "unit.h"

static struct arena *arena;

static bool reads(const char *text, struct bitmap *ret_bitmap)
{
	return xpt__bitmap_parse(xpt__span_of(text), ret_bitmap);
}

static void a_set_of_numbers_is_written_as_it_was_read(void)
{
	static const char *const texts[] = { "0", "0-3", "0-3,8", "1,3,5", "63-64", "0-4095",
		"4095" };
	struct bitmap bitmap;

	arena = xpt__arena_new();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		CU_ASSERT_FATAL(reads(texts[i], &bitmap));
		ASSERT_TEXT(xpt__bitmap_text(arena, &bitmap), texts[i]);
	}
	CU_ASSERT(reads("", &bitmap));
	CU_ASSERT(xpt__bitmap_is_empty(&bitmap));
	ASSERT_TEXT(xpt__bitmap_text(arena, &bitmap), "none");
	CU_ASSERT(reads("3,1-2,2", &bitmap));
	ASSERT_TEXT(xpt__bitmap_text(arena, &bitmap), "1-3");
	xpt__arena_free(arena);
}

static void what_is_no_set_of_numbers_is_refused_and_changes_nothing(void)
{
	static const char *const texts[] = { ",", "1,", ",1", "3-1", "-1", "1-", "a", "1 2", "4096",
		"0-4096", "99999999999999999999", "1--2", "0x1", "1,,2", "^1" };
	struct bitmap bitmap;

	CU_ASSERT(reads("7", &bitmap));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		CU_ASSERT_FALSE(reads(texts[i], &bitmap));
	CU_ASSERT(xpt__bitmap_count(&bitmap) == 1 && xpt__bitmap_has(&bitmap, 7));
}

static void sets_are_joined_cut_and_compared(void)
{
	struct bitmap a, b, c;

	CU_ASSERT(reads("0-70", &a) && reads("64-127", &b));
	c = a;
	xpt__bitmap_and(&c, &b);
	CU_ASSERT_EQUAL(xpt__bitmap_count(&c), 7);
	CU_ASSERT(xpt__bitmap_within(&c, &a) && xpt__bitmap_within(&c, &b) &&
			!xpt__bitmap_within(&a, &b));
	c = a;
	xpt__bitmap_minus(&c, &b);
	CU_ASSERT_EQUAL(xpt__bitmap_count(&c), 64);
	xpt__bitmap_or(&c, &b);
	CU_ASSERT_EQUAL(xpt__bitmap_count(&c), 128);
	xpt__bitmap_add(&c, BITMAP_BITS);
	CU_ASSERT(xpt__bitmap_has(&c, 127) && !xpt__bitmap_has(&c, BITMAP_BITS) &&
			!xpt__bitmap_has(&c, 1U << 31));
	CU_ASSERT_EQUAL(xpt__bitmap_next(&c, 127), 127);
	CU_ASSERT_EQUAL(xpt__bitmap_next(&c, 128), BITMAP_END);
	CU_ASSERT_EQUAL(xpt__bitmap_next(&c, BITMAP_BITS), BITMAP_END);
	CU_ASSERT(xpt__bitmap_equal(&a, &a) && !xpt__bitmap_equal(&a, &b));
}

/* Two nodes of four CPUs; CPU 7 is offline. */
static const struct fake host_table[] = {
	LIST_("sys/bus/pci/devices", ""),
	FILE_("xen/domains", "0 type=pv state=running\n"),
	FILE_("xen/cpus",
			"0 socket=0 core=0 node=0\n1 socket=0 core=0 node=0\n2 socket=0 core=1 node=0\n"
			"3 socket=0 core=1 node=0\n4 socket=1 core=0 node=1\n5 socket=1 core=0 node=1\n"
			"6 socket=1 core=1 node=1\n"),
	FILE_("xen/nodes",
			"0 size_kib=4194304 free_kib=1 distances=10,20\n"
			"1 size_kib=4194304 free_kib=1 distances=20,10\n"),
	END_,
};

static const struct {
	const char *list, *wanted;
} lists[] = {
	{ "all", "0-6" },
	{ "nodes:all", "0-6" },
	{ "all,nodes:all", "0-6" },
	{ "all,^nodes:0,all", "0-6" },
	{ "^0", NULL },
	{ "all,^all", NULL },
	{ "2", "2" },
	{ "all,^2", "0-1,3-6" },
	{ "all,^0", "1-6" },
	{ "1-3", "1-3" },
	{ "0-3,^2", "0-1,3" },
	{ "^2,0-3", "0-3" },
	{ "nodes:0", "0-3" },
	{ "node:1", "4-6" },
	{ "all,^nodes:0", "4-6" },
	{ "all,^node:1", "0-3" },
	{ "nodes:0-1", "0-6" },
	{ "nodes:0-1,^nodes:0", "4-6" },
	{ "nodes:1,^5", "4,6" },
	{ "nodes:0,6", "0-3,6" },
	{ "node:0,^node:0", NULL },
	{ "foo", NULL },
	{ "", NULL },
	{ ",", NULL },
	{ "0,", NULL },
	{ "3-1", NULL },
	{ "-", NULL },
	{ "7", NULL },
	{ "5-7", NULL },
	{ "nodes:2", NULL },
	{ "nodes:1-2", NULL },
	{ "nodes:", NULL },
	{ "^", NULL },
	{ "^^1", NULL },
	{ "0 1", NULL },
	{ "all ", NULL },
	{ "ALL", NULL },
	{ "99999999999999999999", NULL },
	{ "0-18446744073709551615", NULL },
	{ "nodes:0-18446744073709551615", NULL },
};

static void cpu_lists_mean_what_xl_means(void)
{
	struct xpt_host *host = fake_host(host_table, XPT_DETAIL_PLACEMENT);
	struct bitmap cpus;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		int rc = xpt__cpulist_parse(host, lists[i].list, &cpus, NULL);

		CU_ASSERT_EQUAL(rc, lists[i].wanted ? 0 : XPT_INVALID);
		if (!rc && lists[i].wanted)
			ASSERT_TEXT(xpt__bitmap_text(host->arena, &cpus), lists[i].wanted);
	}
	xpt_host_free(host);
}

static void without_a_snapshot_of_cpus_no_list_is_read(void)
{
	struct xpt_host *host = fake_host(host_table, 0);
	struct bitmap cpus;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(xpt__cpulist_parse(host, "all", &cpus, NULL), XPT_INVALID);
	xpt_host_free(host);
}

SUITE(cpulist)
{
	TEST(a_set_of_numbers_is_written_as_it_was_read);
	TEST(what_is_no_set_of_numbers_is_refused_and_changes_nothing);
	TEST(sets_are_joined_cut_and_compared);
	TEST(cpu_lists_mean_what_xl_means);
	TEST(without_a_snapshot_of_cpus_no_list_is_read);
}
