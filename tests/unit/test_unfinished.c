/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a snapshot says of operations that never ended, and what a check makes of it. */
#include "../../engine/formats/unfinished.h"
#include "fake_source.h"
#include "good_host.h"

#define DEVICES "sys/bus/pci/devices"

static const struct touch nic = { .kind = TOUCH_DEVICE, .bdf = { .device = 5 } };
static const struct touch file = { .kind = TOUCH_FILE, .path = "etc/x" };

static const struct fake a_host[] = {
	LIST_(DEVICES, "0000:00:05.0 0000:00:06.0"),
	FILE_(DEVICES "/0000:00:05.0/uevent", "PCI_ID=8086:10D3\n"),
	FILE_(DEVICES "/0000:00:06.0/uevent", "PCI_ID=8086:10D3\n"),
	FILE_("proc/sys/kernel/random/boot_id", "boot-1\n"),
	FILE_("proc/78/cmdline", "xpt"),
	END_,
};

/* A snapshot with one journal, of process @pid in @boot, followed by @events. */
static struct xpt_host *host_with(
		const char *boot, unsigned int pid, const struct touch *touch, const char *events)
{
	char *head = xpt__unfinished_head(boot, pid, touch, 1, "reserve 0000:00:05.0", "{}");
	char text[512];
	const struct fake journal[] = {
		LIST_("xpt", "boot-undo journal.1 journal.x watch.json"),
		FILE_("xpt/journal.1", text),
		END_,
	};

	CU_ASSERT_PTR_NOT_NULL_FATAL(head);
	snprintf(text, sizeof(text), "%s%s", head, events);
	free(head);
	return fake_host_of((const struct fake *const[]){ a_host, journal, NULL }, 0);
}

static size_t unfinished_of(
		const char *boot, unsigned int pid, const struct touch *touch, const char *events)
{
	struct xpt_host *read = host_with(boot, pid, touch, events);
	size_t count = read->unfinished_count;

	xpt_host_free(read);
	return count;
}

static void a_device_that_was_left_half_way_is_told(void)
{
	struct xpt_host *read = host_with("boot-1", 77, &nic, "begin 0\n");

	CU_ASSERT_EQUAL_FATAL(read->unfinished_count, 1);
	ASSERT_TEXT(read->unfinished[0].path, "xpt/journal.1");
	CU_ASSERT_EQUAL(read->devices[0].unfinished.state, XPT_FACT_KNOWN);
	ASSERT_TEXT(read->devices[0].unfinished.value, "reserve 0000:00:05.0");
	CU_ASSERT_EQUAL(read->devices[1].unfinished.state, XPT_FACT_ABSENT);
	xpt_host_free(read);
}

static void what_runs_was_not_begun_or_ended_by_a_reboot_is_not_half_way(void)
{
	CU_ASSERT_EQUAL(unfinished_of("boot-1", 77, &nic, ""), 0);
	CU_ASSERT_EQUAL(unfinished_of("boot-1", 77, &nic, "begin 0"), 0);
	CU_ASSERT_EQUAL(unfinished_of("boot-1", 78, &nic, "begin 0\n"), 0);
	CU_ASSERT_EQUAL(unfinished_of("boot-0", 77, &nic, "begin 0\n"), 0);
	CU_ASSERT_EQUAL(unfinished_of("boot-0", 77, &file, "begin 0\n"), 1);
}

static void what_runs_in_this_boot_is_changing_its_devices(void)
{
	struct xpt_bdf at = { 0, 0, 5, 0 };
	struct xpt_host *read = host_with("boot-1", 78, &nic, "begin 0\n");

	CU_ASSERT_TRUE(xpt__bdfs_have(&read->changing, at));
	xpt_host_free(read);
	read = host_with("boot-0", 78, &nic, "begin 0\n");
	CU_ASSERT_FALSE(xpt__bdfs_have(&read->changing, at));
	xpt_host_free(read);
}

static void what_is_held_is_told_with_who_holds_it_and_is_not_half_way(void)
{
	struct xpt_host *read = host_with("boot-1", 78, &nic, "begin 0\nhold 0\n");

	CU_ASSERT_EQUAL_FATAL(read->unfinished_count, 1);
	ASSERT_TEXT(read->unfinished[0].holder, "xpt (pid 78)");
	ASSERT_TEXT(read->devices[0].held.value, "xpt (pid 78)");
	CU_ASSERT_EQUAL(read->devices[0].unfinished.state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(read->devices[1].held.state, XPT_FACT_ABSENT);
	xpt_host_free(read);
	read = host_with("boot-1", 77, &nic, "begin 0\nhold 0\n");
	CU_ASSERT_EQUAL(read->devices[0].held.state, XPT_FACT_ABSENT);
	CU_ASSERT_EQUAL(read->devices[0].unfinished.state, XPT_FACT_KNOWN);
	xpt_host_free(read);
}

static void a_journal_that_is_damaged_is_told(void)
{
	struct xpt_host *read = host_with("boot-1", 77, &nic, "begin x\n");

	CU_ASSERT_EQUAL_FATAL(read->unfinished_count, 1);
	CU_ASSERT_TRUE(read->unfinished[0].damaged);
	CU_ASSERT_EQUAL(read->devices[0].unfinished.state, XPT_FACT_ABSENT);
	xpt_host_free(read);
}

static void a_folder_that_cannot_be_read_leaves_it_open(void)
{
	static const struct fake denied[] = { DENIED_("xpt", "permission denied"), END_ };
	struct xpt_host *read =
			fake_host_of((const struct fake *const[]){ a_host, denied, NULL }, 0);

	CU_ASSERT_EQUAL(read->unfinished_read.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(read->devices[0].unfinished.state, XPT_FACT_UNREADABLE);
	xpt_host_free(read);
}

/* What the check of an attach of the first NIC to "web" (d1) says with @operation beside it. */
static void attach_beside(struct unfinished_operation operation, const struct cause *cause)
{
	struct xpt_report *report;

	make_host();
	operation.title = "detach it";
	host.unfinished = &operation;
	host.unfinished_count = 1;
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), cause ? XPT_BLOCKED : XPT_PASS);
	if (cause)
		CU_ASSERT_PTR_NOT_NULL(xpt__report_find(report, cause));
	xpt_report_free(report);
	make_host();
}

static void only_what_is_about_the_same_device_or_domain_is_in_the_way(void)
{
	struct xpt_bdf at = { 0, 0, 5, 0 }, elsewhere = { 0, 0x7f, 0, 0 };
	const unsigned int web = 1, other = 99;

	attach_beside((struct unfinished_operation){ .devices = { .items = &at, .count = 1 } },
			&xpt__cause_unfinished_operation);
	attach_beside((struct unfinished_operation){ .domids = &web, .domid_count = 1 },
			&xpt__cause_unfinished_operation);
	attach_beside((struct unfinished_operation){ .domids = &web,
				      .domid_count = 1,
				      .holder = "xpt (pid 78)" },
			&xpt__cause_device_held);
	attach_beside((struct unfinished_operation){ .damaged = true },
			&xpt__cause_journal_damaged);
	attach_beside((struct unfinished_operation){ .devices = { .items = &elsewhere, .count = 1 },
				      .domids = &other,
				      .domid_count = 1 },
			NULL);
}

static void not_to_know_is_told_where_something_could_be_changed(void)
{
	struct xpt_report *report;

	make_host();
	host.unfinished_read = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	host.captured = true;
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	make_host();
}

SUITE(unfinished)
{
	TEST(a_device_that_was_left_half_way_is_told);
	TEST(what_runs_was_not_begun_or_ended_by_a_reboot_is_not_half_way);
	TEST(what_runs_in_this_boot_is_changing_its_devices);
	TEST(what_is_held_is_told_with_who_holds_it_and_is_not_half_way);
	TEST(a_journal_that_is_damaged_is_told);
	TEST(a_folder_that_cannot_be_read_leaves_it_open);
	TEST(only_what_is_about_the_same_device_or_domain_is_in_the_way);
	TEST(not_to_know_is_told_where_something_could_be_changed);
}
