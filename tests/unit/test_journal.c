/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a journal says after a crash at any byte, and what it must never be made to say. */
#include <stdio.h>
#include <unistd.h>

#include <xpt/error.h>

#include "../../engine/apply/journal.h"
#include "unit.h"

#define STEP(address)                                                  \
	"{\"device\":\"" address "\",\"act\":{\"verb\":\"slot-add\"}," \
	"\"undo\":{\"verb\":\"slot-remove\"}}"
#define PLAN                                                          \
	"{\"title\":\"t\",\"steps\":[" STEP("0000:00:05.0") "," STEP( \
			"0000:00:06.0") "],\"expectations\":[]}"
#define HEAD "xpt-journal 1 boot-1 77\n"

static char folder[64], path[96];

static void begin(void)
{
	snprintf(folder, sizeof(folder), "/tmp/xpt-unit-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/journal", folder);
}

static void finish(void)
{
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void put(const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

static int reads(const char *text)
{
	auto_journal struct journal journal = JOURNAL_NONE;

	put(text, strlen(text));
	return xpt__journal_read(path, &journal, NULL);
}

static struct xpt_plan *a_plan(void)
{
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt__plan_from_json(PLAN, strlen(PLAN), &plan, NULL), 0);
	return plan;
}

static void no_journal_is_no_error_of_the_journal(void)
{
	auto_journal struct journal journal = JOURNAL_NONE;

	begin();
	CU_ASSERT_EQUAL(xpt__journal_read(path, &journal, NULL), XPT_NOT_FOUND);
	finish();
}

static void it_tells_what_was_begun_and_what_is_undone(void)
{
	auto_journal struct journal journal = JOURNAL_NONE, again = JOURNAL_NONE;
	struct xpt_plan *plan = a_plan();

	begin();
	CU_ASSERT_EQUAL_FATAL(xpt__journal_create(path, "boot-1", plan, &journal, NULL), 0);
	CU_ASSERT_EQUAL(xpt__journal_begin(&journal, 0, NULL), 0);
	CU_ASSERT_EQUAL(xpt__journal_begin(&journal, 1, NULL), 0);
	CU_ASSERT_EQUAL(xpt__journal_undone(&journal, 1, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt__journal_read(path, &again, NULL), 0);
	ASSERT_TEXT(again.boot, "boot-1");
	CU_ASSERT_EQUAL(again.begun, 2);
	CU_ASSERT_FALSE(again.undone[0]);
	CU_ASSERT_TRUE(again.undone[1]);
	CU_ASSERT_EQUAL(again.plan->count, 2);
	CU_ASSERT_EQUAL(xpt__journal_remove(&again, NULL), 0);
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	xpt_plan_free(plan);
	finish();
}

static void a_line_that_a_crash_cut_does_not_count(void)
{
	static const char whole[] = HEAD PLAN "\nbegin 0\nbegin 1\n";
	const size_t first = strlen(HEAD PLAN "\n");

	begin();
	for (size_t length = first; length <= strlen(whole); length++) {
		auto_journal struct journal journal = JOURNAL_NONE, again = JOURNAL_NONE;
		size_t begun = length < first + 8 ? 0 : length < first + 16 ? 1 : 2;

		put(whole, length);
		CU_ASSERT_EQUAL_FATAL(xpt__journal_read(path, &journal, NULL), 0);
		CU_ASSERT_EQUAL(journal.begun, begun);
		/* And what comes next does not run into it. */
		CU_ASSERT_EQUAL(xpt__journal_undone(&journal, 0, NULL), 0);
		CU_ASSERT_EQUAL_FATAL(xpt__journal_read(path, &again, NULL), 0);
		CU_ASSERT_EQUAL(again.begun, begun);
		CU_ASSERT_TRUE(again.undone[0]);
	}
	finish();
}

static void a_damaged_journal_is_named_and_not_acted_on(void)
{
	begin();
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nbegin 1\n"), 0);
	CU_ASSERT_EQUAL(reads(""), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 2 boot 7\n" PLAN "\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD "{}\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD "[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nbegin 2\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nbegin -1\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nbegin 99999999999999999999999\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nbegin\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\nexplode 1\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(HEAD PLAN "\n\n"), XPT_STUCK);
	finish();
}

static void a_link_or_a_folder_is_no_journal(void)
{
	auto_journal struct journal journal = JOURNAL_NONE;

	begin();
	CU_ASSERT_EQUAL(symlink("/etc/passwd", path), 0);
	CU_ASSERT_NOT_EQUAL(xpt__journal_read(path, &journal, NULL), 0);
	CU_ASSERT_EQUAL(xpt__journal_read(folder, &journal, NULL), XPT_UNREADABLE);
	finish();
}

SUITE(journal)
{
	TEST(no_journal_is_no_error_of_the_journal);
	TEST(it_tells_what_was_begun_and_what_is_undone);
	TEST(a_line_that_a_crash_cut_does_not_count);
	TEST(a_damaged_journal_is_named_and_not_acted_on);
	TEST(a_link_or_a_folder_is_no_journal);
}
