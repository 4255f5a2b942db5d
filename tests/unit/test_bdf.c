/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/base/bdf.h"

#include <xpt/error.h>

#include "unit.h"

static bool reads(const char *text, const char *expected)
{
	struct xpt_bdf bdf;
	char buffer[XPT_BDF_TEXT];

	return xpt__bdf_read(xpt__span_of(text), &bdf) &&
			!strcmp(xpt_bdf_format(bdf, buffer), expected);
}

static void a_short_address_means_segment_0(void)
{
	CU_ASSERT(reads("04:00.0", "0000:04:00.0"));
	CU_ASSERT(reads("0000:04:00.0", "0000:04:00.0"));
	CU_ASSERT(reads("fF:1f.7", "0000:ff:1f.7"));
}

static void a_vmd_segment_is_read_whole(void)
{
	CU_ASSERT(reads("10000:e1:00.0", "10000:e1:00.0"));
	CU_ASSERT(reads("ffffffff:ff:1f.7", "ffffffff:ff:1f.7"));
}

static bool matches(const char *pattern_text, const char *text)
{
	struct bdf_pattern pattern;
	struct xpt_bdf bdf;

	return xpt__bdf_pattern_read(xpt__span_of(pattern_text), &pattern) &&
			xpt__bdf_read(xpt__span_of(text), &bdf) && xpt__bdf_matches(&pattern, bdf);
}

static void a_pattern_means_a_slot_or_a_bus(void)
{
	CU_ASSERT(matches("04:00.*", "04:00.7"));
	CU_ASSERT(matches("0000:04:1f.*", "04:1f.0"));
	CU_ASSERT(matches("10000:04:*.*", "10000:04:1f.3"));
	CU_ASSERT(matches("04:00.1", "04:00.1"));
	CU_ASSERT_FALSE(matches("04:00.*", "04:01.0"));
	CU_ASSERT_FALSE(matches("04:*.*", "05:00.0"));
	CU_ASSERT_FALSE(matches("04:*.*", "0001:04:00.0"));
	CU_ASSERT_FALSE(matches("04:00.1", "04:00.0"));
}

static void a_pattern_is_told_as_it_is_written(void)
{
	struct bdf_pattern pattern;
	char text[XPT_BDF_TEXT];

	CU_ASSERT_TRUE(xpt__bdf_pattern_read(SPAN("04:00.*"), &pattern));
	ASSERT_TEXT(xpt__bdf_pattern_text(&pattern, text), "0000:04:00.*");
	CU_ASSERT_TRUE(xpt__bdf_pattern_read(SPAN("0001:04:*.*"), &pattern));
	ASSERT_TEXT(xpt__bdf_pattern_text(&pattern, text), "0001:04:*.*");
	CU_ASSERT_TRUE(xpt__bdf_pattern_read(SPAN("04:00.1"), &pattern));
	ASSERT_TEXT(xpt__bdf_pattern_text(&pattern, text), "0000:04:00.1");
}

static void what_is_no_pattern_is_refused(void)
{
	static const char *const wrong[] = { "*", "*.*", ".*", "04:*.0", "*:00.*", "04:0*.*",
		"04:**.*", "04:00.**", "04:00.1*", "04:000.*", "04:20.*", "0x4:00.*", "",
		"000000000:04:00.*", "00000000:04:00.*x", NULL };
	struct bdf_pattern pattern;

	for (const char *const *text = wrong; *text; text++)
		CU_ASSERT_FALSE(xpt__bdf_pattern_read(xpt__span_of(*text), &pattern));
}

static void what_users_mistype_is_refused(void)
{
	static const char *const wrong[] = { "", "03:00", "0000:82.0.0", "0b::00.1", "0000:03:00",
		"03:00.8", "03:20.0", "103:00.0", "03:00.0 ", " 03:00.0", "03:00.0,",
		"03:00.0:", "000:03:00.0", "123456789:03:00.0", "0x03:00.0", "03:0x.0", "g3:00.0",
		"03:00.00", "0000:00:03:00.0", ":03:00.0", "1:0:1:0:" };
	struct xpt_bdf bdf;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_FALSE(xpt__bdf_read(xpt__span_of(wrong[i]), &bdf));
}

static void the_error_quotes_what_was_typed_and_shows_how(void)
{
	struct xpt_error *error = NULL;
	struct xpt_bdf bdf;

	CU_ASSERT_EQUAL(xpt_bdf_parse("03:00", &bdf, &error), XPT_INVALID);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "\"03:00\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "04:00.0"));
	xpt_error_free(error);
}

static void addresses_sort_by_segment_first(void)
{
	struct xpt_bdf low = { 0, 0xff, 31, 7 }, high = { 1, 0, 0, 0 };

	CU_ASSERT(xpt_bdf_compare(low, high) < 0);
	CU_ASSERT(xpt_bdf_compare(high, low) > 0);
	CU_ASSERT(xpt_bdf_compare(low, low) == 0);
}

SUITE(bdf)
{
	TEST(a_short_address_means_segment_0);
	TEST(a_vmd_segment_is_read_whole);
	TEST(a_pattern_means_a_slot_or_a_bus);
	TEST(a_pattern_is_told_as_it_is_written);
	TEST(what_is_no_pattern_is_refused);
	TEST(what_users_mistype_is_refused);
	TEST(the_error_quotes_what_was_typed_and_shows_how);
	TEST(addresses_sort_by_segment_first);
}
