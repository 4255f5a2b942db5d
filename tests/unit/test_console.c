/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dom0's console on a display that a guest gets: what is judged, in which order it leaves, and how it comes back. */
#include <stdio.h>
#include <string.h>

#include "../../engine/apply/apply.h"
#include "../../engine/base/framebuffer.h"
#include "../../engine/model/graphics.h"
#include "../script/try.h"
#include "good_host.h"
#include "unit.h"
#include "verdicts.h"

#define CONSOLE "write sys/class/vtconsole/vtcon1/bind "
#define FIRMWARE "write sys/bus/platform/drivers/efi-framebuffer/"
#define PCIBACK "write sys/bus/pci/drivers/pciback/"

static struct world *world_with_console(void)
{
	struct world *world = world_new();

	world->display = world->drawn = world->framebuffer = true;
	*world->devices[0].driver = '\0';
	try_begin();
	return world;
}

static void the_console_leaves_before_pciback_has_the_display(void)
{
	struct world *world = world_with_console();

	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(world->log,
			CONSOLE "0\n" FIRMWARE "unbind efi-framebuffer.0\n" PCIBACK
				"new_slot 0000:00:05.0\n" PCIBACK
				"bind 0000:00:05.0\nassign 0000:00:05.0 quarantine relaxed\n");
	try_finish(world);
}

static void a_display_that_was_hidden_at_boot_is_drawn_on_until_it_is_attached(void)
{
	struct world *world = world_with_console();

	snprintf(world->devices[0].driver, sizeof(world->devices[0].driver), "pciback");
	world->devices[0].slot = true;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_TRUE(world->drawn);
	try_log_clear(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_PTR_EQUAL(strstr(world->log, CONSOLE "0\n" FIRMWARE "unbind"), world->log);
	CU_ASSERT_FALSE(world->drawn);
	try_finish(world);
}

static void a_refused_display_has_its_console_again(void)
{
	struct world *world = world_with_console();
	char before[2048];

	snprintf(before, sizeof(before), "%s", world_text(world));
	world->refuse = "assign 0000:00:05.0 d7";
	world->refusals = 1;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), XPT_REFUSED);
	ASSERT_TEXT(world_text(world), before);
	try_finish(world);
}

/* Die at each act, before it and after it; then undo. */
static void an_attach_killed_anywhere_gives_the_console_back(void)
{
	struct world *world = world_with_console();
	struct apply_context apply_context = world_actor(world, try_folder);
	struct world initial = *world;
	char before[2048];
	size_t undone, deaths = 0;
	bool died = true;

	snprintf(before, sizeof(before), "%s", world_text(world));
	for (size_t at = 1; died; at++)
		for (int after = 0; after < 2; after++) {
			struct xpt_plan *plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);

			world->die_before = after ? 0 : at;
			world->die_after = after ? at : 0;
			died = try_dies(world, plan);
			world->die_before = world->die_after = 0;
			xpt_plan_free(plan);
			deaths += died;
			if (died) {
				CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
				ASSERT_TEXT(world_text(world), before);
				CU_ASSERT_FALSE(try_journal());
			}
			*world = initial;
		}
	CU_ASSERT_TRUE(deaths > 8);
	try_finish(world);
}

/* What the firmware drew on is gone for good where a graphics driver came: nothing stands in the way of an undo. */
static void a_console_without_a_framebuffer_is_nothing_to_undo(void)
{
	struct world *world = world_with_console();
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	size_t undone;

	world->die_after = 4;
	CU_ASSERT_TRUE(try_dies(world, plan));
	world->die_after = 0;
	world->display = false;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	xpt_plan_free(plan);
	try_finish(world);
}

static void a_display_needs_another_console_to_leave(void)
{
	static const char *uses[] = { "display of the console (boot VGA)" };
	static const char *framebuffers[] = { "efifb in BAR 0" };
	static const char *hvc[] = { "hvc0" }, *serial[] = { "ttyS0" };
	struct graphics graphics = { .boot_vga = fact_int_known(1),
		.framebuffers = { framebuffers, 1, XPT_FACT_KNOWN, NULL },
		.console_uses = 1 };

	make_host();
	devices[0].class_code = fact_int_known(CLASS_VGA);
	devices[0].graphics = &graphics;
	devices[0].critical = (struct texts){ uses, 1, XPT_FACT_KNOWN, NULL };
	host.drawn_console = fact_int_known(1);
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
	host.terminals = (struct texts){ serial, 1, XPT_FACT_KNOWN, NULL };
	ANSWER(XPT_RESERVE, NULL, 0, XPT_RISK, xpt__cause_console_leaves);
	host.terminals = (struct texts){ hvc, 1, XPT_FACT_KNOWN, NULL };
	host.xen_command_line = fact_text_known("com1=115200,8n1 console=vga");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
	host.xen_command_line = fact_text_known("com1=115200,8n1 console=com1,vga");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_RISK, xpt__cause_console_leaves);
	host.drawn_console = (struct fact_int){ .state = XPT_FACT_UNREADABLE, .reason = "no" };
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
	host.drawn_console = fact_int_known(1);
	host.text_console = true;
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
	host.text_console = false;
	graphics.console_uses = 0; /* it is needed for something else */
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
}

static void the_firmware_s_framebuffers_are_known_by_name(void)
{
	struct span driver;

	CU_ASSERT_TRUE(xpt__framebuffer_of_firmware(xpt__span_of("vesa-framebuffer.0"), &driver));
	CU_ASSERT_TRUE(xpt__span_is(driver, "vesa-framebuffer"));
	CU_ASSERT_FALSE(xpt__framebuffer_of_firmware(xpt__span_of("vesa-framebuffer"), NULL));
	CU_ASSERT_FALSE(xpt__framebuffer_of_firmware(xpt__span_of("../framebuffer.0"), NULL));
	CU_ASSERT_FALSE(xpt__framebuffer_of_firmware(
			xpt__span_of("efi-framebuffer.0/../../x"), NULL));
	CU_ASSERT_FALSE(xpt__framebuffer_draws_console(xpt__span_of("(S) VGA+")));
}

SUITE(console)
{
	TEST(the_console_leaves_before_pciback_has_the_display);
	TEST(a_display_that_was_hidden_at_boot_is_drawn_on_until_it_is_attached);
	TEST(a_refused_display_has_its_console_again);
	TEST(an_attach_killed_anywhere_gives_the_console_back);
	TEST(a_console_without_a_framebuffer_is_nothing_to_undo);
	TEST(a_display_needs_another_console_to_leave);
	TEST(the_firmware_s_framebuffers_are_known_by_name);
}
