/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that writes into Xen's console, through which debug key Q answers. */
#include <stdio.h>
#include <string.h>

#include "../script/try.h"
#include "unit.h"

/* Lines of a guest between those of debug key Q: of each device it names two owners. */
static const char flood[] = "0000:00:05.0 - d9 - node -1\n0000:01:00.0 - d9 - node -1\n";

/* One change, planned when it was quiet; @ret_keys: debug keys while it was done. */
static int change_flooded(struct world *world, enum xpt_action action, unsigned int flags,
		const char **ret_message, size_t *ret_keys)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = try_plan(world, action, &try_nic, 1, flags);
	static char message[2048];
	struct xpt_error *error = NULL;
	int rc;

	world->said = flood;
	world->keys = 0;
	rc = xpt__plan_apply(&apply_context, plan, &error);
	*ret_keys = world->keys;
	world->said = "";
	snprintf(message, sizeof(message), "%s", error ? xpt_error_message(error) : "");
	*ret_message = message;
	xpt_error_free(error);
	xpt_plan_free(plan);
	return rc;
}

static void a_guest_that_floods_the_console_stops_no_change(void)
{
	static const struct {
		enum xpt_action action;
		unsigned int flags;
		const char *owner;
		size_t keys;
	} changes[] = { { XPT_RESERVE, 0, "quarantine", 0 }, { XPT_RELEASE, 0, "dom0", 0 },
		{ XPT_ATTACH, 0, "d7", 1 }, { XPT_DETACH, 0, "quarantine", 2 },
		{ XPT_ATTACH, 0, "d7", 1 }, { XPT_DETACH, XPT_THEN_RELEASE, "dom0", 2 } };
	struct world *world = world_new();
	const char *message;
	size_t keys;

	try_begin();
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		CU_ASSERT_EQUAL(change_flooded(world, changes[i].action, changes[i].flags, &message,
						&keys),
				0);
		ASSERT_TEXT(message, "");
		ASSERT_TEXT(world->devices[0].owner, changes[i].owner);
		CU_ASSERT(keys <= changes[i].keys);
	}
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void what_is_not_known_is_never_a_success(void)
{
	struct world *world = world_new();
	const char *message;
	size_t keys;

	try_begin();
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	/* accepted, and no guest has it */
	world->ignore = "pci-add";
	CU_ASSERT_NOT_EQUAL(change_flooded(world, XPT_ATTACH, 0, &message, &keys), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "it was accepted, and had no effect"));
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	/* refused, and whose it is cannot be seen */
	world->ignore = NULL;
	world->refuse = "deassign 0000:00:05.0 quarantine";
	world->refusals = 9;
	CU_ASSERT_NOT_EQUAL(change_flooded(world, XPT_RELEASE, 0, &message, &keys), 0);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	try_finish(world);
}

/* libxl has emptied xenstore's record, and Xen has not followed it. */
static void a_missing_line_is_no_word_that_a_detach_worked(void)
{
	struct world *world = world_new();
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan;

	try_begin();
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	plan = try_plan(world, XPT_DETACH, &try_nic, 1, 0);
	world->devices[0].store = world->devices[0].claim = 0;
	world->line_lost = world->keys + 2;
	(void)xpt__plan_apply(&apply_context, plan, NULL);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	xpt_plan_free(plan);
	try_finish(world);
}

SUITE(flood)
{
	TEST(a_missing_line_is_no_word_that_a_detach_worked);
	TEST(a_guest_that_floods_the_console_stops_no_change);
	TEST(what_is_not_known_is_never_a_success);
}
