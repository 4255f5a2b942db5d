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

static struct xpt_plan *plan_attach(struct world *world, const void *data)
{
	(void)data;
	return try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
}

static void an_attach_killed_anywhere_gives_the_console_back(void)
{
	struct world *world = world_with_console();

	CU_ASSERT_TRUE(try_die_everywhere(world, plan_attach, NULL) > 8);
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

static void the_console_comes_back_though_the_driver_does_not(void)
{
	struct world *world = world_with_console();
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan;
	size_t undone;

	snprintf(world->devices[0].driver, sizeof(world->devices[0].driver), "e1000e");
	plan = try_plan(world, XPT_ATTACH, &try_nic, 1, 0);
	world->die_after = 8;
	CU_ASSERT_TRUE(try_dies(world, plan));
	CU_ASSERT_FALSE(world->drawn);
	world->die_after = 0;
	world->refuse = "drivers/e1000e/bind";
	world->refusals = 100;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), XPT_STUCK);
	CU_ASSERT_TRUE(world->drawn);
	CU_ASSERT_FALSE(world->framebuffer); /* a guest may have what is below it */
	world->refuse = NULL;
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_TRUE(world->framebuffer);
	xpt_plan_free(plan);
	try_finish(world);
}

static void the_console_goes_on_where_a_display_is_left(void)
{
	struct world *world = world_with_console();
	size_t length;

	world->second_display = true;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	length = strlen(world->log);
	CU_ASSERT_TRUE(length > strlen(CONSOLE "1\n"));
	ASSERT_TEXT(world->log + length - strlen(CONSOLE "1\n"), CONSOLE "1\n");
	CU_ASSERT_TRUE(world->drawn);
	try_finish(world);
}

static void the_console_goes_to_no_display_that_leaves_too(void)
{
	const struct xpt_bdf both[] = { try_nic, try_disk };
	struct world *world = world_with_console();

	world->second_display = true;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, both, 2, 0, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(world->log, CONSOLE "0\n"));
	CU_ASSERT_PTR_NULL(strstr(world->log, CONSOLE "1\n"));
	try_finish(world);
}

static void a_framebuffer_that_is_not_drawn_on_yet_leaves(void)
{
	struct world *world = world_with_console();

	world->deferred = true;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_PTR_EQUAL(strstr(world->log, FIRMWARE "unbind"), world->log);
	CU_ASSERT_PTR_NULL(strstr(world->log, CONSOLE));
	try_finish(world);
}

static void the_console_is_on_the_lowest_framebuffer_that_is_left(void)
{
	static const char *first[] = { "fb1 (a)" }, *second[] = { "fb2 (b)" },
			  *firmware[] = { "BOOTFB in BAR 0" };
	struct graphics one = { .framebuffers = { first, 1, XPT_FACT_KNOWN, NULL } };
	struct graphics other = { .framebuffers = { second, 1, XPT_FACT_KNOWN, NULL } };

	make_host();
	devices[0].graphics = &one;
	devices[1].graphics = &other;
	CU_ASSERT_TRUE(xpt__graphics_is_console(&host, &devices[0], first[0]));
	CU_ASSERT_FALSE(xpt__graphics_is_console(&host, &devices[1], second[0]));
	other.boot_vga = fact_int_known(1);
	CU_ASSERT_FALSE(xpt__graphics_is_console(&host, &devices[0], first[0]));
	CU_ASSERT_TRUE(xpt__graphics_is_console(&host, &devices[1], second[0]));
	other.framebuffers.items = firmware; /* which lost its driver */
	CU_ASSERT_TRUE(xpt__graphics_is_console(&host, &devices[0], first[0]));
}

static void what_nothing_can_draw_on_is_no_other_display(void)
{
	static const char *firmware[] = { "BOOTFB in BAR 0" };
	struct graphics graphics = { .framebuffers = { firmware, 1, XPT_FACT_KNOWN, NULL } };

	make_host();
	devices[1].driver = fact_text_known("bochs-drm");
	devices[1].graphics = &graphics;
	CU_ASSERT_PTR_NULL(xpt__graphics_other_display(&host, &devices[0].bdf, 1));
	graphics.of_firmware = fact_text_known("simple-framebuffer.0");
	CU_ASSERT_PTR_EQUAL(xpt__graphics_other_display(&host, &devices[0].bdf, 1), &devices[1]);
}

static void a_display_of_another_request_is_no_other_console(void)
{
	static const char *framebuffers[] = { "fb1 (b)" };
	struct graphics graphics = { .framebuffers = { framebuffers, 1, XPT_FACT_KNOWN, NULL } };
	struct xpt_bdf both[2];
	const struct bdfs together = { .items = both, .count = 2 };
	struct arena *arena = xpt__arena_new();
	struct xpt_request request = { .devices = both, .device_count = 1 };
	struct subject subject = { .host = &host, .request = &request, .arena = arena };

	make_host();
	both[0] = devices[0].bdf;
	both[1] = devices[1].bdf;
	devices[1].driver = fact_text_known("bochs-drm");
	devices[1].graphics = &graphics;
	CU_ASSERT_PTR_NOT_NULL(xpt__check_other_console(&subject));
	subject.together = &together;
	CU_ASSERT_PTR_NULL(xpt__check_other_console(&subject));
	xpt__arena_free(arena);
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
	TEST(the_console_comes_back_though_the_driver_does_not);
	TEST(the_console_goes_on_where_a_display_is_left);
	TEST(the_console_goes_to_no_display_that_leaves_too);
	TEST(a_framebuffer_that_is_not_drawn_on_yet_leaves);
	TEST(the_console_is_on_the_lowest_framebuffer_that_is_left);
	TEST(what_nothing_can_draw_on_is_no_other_display);
	TEST(a_display_of_another_request_is_no_other_console);
	TEST(a_display_needs_another_console_to_leave);
	TEST(the_firmware_s_framebuffers_are_known_by_name);
}
