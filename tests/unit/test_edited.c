/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that somebody changed since xpt did: both changes are told, and what is chosen is done. */
#include <stdio.h>

#include "../../engine/apply/edited.h"
#include "../../engine/base/hide_list.h"
#include "../../engine/base/sum.h"
#include "../../engine/plan/merge.h"
#include "../script/try.h"
#include "unit.h"

#define BEFORE "one\ntwo\nthree\nfour\nfive\n"
#define WRITTEN "one\nTWO\nthree\nfour\nfive\n"

static void ASSERT_MERGED(const char *base, const char *one, const char *other, const char *merged)
{
	struct arena *arena = xpt__arena_new();
	const char *is = "";

	CU_ASSERT_TRUE(xpt__merge_lines(
			arena, xpt__span_of(base), xpt__span_of(one), xpt__span_of(other), &is));
	ASSERT_TEXT(is ? is : "they meet", merged ? merged : "they meet");
	xpt__arena_free(arena);
}

static void changes_of_other_lines_are_merged(void)
{
	ASSERT_MERGED(WRITTEN, BEFORE, "one\nTWO\nthree\nfour\nFIVE\n",
			"one\ntwo\nthree\nfour\nFIVE\n");
	ASSERT_MERGED(WRITTEN, BEFORE, "zero\n" WRITTEN "six\n", "zero\n" BEFORE "six\n");
	ASSERT_MERGED("a\nb\nc\nd\ne\n", "a\nc\nd\ne\n", "a\nb\nc\ne\n", "a\nc\ne\n");
	ASSERT_MERGED("a\nb\nc", "b\nc", "a\nb\nC", "b\nC");
	ASSERT_MERGED("", "", "a\n", "a\n");
}

static void changes_of_the_same_lines_are_not_merged(void)
{
	ASSERT_MERGED(WRITTEN, BEFORE, "one\n2\nthree\nfour\nfive\n", NULL);
	ASSERT_MERGED(WRITTEN, BEFORE, "one\nTWO\nTHREE\nfour\nfive\n", NULL);
	ASSERT_MERGED("a\nb\n", "b\n", "0\na\nb\n", NULL);
}

static void the_same_change_made_twice_is_done_once(void)
{
	ASSERT_MERGED(WRITTEN, BEFORE, "one\ntwo\nthree\nfour\nFIVE\n",
			"one\ntwo\nthree\nfour\nFIVE\n");
	ASSERT_MERGED("a\n", "a\nb\n", "a\nb\n", "a\nb\n");
}

/* The way back from WRITTEN to BEFORE, and a program behind it. */
static struct xpt_plan *way_back(void)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_plan *plan = xpt__arena_alloc(arena, sizeof(*plan));
	struct step *steps = xpt__arena_array(arena, 2, sizeof(*steps));
	struct expectation *expectation = xpt__arena_alloc(arena, sizeof(*expectation));
	char sum[SUM_TEXT];

	steps[0] = (struct step){ .subject = "/" WORLD_FILE,
		.op = { VERB_FILE, .path = WORLD_FILE, .content = BEFORE },
		.undo = { VERB_FILE, .path = WORLD_FILE, .content = WRITTEN },
		.what = "write it",
		.undo_what = "write it back",
		.why = "" };
	steps[1] = (struct step){ .subject = "/" WORLD_FILE,
		.op = { VERB_RUN, "update-grub" },
		.what = "run update-grub",
		.why = "" };
	*expectation = (struct expectation){ EXPECT_FILE, .path = WORLD_FILE,
		.text = xpt__arena_text(arena, "%s", xpt__sum_text(SPAN(WRITTEN), sum)) };
	*plan = (struct xpt_plan){ arena, "bring it back", steps, 2, expectation, 1 };
	return plan;
}

/* What is told of a file that has @now; NULL: there is none. @ret_left: what stands there in the end. */
static int go_back(
		const char *now, unsigned int flags, const char **ret_told, const char **ret_left)
{
	static char told[2048], left[sizeof(((struct world *)NULL)->file)];
	struct world *world = world_new();
	struct xpt_plan *back = way_back();
	struct xpt_error *error = NULL;
	struct apply_context context;
	const struct xpt_finding *finding;
	const struct xpt_evidence *evidence;
	int rc;

	try_begin();
	context = world_actor(world, try_folder);
	world->file_there = now;
	snprintf(world->file, sizeof(world->file), "%s", now ? now : "");
	rc = xpt__edited_adapt(context.source, back, flags, &error);
	*told = '\0';
	finding = error && xpt_error_report(error) ?
			xpt_report_finding(xpt_error_report(error), 0) :
			NULL;
	if (finding)
		snprintf(told, sizeof(told), "%s\n", xpt_finding_because(finding));
	for (size_t i = 0; finding && (evidence = xpt_finding_evidence(finding, i)); i++)
		snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s %s\n",
				evidence->source, evidence->text);
	for (size_t i = 0; finding && xpt_finding_remedy(finding, i); i++)
		snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s\n",
				xpt_finding_remedy(finding, i)->command);
	if (!rc)
		rc = xpt__plan_apply(&context, back, NULL);
	snprintf(left, sizeof(left), "%s", world->file_there ? world->file : "no file");
	*ret_told = told;
	*ret_left = left;
	xpt_error_free(error);
	xpt_plan_free(back);
	try_finish(world);
	return rc;
}

static void a_file_as_xpt_wrote_it_comes_back(void)
{
	const char *told, *left;

	CU_ASSERT_EQUAL(go_back(WRITTEN, 0, &told, &left), 0);
	ASSERT_TEXT(left, BEFORE);
}

#define OVERWRITE_OR_ABANDON "xpt boot undo --overwrite\nxpt boot undo --abandon\n"

static void which_of_two_equal_entries_was_there_before_is_not_guessed(void)
{
	ASSERT_MERGED("set default=1\nentry {\n a=1\n}\n", "set default=1\nentry {\n}\n",
			"set default=1\nentry {\n a=1\n}\nentry {\n a=1\n}\n", NULL);
}

static void a_change_elsewhere_in_the_file_is_told_and_kept_by_a_merge(void)
{
	const char *mine = "one\nTWO\nthree\nfour\nmine\n", *told, *left;

	CU_ASSERT_EQUAL(go_back(mine, 0, &told, &left), XPT_STALE);
	ASSERT_TEXT(told,
			"/" WORLD_FILE
			" was changed since xpt changed it: in other lines, so that both "
			"changes can be told apart\n"
			"changed by xpt -two\nchanged by xpt +TWO\n"
			"changed since -five\nchanged since +mine\n"
			"xpt boot undo --merge\n" OVERWRITE_OR_ABANDON);
	ASSERT_TEXT(left, mine);
	CU_ASSERT_EQUAL(go_back(mine, XPT_UNDO_MERGE, &told, &left), 0);
	ASSERT_TEXT(left, "one\ntwo\nthree\nfour\nmine\n");
	CU_ASSERT_EQUAL(go_back(mine, XPT_UNDO_OVERWRITE, &told, &left), 0);
	ASSERT_TEXT(left, BEFORE);
}

static void a_change_of_the_same_line_offers_no_merge(void)
{
	const char *mine = "one\nmine\nthree\nfour\nfive\n", *told, *left;

	CU_ASSERT_EQUAL(go_back(mine, XPT_UNDO_MERGE, &told, &left), XPT_STALE);
	ASSERT_TEXT(told,
			"/" WORLD_FILE
			" was changed since xpt changed it: in the same lines, or right "
			"beside them\n"
			"changed by xpt -two\nchanged by xpt +TWO\n"
			"changed since -TWO\nchanged since +mine\n" OVERWRITE_OR_ABANDON);
	ASSERT_TEXT(left, mine);
	CU_ASSERT_EQUAL(go_back(mine, XPT_UNDO_OVERWRITE, &told, &left), 0);
	ASSERT_TEXT(left, BEFORE);
}

static void a_file_that_is_gone_is_told_and_made_again_if_asked(void)
{
	const char *told, *left;

	CU_ASSERT_EQUAL(go_back(NULL, XPT_UNDO_MERGE, &told, &left), XPT_STALE);
	ASSERT_TEXT(told,
			"/" WORLD_FILE " was changed since xpt changed it: it is gone\n"
			"changed by xpt -two\nchanged by xpt +TWO\n"
			"changed since the file was removed\n" OVERWRITE_OR_ABANDON);
	ASSERT_TEXT(left, "no file");
	CU_ASSERT_EQUAL(go_back(NULL, XPT_UNDO_OVERWRITE, &told, &left), 0);
	ASSERT_TEXT(left, BEFORE);
}

static void what_somebody_brought_back_by_hand_is_no_conflict(void)
{
	const char *told, *left;

	CU_ASSERT_EQUAL(go_back(BEFORE, 0, &told, &left), 0);
	ASSERT_TEXT(left, BEFORE);
	CU_ASSERT_EQUAL(go_back("one\ntwo\nthree\nfour\nmine\n", 0, &told, &left), 0);
	ASSERT_TEXT(left, "one\ntwo\nthree\nfour\nmine\n");
}

static void an_unfinished_operation_overwrites_nothing_unasked(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = way_back();
	struct apply_context context;
	struct xpt_error *error = NULL;
	size_t undone = 0;

	try_begin();
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "%s", WRITTEN);
	plan->expectation_count = 0;
	world->die_after = 1;
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	world->die_after = 0;
	snprintf(world->file, sizeof(world->file), "%s", "mine\n");
	context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__plan_undo(&context, &undone, &error), XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "somebody changed /" WORLD_FILE));
	CU_ASSERT_PTR_NOT_NULL(xpt_error_report(error));
	ASSERT_TEXT(world->file, "mine\n");
	world->options.flags = XPT_UNDO_OVERWRITE;
	CU_ASSERT_EQUAL(xpt__plan_undo(&context, &undone, NULL), 0);
	ASSERT_TEXT(world->file, WRITTEN);
	xpt_error_free(error);
	xpt_plan_free(plan);
	try_finish(world);
}

/* Whether what way_back() brings back was made, of a file that has @now. */
static enum edited_made made(const char *now, const char *path)
{
	enum edited_made is = EDITED_NOT_MADE;
	struct world *world = world_new();
	struct xpt_plan *back = way_back();
	struct apply_context context;
	const char *file = NULL;

	try_begin();
	context = world_actor(world, try_folder);
	world->file_there = true;
	snprintf(world->file, sizeof(world->file), "%s", now);
	back->steps[0].op.path = path;
	CU_ASSERT_EQUAL(xpt__edited_is_made(context.source, back, &is, &file, NULL), 0);
	CU_ASSERT_EQUAL(file != NULL, is == EDITED_IN_DOUBT);
	xpt_plan_free(back);
	try_finish(world);
	return is;
}

static void a_change_counts_as_made_only_where_what_xpt_wrote_is_there(void)
{
	CU_ASSERT_EQUAL(made(WRITTEN, WORLD_FILE), EDITED_MADE);
	CU_ASSERT_EQUAL(made(WRITTEN "six\n", WORLD_FILE), EDITED_MADE);
	CU_ASSERT_EQUAL(made(BEFORE, WORLD_FILE), EDITED_NOT_MADE);
	CU_ASSERT_EQUAL(made(BEFORE "six\n", WORLD_FILE), EDITED_NOT_MADE);
	CU_ASSERT_EQUAL(made("one\n2\nthree\n", WORLD_FILE), EDITED_IN_DOUBT);
}

static int read_torn(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	(void)source;
	(void)path;
	(void)ret_error;
	ret_blob->bytes = calloc(9, 1);
	ret_blob->length = 8;
	return 0;
}

static void a_file_that_a_crash_tore_leaves_it_open_whether_a_change_was_made(void)
{
	static const struct source_ops ops = { .read = read_torn };
	struct source source = { &ops };
	enum edited_made is = EDITED_NOT_MADE;
	struct xpt_plan *back = way_back();
	const char *file = "";

	CU_ASSERT_EQUAL(xpt__edited_is_made(&source, back, &is, &file, NULL), 0);
	CU_ASSERT_EQUAL(is, EDITED_IN_DOUBT);
	ASSERT_TEXT(file, WORLD_FILE);
	xpt_plan_free(back);
}

static void the_notes_of_xpt_do_not_tell_whether_a_change_was_made(void)
{
	CU_ASSERT_EQUAL(made("", HIDDEN_FILE), EDITED_NOT_MADE);
}

SUITE(edited)
{
	TEST(changes_of_other_lines_are_merged);
	TEST(changes_of_the_same_lines_are_not_merged);
	TEST(which_of_two_equal_entries_was_there_before_is_not_guessed);
	TEST(the_same_change_made_twice_is_done_once);
	TEST(a_file_as_xpt_wrote_it_comes_back);
	TEST(a_change_elsewhere_in_the_file_is_told_and_kept_by_a_merge);
	TEST(a_change_of_the_same_line_offers_no_merge);
	TEST(a_file_that_is_gone_is_told_and_made_again_if_asked);
	TEST(what_somebody_brought_back_by_hand_is_no_conflict);
	TEST(an_unfinished_operation_overwrites_nothing_unasked);
	TEST(a_change_counts_as_made_only_where_what_xpt_wrote_is_there);
	TEST(a_file_that_a_crash_tore_leaves_it_open_whether_a_change_was_made);
	TEST(the_notes_of_xpt_do_not_tell_whether_a_change_was_made);
}
