/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is written, in which order, and that whatever goes wrong leaves the host as it was. */
#include <signal.h>
#include <stdio.h>

#include "../../engine/apply/apply.h"
#include "../../engine/apply/holders.h"
#include "../script/try.h"
#include "unit.h"

static void reserve_writes_what_xl_would(void)
{
	struct world *world = world_new();

	try_begin();
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(world->log,
			"store-write xenstore/libxl/pci/0000-00-05-0/driver_path /sys/bus/pci/drivers/e1000e\n"
			"write sys/bus/pci/drivers/e1000e/unbind 0000:00:05.0\n"
			"write sys/bus/pci/drivers/pciback/new_slot 0000:00:05.0\n"
			"write sys/bus/pci/drivers/pciback/bind 0000:00:05.0\n"
			"assign 0000:00:05.0 quarantine relaxed\n");
	ASSERT_TEXT(world->told,
			"begin 0 0000:00:05.0\ndone 0 0000:00:05.0\n"
			"begin 1 0000:00:05.0\ndone 1 0000:00:05.0\n"
			"begin 2 0000:00:05.0\ndone 2 0000:00:05.0\n"
			"begin 3 0000:00:05.0\ndone 3 0000:00:05.0\n"
			"begin 4 0000:00:05.0\ndone 4 0000:00:05.0\n");
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void a_failing_bind_is_undone_in_reverse(void)
{
	struct world *world = world_new();
	const char *message;
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "pciback/bind";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_REFUSED);
	ASSERT_TEXT(message,
			"cannot reserve 0000:00:05.0: 0000:00:05.0: cannot bind to pciback: "
			"No such device; what was done before is undone");
	ASSERT_TEXT(world_text(world), before);
	ASSERT_TEXT(strstr(world->log, "write sys/bus/pci/drivers/pciback/bind"),
			"write sys/bus/pci/drivers/pciback/bind 0000:00:05.0\n"
			"write sys/bus/pci/drivers/pciback/remove_slot 0000:00:05.0\n"
			"write sys/bus/pci/drivers/e1000e/bind 0000:00:05.0\n"
			"store-remove xenstore/libxl/pci/0000-00-05-0/driver_path\n");
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void what_is_accepted_without_effect_is_a_failure(void)
{
	struct world *world = world_new();
	const char *message;
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->ignore = "pciback/bind";
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), XPT_REFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "it was accepted, and had no effect"));
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void a_half_attached_device_tells_who_has_it(void)
{
	struct holders holders = { .store = ANSWER_YES,
		.model = ANSWER_NO,
		.xen = ANSWER_YES,
		.owner = { .by = OWNED_BY_DOMAIN, .domid = 7 } };
	char text[HOLDERS_TEXT];

	ASSERT_TEXT(xpt__holders_text(&holders, text),
			"Xen says that d7 owns it, xenstore lists it, the device model does not have it");
	CU_ASSERT_FALSE(xpt__holders_all(&holders));
	holders.xen = holders.model = ANSWER_UNKNOWN;
	holders.owner = (struct ownership){ .reason = "Xen's answer is torn" };
	ASSERT_TEXT(xpt__holders_text(&holders, text),
			"Xen does not report who owns it: Xen's answer is torn, xenstore lists "
			"it, no device model answers");
	CU_ASSERT_FALSE(xpt__holders_all(&holders) || xpt__holders_none(&holders));
}

static void an_error_that_came_too_late_is_none(void)
{
	struct world *world = world_new();

	try_begin();
	snprintf(world->devices[0].driver, sizeof(world->devices[0].driver), "pciback");
	world->devices[0].slot = true;
	world->refuse = "assign";
	world->refusals = 0;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	try_log_clear(world);
	/* Now it is all done: nothing is written again. */
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(world->log, "");
	try_finish(world);
}

static void release_gives_the_driver_back(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	snprintf(before, sizeof(before), "%s", world_text(world));
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(world->log,
			"deassign 0000:00:05.0 quarantine\n"
			"write sys/bus/pci/drivers/pciback/unbind 0000:00:05.0\n"
			"write sys/bus/pci/drivers/pciback/remove_slot 0000:00:05.0\n"
			"write sys/bus/pci/drivers/e1000e/bind 0000:00:05.0\n"
			"store-remove xenstore/libxl/pci/0000-00-05-0/driver_path\n");
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void attach_tries_before_it_tells_the_guest(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, XPT_RELAXED | XPT_PERMISSIVE,
					NULL),
			0);
	ASSERT_TEXT(world->log,
			"assign 0000:00:05.0 d7 relaxed\n"
			"deassign 0000:00:05.0 d7\n"
			"pci-add d7 0000:00:05.0 relaxed permissive\n");
	try_finish(world);
}

static void a_refusal_of_xen_never_reaches_the_guest(void)
{
	struct world *world = world_new();
	const char *message;
	char before[2048];

	try_begin();
	try_make_ready(world);
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "assign 0000:01:00.0 d7";
	world->refusals = 1;
	world->line = (struct log_line){ LOG_XEN, "xen/console", 0,
		"(XEN) [VT-D] It's disallowed to "
		"assign 0000:01:00.0 with shared RMRR at 7ffe0000 for d7." };
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, (struct xpt_bdf[]){ try_nic, try_disk }, 2, 0,
					&message),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(strncmp(message, "cannot attach 0000:00:05.0 0000:01:00.0 to g1: ", 46), 0);
	CU_ASSERT_PTR_NULL(strstr(world->log, "pci-add"));
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void all_devices_or_none(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	try_make_ready(world);
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "pci-add d7 0000:01:00.0";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, (struct xpt_bdf[]){ try_nic, try_disk }, 2, 0,
					NULL),
			XPT_REFUSED);
	/* The second is half in the guest (its device model was told), the first is wholly there. */
	ASSERT_TEXT(strstr(world->log, "pci-add d7 0000:01:00.0"),
			"pci-add d7 0000:01:00.0\n"
			"model d7 device_del pci-pt-01_00.0\n"
			"revoke d7 0000:01:00.0\n"
			"model d7 device_del pci-pt-00_05.0\n"
			"pci-remove d7 0000:00:05.0 force\n"
			"revoke d7 0000:00:05.0\n");
	ASSERT_TEXT(world_text(world), before);
	CU_ASSERT_FALSE(try_journal());
	try_finish(world);
}

static void detach_waits_for_the_guest_and_leaves_it_attached(void)
{
	struct world *world = world_new();
	const char *message;
	char before[2048];

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->guest_is_deaf = true;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, &message), XPT_REFUSED);
	ASSERT_TEXT(message,
			"cannot detach 0000:00:05.0 from g1: 0000:00:05.0: cannot detach from g1: "
			"g1 did not let go of it within 1 seconds; it is still attached");
	ASSERT_TEXT(world->log, "model d7 device_del pci-pt-00_05.0\n");
	ASSERT_TEXT(world_text(world), before);
	/* Then by force. */
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_FORCE, NULL), 0);
	CU_ASSERT_EQUAL(world->devices[0].model, 0);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	try_finish(world);
}

static void detach_of_several_is_all_or_none(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "pci-remove d7 0000:01:00.0";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, (struct xpt_bdf[]){ try_nic, try_disk }, 2, 0,
					NULL),
			XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

static void detach_repairs_each_rest_of_an_earlier_attempt(void)
{
	struct world *world = world_new();
	char before[2048];

	try_begin();
	try_make_ready(world);
	snprintf(before, sizeof(before), "%s", world_text(world));
	for (unsigned int rest = 1; rest < 16; rest++) {
		world->devices[0].model = rest & 1 ? WORLD_GUEST : 0;
		world->devices[0].store = rest & 2 ? WORLD_GUEST : 0;
		world->devices[0].claim = rest & 4 ? WORLD_GUEST : 0;
		snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "%s",
				rest & 8 ? "d7" : "quarantine");
		CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, NULL), 0);
		ASSERT_TEXT(world_text(world), before);
	}
	try_finish(world);
}

/* What the guest let go of too late: Xen and xenstore say that it is attached, its device model does not. */
static void what_is_attached_in_part_is_attached_anew(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(world->log, ""); /* it is whole: nothing is done */
	world->devices[0].model = 0;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_EQUAL(world->devices[0].model, WORLD_GUEST);
	CU_ASSERT_EQUAL(world->devices[0].store, WORLD_GUEST);
	ASSERT_TEXT(world->devices[0].owner, "d7");
	try_finish(world);
}

/* Domain 5 had both devices and was destroyed; xenstore still lists one and claims both. */
static void what_a_domain_that_is_gone_left_is_cleared_and_attached(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	world->devices[0].store = world->devices[0].claim = world->devices[2].claim = 5;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, (struct xpt_bdf[]){ try_nic, try_disk }, 2, 0,
					NULL),
			0);
	CU_ASSERT_PTR_NOT_NULL(strstr(world->log,
			"store-remove xenstore/local/domain/0/backend/pci/5\n"
			"store-remove xenstore/libxl/pci/0000-00-05-0/domid\n"));
	CU_ASSERT_PTR_NULL(strstr(world->log, "pci-remove d5"));
	CU_ASSERT_PTR_NULL(strstr(world->log, "revoke d5"));
	ASSERT_TEXT(world->devices[0].owner, "d7");
	ASSERT_TEXT(world->devices[2].owner, "d7");
	try_finish(world);
}

static struct world *a_pv_guest_with_the_nic(const char *driver)
{
	struct world *world = world_new();

	try_begin();
	try_make_ready(world);
	world->hvm = false;
	CU_ASSERT_EQUAL_FATAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	world->pv_driver = driver;
	try_log_clear(world);
	return world;
}

static void the_driver_of_a_pv_guest_is_waited_for(void)
{
	struct world *world = a_pv_guest_with_the_nic("3");

	world->pv_starts = 5;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(world->told, "waiting 0 g1"));
	CU_ASSERT_PTR_NULL(strstr(world->log, "store-remove xenstore/local"));
	CU_ASSERT_EQUAL(world->devices[0].store, 0);
	try_finish(world);
	/* One that never starts keeps the device, whole; by force it goes all the same. */
	world = a_pv_guest_with_the_nic("3");
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, NULL), XPT_REFUSED);
	ASSERT_TEXT(world->log, "");
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_FORCE, NULL), 0);
	CU_ASSERT_EQUAL(world->devices[0].store, 0);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	try_finish(world);
}

/* Xen has it in quarantine, xenstore lists it, and the driver is in any state. */
static void what_xen_took_from_a_pv_guest_is_taken_from_xenstore_too(void)
{
	static const char *const drivers[] = { "3", "5", "6", "7", NULL };
	int told = 0;

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		struct world *world = a_pv_guest_with_the_nic(drivers[i]);

		snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "quarantine");
		world->devices[0].claim = 0;
		world->pciback_keeps = 8;
		CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, NULL), 0);
		CU_ASSERT_EQUAL(world->devices[0].store, 0);
		told += strstr(world->told, "waiting 0 pciback") != NULL;
		try_finish(world);
	}
	CU_ASSERT(told > 0); /* that pciback is waited for */
}

static void detach_then_release_is_one_operation(void)
{
	struct world *world = world_new();
	char reserved[2048], initial[2048];

	try_begin();
	snprintf(initial, sizeof(initial), "%s", world_text(world));
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	snprintf(reserved, sizeof(reserved), "%s", world_text(world));
	world->refuse = "e1000e/bind";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_THEN_RELEASE, NULL),
			XPT_REFUSED);
	ASSERT_TEXT(world_text(world), reserved);
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_THEN_RELEASE, NULL), 0);
	ASSERT_TEXT(world_text(world), initial);
	try_finish(world);
}

static void a_device_in_use_is_never_taken_from_pciback(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	const struct op op = { VERB_UNBIND, "pciback" };
	const struct step step = { .bdf = try_nic, .subject = "0000:00:05.0" };
	struct xpt_error *error = NULL;

	try_begin();
	try_make_ready(world);
	try_make_attached(world);
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &op, &error), XPT_REFUSED);
	ASSERT_TEXT(xpt_error_message(error),
			"0000:00:05.0: cannot unbind from pciback: d7 is using it");
	ASSERT_TEXT(world->log, "");
	xpt_error_free(error);
	try_finish(world);
}

static void a_host_that_changed_is_left_alone(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	struct xpt_plan *plan;
	struct xpt_error *error = NULL;

	try_begin();
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_RESERVE, &try_nic, 1, 0);
	snprintf(world->devices[0].driver, sizeof(world->devices[0].driver), "other");
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, &error), XPT_STALE);
	ASSERT_TEXT(xpt_error_message(error),
			"0000:00:05.0 changed since it was looked at: its driver "
			"was e1000e, now it is other: nothing is done");
	xpt_error_free(error);
	xpt_plan_free(plan);
	plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	world->guest.there = false;
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), XPT_STALE);
	ASSERT_TEXT(world->log, "");
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_device_of_which_xen_names_two_owners_is_left_alone(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	const struct op op = { VERB_UNBIND, "pciback" };
	const struct step step = { .bdf = try_nic, .subject = "0000:00:05.0" };
	struct xpt_error *error = NULL;
	struct xpt_plan *plan;

	try_begin();
	world->witness = false;
	apply_context = world_actor(world, try_folder);
	plan = try_plan(world, XPT_RESERVE, &try_nic, 1, 0);
	world->said = "0000:00:05.0 - d7 - node -1\n";
	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, &error), XPT_STALE);
	ASSERT_TEXT(xpt_error_message(error),
			"0000:00:05.0 changed since it was looked at: its owner "
			"was dom0, now it is not known: nothing is done");
	xpt_error_free(error);
	xpt_plan_free(plan);
	world->said = "";
	try_make_ready(world);
	world->said = "0000:00:05.0 - d7 - node -1\n";
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &op, &error), XPT_UNREADABLE);
	ASSERT_TEXT(xpt_error_message(error),
			"0000:00:05.0: cannot unbind from pciback: it is not known whether a "
			"guest is using it: Xen's answer names two owners");
	ASSERT_TEXT(world->log, "");
	xpt_error_free(error);
	try_finish(world);
}

static void a_detach_is_over_only_once_xen_says_so(void)
{
	struct world *world = world_new();
	struct apply_context apply_context;
	const struct op op = { VERB_DETACH, "g1", .domid = WORLD_GUEST };
	const struct step step = { .bdf = try_nic, .subject = "0000:00:05.0" };
	struct xpt_error *error = NULL;

	try_begin();
	world->witness = false;
	try_make_ready(world);
	try_make_attached(world);
	apply_context = world_actor(world, try_folder);
	world->said = "0000:00:05.0 - d9 - node -1\n";
	world->refuse = "deassign";
	world->refusals = 1;
	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "d7");
	world->devices[0].store = world->devices[0].model = 0;
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &op, &error), XPT_UNREADABLE);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error),
			"it is not known whether Xen has taken it from the domain: "
			"Xen's answer names two owners"));
	xpt_error_free(error);
	/* what Xen accepts is Xen's word, too */
	CU_ASSERT_EQUAL(xpt__op_do(&apply_context, &step, &op, NULL), 0);
	ASSERT_TEXT(world->devices[0].owner, "quarantine");
	try_finish(world);
}

SUITE(apply)
{
	TEST(reserve_writes_what_xl_would);
	TEST(a_failing_bind_is_undone_in_reverse);
	TEST(what_is_accepted_without_effect_is_a_failure);
	TEST(a_half_attached_device_tells_who_has_it);
	TEST(an_error_that_came_too_late_is_none);
	TEST(release_gives_the_driver_back);
	TEST(attach_tries_before_it_tells_the_guest);
	TEST(a_refusal_of_xen_never_reaches_the_guest);
	TEST(all_devices_or_none);
	TEST(detach_waits_for_the_guest_and_leaves_it_attached);
	TEST(detach_of_several_is_all_or_none);
	TEST(detach_repairs_each_rest_of_an_earlier_attempt);
	TEST(what_is_attached_in_part_is_attached_anew);
	TEST(what_a_domain_that_is_gone_left_is_cleared_and_attached);
	TEST(the_driver_of_a_pv_guest_is_waited_for);
	TEST(what_xen_took_from_a_pv_guest_is_taken_from_xenstore_too);
	TEST(detach_then_release_is_one_operation);
	TEST(a_device_in_use_is_never_taken_from_pciback);
	TEST(a_host_that_changed_is_left_alone);
	TEST(a_device_of_which_xen_names_two_owners_is_left_alone);
	TEST(a_detach_is_over_only_once_xen_says_so);
}
