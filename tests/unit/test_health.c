/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a device sane after its use? What is noted where it is not, who reads it, and when it ends. */
#include <stdio.h>

#include "../../engine/apply/apply.h"
#include "../../engine/base/bdf.h"
#include "../../engine/formats/sanity.h"
#include "../../engine/formats/taint.h"
#include "../../engine/source/paths.h"
#include "../script/try.h"
#include "fake_source.h"
#include "good_host.h"
#include "unit.h"

#define SILENT "config unreadable\n"
#define CONFIG(bars, lanes)                                                         \
	"vendor 8086\ndevice 10d3\nheader_type 0\nbars " bars "\nlink_lanes " lanes \
	"\npower D0\nkind endpoint\n"
#define GOOD_BARS "fe000000 00000000 0000c001 0000000c 00000080 00000000"
#define SANE CONFIG(GOOD_BARS, "8")
#define SINCE_OLD "1764470000 8086:10d3 8 all bits of its config space are set"
#define DEVICE PATH_DEVICES "/0000:00:05.0"
#define TAINT PATH_STORE_TAINTS "/0000-00-05-0"

static void expect_sanity(const char *config, const char *resource, unsigned int lanes,
		enum sanity sanity, const char *reason)
{
	char told[SANITY_TEXT] = "";

	CU_ASSERT_EQUAL(xpt__sanity_of(xpt__span_of(config), xpt__span_of(resource), lanes, told),
			sanity);
	ASSERT_TEXT(told, reason);
}

static void a_config_space_that_answers_with_its_bars_is_sane(void)
{
	expect_sanity(SANE, WORLD_RESOURCE, 0, SANITY_SANE, "");
	expect_sanity(SANE, WORLD_RESOURCE, 8, SANITY_SANE, "");
	expect_sanity("vendor 8086\nheader_type 1\nkind root-port\n", "", 0, SANITY_SANE, "");
	expect_sanity(SILENT, "", 0, SANITY_LOST, "all bits of its config space are set");
}

static void a_bar_without_the_address_that_the_kernel_gave_it_is_lost(void)
{
	expect_sanity(CONFIG("00000000 0 0000c001 0000000c 00000080 0", "8"), WORLD_RESOURCE, 0,
			SANITY_LOST, "BAR 0 has lost its address");
	expect_sanity(CONFIG("fe000000 0 00000001 0000000c 00000080 0", "8"), WORLD_RESOURCE, 0,
			SANITY_LOST, "BAR 2 has lost its address");
	/* the lower half of a 64-bit address may well be 0 */
	expect_sanity(CONFIG("fe000000 0 0000c001 0000000c 00000000 0", "8"), WORLD_RESOURCE, 0,
			SANITY_LOST, "BAR 3 has lost its address");
}

static void what_never_was_in_a_register_is_not_lost(void)
{
	static const char zero[] = CONFIG("0 0 0 0 0 0", "8");

	/* without an address of the kernel's, fixed, or told by enhanced allocation */
	expect_sanity(zero,
			"0x00000000fe000000 0x00000000fe01ffff 0x0000000020040200\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n",
			0, SANITY_SANE, "");
	expect_sanity(zero,
			"0x00000000000001f0 0x00000000000001f7 0x0000000000000110\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n",
			0, SANITY_SANE, "");
	expect_sanity(zero,
			"0x00000000fe000000 0x00000000fe01ffff 0x0000000000000220\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n",
			0, SANITY_SANE, "");
	/* a virtual function tells no vendor, and has its memory from the physical one */
	expect_sanity("header_type 0\nbars 0 0 0 0 0 0\nkind endpoint\n", WORLD_RESOURCE, 0,
			SANITY_SANE, "");
}

static void a_link_with_fewer_lanes_than_before_is_lost(void)
{
	expect_sanity(SANE, WORLD_RESOURCE, 16, SANITY_LOST, "its link has 8 lanes, and had 16");
	expect_sanity(SANE, WORLD_RESOURCE, 4, SANITY_SANE, "");
}

static void what_does_not_tell_enough_is_not_known(void)
{
	expect_sanity("", "", 0, SANITY_UNKNOWN, "");
	expect_sanity(SANE, "", 0, SANITY_UNKNOWN, "");
	expect_sanity("vendor 8086\nheader_type 0\n", WORLD_RESOURCE, 0, SANITY_UNKNOWN, "");
	expect_sanity(SANE "capabilities unreadable\n", WORLD_RESOURCE, 0, SANITY_UNKNOWN, "");
	expect_sanity("vendor 8086\nheader_type 0\npower D3hot\nbars 0 0 0 0 0 0\n", WORLD_RESOURCE,
			0, SANITY_UNKNOWN, "");
	expect_sanity("header_type 1\n", "", 8, SANITY_UNKNOWN, "");
}

static void a_note_reads_as_it_was_written(void)
{
	static const char *const damaged[] = { "", "x 8086:10d3 0 a", "1 8086:10d3 0",
		"1 8086:10d3 x a", "1 8086:10d3 33 a", "1 80861:0d3 0 a", "1 8086:10dg 0 a",
		"1 8086:10d3: 0 a", "99999999999999 8086:10d3 0 a", "-1 8086:10d3 0 a" };
	struct taint taint = { 0 };
	auto_free char *text = NULL;
	char date[TAINT_DATE_TEXT];

	CU_ASSERT_TRUE_FATAL(xpt__taint_read(SPAN(SINCE_OLD), &taint));
	text = xpt__taint_text(&taint);
	ASSERT_TEXT(text, SINCE_OLD);
	ASSERT_TEXT(xpt__taint_date(&taint, date), "2025-11-30 02:33:20 UTC");
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++)
		CU_ASSERT_FALSE(xpt__taint_read(xpt__span_of(damaged[i]), &taint));
}

static void a_device_that_does_not_answer_after_a_detach_is_noted_and_told(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	nic->config = SANE;
	try_make_attached(world);
	ASSERT_TEXT(nic->taint, "");
	nic->config = SILENT;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(
			strstr(nic->taint, " 8086:10d3 0 all bits of its config space are set"));
	CU_ASSERT_PTR_NOT_NULL(strstr(world->told, "tainted 0 0000:00:05.0"));
	ASSERT_TEXT(world->devices[WORLD_PF].taint, "");
	try_finish(world);
}

static void a_device_that_needs_a_moment_after_its_reset_is_waited_for(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	try_make_attached(world);
	nic->config = SILENT;
	nic->config_later = SANE;
	nic->waits = 3;
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_FORCE, NULL), 0);
	ASSERT_TEXT(nic->taint, "");
	try_finish(world);
}

static void a_device_that_cannot_be_read_is_not_tainted(void)
{
	struct world *world = world_new();

	try_begin();
	try_make_attached(world);
	CU_ASSERT_EQUAL(try_apply(world, XPT_DETACH, &try_nic, 1, XPT_FORCE, NULL), 0);
	ASSERT_TEXT(world->devices[0].taint, "");
	CU_ASSERT_PTR_NULL(strstr(world->told, "tainted"));
	try_finish(world);
}

static void a_link_is_compared_with_what_it_was_where_no_driver_lets_it_shrink(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	nic->config = SANE;
	try_make_ready(world);
	nic->config = CONFIG(GOOD_BARS, "16");
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(nic->taint, "");
	try_finish(world);
}

static void a_lost_link_stays_noted_until_it_is_back(void)
{
	static const char noted[] = "5 8086:10d3 16 its link has 8 lanes, and had 16";
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	nic->config = CONFIG(GOOD_BARS, "16");
	try_make_ready(world);
	snprintf(nic->taint, sizeof(nic->taint), "%s", noted);
	nic->config = SANE;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(nic->taint, noted);
	nic->config = SILENT;
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, XPT_ACCEPT_TAINT, NULL), 0);
	ASSERT_TEXT(nic->taint, noted);
	nic->config = CONFIG(GOOD_BARS, "16");
	CU_ASSERT_EQUAL(try_apply(world, XPT_RELEASE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(nic->taint, "");
	try_finish(world);
}

/* What is noted of the NIC, and its config space, before it is reserved: what is noted after? */
static void expect_note(const char *before, const char *config, bool replaced, const char *after)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	nic->config = config;
	nic->replaced = replaced;
	snprintf(nic->taint, sizeof(nic->taint), "%s", before);
	CU_ASSERT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(nic->taint, after);
	try_finish(world);
}

static void a_note_ends_with_a_reset_after_which_the_device_is_sane(void)
{
	expect_note(SINCE_OLD, SANE, false, "");
	expect_note(SINCE_OLD, SILENT, false, SINCE_OLD);
	expect_note(SINCE_OLD, "", false, SINCE_OLD);
	expect_note(SINCE_OLD, CONFIG(GOOD_BARS, "4"), false,
			"1764470000 8086:10d3 8 its link has 4 lanes, and had 8");
}

static void a_note_of_another_device_is_no_note_of_this_one(void)
{
	expect_note(SINCE_OLD, SANE, true, "");
	expect_note("damaged", SANE, false, "");
}

static void an_undo_looks_too(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];
	const char *message;

	try_begin();
	nic->config = SILENT;
	world->refuse = "assign 0000:00:05.0";
	world->refusals = 1;
	CU_ASSERT_NOT_EQUAL(try_apply(world, XPT_RESERVE, &try_nic, 1, 0, &message), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(nic->taint, "all bits"));
	try_finish(world);
}

static void a_failed_attach_of_a_reserved_device_looks_at_what_came_back(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	try_make_ready(world);
	nic->config = SILENT;
	world->refuse = "pci-add d7 0000:00:05.0";
	world->refusals = 1;
	CU_ASSERT_NOT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(nic->taint, "all bits"));
	try_finish(world);
}

static void what_is_not_sane_after_its_reset_is_not_given_to_a_guest(void)
{
	const struct xpt_bdf both[] = { try_disk, try_nic };
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];
	const char *message;

	try_begin();
	nic->config = SILENT;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, both, 2, 0, &message), XPT_REFUSED);
	ASSERT_TEXT(message,
			"cannot attach 0000:01:00.0 0000:00:05.0 to g1: 0000:00:05.0 is not sane after its reset: "
			"all bits of its config space are set; what was done before is undone");
	CU_ASSERT_PTR_NULL(strstr(world->log, "pci-add"));
	ASSERT_TEXT(nic->driver, "e1000e");
	CU_ASSERT_PTR_NOT_NULL(strstr(nic->taint, "all bits"));
	CU_ASSERT_FALSE(try_journal());
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, both, 2, XPT_ACCEPT_TAINT, NULL), 0);
	CU_ASSERT_EQUAL(nic->store, WORLD_GUEST);
	CU_ASSERT_PTR_NOT_NULL(strstr(nic->taint, "all bits"));
	try_finish(world);
}

static void what_a_guest_was_given_is_its_own_affair(void)
{
	struct world *world = world_new();
	struct fake_pci *nic = &world->devices[0];

	try_begin();
	try_make_ready(world);
	nic->config = SILENT;
	CU_ASSERT_EQUAL(try_apply(world, XPT_ATTACH, &try_nic, 1, 0, NULL), 0);
	ASSERT_TEXT(nic->taint, "");
	try_finish(world);
}

/* A device without a driver was being reserved, and xpt died. */
static void what_pciback_lets_go_of_in_an_undo_is_looked_at(void)
{
	static const struct xpt_bdf bare = { 0, 0, 6, 0 };
	struct world *world = world_new();
	struct fake_pci *device = &world->devices[1];
	struct apply_context apply_context;
	struct xpt_plan *plan;
	size_t undone = 0;

	try_begin();
	plan = try_plan(world, XPT_RESERVE, &bare, 1, 0);
	world->die_after = 2;
	CU_ASSERT_TRUE(try_dies(world, plan));
	world->die_after = 0;
	device->config = SILENT;
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(device->taint, "all bits"));
	xpt_plan_free(plan);
	try_finish(world);
}

/* As a snapshot has it; NULL: nothing. */
static void expect_read(const struct fake *more, enum xpt_state state, const char *text)
{
	static const struct fake usual[] = { LIST_(PATH_DEVICES, "0000:00:05.0"),
		LINK_(DEVICE, "../../../devices/pci0000:00/0000:00:05.0"),
		FILE_(DEVICE "/uevent", "PCI_CLASS=20000\nPCI_ID=8086:10D3\n"),
		FILE_(DEVICE "/resource", WORLD_RESOURCE), LIST_(PATH_STORE_TAINTS, "0000-00-05-0"),
		FILE_(TAINT, SINCE_OLD), FILE_("xenstore/local/domain/0/domid", "0"),
		LIST_("xenstore/local/domain", "0"), FILE_(PATH_XEN_DOMAINS, "0 type=pv\n"), END_ };
	const struct fake *const tables[] = { more, usual, NULL };
	struct xpt_host *read = fake_host_of(tables, XPT_DETAIL_CONFIG);
	const struct fact_text *tainted;

	CU_ASSERT_PTR_NOT_NULL_FATAL(read);
	tainted = &read->devices[0].tainted;
	CU_ASSERT_EQUAL(tainted->state, state);
	if (text)
		ASSERT_TEXT(tainted->state == XPT_FACT_KNOWN ? tainted->value : tainted->reason,
				text);
	xpt_host_free(read);
}

static void what_was_noted_stands_until_the_device_reads_sane(void)
{
	static const struct fake silent[] = { FILE_("pci/0000:00:05.0", SILENT), END_ };
	static const struct fake sane[] = { FILE_("pci/0000:00:05.0", SANE), END_ };
	static const struct fake narrow[] = { FILE_("pci/0000:00:05.0", CONFIG(GOOD_BARS, "2")),
		END_ };
	static const struct fake denied[] = { DENIED_("pci/0000:00:05.0", "no"), END_ };
	static const char told[] =
			"since 2025-11-30 02:33:20 UTC: all bits of its config space are set";

	expect_read(silent, XPT_FACT_KNOWN, told);
	expect_read(denied, XPT_FACT_KNOWN, told);
	expect_read(narrow, XPT_FACT_KNOWN, told);
	expect_read(sane, XPT_FACT_ABSENT, NULL);
}

static void a_driver_of_dom0_does_not_end_what_was_noted_of_a_link(void)
{
	static const struct fake driven[] = { FILE_("pci/0000:00:05.0", SANE),
		LINK_(DEVICE "/driver", "../../bus/pci/drivers/e1000e"),
		FILE_(TAINT, "5 8086:10d3 16 its link has 8 lanes, and had 16"), END_ };
	static const struct fake back[] = { FILE_("pci/0000:00:05.0", CONFIG(GOOD_BARS, "16")),
		FILE_(TAINT, "5 8086:10d3 16 its link has 8 lanes, and had 16"), END_ };

	expect_read(driven, XPT_FACT_KNOWN,
			"since 1970-01-01 00:00:05 UTC: its link has 8 lanes, and had 16");
	expect_read(back, XPT_FACT_ABSENT, NULL);
}

static void what_was_noted_of_another_device_or_cannot_be_read_is_told_apart(void)
{
	static const struct fake other[] = { FILE_("pci/0000:00:05.0", SILENT),
		FILE_(DEVICE "/uevent", "PCI_CLASS=20000\nPCI_ID=8086:100E\n"), END_ };
	static const struct fake damaged[] = { FILE_(TAINT, "x"), END_ };
	static const struct fake denied[] = { DENIED_(TAINT, "no"), END_ };
	static const struct fake unlisted[] = { DENIED_(PATH_STORE_TAINTS, "not now"), END_ };

	expect_read(other, XPT_FACT_ABSENT, NULL);
	expect_read(damaged, XPT_FACT_UNREADABLE, "what was noted of it is damaged");
	expect_read(denied, XPT_FACT_UNREADABLE, NULL);
	expect_read(unlisted, XPT_FACT_UNREADABLE, NULL);
}

static void a_tainted_device_is_blocked_unless_that_is_accepted(void)
{
	make_host();
	devices[0].tainted = (struct fact_text)TEXT("since yesterday: all bits are set");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_device_tainted);
	ANSWER(XPT_ATTACH, "web", 0, XPT_BLOCKED, xpt__cause_device_tainted);
	ANSWER(XPT_ATTACH, "web", XPT_ACCEPT_TAINT, XPT_RISK, xpt__cause_device_tainted);
	ANSWER(XPT_RESERVE, NULL, XPT_ACCEPT_TAINT, XPT_RISK, xpt__cause_device_tainted);
	devices[0].silent = true;
	devices[0].header_type = (struct fact_int)FACT_UNREADABLE("all bits are set");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_device_tainted);
	devices[0].tainted = (struct fact_text)ABSENT;
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_device_gone);
	ANSWER(XPT_RESERVE, NULL, XPT_ACCEPT_TAINT, XPT_RISK, xpt__cause_device_gone);
	make_host();
	devices[0].tainted = (struct fact_text)FACT_UNREADABLE("damaged");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_UNKNOWN, xpt__cause_unreadable);
}

static void the_journal_notes_that_it_was_accepted(void)
{
	struct world *world = world_new();
	struct xpt_plan *plan = try_plan(world, XPT_RESERVE, &try_nic, 1, XPT_ACCEPT_TAINT);

	ASSERT_TEXT(plan->title, "reserve 0000:00:05.0, tainted or not");
	xpt_plan_free(plan);
	world_free(world);
}

SUITE(health)
{
	TEST(a_config_space_that_answers_with_its_bars_is_sane);
	TEST(a_bar_without_the_address_that_the_kernel_gave_it_is_lost);
	TEST(what_never_was_in_a_register_is_not_lost);
	TEST(a_link_with_fewer_lanes_than_before_is_lost);
	TEST(what_does_not_tell_enough_is_not_known);
	TEST(a_note_reads_as_it_was_written);
	TEST(a_device_that_does_not_answer_after_a_detach_is_noted_and_told);
	TEST(a_device_that_needs_a_moment_after_its_reset_is_waited_for);
	TEST(a_device_that_cannot_be_read_is_not_tainted);
	TEST(a_link_is_compared_with_what_it_was_where_no_driver_lets_it_shrink);
	TEST(a_lost_link_stays_noted_until_it_is_back);
	TEST(a_note_ends_with_a_reset_after_which_the_device_is_sane);
	TEST(a_note_of_another_device_is_no_note_of_this_one);
	TEST(an_undo_looks_too);
	TEST(a_failed_attach_of_a_reserved_device_looks_at_what_came_back);
	TEST(what_is_not_sane_after_its_reset_is_not_given_to_a_guest);
	TEST(what_a_guest_was_given_is_its_own_affair);
	TEST(what_pciback_lets_go_of_in_an_undo_is_looked_at);
	TEST(what_was_noted_stands_until_the_device_reads_sane);
	TEST(a_driver_of_dom0_does_not_end_what_was_noted_of_a_link);
	TEST(what_was_noted_of_another_device_or_cannot_be_read_is_told_apart);
	TEST(a_tainted_device_is_blocked_unless_that_is_accepted);
	TEST(the_journal_notes_that_it_was_accepted);
}
