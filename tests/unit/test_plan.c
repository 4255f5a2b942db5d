/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which steps a request becomes, from each state that a device can be in. */
#include <stdio.h>

#include "../../engine/plan/step.h"
#include "../script/world.h"
#include "unit.h"

static const struct xpt_bdf nic = { 0, 0, 5, 0 }, bare = { 0, 0, 6, 0 }, disk = { 0, 1, 0, 0 };

/* The plan as text: "what (undo)" a line. Static buffer. */
static const char *steps_of(const struct xpt_plan *plan)
{
	static char text[4096];
	struct xpt_step step = XPT_SIZED(xpt_step);
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; xpt_plan_step(plan, i, &step); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s: %s (%s)\n",
				step.subject, step.what, step.undo ? step.undo : "-");
	return text;
}

static const char *planned(struct world *world, struct xpt_request request)
{
	struct xpt_host *host = world_snapshot(world);
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	const char *text;

	request.size = sizeof(request);
	if (world_plan(host, &request, &plan, &error)) {
		static char message[512];

		snprintf(message, sizeof(message), "%s: %s", xpt_code_text(xpt_error_code(error)),
				xpt_error_message(error));
		text = message;
	} else {
		text = steps_of(plan);
	}
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_host_free(host);
	return text;
}

static const char *planned_for(
		struct world *world, enum xpt_action action, struct xpt_bdf bdf, unsigned int flags)
{
	struct xpt_request request = {
		.action = action, .devices = &bdf, .device_count = 1, .flags = flags
	};

	if (action == XPT_ATTACH || action == XPT_DETACH)
		request.domain = "g1";
	return planned(world, request);
}

static void a_driven_device_is_reserved_in_five_steps(void)
{
	struct world *world = world_new();

	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"0000:00:05.0: remember the driver e1000e (forget the original driver)\n"
			"0000:00:05.0: unbind from e1000e (bind to e1000e)\n"
			"0000:00:05.0: add to the slots of pciback (remove from the slots of pciback)\n"
			"0000:00:05.0: bind to pciback (unbind from pciback)\n"
			"0000:00:05.0: quarantine in Xen (take out of quarantine)\n");
	world_free(world);
}

static void a_device_without_a_driver_has_nothing_to_remember(void)
{
	struct world *world = world_new();

	ASSERT_TEXT(planned_for(world, XPT_RESERVE, bare, 0),
			"0000:00:06.0: add to the slots of pciback (remove from the slots of pciback)\n"
			"0000:00:06.0: bind to pciback (unbind from pciback)\n"
			"0000:00:06.0: quarantine in Xen (take out of quarantine)\n");
	world_free(world);
}

static void reserve(struct fake_pci *fake_pci, const char *remembered)
{
	snprintf(fake_pci->driver, sizeof(fake_pci->driver), "pciback");
	snprintf(fake_pci->remembered, sizeof(fake_pci->remembered), "%s", remembered);
	snprintf(fake_pci->owner, sizeof(fake_pci->owner), "quarantine");
	fake_pci->slot = true;
}

static void a_reserved_device_needs_no_step(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "e1000e");
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0), "");
	world_free(world);
}

static void a_device_hidden_at_boot_only_lacks_quarantine(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "");
	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "dom0");
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"0000:00:05.0: quarantine in Xen (take out of quarantine)\n");
	ASSERT_TEXT(planned_for(world, XPT_RELEASE, nic, 0),
			"0000:00:05.0: unbind from pciback (bind to pciback)\n"
			"0000:00:05.0: remove from the slots of pciback (add to the slots of pciback)\n"
			"0000:00:05.0: offer to the drivers of dom0 (unbind from its driver)\n");
	world_free(world);
}

static void an_override_is_lifted_only_while_binding(void)
{
	struct world *world = world_new();

	snprintf(world->devices[1].override, sizeof(world->devices[1].override), "vfio-pci");
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, bare, 0),
			"0000:00:06.0: set driver_override to pciback (set driver_override to vfio-pci)\n"
			"0000:00:06.0: add to the slots of pciback (remove from the slots of pciback)\n"
			"0000:00:06.0: bind to pciback (unbind from pciback)\n"
			"0000:00:06.0: set driver_override to vfio-pci (set driver_override to pciback)\n"
			"0000:00:06.0: quarantine in Xen (take out of quarantine)\n");
	world_free(world);
}

static void a_stale_claim_is_removed(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "e1000e");
	world->devices[0].claim = 3;
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"0000:00:05.0: remove the stale claim of domain 3 (-)\n");
	world_free(world);
}

static void a_device_quarantined_under_its_driver_is_reserved_properly(void)
{
	struct world *world = world_new();

	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "quarantine");
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"0000:00:05.0: remember the driver e1000e (forget the original driver)\n"
			"0000:00:05.0: unbind from e1000e (bind to e1000e)\n"
			"0000:00:05.0: add to the slots of pciback (remove from the slots of pciback)\n"
			"0000:00:05.0: bind to pciback (unbind from pciback)\n");
	ASSERT_TEXT(planned_for(world, XPT_RELEASE, nic, 0),
			"0000:00:05.0: take out of quarantine (quarantine in Xen)\n");
	world_free(world);
}

static void release_is_reserve_backwards(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "e1000e");
	ASSERT_TEXT(planned_for(world, XPT_RELEASE, nic, 0),
			"0000:00:05.0: take out of quarantine (quarantine in Xen)\n"
			"0000:00:05.0: unbind from pciback (bind to pciback)\n"
			"0000:00:05.0: remove from the slots of pciback (add to the slots of pciback)\n"
			"0000:00:05.0: bind to e1000e (unbind from e1000e)\n"
			"0000:00:05.0: forget the original driver (remember the driver e1000e)\n");
	world_free(world);
}

static void release_takes_the_wanted_driver(void)
{
	struct world *world = world_new();
	struct xpt_request request = {
		.action = XPT_RELEASE, .devices = &nic, .device_count = 1, .driver = "other"
	};

	reserve(&world->devices[0], "e1000e");
	CU_ASSERT_PTR_NOT_NULL(
			strstr(planned(world, request), ": bind to other (unbind from other)\n"));
	request.driver = "../../evil";
	ASSERT_TEXT(planned(world, request),
			"invalid: \"../../evil\" cannot be the name of a driver");
	world_free(world);
}

static void a_device_in_dom0s_hands_is_released_already(void)
{
	struct world *world = world_new();

	ASSERT_TEXT(planned_for(world, XPT_RELEASE, nic, 0), "");
	world_free(world);
}

static void attach_asks_xen_for_all_before_the_guest_sees_one(void)
{
	struct world *world = world_new();
	const struct xpt_bdf both[] = { nic, disk };
	struct xpt_request request = {
		.action = XPT_ATTACH, .devices = both, .device_count = 2, .domain = "g1"
	};

	reserve(&world->devices[0], "e1000e");
	reserve(&world->devices[2], "nvme");
	ASSERT_TEXT(planned(world, request),
			"0000:00:05.0: ask Xen by trial whether it may go to g1 (force-detach from g1)\n"
			"0000:01:00.0: ask Xen by trial whether it may go to g1 (force-detach from g1)\n"
			"0000:00:05.0: attach to g1 (force-detach from g1)\n"
			"0000:01:00.0: attach to g1 (force-detach from g1)\n");
	world_free(world);
}

static void attach_reserves_first(void)
{
	struct world *world = world_new();

	ASSERT_TEXT(planned_for(world, XPT_ATTACH, bare, 0),
			"0000:00:06.0: add to the slots of pciback (remove from the slots of pciback)\n"
			"0000:00:06.0: bind to pciback (unbind from pciback)\n"
			"0000:00:06.0: quarantine in Xen (take out of quarantine)\n"
			"0000:00:06.0: ask Xen by trial whether it may go to g1 (force-detach from g1)\n"
			"0000:00:06.0: attach to g1 (force-detach from g1)\n");
	world_free(world);
}

static void what_a_refused_xl_attach_left_in_the_guest_is_taken_out_first(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "e1000e");
	world->devices[0].model = WORLD_GUEST;
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"0000:00:05.0: force-detach from g1 (-)\n");
	CU_ASSERT_EQUAL(strncmp(planned_for(world, XPT_ATTACH, nic, 0),
					"0000:00:05.0: force-detach from g1 (-)\n"
					"0000:00:05.0: ask Xen",
					59),
			0);
	world_free(world);
}

static void an_earlier_permissive_setting_does_not_outlive_its_guest(void)
{
	struct world *world = world_new();

	reserve(&world->devices[0], "e1000e");
	world->devices[0].permissive = true;
	CU_ASSERT_EQUAL(strncmp(planned_for(world, XPT_ATTACH, nic, 0),
					"0000:00:05.0: unbind from pciback (bind to pciback)\n"
					"0000:00:05.0: bind to pciback (unbind from pciback)\n",
					100),
			0);
	CU_ASSERT_PTR_NULL(strstr(planned_for(world, XPT_ATTACH, nic, XPT_PERMISSIVE), "unbind"));
	world_free(world);
}

static void attached(struct fake_pci *fake_pci)
{
	reserve(fake_pci, "e1000e");
	snprintf(fake_pci->owner, sizeof(fake_pci->owner), "d7");
	fake_pci->claim = fake_pci->store = fake_pci->model = WORLD_GUEST;
}

static void an_attached_device_needs_no_step(void)
{
	struct world *world = world_new();

	attached(&world->devices[0]);
	ASSERT_TEXT(planned_for(world, XPT_ATTACH, nic, 0), "");
	world_free(world);
}

static void a_guests_device_is_not_taken_by_reserve_or_release(void)
{
	struct world *world = world_new();

	attached(&world->devices[0]);
	ASSERT_TEXT(planned_for(world, XPT_RESERVE, nic, 0),
			"refused: 0000:00:05.0 belongs to d7: detach it there first");
	ASSERT_TEXT(planned_for(world, XPT_RELEASE, nic, 0),
			"refused: 0000:00:05.0 belongs to d7: detach it there first");
	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "d9");
	ASSERT_TEXT(planned_for(world, XPT_ATTACH, nic, 0),
			"refused: 0000:00:05.0 belongs to d9: detach it there first");
	world_free(world);
}

static void one_detach_has_no_undo_but_one_of_several_steps_has(void)
{
	struct world *world = world_new();

	attached(&world->devices[0]);
	ASSERT_TEXT(planned_for(world, XPT_DETACH, nic, 0), "0000:00:05.0: detach from g1 (-)\n");
	ASSERT_TEXT(planned_for(world, XPT_DETACH, nic, XPT_FORCE),
			"0000:00:05.0: force-detach from g1 (-)\n");
	ASSERT_TEXT(planned_for(world, XPT_DETACH, nic, XPT_THEN_RELEASE),
			"0000:00:05.0: detach from g1 (attach to g1)\n"
			"0000:00:05.0: take out of quarantine (quarantine in Xen)\n"
			"0000:00:05.0: unbind from pciback (bind to pciback)\n"
			"0000:00:05.0: remove from the slots of pciback (add to the slots of pciback)\n"
			"0000:00:05.0: bind to e1000e (unbind from e1000e)\n"
			"0000:00:05.0: forget the original driver (remember the driver e1000e)\n");
	world_free(world);
}

static void senseless_requests_are_refused(void)
{
	struct world *world = world_new();
	const struct xpt_bdf twice[] = { nic, nic }, nobody = { 0, 9, 9, 0 };
	struct xpt_request request = { .action = XPT_RESERVE, .devices = twice, .device_count = 2 };

	ASSERT_TEXT(planned(world, request), "invalid: 0000:00:05.0 is named twice");
	request.device_count = 0;
	ASSERT_TEXT(planned(world, request), "invalid: name at least one device to reserve");
	request = (struct xpt_request){ .action = XPT_ATTACH, .devices = &nic, .device_count = 1 };
	ASSERT_TEXT(planned(world, request),
			"invalid: the devices were judged for any domain: name the one to attach them to");
	request.domain = "nobody";
	CU_ASSERT_EQUAL(strncmp(planned(world, request), "not found:", 10), 0);
	request = (struct xpt_request){
		.action = XPT_RESERVE, .devices = &nobody, .device_count = 1
	};
	CU_ASSERT_EQUAL(strncmp(planned(world, request), "not found:", 10), 0);
	world_free(world);
}

/* JSON */

static struct xpt_plan *attach_plan(void)
{
	struct world *world = world_new();
	struct xpt_host *host = world_snapshot(world);
	struct xpt_request request = { .size = sizeof(request),
		.action = XPT_ATTACH,
		.devices = &nic,
		.device_count = 1,
		.domain = "g1",
		.flags = XPT_RELAXED,
		.slot = 6 };
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(world_plan(host, &request, &plan, NULL), 0);
	xpt_host_free(host);
	world_free(world);
	return plan;
}

static void a_plan_survives_being_json(void)
{
	struct xpt_plan *plan = attach_plan(), *again = NULL;
	char *json = xpt__plan_to_json(plan), *json_again;
	const struct step *last;

	CU_ASSERT_PTR_NOT_NULL_FATAL(json);
	CU_ASSERT_PTR_NULL(strchr(json, '\n'));
	CU_ASSERT_EQUAL_FATAL(xpt__plan_from_json(json, strlen(json), &again, NULL), 0);
	json_again = xpt__plan_to_json(again);
	ASSERT_TEXT(json_again, json);
	ASSERT_TEXT(again->title, "attach 0000:00:05.0 to g1");
	last = &again->steps[again->count - 1];
	CU_ASSERT_EQUAL(last->op.verb, VERB_ATTACH);
	CU_ASSERT_EQUAL(last->op.domid, WORLD_GUEST);
	CU_ASSERT_EQUAL(last->op.flags, XPT_RELAXED);
	CU_ASSERT_EQUAL(last->op.slot, 6);
	CU_ASSERT_EQUAL(last->undo.verb, VERB_DETACH);
	free(json);
	free(json_again);
	xpt_plan_free(plan);
	xpt_plan_free(again);
}

static void a_plan_cut_anywhere_is_none(void)
{
	struct xpt_plan *plan = attach_plan();
	char *json = xpt__plan_to_json(plan);

	for (size_t length = 0; length + 1 < strlen(json); length++) {
		struct xpt_plan *again = NULL;

		CU_ASSERT_EQUAL(xpt__plan_from_json(json, length, &again, NULL), XPT_INVALID);
	}
	free(json);
	xpt_plan_free(plan);
}

static bool is_plan(const char *step)
{
	char json[1024];
	struct xpt_plan *plan = NULL;
	bool ok;

	snprintf(json, sizeof(json), "{\"title\":\"t\",\"steps\":[%s],\"expectations\":[]}", step);
	ok = !xpt__plan_from_json(json, strlen(json), &plan, NULL);
	xpt_plan_free(plan);
	return ok;
}

#define STEP(op) "{\"device\":\"0000:00:05.0\",\"act\":" op ",\"undo\":{\"verb\":\"none\"}}"

static void hostile_plans_are_refused(void)
{
	CU_ASSERT_TRUE(is_plan(""));
	CU_ASSERT_TRUE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"e1000e\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":7}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"../../../etc\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"..\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"a\\u0000b\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"bind\",\"text\":\"a\\u001bb\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"override\"}")));
	CU_ASSERT_TRUE(is_plan(STEP("{\"verb\":\"override\",\"text\":\"\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"detach\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"detach\",\"domain\":0}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"detach\",\"domain\":-1}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"detach\",\"domain\":32753}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"detach\",\"domain\":1e3}")));
	CU_ASSERT_TRUE(is_plan(STEP("{\"verb\":\"detach\",\"domain\":7}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"attach\",\"domain\":7,\"flags\":4096}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"attach\",\"domain\":7,\"slot\":32}")));
	CU_ASSERT_FALSE(is_plan(STEP("{\"verb\":\"destroy\"}")));
	CU_ASSERT_FALSE(is_plan(STEP("[]")));
	CU_ASSERT_FALSE(is_plan("7"));
	CU_ASSERT_FALSE(is_plan("null"));
	CU_ASSERT_FALSE(is_plan("{\"device\":\"0000:82.0.0\",\"act\":{\"verb\":\"none\"},"
				"\"undo\":{\"verb\":\"none\"}}"));
}

SUITE(plan)
{
	TEST(a_driven_device_is_reserved_in_five_steps);
	TEST(a_device_without_a_driver_has_nothing_to_remember);
	TEST(a_reserved_device_needs_no_step);
	TEST(a_device_hidden_at_boot_only_lacks_quarantine);
	TEST(an_override_is_lifted_only_while_binding);
	TEST(a_stale_claim_is_removed);
	TEST(a_device_quarantined_under_its_driver_is_reserved_properly);
	TEST(release_is_reserve_backwards);
	TEST(release_takes_the_wanted_driver);
	TEST(a_device_in_dom0s_hands_is_released_already);
	TEST(attach_asks_xen_for_all_before_the_guest_sees_one);
	TEST(attach_reserves_first);
	TEST(what_a_refused_xl_attach_left_in_the_guest_is_taken_out_first);
	TEST(an_earlier_permissive_setting_does_not_outlive_its_guest);
	TEST(an_attached_device_needs_no_step);
	TEST(a_guests_device_is_not_taken_by_reserve_or_release);
	TEST(one_detach_has_no_undo_but_one_of_several_steps_has);
	TEST(senseless_requests_are_refused);
	TEST(a_plan_survives_being_json);
	TEST(a_plan_cut_anywhere_is_none);
	TEST(hostile_plans_are_refused);
}
