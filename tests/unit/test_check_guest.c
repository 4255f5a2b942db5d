/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What checks say of a guest: what it has room for, and what it does to the device. */
#include "good_host.h"

#include "../../engine/model/usb.h"

static void options_without_effect_are_told(void)
{
	make_host();
	ANSWER(XPT_ATTACH, "web", XPT_MSITRANSLATE, XPT_RISK, xpt__cause_option_ignored);
	ANSWER(XPT_ATTACH, "db", XPT_PERMISSIVE, XPT_RISK, xpt__cause_permissive);
}

static void a_guest_has_so_many_interrupts(void)
{
	make_host();
	devices[0].msix_vectors = fact_int_known(129);
	ATTACH(XPT_RISK, xpt__cause_guest_irqs_short);
	ANSWER(XPT_ATTACH, NULL, 0, XPT_RISK, xpt__cause_guest_irqs_short);
	host.xen_command_line = fact_text_known("extra_guest_irqs=64,1024");
	ATTACH(XPT_RISK, xpt__cause_guest_irqs_short);
	devices[0].msix_vectors = fact_int_known(5);
	host.xen_command_line = fact_text_known("extra_guest_irqs=2");
	ATTACH(XPT_RISK, xpt__cause_guest_irqs_short);
	devices[0].msix_vectors = fact_int_known(129);
	host.xen_command_line = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].msix_vectors = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

/* The remedy holds a number that is enough, and then the check passes. */
static void the_value_that_is_proposed_is_enough(void)
{
	struct xpt_report *report;

	make_host();
	devices[0].msix_vectors = fact_int_known(129);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_guest_irqs_short), 0)
					->text,
			"let each guest have 256, and reboot");
	xpt_report_free(report);
	host.xen_command_line = fact_text_known("loglvl=all extra_guest_irqs=256");
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

static void assert_remedy_on(const char *xen_line, const char *command)
{
	struct xpt_report *report;

	host.xen_command_line = fact_text_known(xen_line);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_guest_irqs_short), 0)
					->command,
			command);
	xpt_report_free(report);
}

static void the_number_that_dom0_has_is_kept(void)
{
	make_host();
	devices[0].msix_vectors = fact_int_known(129);
	assert_remedy_on("extra_guest_irqs=2,512 loglvl=all",
			"xpt boot set xen extra_guest_irqs=256,512");
	/* Xen takes what it can read of each */
	assert_remedy_on("extra_guest_irqs=2,512 extra_guest_irqs=2,x",
			"xpt boot set xen extra_guest_irqs=256,512");
}

static void what_nr_irqs_leaves_is_no_matter_of_extra_guest_irqs(void)
{
	make_host();
	devices[0].msix_vectors = fact_int_known(129);
	assert_remedy_on("extra_guest_irqs=256 nr_irqs=128", "xpt boot delete xen nr_irqs");
	/* the larger number alone would not do */
	assert_remedy_on("nr_irqs=128", "xpt boot delete xen nr_irqs");
	assert_remedy_on("nr_irqs=512", "xpt boot set xen extra_guest_irqs=256");
}

static void large_bars_need_room_in_an_hvm_guest(void)
{
	struct xpt_report *report;

	make_host();
	bars[0].size_bytes = 256 << 20;
	ATTACH(XPT_RISK, xpt__cause_bars_large);
	report = ask(XPT_ATTACH, "db", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	devices[0].bars = NULL;
	devices[0].bar_count = 0;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void bars_have_the_room_that_mmio_hole_asked_for(void)
{
	struct xpt_report *report;

	make_host();
	bars[0].size_bytes = 256 << 20;
	domains[1].mmio_hole = fact_int_known(1LL << 30);
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	domains[1].mmio_hole = fact_int_known(300LL << 20);
	ATTACH(XPT_RISK, xpt__cause_bars_large);
	domains[1].mmio_hole = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	bars[0].size_bytes = 64 << 20; /* fits whatever it is */
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

/* fc000000 ends the hole, and at its start are 48 MiB of what is emulated. */
static void a_bar_lies_at_a_multiple_of_its_size(void)
{
	struct xpt_report *report;

	make_host();
	bars[0].size_bytes = 128 << 20;
	ATTACH(XPT_RISK, xpt__cause_bars_large);
	bars[0].size_bytes = 256 << 20;
	domains[1].mmio_hole = fact_int_known(512LL << 20);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_bars_large), 1)->text,
			"make the hole larger there: mmio_hole=1024 (MiB)");
	xpt_report_free(report);
	domains[1].mmio_hole = fact_int_known(1LL << 30);
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

/* Nobody tells whether hvmloader found them, and made its hole larger or placed them above the memory. */
static void the_room_beside_devices_of_the_guest_s_start_is_not_known(void)
{
	struct bar large[] = { { .type = "memory", .size_bytes = 16ULL << 30, .wide = true } };

	make_host();
	domains[1].devices = (struct bdfs)LIST(devices[1].bdf);
	devices[1].bars = large;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	large[0].size_bytes = 256 << 20;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	domains[1].max_memory_kib = fact_int_known(4 << 20);
	large[0].wide = false; /* has no address anyway */
	ATTACH(XPT_RISK, xpt__cause_bars_large);
}

static void what_cannot_be_read_of_the_guests_other_device_is_not_known(void)
{
	make_host();
	domains[1].devices = (struct bdfs)LIST(devices[1].bdf);
	devices[1].msi_vectors = devices[1].msix_vectors = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	domains[1].devices = (struct bdfs)LIST(devices[1].bdf);
	devices[1].bars = NULL;
	devices[1].bar_count = 0;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void memory_that_may_move_takes_no_device(void)
{
	make_host();
	domains[1].pod_kib = fact_int_known(4096);
	ATTACH(XPT_BLOCKED, xpt__cause_populate_on_demand);
	make_host();
	domains[1].paged_kib = fact_int_known(4);
	ATTACH(XPT_BLOCKED, xpt__cause_populate_on_demand);
	make_host();
	domains[1].shared_kib = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void a_device_that_nobody_drives_may_sleep(void)
{
	make_host();
	devices[0].driver = (struct fact_text)ABSENT;
	devices[0].power_state = fact_text_known("D3hot");
	ATTACH(XPT_RISK, xpt__cause_device_not_in_d0);
	devices[0].power_state = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void a_device_may_be_far_from_the_domain(void)
{
	struct bitmap near = { { 1 } };
	struct xpt_report *report;

	make_host();
	host.detail = XPT_DETAIL_PLACEMENT;
	host.nodes = fact_int_known(2);
	devices[0].node = fact_int_known(1);
	domains[1].node_affinity = (struct fact_bitmap){ XPT_FACT_KNOWN, &near, "0", NULL };
	ATTACH(XPT_RISK, xpt__cause_remote_device);
	domains[1].node_affinity = (struct fact_bitmap){ .state = XPT_FACT_UNREADABLE };
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	near.words[0] = 3;
	domains[1].node_affinity = (struct fact_bitmap){ XPT_FACT_KNOWN, &near, "0-1", NULL };
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	devices[0].node = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	host.nodes = fact_int_known(1);
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

static void no_node_is_near_devices_on_several(void)
{
	struct bitmap elsewhere = { { 4 } };
	struct xpt_report *report;

	make_host();
	host.detail = XPT_DETAIL_PLACEMENT;
	host.nodes = fact_int_known(3);
	devices[0].node = fact_int_known(1);
	devices[1].node = fact_int_known(0);
	domains[1].node_affinity = (struct fact_bitmap){ XPT_FACT_KNOWN, &elsewhere, "2", NULL };
	domains[1].devices = (struct bdfs)LIST({ 0, 0, 6, 0 });
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_remote_device), 0)
					->command,
			"xpt place web --why");
	xpt_report_free(report);
}

static void what_a_device_leaves_behind_is_told(void)
{
	make_host();
	host.xen_command_line = fact_text_known("iommu=no-quarantine");
	ATTACH(XPT_RISK, xpt__cause_quarantine_off);
	host.xen_command_line = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].driver = fact_text_known("pciback");
	devices[0].permissive = fact_int_known(1);
	ATTACH(XPT_RISK, xpt__cause_permissive_before);
	devices[0].permissive = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].class_code = fact_int_known(0x300);
	devices[0].vendor_id = fact_int_known(0x1002);
	devices[0].device_id = fact_int_known(0x67df);
	ATTACH(XPT_RISK, xpt__cause_reset_stuck);
}

static void who_has_which_vf_is_told(void)
{
	struct xpt_report *report;

	make_host();
	devices[0].virtual_functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	give(&devices[1], 2, "db");
	report = ask(XPT_RESERVE, NULL, 0);
	ASSERT_TEXT(xpt_finding_because(
				    xpt__report_find(report, &xpt__cause_virtual_functions_in_use)),
			"0000:00:05.0 has virtual functions in use: 0000:00:06.0 (db)");
	xpt_report_free(report);
	devices[1].owner.kind = OWNER_UNKNOWN;
	report = ask(XPT_RESERVE, NULL, 0);
	ASSERT_TEXT(xpt_finding_because(
				    xpt__report_find(report, &xpt__cause_virtual_functions_in_use)),
			"0000:00:05.0 has virtual functions in use: 0000:00:06.0 (owner not known)");
	xpt_report_free(report);
}

static void a_vf_whose_owner_is_not_known_may_be_in_use(void)
{
	make_host();
	devices[0].virtual_functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	devices[1].owner.kind = OWNER_UNKNOWN;
	ANSWER(XPT_RESERVE, NULL, 0, XPT_UNKNOWN, xpt__cause_unreadable);
}

static void a_controller_stays_while_a_guest_has_what_is_plugged_into_it(void)
{
	struct usb_child child = { .controller = { 0 },
		.at = { .bus = 1, .ports = { 2 }, .depth = 1 } };
	struct xpt_report *report;

	make_host();
	devices[0].class_code = (struct fact_int)KNOWN(CLASS_USB);
	devices[0].driver = (struct fact_text)TEXT("xhci_hcd");
	child.controller = devices[0].bdf;
	child.domid = domains[2].id;
	host.usb_children = &child;
	host.usb_child_count = 1;
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_usb_children);
	report = ask(XPT_RESERVE, NULL, 0);
	ASSERT_TEXT(xpt_finding_because(xpt__report_find(report, &xpt__cause_usb_children)),
			"db has 1-2, which is plugged into 0000:00:05.0");
	xpt_report_free(report);
	child.controller.bus++;
	report = ask(XPT_RESERVE, NULL, 0);
	CU_ASSERT_PTR_NULL(xpt__report_find(report, &xpt__cause_usb_children));
	xpt_report_free(report);
	host.usb_children_why = (struct fact_text)FACT_UNREADABLE("xenstore is silent");
	ANSWER(XPT_RESERVE, NULL, 0, XPT_UNKNOWN, xpt__cause_unreadable);
}

static void assert_detach_of(const char *name, const char *command)
{
	struct usb_child child = { .at = { .bus = 1, .ports = { 2 }, .depth = 1 } };
	const struct xpt_finding *finding;
	struct xpt_report *report;

	make_host();
	devices[0].class_code = (struct fact_int)KNOWN(CLASS_USB);
	devices[0].driver = (struct fact_text)TEXT("xhci_hcd");
	domains[2].name = (struct fact_text)TEXT(name);
	child.controller = devices[0].bdf;
	child.domid = domains[2].id;
	host.usb_children = &child;
	host.usb_child_count = 1;
	report = ask(XPT_RESERVE, NULL, 0);
	finding = xpt__report_find(report, &xpt__cause_usb_children);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	CU_ASSERT_EQUAL(strncmp(xpt_finding_because(finding), name, strlen(name)), 0);
	ASSERT_TEXT(xpt_finding_remedy(finding, 0)->command, command);
	xpt_report_free(report);
}

static void a_guests_name_is_quoted_once_and_in_commands_only(void)
{
	assert_detach_of("a b", "xpt detach 'a b' 1-2");
	assert_detach_of("o'b", "xpt detach 'o'\\''b' 1-2");
}

static void a_guest_that_cannot_be_typed_is_told_all_the_same(void)
{
	assert_detach_of("-f", "xpt usb list --tree");
}

SUITE(check_guest)
{
	TEST(a_guests_name_is_quoted_once_and_in_commands_only);
	TEST(a_guest_that_cannot_be_typed_is_told_all_the_same);
	TEST(options_without_effect_are_told);
	TEST(a_guest_has_so_many_interrupts);
	TEST(the_value_that_is_proposed_is_enough);
	TEST(what_nr_irqs_leaves_is_no_matter_of_extra_guest_irqs);
	TEST(the_number_that_dom0_has_is_kept);
	TEST(large_bars_need_room_in_an_hvm_guest);
	TEST(bars_have_the_room_that_mmio_hole_asked_for);
	TEST(a_bar_lies_at_a_multiple_of_its_size);
	TEST(the_room_beside_devices_of_the_guest_s_start_is_not_known);
	TEST(what_cannot_be_read_of_the_guests_other_device_is_not_known);
	TEST(memory_that_may_move_takes_no_device);
	TEST(a_device_that_nobody_drives_may_sleep);
	TEST(a_device_may_be_far_from_the_domain);
	TEST(no_node_is_near_devices_on_several);
	TEST(what_a_device_leaves_behind_is_told);
	TEST(who_has_which_vf_is_told);
	TEST(a_vf_whose_owner_is_not_known_may_be_in_use);
	TEST(a_controller_stays_while_a_guest_has_what_is_plugged_into_it);
}
