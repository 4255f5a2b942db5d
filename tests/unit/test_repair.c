/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What disagrees is told once for each device, and mended only where that is sure. */
#include "../../engine/model/judged.h"
#include "../../engine/plan/step.h"
#include "good_host.h"

static struct xpt_report *report;
static struct xpt_plan *plan;

/* As a host where all agree, for a test to change. */
static void make(void)
{
	make_host();
	host.domains_read = host.unfinished_read = fact_int_known(1);
	for (size_t i = 0; i < host.device_count; i++) {
		devices[i].driver_override = (struct fact_text)ABSENT;
		devices[i].hidden_at_boot = devices[i].in_slots = fact_int_known(0);
	}
}

/* The first NIC is in pciback, and not in quarantine. */
static void make_half(void)
{
	make();
	devices[0].driver = (struct fact_text)TEXT("pciback");
	devices[0].in_slots = fact_int_known(1);
}

static void look(void)
{
	auto_of(judged) struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_repair(&host, NULL, &report, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_repair(&host, judged, &plan, NULL), 0);
}

static void end(void)
{
	xpt_report_free(report);
	xpt_plan_free(plan);
	report = NULL;
	plan = NULL;
}

/* Looks, and expects this verdict and so many steps. */
static void expect(enum xpt_verdict verdict, size_t steps)
{
	look();
	CU_ASSERT_EQUAL(xpt_report_verdict(report), verdict);
	CU_ASSERT_EQUAL(plan->count, steps);
	end();
}

static void where_all_agree_there_is_nothing_to_tell(void)
{
	make();
	look();
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 0));
	CU_ASSERT_EQUAL(plan->count, 0);
	end();
}

static void what_pciback_has_is_quarantined(void)
{
	make_half();
	look();
	CU_ASSERT_PTR_NOT_NULL(xpt__report_find(report, &xpt__cause_disagreement));
	CU_ASSERT_EQUAL_FATAL(plan->count, 1);
	CU_ASSERT_EQUAL(plan->steps[0].op.verb, VERB_QUARANTINE);
	end();
}

static void what_the_boot_hid_is_no_half_state(void)
{
	make_half();
	devices[0].hidden_at_boot = fact_int_known(1);
	expect(XPT_PASS, 0);
	make_half();
	devices[0].driver_override = (struct fact_text)TEXT("pciback");
	expect(XPT_PASS, 0);
}

static void an_override_of_pciback_is_taken_from_what_dom0_uses(void)
{
	make();
	devices[0].driver_override = (struct fact_text)TEXT("pciback");
	look();
	CU_ASSERT_EQUAL_FATAL(plan->count, 1);
	CU_ASSERT_EQUAL(plan->steps[0].op.verb, VERB_OVERRIDE);
	ASSERT_TEXT(plan->steps[0].op.text, "");
	end();
	make();
	devices[0].driver_override = (struct fact_text)TEXT("vfio-pci");
	expect(XPT_PASS, 0);
}

static void what_is_not_known_is_told_and_mends_nothing(void)
{
	make_half();
	host.ownership = (struct fact_int)UNREADABLE;
	devices[0].owner = devices[1].owner = (struct owner){ .reason = "not asked" };
	expect(XPT_UNKNOWN, 0);
	make();
	host.unfinished_read = (struct fact_int)UNREADABLE;
	expect(XPT_UNKNOWN, 0);
	make();
	devices[0].driver_override = (struct fact_text)UNREADABLE;
	expect(XPT_UNKNOWN, 0);
	make();
	domains[1].model_devices.state = XPT_FACT_UNREADABLE;
	expect(XPT_UNKNOWN, 0);
}

static void what_the_checks_do_not_know_enough_of_is_left_alone(void)
{
	make_half();
	devices[0].header_type = (struct fact_int)UNREADABLE;
	look();
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_RISK);
	CU_ASSERT_EQUAL(plan->count, 0);
	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(report, 0)), "disagreement");
	end();
}

static void what_a_journal_tells_of_is_left_to_undo_or_to_its_process(void)
{
	struct unfinished_operation operation = { .title = "reserve it",
		.devices = LIST({ 0, 0, 5, 0 }) };

	make_half();
	host.unfinished = &operation;
	host.unfinished_count = 1;
	devices[0].unfinished = (struct fact_text)TEXT("reserve it");
	expect(XPT_BLOCKED, 0);
	make_half();
	host.changing = operation.devices;
	expect(XPT_PASS, 0);
	make_half();
	devices[0].held = (struct fact_text)TEXT("xpt hold (pid 78)");
	expect(XPT_PASS, 0);
}

static void what_was_torn_out_is_cleared_beside_an_operation_of_another(void)
{
	struct unfinished_operation operation = { .title = "reserve it",
		.devices = LIST({ 0, 0, 6, 0 }) };
	struct xpt_device gone = { .bdf = { 0, 4, 0, 0 },
		.address = "0000:04:00.0",
		.store_domid = KNOWN(2),
		.known_to_xen = KNOWN(0) };

	make();
	host.removed = &gone;
	host.removed_count = 1;
	host.unfinished = &operation;
	host.unfinished_count = 1;
	look();
	CU_ASSERT_PTR_NOT_NULL(xpt__report_find(report, &xpt__cause_disagreement));
	CU_ASSERT_EQUAL_FATAL(plan->count, 1);
	CU_ASSERT_EQUAL(plan->steps[0].op.verb, VERB_DETACH);
	end();
	operation.devices = (struct bdfs)LIST({ 0, 4, 0, 0 });
	expect(XPT_BLOCKED, 0);
}

static void what_xen_alone_gives_to_a_guest_is_detached(void)
{
	make();
	give(&devices[0], 2, "db");
	devices[0].disagreements.items =
			(const char *[]){ "Xen says d2 owns it, xenstore says nobody" };
	devices[0].disagreements.count = 1;
	/* xl may be about to write the record */
	devices[0].claim_domid = fact_int_known(2);
	expect(XPT_RISK, 0);
	devices[0].claim_domid = (struct fact_int)ABSENT;
	/* a backend that could not be read may have it */
	domains[2].store_devices.state = XPT_FACT_UNREADABLE;
	expect(XPT_RISK, 0);
	domains[2].store_devices.state = XPT_FACT_KNOWN;
	look();
	CU_ASSERT_EQUAL_FATAL(plan->count, 1);
	CU_ASSERT_EQUAL(plan->steps[0].op.verb, VERB_DETACH);
	CU_ASSERT_EQUAL(plan->steps[0].op.domid, 2);
	end();
	give(&devices[0], 1, "web");
	devices[0].claim_domid = (struct fact_int)ABSENT;
	domains[1].store_devices.state = XPT_FACT_KNOWN;
	domains[1].model = (struct fact_text)TEXT("qemu");
	expect(XPT_RISK, 1);
	/* its device model may call it otherwise */
	devices[0].store_domid = fact_int_known(1);
	expect(XPT_RISK, 0);
	give(&devices[0], 2, "db");
	devices[0].store_domid = (struct fact_int)ABSENT;
	/* a guest that is going gives it up by itself */
	domains[2].state = (struct fact_text)TEXT("dying");
	expect(XPT_RISK, 0);
}

static void a_repair_is_planned_as_a_repair_alone(void)
{
	auto_of(judged) struct xpt_judged *judged = NULL;

	make_half();
	CU_ASSERT_EQUAL_FATAL(xpt_check_repair(&host, NULL, &report, &judged, NULL), 0);
	CU_ASSERT_EQUAL(xpt_plan_for_request(&host, judged, &plan, NULL), XPT_STALE);
	CU_ASSERT_EQUAL(xpt_plan_for_repair(&host, NULL, &plan, NULL), XPT_INVALID);
	end();
}

SUITE(repair)
{
	TEST(where_all_agree_there_is_nothing_to_tell);
	TEST(what_pciback_has_is_quarantined);
	TEST(what_the_boot_hid_is_no_half_state);
	TEST(an_override_of_pciback_is_taken_from_what_dom0_uses);
	TEST(what_is_not_known_is_told_and_mends_nothing);
	TEST(what_the_checks_do_not_know_enough_of_is_left_alone);
	TEST(what_a_journal_tells_of_is_left_to_undo_or_to_its_process);
	TEST(what_was_torn_out_is_cleared_beside_an_operation_of_another);
	TEST(what_xen_alone_gives_to_a_guest_is_detached);
	TEST(a_repair_is_planned_as_a_repair_alone);
}
