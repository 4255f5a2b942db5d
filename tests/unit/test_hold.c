/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that are held back from a guest for a while. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/apply/apply.h"
#include "../../engine/apply/journal.h"
#include "../../engine/formats/attachment.h"
#include "../script/try.h"
#include "unit.h"

struct try_hold {
	struct world *world;
	struct apply_context apply_context;
	struct xpt_plan *plan;
	struct journal journal;
	char before[2048];
};

/* Both devices are held back from the guest. */
static void begin(struct try_hold *hold)
{
	const struct xpt_bdf both[] = { try_nic, try_disk };

	*hold = (struct try_hold){ .world = world_new(), .journal = JOURNAL_NONE };
	try_begin();
	try_make_attached(hold->world);
	snprintf(hold->before, sizeof(hold->before), "%s", world_text(hold->world));
	hold->apply_context = world_actor(hold->world, try_folder);
	hold->plan = try_plan(hold->world, XPT_DETACH, both, 2, XPT_THEN_ATTACH);
	CU_ASSERT_EQUAL_FATAL(
			xpt__plan_hold(&hold->apply_context, hold->plan, &hold->journal, NULL), 0);
	CU_ASSERT_TRUE(try_journal());
	CU_ASSERT_EQUAL(hold->world->devices[0].store, 0);
}

static void finish(struct try_hold *hold)
{
	xpt__journal_clear(&hold->journal);
	xpt_plan_free(hold->plan);
	try_finish(hold->world);
}

static void what_was_held_back_is_given_back_as_it_was(void)
{
	struct try_hold hold;
	size_t undone = 0;

	begin(&hold);
	CU_ASSERT_EQUAL(xpt__plan_end_hold(&hold.apply_context, hold.plan, &hold.journal, &undone,
					NULL),
			0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(world_text(hold.world), hold.before);
	CU_ASSERT_FALSE(try_journal());
	finish(&hold);
}

static void others_leave_it_alone_and_are_told_whose_it_is(void)
{
	struct xpt_error *error = NULL;
	struct try_hold hold;
	size_t undone = 0;

	begin(&hold);
	CU_ASSERT_EQUAL(xpt__plan_undo(&hold.apply_context, &undone, &error), XPT_BUSY);
	CU_ASSERT_PTR_NOT_NULL(
			strstr(xpt_error_message(error), "gives back what it took by itself"));
	xpt_error_free(error);
	CU_ASSERT_EQUAL(hold.world->devices[0].store, 0);
	CU_ASSERT_EQUAL(try_apply(hold.world, XPT_RELEASE, &try_nic, 1, 0, NULL), XPT_BUSY);
	finish(&hold);
}

static void another_operation_sets_its_journal_aside_and_it_ends_all_the_same(void)
{
	const struct xpt_bdf other = { 0, 0, 6, 0 };
	struct try_hold hold;
	size_t undone = 0;

	begin(&hold);
	CU_ASSERT_EQUAL(try_apply(hold.world, XPT_RESERVE, &other, 1, 0, NULL), 0);
	CU_ASSERT_EQUAL(access(try_path("state/journal.1"), F_OK), 0);
	CU_ASSERT_EQUAL(xpt__plan_end_hold(&hold.apply_context, hold.plan, &hold.journal, &undone,
					NULL),
			0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(hold.world->devices[0].owner, "d7");
	CU_ASSERT_NOT_EQUAL(access(try_path("state/journal.1"), F_OK), 0);
	finish(&hold);
}

static void once_its_process_is_dead_undo_gives_it_back(void)
{
	struct try_hold hold;
	size_t undone = 0;

	begin(&hold);
	xpt__journal_clear(&hold.journal); /* as the kernel does */
	CU_ASSERT_EQUAL(xpt__plan_undo(&hold.apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(world_text(hold.world), hold.before);
	finish(&hold);
}

static void a_guest_that_started_anew_gets_them(void)
{
	struct try_hold hold;
	size_t undone = 0;

	begin(&hold);
	hold.world->guest.there = false;
	hold.world->copy = hold.world->guest;
	hold.world->copy.id = WORLD_COPY;
	hold.world->copy.there = true;
	CU_ASSERT_EQUAL(xpt__plan_end_hold(&hold.apply_context, hold.plan, &hold.journal, &undone,
					NULL),
			0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(hold.world->devices[0].owner, "d8");
	finish(&hold);
}

static void of_a_guest_that_is_gone_the_devices_stay_reserved(void)
{
	struct try_hold hold;
	size_t undone = 9;

	begin(&hold);
	hold.world->guest.there = false;
	CU_ASSERT_EQUAL(xpt__plan_end_hold(&hold.apply_context, hold.plan, &hold.journal, &undone,
					NULL),
			0);
	CU_ASSERT_EQUAL(undone, 0);
	CU_ASSERT_EQUAL(hold.world->devices[0].store, 0);
	ASSERT_TEXT(hold.world->devices[0].driver, "pciback");
	CU_ASSERT_FALSE(try_journal());
	finish(&hold);
}

static void a_plan_that_nothing_undoes_is_not_held(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct journal journal = JOURNAL_NONE;
	struct xpt_plan *plan;

	try_begin();
	try_make_attached(world);
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_DETACH, &try_nic, 1, 0);
	CU_ASSERT_EQUAL(xpt__plan_hold(&apply_context, plan, &journal, NULL), XPT_INVALID);
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static unsigned int flags(const char *text)
{
	return xpt__attachment_flags(xpt__span_of(text));
}

static void how_it_was_attached_is_read_from_xenstore(void)
{
	CU_ASSERT_EQUAL(flags("msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict"), 0);
	CU_ASSERT_EQUAL(flags("msitranslate=1,power_mgmt=1,permissive=1,rdm_policy=relaxed"),
			XPT_MSITRANSLATE | XPT_POWER_MGMT | XPT_PERMISSIVE | XPT_RELAXED);
	CU_ASSERT_EQUAL(flags("permissive=10,,=1,rdm_policy"), 0);
	CU_ASSERT(fact_is(xpt__attachment_slot(SPAN("28")), 5));
	CU_ASSERT_EQUAL(xpt__attachment_slot(SPAN("29")).state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(xpt__attachment_slot(SPAN("0")).state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(xpt__attachment_slot(SPAN("100")).state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(xpt__attachment_slot(SPAN("x")).state, XPT_FACT_UNREADABLE);
}

SUITE(hold)
{
	TEST(what_was_held_back_is_given_back_as_it_was);
	TEST(others_leave_it_alone_and_are_told_whose_it_is);
	TEST(another_operation_sets_its_journal_aside_and_it_ends_all_the_same);
	TEST(once_its_process_is_dead_undo_gives_it_back);
	TEST(a_guest_that_started_anew_gets_them);
	TEST(of_a_guest_that_is_gone_the_devices_stay_reserved);
	TEST(a_plan_that_nothing_undoes_is_not_held);
	TEST(how_it_was_attached_is_read_from_xenstore);
}
