/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Killed at any act, or stuck: what undo makes of it. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../engine/apply/apply.h"
#include "../../engine/apply/lock.h"
#include "../script/try.h"
#include "unit.h"

static void an_undo_that_fails_keeps_the_journal(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	const char *message;
	char before[2048];
	size_t undone = 0;

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	apply_context = world_actor(world, try_folder);
	world->refuse = "bind 0000:00:05.0";
	world->refusals = 0;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_disk, 1, 0, NULL), 0);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_disk, 1, 0, NULL), 0);
	world->ignore = "/bind 0000:00:05.0"; /* neither pciback nor its driver takes it */
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(message,
			"now 0000:00:05.0 has no driver, and Xen says that dom0 "
			"owns it"));
	CU_ASSERT_TRUE(try_journal());
	/* Nothing else may be begun with it. */
	world->ignore = NULL;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(
			message, "0000:00:05.0 is half-way: run \"xpt undo 0000:00:05.0\" first"));
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(world_text(world), before);
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

/* Reserving @device ends in the middle, after @acts acts. */
static void die_reserving(struct world *world, const struct xpt_bdf *device, size_t acts)
{
	struct xpt_plan *plan = try_plan(world, XPT_RESERVE, device, 1, 0);

	try_log_clear(world);
	world->die_after = acts;
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	world->die_after = 0;
	xpt_plan_free(plan);
}

static void what_is_stuck_keeps_only_its_own_device_waiting(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	size_t undone = 0;

	try_begin();
	apply_context = world_actor(world, try_folder);
	die_reserving(world, &try_nic, 2);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_disk, 1, 0, NULL), 0);
	CU_ASSERT_FALSE(try_journal());
	CU_ASSERT_EQUAL(access(try_path("state/journal.1"), F_OK), 0);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_nic, 1, 0, NULL), XPT_STUCK);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 2);
	ASSERT_TEXT(world->devices[0].driver, "e1000e");
	ASSERT_TEXT(world->devices[WORLD_PF].driver, "pciback");
	CU_ASSERT_NOT_EQUAL(access(try_path("state/journal.1"), F_OK), 0);
	try_finish(world);
}

static void undo_of_one_device_leaves_what_is_about_others(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	size_t undone = 0;

	try_begin();
	apply_context = world_actor(world, try_folder);
	world->options.device_count = 1;
	world->options.devices = &try_nic;
	die_reserving(world, &try_nic, 2);
	die_reserving(world, &try_disk, 2);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	ASSERT_TEXT(world->devices[0].driver, "e1000e");
	CU_ASSERT_TRUE(try_journal());
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), XPT_NOT_FOUND);
	world->options.devices = &try_disk;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 2);
	try_finish(world);
}

static void one_that_cannot_be_undone_is_in_the_way_of_no_other(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_error *error = NULL;
	size_t undone = 0;

	try_begin();
	apply_context = world_actor(world, try_folder);
	die_reserving(world, &try_disk, 2);
	die_reserving(world, &try_nic, 3);
	world->devices[0].replaced = true;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, &error), XPT_STUCK);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "0000:00:05.0 is another device"));
	CU_ASSERT_TRUE(try_journal());
	CU_ASSERT_NOT_EQUAL(access(try_path("state/journal.1"), F_OK), 0);
	xpt_error_free(error);
	try_finish(world);
}

struct asked {
	enum xpt_action action;
	unsigned int flags;
};

static struct xpt_plan *plan_of_both(struct world *world, const void *data)
{
	const struct asked *asked = data;

	return try_plan(world, asked->action, (struct xpt_bdf[]){ try_nic, try_disk }, 2,
			asked->flags);
}

/* On a Xen that has the second witness, and on one that does not. */
static void die_everywhere(struct world *world, enum xpt_action action, unsigned int flags)
{
	const struct asked asked = { action, flags };

	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of_both, &asked) > 3);
	world->witness = false;
	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of_both, &asked) > 3);
	world->witness = true;
}

static void a_reserve_killed_anywhere_is_undone(void)
{
	struct world *world = world_new();

	try_begin();
	die_everywhere(world, XPT_RESERVE, 0);
	try_finish(world);
}

static void a_release_killed_anywhere_is_undone(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	die_everywhere(world, XPT_RELEASE, 0);
	try_finish(world);
}

static void an_attach_killed_anywhere_is_undone(void)
{
	struct world *world = world_new();

	try_begin();
	die_everywhere(world, XPT_ATTACH, 0);
	world->hvm = false;
	die_everywhere(world, XPT_ATTACH, 0);
	try_finish(world);
}

static void a_detach_with_release_killed_anywhere_is_undone(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	die_everywhere(world, XPT_DETACH, XPT_THEN_RELEASE);
	try_finish(world);
}

static void an_undo_killed_anywhere_is_finished_by_the_next(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct world initial;
	char before[2048];
	size_t undone;
	int status = SIGKILL;

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	initial = *world;
	snprintf(before, sizeof(before), "%s", world_text(world));
	apply_context = world_actor(world, try_folder);
	for (size_t at = 1; WIFSIGNALED(status); at++) {
		struct xpt_plan *plan = try_plan(world, XPT_DETACH,
				(struct xpt_bdf[]){ try_nic, try_disk }, 2, XPT_THEN_RELEASE);
		pid_t child;

		world->die_after = 14; /* far into the release of both */
		CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
		xpt_plan_free(plan);
		world->acts = 0;
		world->die_after = at;
		child = fork();
		if (!child)
			_exit(xpt__plan_undo(&apply_context, &undone, NULL));
		CU_ASSERT_EQUAL_FATAL(waitpid(child, &status, 0), child);
		world->die_after = 0;
		CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
		ASSERT_TEXT(world_text(world), before);
		*world = initial;
	}
	try_finish(world);
}

static void after_a_reboot_there_is_nothing_to_undo(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan;
	struct apply_context apply_context;
	size_t undone = 7;

	try_begin();
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_RESERVE, &try_nic, 1, 0);
	world->die_after = 2;
	CU_ASSERT_TRUE(try_dies(world, plan));
	world->die_after = 0;
	CU_ASSERT_TRUE(try_journal());
	world->boot[0] = 'f';
	try_log_clear(world);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 0);
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_guest_that_has_ended_keeps_no_undo_waiting(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan;
	struct apply_context apply_context;
	size_t undone;

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_DETACH, &try_nic, 1, XPT_THEN_RELEASE);
	world->die_after = 5;
	CU_ASSERT_TRUE(try_dies(world, plan));
	world->die_after = 0;
	world->guest.there = false;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	ASSERT_TEXT(world->devices[0].driver, "pciback");
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	xpt_plan_free(plan);
	try_finish(world);
}

/* Killed in the middle of reserving @nic, which then changes as @change says; what undo makes of it. */
static int undo_of_changed(struct world *world, void (*change)(struct fake_pci *nic),
		unsigned int flags, size_t *ret_undone)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = try_plan(world, XPT_RESERVE, &try_nic, 1, 0);

	world->die_after = 3;
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	world->die_after = 0;
	xpt_plan_free(plan);
	change(&world->devices[0]);
	try_log_clear(world);
	world->options.flags = flags;
	return xpt__plan_undo(&apply_context, ret_undone, NULL);
}

/* An attach that was killed in the middle is undone after @prepare: nothing is left of it. */
static void undo_attach_of_guest(void (*prepare)(struct world *world))
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan;
	size_t undone;

	try_begin();
	try_make_ready(world);
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	world->die_after = 3; /* assign, deassign, pci-add */
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	world->die_after = 0;
	CU_ASSERT_EQUAL(world->devices[0].store, WORLD_GUEST);
	prepare(world);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(world->devices[0].store, 0);
	CU_ASSERT_EQUAL(world->devices[0].claim, 0);
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_guest_that_ended_in_the_middle_of_attach_leaves_nothing(void)
{
	undo_attach_of_guest(world_end_guest);
}

/* It has lost its device model already. */
static void begin_to_end(struct world *world)
{
	world->refuse = "pci-remove";
	world->refusals = 1;
	world->guest_ends = 3;
}

static void a_guest_that_ends_during_the_undo_leaves_nothing(void)
{
	undo_attach_of_guest(begin_to_end);
}

/* Xen takes its memory, which lasts. */
static void begin_to_die(struct world *world)
{
	begin_to_end(world);
	world->guest.dying = true;
	world->guest_ends = 600;
}

static void a_large_guest_that_dies_is_waited_for(void)
{
	undo_attach_of_guest(begin_to_die);
}

static void give_its_number_away(struct world *world)
{
	world_end_guest(world);
	world->guest.there = true;
	world->guest.uuid = "99999999-2222-3333-4444-555555555555";
}

static void nothing_is_undone_to_another_domain_of_the_same_number(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan;
	size_t undone = 7;

	try_begin();
	try_make_ready(world);
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	world->die_after = 3; /* assign, deassign, pci-add */
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	world->die_after = 0;
	try_log_clear(world);
	give_its_number_away(world);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_EQUAL(undone, 0);
	CU_ASSERT_FALSE(try_journal());
	xpt_plan_free(plan);
	try_finish(world);
}

static void nothing_is_given_to_another_domain_of_the_same_number(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_error *error = NULL;
	struct xpt_plan *plan;

	try_begin();
	try_make_ready(world);
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	give_its_number_away(world);
	CU_ASSERT_EQUAL_FATAL(xpt__plan_apply(&apply_context, plan, &error), XPT_STALE);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), "its uuid was " WORLD_UUID));
	ASSERT_TEXT(world->log, "");
	xpt_error_free(error);
	xpt_plan_free(plan);
	try_finish(world);
}

static void pull_out(struct fake_pci *nic)
{
	nic->gone = true;
	*nic->driver = '\0';
}

static void replace(struct fake_pci *nic)
{
	nic->replaced = true;
}

static void of_a_device_that_is_gone_only_the_records_are_undone(void)
{
	struct world *world = world_new();
	size_t undone = 7;

	try_begin();
	CU_ASSERT_EQUAL(undo_of_changed(world, pull_out, 0, &undone), 0);
	CU_ASSERT_EQUAL(undone, 2); /* its slot, and the driver that was remembered */
	CU_ASSERT_PTR_NOT_NULL(strstr(world->told, "skipped"));
	CU_ASSERT_FALSE(world->devices[0].slot);
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void nothing_is_done_to_another_device_at_the_address(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	size_t undone = 7;

	try_begin();
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(undo_of_changed(world, replace, 0, &undone), XPT_STUCK);
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_PTR_NULL(strstr(world->told, "undone"));
	CU_ASSERT_TRUE(try_journal());
	world->options.flags = XPT_UNDO_ABANDON;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), XPT_STUCK);
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_FALSE(try_journal());
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_EQUAL(undone, 0);
	try_finish(world);
}

SUITE(undo)
{
	TEST(an_undo_that_fails_keeps_the_journal);
	TEST(what_is_stuck_keeps_only_its_own_device_waiting);
	TEST(undo_of_one_device_leaves_what_is_about_others);
	TEST(one_that_cannot_be_undone_is_in_the_way_of_no_other);
	TEST(a_reserve_killed_anywhere_is_undone);
	TEST(a_release_killed_anywhere_is_undone);
	TEST(an_attach_killed_anywhere_is_undone);
	TEST(a_detach_with_release_killed_anywhere_is_undone);
	TEST(an_undo_killed_anywhere_is_finished_by_the_next);
	TEST(after_a_reboot_there_is_nothing_to_undo);
	TEST(a_guest_that_has_ended_keeps_no_undo_waiting);
	TEST(a_guest_that_ended_in_the_middle_of_attach_leaves_nothing);
	TEST(a_guest_that_ends_during_the_undo_leaves_nothing);
	TEST(a_large_guest_that_dies_is_waited_for);
	TEST(nothing_is_undone_to_another_domain_of_the_same_number);
	TEST(nothing_is_given_to_another_domain_of_the_same_number);
	TEST(of_a_device_that_is_gone_only_the_records_are_undone);
	TEST(nothing_is_done_to_another_device_at_the_address);
}
