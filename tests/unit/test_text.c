/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/base/text.h"

#include "../../engine/base/arena.h"
#include "unit.h"

static bool shows(const char *bytes, size_t length, const char *expected)
{
	struct arena *arena = xpt__arena_new();
	bool same = !strcmp(xpt__arena_printable(arena, bytes, length), expected);

	xpt__arena_free(arena);
	return same;
}

static void escape_bytes_never_come_through(void)
{
	CU_ASSERT(shows("\x1b[31mred", 8, "\\x1b[31mred"));
	CU_ASSERT(shows("a\0b", 3, "a\\x00b"));
	CU_ASSERT(shows("bell\a", 5, "bell\\x07"));
	CU_ASSERT(shows("\xc2\x9b"
			"31m",
			5, "\\xc2\\x9b31m"));
	CU_ASSERT(shows("\xe2\x80\xae"
			"txt",
			6, "\\xe2\\x80\\xaetxt"));
}

static void good_utf8_stays_and_bad_utf8_is_shown(void)
{
	CU_ASSERT(shows("h\xc3\xa9", 3, "h\xc3\xa9"));
	CU_ASSERT(shows("\xff\xfe", 2, "\\xff\\xfe"));
	CU_ASSERT(shows("cut \xe2\x82", 6, "cut \\xe2\\x82"));
	CU_ASSERT(shows("\xc0\xaf", 2, "\\xc0\\xaf"));
	CU_ASSERT(shows("\xed\xa0\x80", 3, "\\xed\\xa0\\x80"));
}

static void a_trailing_newline_is_dropped(void)
{
	CU_ASSERT(shows("0x8086\n", 7, "0x8086"));
	CU_ASSERT(shows("\n", 1, ""));
}

static void a_number_is_the_whole_text(void)
{
	uint64_t number = 7;

	CU_ASSERT(xpt__span_number(xpt__span_of("0x10d3"), 16, &number) && number == 0x10d3);
	CU_ASSERT(xpt__span_number(xpt__span_of("18446744073709551615"), 10, &number) &&
			number == UINT64_MAX);
	CU_ASSERT_FALSE(xpt__span_number(xpt__span_of("18446744073709551616"), 10, &number));
	CU_ASSERT_FALSE(xpt__span_number(xpt__span_of("-1"), 10, &number));
	CU_ASSERT_FALSE(xpt__span_number(xpt__span_of("1 "), 10, &number));
	CU_ASSERT_FALSE(xpt__span_number(xpt__span_of(""), 10, &number));
	CU_ASSERT_FALSE(xpt__span_number(xpt__span_of("0x"), 16, &number));
}

static void lines_need_no_final_newline(void)
{
	struct span rest = xpt__span_of("a\r\n\nb"), line;

	CU_ASSERT(xpt__span_next_line(&rest, &line) && xpt__span_is(line, "a"));
	CU_ASSERT(xpt__span_next_line(&rest, &line) && xpt__span_is(line, ""));
	CU_ASSERT(xpt__span_next_line(&rest, &line) && xpt__span_is(line, "b"));
	CU_ASSERT_FALSE(xpt__span_next_line(&rest, &line));
}

static void a_pair_of_ids_has_four_digits_each(void)
{
	unsigned int first = 0, second = 0;

	CU_ASSERT(xpt__span_id_pair(xpt__span_of("8086:10D3"), &first, &second));
	CU_ASSERT(first == 0x8086 && second == 0x10d3);
	CU_ASSERT_FALSE(xpt__span_id_pair(xpt__span_of("0x12:0x34"), &first, &second));
	CU_ASSERT_FALSE(xpt__span_id_pair(xpt__span_of("08086:0d3"), &first, &second));
	CU_ASSERT_FALSE(xpt__span_id_pair(xpt__span_of("8086:10d3 "), &first, &second));
	CU_ASSERT_FALSE(xpt__span_id_pair(xpt__span_of("8086"), &first, &second));
	CU_ASSERT_FALSE(xpt__span_id_pair(xpt__span_of(""), &first, &second));
}

SUITE(text)
{
	TEST(a_pair_of_ids_has_four_digits_each);
	TEST(escape_bytes_never_come_through);
	TEST(good_utf8_stays_and_bad_utf8_is_shown);
	TEST(a_trailing_newline_is_dropped);
	TEST(a_number_is_the_whole_text);
	TEST(lines_need_no_final_newline);
}
