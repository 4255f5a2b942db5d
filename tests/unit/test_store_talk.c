/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../engine/base/clock.h"
#include "../../engine/source/store_talk.h"
#include "unit.h"

enum { LIST = 1, READ = 2, ERROR = 16, PART = 22 };

struct told {
	uint32_t type, id;
	const char *body;
	uint32_t length;
};

#define TOLD(type, id, body)                     \
	{                                        \
		type, id, body, sizeof(body) - 1 \
	}

/* A talk with a xenstored that says @told, whatever it is asked; @hangs_up: and no more. */
static struct store_talk begin(const struct told *told, size_t count, bool hangs_up, int *ret_other)
{
	int ends[2];

	CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
	for (size_t i = 0; i < count; i++) {
		const uint32_t head[] = { told[i].type, told[i].id, 0, told[i].length };

		CU_ASSERT_FATAL(write(ends[1], head, sizeof(head)) == sizeof(head));
		CU_ASSERT_FATAL(write(ends[1], told[i].body, told[i].length) ==
				(ssize_t)told[i].length);
	}
	if (hangs_up)
		shutdown(ends[1], SHUT_WR);
	*ret_other = ends[1];
	return (struct store_talk){ .fd = ends[0] };
}

static long long soon(void)
{
	return xpt__clock_ms() + 120000;
}

static void end(struct store_talk *talk, int other)
{
	xpt__store_talk_end(talk);
	close(other);
}

static void expect_number(const struct told *told, size_t count, int wanted)
{
	struct blob blob = { 0 };
	int other;
	struct store_talk talk = begin(told, count, true, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/a", soon(), &blob), wanted);
	CU_ASSERT_PTR_NULL(blob.bytes);
	end(&talk, other);
}

static void expect_names(const struct told *told, size_t count, const char *first, const char *last,
		size_t wanted)
{
	struct names names = { 0 };
	int other;
	struct store_talk talk = begin(told, count, true, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_list(&talk, "/a", soon(), &names), 0);
	CU_ASSERT_EQUAL_FATAL(names.count, wanted);
	if (wanted) {
		ASSERT_TEXT(names.items[0], first);
		ASSERT_TEXT(names.items[wanted - 1], last);
	}
	xpt__names_clear(&names);
	end(&talk, other);
}

static void a_value_may_hold_any_byte(void)
{
	const struct told told[] = { TOLD(READ, 1, "a\0b"), TOLD(READ, 2, "") };
	struct blob blob = { 0 };
	char asked[32] = "";
	int other;
	struct store_talk talk = begin(told, 2, true, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/a", soon(), &blob), 0);
	CU_ASSERT_EQUAL(blob.length, 3);
	CU_ASSERT(!memcmp(blob.bytes, "a\0b", 4));
	blob_clear(&blob);
	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/b", soon(), &blob), 0);
	CU_ASSERT_EQUAL(blob.length, 0);
	blob_clear(&blob);
	CU_ASSERT_EQUAL(read(other, asked, sizeof(asked)), 32);
	CU_ASSERT(!memcmp(asked + 16, "/a", 3));
	end(&talk, other);
}

static void what_xenstored_refuses_is_an_errno(void)
{
	const struct told none[] = { TOLD(ERROR, 1, "ENOENT\0") };
	const struct told denied[] = { TOLD(ERROR, 1, "EACCES\0") };
	const struct told odd[] = { TOLD(ERROR, 1, "EODD\0") };

	expect_number(none, 1, ENOENT);
	expect_number(denied, 1, EACCES);
	expect_number(odd, 1, EPROTO);
}

static void a_refusal_does_not_end_the_talk(void)
{
	const struct told told[] = { TOLD(ERROR, 1, "ENOENT\0"), TOLD(READ, 3, "of another") };
	struct blob blob = { 0 };
	int other;
	struct store_talk talk = begin(told, 2, false, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/a", soon(), &blob), ENOENT);
	CU_ASSERT_FALSE(talk.is_over);
	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/b", soon(), &blob), EPROTO);
	CU_ASSERT_TRUE(talk.is_over);
	end(&talk, other);
}

static void what_is_no_answer_ends_the_talk(void)
{
	const struct told other_question[] = { TOLD(READ, 2, "x") };
	const struct told other_kind[] = { TOLD(LIST, 1, "x") };
	struct told too_long[] = { TOLD(READ, 1, "x") };
	char body[5000] = "";

	too_long[0].body = body;
	too_long[0].length = sizeof(body);
	expect_number(other_question, 1, EPROTO);
	expect_number(other_kind, 1, EPROTO);
	expect_number(too_long, 1, EPROTO);
	expect_number(NULL, 0, EPIPE);
}

static void a_silent_xenstored_is_not_waited_for_any_longer(void)
{
	struct blob blob = { 0 };
	int other;
	struct store_talk talk = begin(NULL, 0, false, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_read(&talk, "/a", xpt__clock_ms(), &blob), ETIMEDOUT);
	end(&talk, other);
}

static void names_are_sorted(void)
{
	const struct told some[] = { TOLD(LIST, 1, "b\0a\0c\0") };
	const struct told none[] = { TOLD(LIST, 1, "") };

	expect_names(some, 1, "a", "c", 3);
	expect_names(none, 1, NULL, NULL, 0);
}

static void a_long_list_comes_in_parts(void)
{
	const struct told told[] = { TOLD(ERROR, 1, "E2BIG\0"), TOLD(PART, 2, "7\0a\0b\0"),
		TOLD(PART, 3, "7\0c\0\0") };

	expect_names(told, 3, "a", "c", 3);
}

static void a_list_that_changes_between_its_parts_is_read_anew(void)
{
	const struct told told[] = { TOLD(ERROR, 1, "E2BIG\0"), TOLD(PART, 2, "7\0a\0b\0"),
		TOLD(PART, 3, "8\0d\0\0"), TOLD(PART, 4, "8\0d\0e\0\0") };

	expect_names(told, 4, "d", "e", 2);
}

static void a_part_without_names_is_no_answer(void)
{
	const struct told told[] = { TOLD(ERROR, 1, "E2BIG\0"), TOLD(PART, 2, "7\0") };
	struct names names = { 0 };
	int other;
	struct store_talk talk = begin(told, 2, true, &other);

	CU_ASSERT_EQUAL(xpt__store_talk_list(&talk, "/a", soon(), &names), EPROTO);
	CU_ASSERT_EQUAL(names.count, 0);
	end(&talk, other);
}

SUITE(store_talk)
{
	TEST(a_value_may_hold_any_byte);
	TEST(what_xenstored_refuses_is_an_errno);
	TEST(a_refusal_does_not_end_the_talk);
	TEST(what_is_no_answer_ends_the_talk);
	TEST(a_silent_xenstored_is_not_waited_for_any_longer);
	TEST(names_are_sorted);
	TEST(a_long_list_comes_in_parts);
	TEST(a_list_that_changes_between_its_parts_is_read_anew);
	TEST(a_part_without_names_is_no_answer);
}
