/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual functions of disks: their controllers need queues, and must be online, before a guest can use them. */
#include <stdio.h>

#include <xpt/vf.h>

#include "../../engine/apply/apply.h"
#include "../../engine/formats/nvme_secondary.h"
#include "../../engine/model/model.h"
#include "../script/try.h"
#include "fake_source.h"
#include "good_host.h"
#include "page.h"
#include "unit.h"

#define DEVICES "sys/bus/pci/devices"
#define PF DEVICES "/0000:03:00.0"
#define OF(driver) "DRIVER=" driver "\nPCI_ID=8086:10C9\nPCI_CLASS=10802\n"

static void a_line_that_is_written_is_read_again(void)
{
	struct nvme_secondary_line written = { 1, fact_int_known(2), fact_int_known(1),
		fact_int_known(65535), fact_int_known(0) };
	struct nvme_secondary_line found;
	struct page page;
	struct span text;

	page_open(&page);
	xpt__nvme_secondary_write(page.to, &written);
	text = page_done(&page);
	ASSERT_TEXT(page.bytes, "1 cntlid=2 online=1 vq=65535 vi=0\n");
	CU_ASSERT_EQUAL(xpt__nvme_secondary_find(text, 0, &found), FOUND_NONE);
	CU_ASSERT_EQUAL(found.online.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL_FATAL(xpt__nvme_secondary_find(text, 1, &found), FOUND_ONE);
	CU_ASSERT(fact_is(found.cntlid, 2) && fact_is(found.online, 1));
	CU_ASSERT(fact_is(found.vq, 65535) && fact_is(found.vi, 0));
	free(page.bytes);
}

static void hostile_lines_are_not_known(void)
{
	static const char *const lines[] = { "0 online=2", "0 online=-1",
		"0 online=", "0 online=1 online=0" };
	struct nvme_secondary_line found;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		CU_ASSERT_EQUAL_FATAL(xpt__nvme_secondary_find(xpt__span_of(lines[i]), 0, &found),
				FOUND_ONE);
		CU_ASSERT_NOT_EQUAL(found.online.state, XPT_FACT_KNOWN);
	}
	CU_ASSERT_EQUAL(xpt__nvme_secondary_find(SPAN("0 online=1\n0 online=1\n"), 0, &found),
			FOUND_GARBLED);
}

/* A disk with VFs 0 and 1 of which @uevent tells, and whose controller is @state and tells @lines; NULL: nothing does. */
static struct xpt_host *host_with(const char *uevent, const char *state, const char *lines)
{
	const struct fake answers[] = { LIST_(DEVICES, "0000:03:00.0 0000:03:00.1 0000:03:00.2"),
		FILE_(PF "/uevent", uevent),
		FILE_(DEVICES "/0000:03:00.1/uevent", "PCI_ID=8086:10CA\nPCI_CLASS=10802\n"),
		FILE_(DEVICES "/0000:03:00.2/uevent", "PCI_ID=8086:10CA\nPCI_CLASS=10802\n"),
		LINK_(DEVICES "/0000:03:00.1/physfn", "../0000:03:00.0"),
		LINK_(DEVICES "/0000:03:00.2/physfn", "../0000:03:00.0"),
		FILE_("pci/0000:03:00.0", "sriov_total 2\nsriov_offset 1\nsriov_stride 1\n"),
		LIST_(PF "/nvme", "hwmon nvme3"), FILE_(PF "/nvme/nvme3/state", state),
		lines ? (struct fake)FILE_("nvme/nvme3", lines) : (struct fake)END_, END_ };

	return fake_host(answers, XPT_DETAIL_CONFIG);
}

static void each_vf_has_what_its_disk_tells_of_its_number(void)
{
	struct xpt_host *snapshot = host_with(OF("nvme"), "live\n",
			"queues total=4 primary=1 assigned=2 most=2 step=1\n"
			"0 cntlid=1 online=1 vq=2 vi=1\n1 cntlid=2 online=0 vq=0 vi=0\n");
	const struct xpt_device *disk = fake_device(snapshot, "03:00.0");
	const struct nvme_vf *first = &fake_device(snapshot, "03:00.1")->nvme_vf,
			     *second = &fake_device(snapshot, "03:00.2")->nvme_vf;

	CU_ASSERT(fact_text_is(first->controller, "nvme3"));
	CU_ASSERT(fact_is(first->online, 1) && fact_is(first->queues, 2));
	CU_ASSERT(fact_is(first->interrupts, 1) && fact_is(first->cntlid, 1));
	CU_ASSERT(fact_is(second->online, 0) && fact_is(second->queues, 0));
	CU_ASSERT_EQUAL(disk->nvme_vf.online.state, XPT_FACT_ABSENT);
	CU_ASSERT(fact_is(disk->nvme_queues.total, 4) && fact_is(disk->nvme_queues.primary, 1));
	CU_ASSERT(fact_is(disk->nvme_queues.assigned, 2) && fact_is(disk->nvme_queues.most, 2));
	CU_ASSERT_EQUAL(disk->nvme_interrupts.total.state, XPT_FACT_ABSENT);
	xpt_host_free(snapshot);
}

/* What is told of the first VF. */
static struct fact_int online_of(const char *uevent, const char *state, const char *lines)
{
	struct xpt_host *snapshot = host_with(uevent, state, lines);
	struct fact_int online = fake_device(snapshot, "03:00.1")->nvme_vf.online;

	xpt_host_free(snapshot);
	return online;
}

static void a_disk_that_cannot_be_asked_is_not_known(void)
{
	static const char line[] = "0 cntlid=1 online=1 vq=2 vi=1\n";

	CU_ASSERT_EQUAL(online_of(OF("pciback"), "live\n", line).state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(online_of(OF("nvme"), "resetting\n", line).state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(online_of(OF("nvme"), "live\n", "1 online=1\n").state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(online_of("DRIVER=nvme\nPCI_ID=8086:10C9\n", "live\n", line).state,
			XPT_FACT_UNREADABLE);
}

static void a_disk_without_virtualization_management_has_vfs_that_need_none(void)
{
	CU_ASSERT_EQUAL(online_of(OF("nvme"), "live\n", NULL).state, XPT_FACT_ABSENT);
}

static bool is_refused(void)
{
	auto_of(report) struct xpt_report *report = ask(XPT_ATTACH, "web", 0);

	return xpt__report_find(report, &xpt__cause_nvme_vf_offline) ||
			xpt__report_find(report, &xpt__cause_unreadable);
}

static void a_vf_that_no_guest_can_use_is_blocked(void)
{
	make_host();
	devices[0].nvme_vf =
			(struct nvme_vf){ TEXT("nvme0"), KNOWN(1), KNOWN(1), KNOWN(2), KNOWN(1) };
	devices[0].physical_function = fact_text_known(devices[1].address);
	devices[1].nvme_queues.total = fact_int_known(4);
	CU_ASSERT_FALSE(is_refused());
	devices[0].nvme_vf.queues.value = 1;
	ATTACH(XPT_BLOCKED, xpt__cause_nvme_vf_offline);
	devices[0].nvme_vf.queues.value = 2;
	devices[0].nvme_vf.online.value = 0;
	ATTACH(XPT_BLOCKED, xpt__cause_nvme_vf_offline);
	devices[0].nvme_vf.online = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void queues_that_nobody_gives_are_not_missed(void)
{
	make_host();
	devices[0].nvme_vf =
			(struct nvme_vf){ TEXT("nvme0"), KNOWN(1), KNOWN(1), KNOWN(0), KNOWN(1) };
	devices[0].physical_function = fact_text_known(devices[1].address);
	devices[1].nvme_queues.total = (struct fact_int)ABSENT;
	CU_ASSERT_FALSE(is_refused());
	devices[1].nvme_queues.total = fact_int_known(0);
	CU_ASSERT_FALSE(is_refused());
	devices[1].nvme_queues.total = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void words_are_known_in_order_and_in_range(void)
{
	static const char *const right[] = { "online=1", "online=0 vq=0 vi=0", "online=1 vq=65535",
		"online=1 vi=1" };
	static const char *const wrong[] = { "", "online", "online=2", "online=1 ", " online=1",
		"vq=1 online=1", "online=1  vq=1", "online=1 vi=1 vq=1", "online=1 vq=1 vq=1",
		"online=1 vq=65536", "online=1 vq=-1", "online=1 vq=01", "online=1\n" };
	struct nvme_words words;

	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++)
		CU_ASSERT(xpt__nvme_words_read(right[i], &words));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CU_ASSERT_FALSE(xpt__nvme_words_read(wrong[i], &words));
}

#define CONTROLLER "write nvme/nvme0 "

static struct xpt_plan *plan_of(struct world *world, const void *count)
{
	struct xpt_host *snapshot = world_snapshot(world);
	struct xpt_plan *plan = NULL;

	CU_ASSERT_EQUAL_FATAL(
			xpt_plan_for_vfs(snapshot,
					&XPT_OPTIONS(xpt_vf_request, .device = try_disk,
							.count = *(const unsigned int *)count),
					&plan, NULL),
			0);
	xpt_host_free(snapshot);
	return plan;
}

static void make_vfs(struct world *world, unsigned int count)
{
	struct apply_context apply_context = world_actor(world, try_folder);
	struct xpt_plan *plan = plan_of(world, &count);

	CU_ASSERT_EQUAL(xpt__plan_apply(&apply_context, plan, NULL), 0);
	xpt_plan_free(plan);
}

static struct world *new_disk(void)
{
	struct world *world = world_new();

	world->disk = world->nvme = true;
	world->autoprobe = false;
	return world;
}

static void new_vfs_of_a_disk_get_equal_shares_and_are_online(void)
{
	struct world *world = new_disk();

	try_begin();
	make_vfs(world, 2);
	ASSERT_TEXT(world->log,
			"write sys/bus/pci/devices/0000:01:00.0/sriov_numvfs 2\n" CONTROLLER
			"0 cntlid=1 online=1 vq=2 vi=1\n\n" CONTROLLER
			"1 cntlid=2 online=1 vq=2 vi=1\n\n");
	try_finish(world);
}

static void vfs_that_go_give_back_what_they_had(void)
{
	struct world *world = new_disk();

	try_begin();
	make_vfs(world, 1);
	CU_ASSERT_EQUAL(world->nvme_vfs[0].queues, 4); /* the most */
	make_vfs(world, 2);
	CU_ASSERT(world->nvme_vfs[0].online && world->nvme_vfs[1].online);
	CU_ASSERT_EQUAL(world->nvme_vfs[0].queues, 2);
	make_vfs(world, 0);
	CU_ASSERT_FALSE(world->nvme_vfs[0].online);
	CU_ASSERT_EQUAL(world->nvme_vfs[0].queues, 0);
	try_finish(world);
}

static void a_disk_that_keeps_its_queues_gives_none(void)
{
	struct world *world = new_disk();
	unsigned int count = 2;
	struct xpt_plan *plan;
	struct xpt_step step = { .size = sizeof(step) };

	try_begin();
	world->nvme_keeps = 2;
	plan = plan_of(world, &count);
	CU_ASSERT_TRUE_FATAL(xpt_plan_step(plan, 0, &step));
	ASSERT_TEXT(step.why,
			"as requested; their controllers stay as they are: its physical function can "
			"give each 1 of the queues, and one needs 2");
	xpt_plan_free(plan);
	make_vfs(world, 2);
	ASSERT_TEXT(world->log, "write sys/bus/pci/devices/0000:01:00.0/sriov_numvfs 2\n");
	try_finish(world);
}

/* They would wait in vain for what is offline, and give it up. */
static void drivers_of_dom0_get_vfs_once_they_are_online(void)
{
	struct world *world = new_disk();

	try_begin();
	world->autoprobe = true;
	make_vfs(world, 1);
	ASSERT_TEXT(world->log,
			"write sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe 0\n"
			"write sys/bus/pci/devices/0000:01:00.0/sriov_numvfs 1\n" CONTROLLER
			"0 cntlid=1 online=1 vq=4 vi=2\n\n"
			"write sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe 1\n"
			"write sys/bus/pci/drivers_probe 0000:01:00.1\n");
	CU_ASSERT_NOT_EQUAL(*world->devices[WORLD_PF + 1].driver, '\0');
	try_finish(world);
}

static void a_vf_stays_online_under_a_driver(void)
{
	struct world *world = new_disk();

	try_begin();
	make_vfs(world, 1);
	snprintf(world->devices[WORLD_PF + 1].driver, sizeof(world->devices[0].driver), "nvme");
	try_log_clear(world);
	make_vfs(world, 0);
	ASSERT_TEXT(world->log, "write sys/bus/pci/devices/0000:01:00.0/sriov_numvfs 0\n");
	try_finish(world);
}

/* A VF that is another's by the time of the undo. */
static void a_guest_keeps_its_controller_in_an_undo(void)
{
	struct world *world = new_disk();
	struct apply_context apply_context;
	unsigned int count = 1;
	size_t undone = 0;
	struct xpt_plan *plan;

	try_begin();
	plan = plan_of(world, &count);
	world->die_after = 2; /* the controller is online */
	CU_ASSERT_TRUE_FATAL(try_dies(world, plan));
	xpt_plan_free(plan);
	CU_ASSERT_TRUE_FATAL(world->nvme_vfs[0].online);
	world->die_after = 0;
	snprintf(world->devices[WORLD_PF + 1].owner, sizeof(world->devices[0].owner), "d7");
	try_log_clear(world);
	apply_context = world_actor(world, try_folder);
	CU_ASSERT_NOT_EQUAL(xpt__plan_undo(&apply_context, &undone, NULL), 0);
	CU_ASSERT_PTR_NULL(strstr(world->log, CONTROLLER));
	CU_ASSERT_TRUE(world->nvme_vfs[0].online);
	try_finish(world);
}

static void kill_at_any_write(bool autoprobe)
{
	struct world *world = new_disk();
	unsigned int count = 2;

	try_begin();
	world->autoprobe = autoprobe;
	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of, &count) > 2);
	make_vfs(world, 1);
	try_log_clear(world);
	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of, &count) > 3);
	count = 0;
	CU_ASSERT_TRUE(try_die_everywhere(world, plan_of, &count) > 1);
	try_finish(world);
}

static void a_kill_at_any_write_is_undone(void)
{
	kill_at_any_write(false);
	kill_at_any_write(true);
}

SUITE(nvme_vfs)
{
	TEST(a_line_that_is_written_is_read_again);
	TEST(hostile_lines_are_not_known);
	TEST(each_vf_has_what_its_disk_tells_of_its_number);
	TEST(a_disk_that_cannot_be_asked_is_not_known);
	TEST(a_disk_without_virtualization_management_has_vfs_that_need_none);
	TEST(a_vf_that_no_guest_can_use_is_blocked);
	TEST(queues_that_nobody_gives_are_not_missed);
	TEST(words_are_known_in_order_and_in_range);
	TEST(new_vfs_of_a_disk_get_equal_shares_and_are_online);
	TEST(vfs_that_go_give_back_what_they_had);
	TEST(a_disk_that_keeps_its_queues_gives_none);
	TEST(drivers_of_dom0_get_vfs_once_they_are_online);
	TEST(a_vf_stays_online_under_a_driver);
	TEST(a_guest_keeps_its_controller_in_an_undo);
	TEST(a_kill_at_any_write_is_undone);
}
