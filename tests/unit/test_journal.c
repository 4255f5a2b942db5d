/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a journal says after a crash at any byte, and what it must never be made to say. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xpt/error.h>

#include "../../engine/apply/journal.h"
#include "../../engine/formats/unfinished.h"
#include "unit.h"

#define STEP(address)                                                  \
	"{\"device\":\"" address "\",\"act\":{\"verb\":\"slot-add\"}," \
	"\"undo\":{\"verb\":\"slot-remove\"}}"
#define PLAN                                                          \
	"{\"title\":\"t\",\"steps\":[" STEP("0000:00:05.0") "," STEP( \
			"0000:00:06.0") "],\"expectations\":[]}"

#define REST "touches cpus\ntitle t\n" PLAN "\n"

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

/* A journal of @plan, followed by the lines @events. Static buffer. */
static const char *journal_text(const char *plan, const char *events)
{
	static char text[1024];
	const struct touch touch = { .kind = TOUCH_DEVICE, .bdf = { .device = 5 } };
	char *head = xpt__unfinished_head("boot-1", 77, &touch, 1, "t", plan);

	CU_ASSERT_PTR_NOT_NULL_FATAL(head);
	snprintf(text, sizeof(text), "%s%s", head, events);
	free(head);
	return text;
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

static void where_nothing_is_called_so_there_is_no_journal(void)
{
	char aside[128], absent[128];

	begin();
	snprintf(aside, sizeof(aside), "%s.7", path);
	snprintf(absent, sizeof(absent), "%s/none/journal", folder);
	CU_ASSERT(xpt__journal_none(path));
	CU_ASSERT(xpt__journal_none(absent));
	CU_ASSERT_EQUAL(mkdir(aside, 0700), 0);
	CU_ASSERT_FALSE(xpt__journal_none(path));
	CU_ASSERT_EQUAL(rmdir(aside), 0);
	put("", 0);
	CU_ASSERT_FALSE(xpt__journal_none(path));
	snprintf(absent, sizeof(absent), "%s/below", path); /* not a folder: not known */
	CU_ASSERT_FALSE(xpt__journal_none(absent));
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
	const size_t first = strlen(journal_text(PLAN, ""));
	const char *whole = journal_text(PLAN, "begin 0\nbegin 1\n");

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
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin 1\n")), 0);
	CU_ASSERT_EQUAL(reads(""), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 3 boot-1 77 0-0\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 3 boot-1 77 0-0\n" PLAN "\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 3 boot-1 77 0-0\n" REST), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 3 boot-1 77\n" REST), XPT_STUCK);
	CU_ASSERT_EQUAL(reads("xpt-journal 2 boot-1 77 0-0\n" PLAN "\n"), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text("{}", "")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text("[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin 2\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin -1\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin 99999999999999999999999\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "explode 1\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "x 1\n")), XPT_STUCK);
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin 1 x\n")), XPT_STUCK);
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

static void an_altered_plan_is_damage(void)
{
	char text[1024], *at;

	begin();
	snprintf(text, sizeof(text), "%s", journal_text(PLAN, "begin 1\n"));
	CU_ASSERT_EQUAL(reads(text), 0);
	at = strstr(strstr(text, PLAN), "00:05.0");
	memcpy(at, "ff:1f.7", 7);
	CU_ASSERT_EQUAL(reads(text), XPT_STUCK);
	finish();
}

static void a_journal_that_others_can_write_is_not_obeyed(void)
{
	begin();
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "begin 1\n")), 0);
	for (mode_t others = 0002; others <= 0020; others = others == 0002 ? 0020 : 0040) {
		auto_journal struct journal journal = JOURNAL_NONE;

		CU_ASSERT_EQUAL(chmod(path, 0600 | others), 0);
		CU_ASSERT_EQUAL(xpt__journal_read(path, &journal, NULL), XPT_STUCK);
		CU_ASSERT_EQUAL(chmod(path, 0600), 0);
		CU_ASSERT_EQUAL(chmod(folder, 0700 | others), 0);
		CU_ASSERT_EQUAL(xpt__journal_read(path, &journal, NULL), XPT_STUCK);
		CU_ASSERT_EQUAL(chmod(folder, 0700), 0);
	}
	finish();
}

static void a_journal_of_another_user_is_not_obeyed(void)
{
	auto_journal struct journal journal = JOURNAL_NONE;

	if (geteuid())
		return; /* only root can give a file away */
	begin();
	CU_ASSERT_EQUAL(reads(journal_text(PLAN, "")), 0);
	CU_ASSERT_EQUAL(chown(path, 1, 1), 0);
	CU_ASSERT_EQUAL(xpt__journal_read(path, &journal, NULL), XPT_STUCK);
	CU_ASSERT_EQUAL(chown(path, 0, 0), 0);
	CU_ASSERT_EQUAL(chown(folder, 1, 1), 0);
	CU_ASSERT_EQUAL(xpt__journal_read(path, &journal, NULL), XPT_STUCK);
	finish();
}

static void no_journal_begins_where_it_would_not_be_obeyed(void)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_plan *plan = a_plan();

	begin();
	CU_ASSERT_EQUAL(chmod(folder, 0777), 0);
	CU_ASSERT_EQUAL(xpt__journal_create(path, "boot-1", plan, &journal, NULL), XPT_STUCK);
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	xpt_plan_free(plan);
	finish();
}

/* With and without somebody who reads from it. */
static void a_fifo_in_the_way_is_an_error_and_no_wait(void)
{
	struct xpt_plan *plan = a_plan();
	char in_the_way[112];

	begin();
	snprintf(in_the_way, sizeof(in_the_way), "%s.new", path);
	for (int is_read = 0; is_read < 2; is_read++) {
		auto_journal struct journal journal = JOURNAL_NONE;
		auto_fd int reader = -1;

		CU_ASSERT_EQUAL_FATAL(mkfifo(in_the_way, 0600), 0);
		if (is_read)
			reader = open(in_the_way, O_RDONLY | O_NONBLOCK);
		alarm(120);
		CU_ASSERT_NOT_EQUAL(xpt__journal_create(path, "boot-1", plan, &journal, NULL), 0);
		alarm(0);
		CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
		CU_ASSERT_EQUAL(unlink(in_the_way), 0);
	}
	xpt_plan_free(plan);
	finish();
}

/* As a full disk: no byte more is taken than @room. Return: what was allowed before. */
static rlim_t leave_room(rlim_t room)
{
	struct rlimit limit, before;

	signal(SIGXFSZ, SIG_IGN);
	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = room;
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
	return before.rlim_cur;
}

static void a_disk_that_is_full_leaves_no_half_journal(void)
{
	auto_journal struct journal journal = JOURNAL_NONE, again = JOURNAL_NONE;
	struct xpt_plan *plan = a_plan();
	char new[112];
	rlim_t before;
	int rc;

	begin();
	snprintf(new, sizeof(new), "%s.new", path);
	before = leave_room(40);
	rc = xpt__journal_create(path, "boot-1", plan, &journal, NULL);
	leave_room(before);
	CU_ASSERT_EQUAL(rc, XPT_UNREADABLE);
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	CU_ASSERT_NOT_EQUAL(access(new, F_OK), 0);

	/* it fills up in between: a step that cannot be written is not begun */
	CU_ASSERT_EQUAL_FATAL(xpt__journal_create(path, "boot-1", plan, &journal, NULL), 0);
	before = leave_room((rlim_t)lseek(journal.fd, 0, SEEK_END) + 4);
	rc = xpt__journal_begin(&journal, 0, NULL);
	leave_room(before);
	CU_ASSERT_EQUAL(rc, XPT_UNREADABLE);
	CU_ASSERT_EQUAL_FATAL(xpt__journal_read(path, &again, NULL), 0);
	CU_ASSERT_EQUAL(again.begun, 0);
	xpt_plan_free(plan);
	finish();
}

static void a_folder_that_cannot_be_written_gets_no_journal(void)
{
	auto_journal struct journal journal = JOURNAL_NONE;
	struct xpt_plan *plan = a_plan();
	uid_t before = geteuid();
	int rc;

	begin();
	CU_ASSERT_EQUAL(chmod(folder, 0555), 0);
	/* root can write it all the same; nobody cannot */
	CU_ASSERT_EQUAL(before || !seteuid(65534), 1);
	rc = xpt__journal_create(path, "boot-1", plan, &journal, NULL);
	CU_ASSERT_EQUAL(seteuid(before), 0);
	CU_ASSERT_EQUAL(rc, XPT_DENIED);
	CU_ASSERT_EQUAL(chmod(folder, 0700), 0);
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	xpt_plan_free(plan);
	finish();
}

static void lines_of_sixty_megabytes_are_damage(void)
{
	static const char *const heads[] = { "", "xpt-journal 3 boot-1 77 ", NULL };
	const size_t length = 60UL << 20;
	auto_free char *text = malloc(length + 2048);

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	begin();
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		const char *head = heads[i] ? heads[i] : journal_text(PLAN, "begin ");
		size_t used = strlen(head);

		memcpy(text, head, used);
		memset(text + used, '1', length);
		memcpy(text + used + length, "\n", 2);
		CU_ASSERT_EQUAL(reads(text), XPT_STUCK);
	}
	finish();
}

SUITE(journal)
{
	TEST(a_disk_that_is_full_leaves_no_half_journal);
	TEST(a_folder_that_cannot_be_written_gets_no_journal);
	TEST(lines_of_sixty_megabytes_are_damage);
	TEST(no_journal_is_no_error_of_the_journal);
	TEST(where_nothing_is_called_so_there_is_no_journal);
	TEST(it_tells_what_was_begun_and_what_is_undone);
	TEST(a_line_that_a_crash_cut_does_not_count);
	TEST(a_damaged_journal_is_named_and_not_acted_on);
	TEST(a_link_or_a_folder_is_no_journal);
	TEST(an_altered_plan_is_damage);
	TEST(a_journal_that_others_can_write_is_not_obeyed);
	TEST(a_journal_of_another_user_is_not_obeyed);
	TEST(no_journal_begins_where_it_would_not_be_obeyed);
	TEST(a_fifo_in_the_way_is_an_error_and_no_wait);
}
