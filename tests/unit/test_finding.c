/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/base/finding.h"

#include "../../engine/base/error.h"
#include "unit.h"

static const struct cause cause_shared = {
	.id = "shared", .verdict = XPT_BLOCKED, .because = "{device} shares memory with {sharers}",
	.remedies = {
		{ "give all to one domain", "xpt attach {domain} {device} {sharers}" },
		{ "accept the risk", "xpt attach --relaxed {domain} {device}" },
		{ "ask the vendor", NULL },
	},
};
static const struct cause cause_fine = {
	.id = "fine", .verdict = XPT_PASS, .because = "all is well"
};

static void blanks_are_filled_and_named_devices_are_its_subjects(void)
{
	struct xpt_report *report = xpt__report_new();
	struct xpt_finding *finding = xpt__report_add(report, &cause_shared,
			(const struct placeholder[]){ { "device", "0000:00:05.0" },
					{ "sharers", "0000:00:06.0 0000:00:07.0" },
					{ "domain", "g1" }, { NULL, NULL } });

	ASSERT_TEXT(xpt_finding_because(finding),
			"0000:00:05.0 shares memory with 0000:00:06.0 0000:00:07.0");
	ASSERT_TEXT(xpt_finding_device(finding, 2), "0000:00:07.0");
	CU_ASSERT_PTR_NULL(xpt_finding_device(finding, 3));
	ASSERT_TEXT(xpt_finding_domain(finding), "g1");
	ASSERT_TEXT(xpt_finding_remedy(finding, 1)->command,
			"xpt attach --relaxed g1 0000:00:05.0");
	xpt_report_free(report);
}

static void a_remedy_that_cannot_be_typed_is_left_out(void)
{
	struct xpt_report *report = xpt__report_new();
	struct xpt_finding *finding = xpt__report_add(report, &cause_shared,
			(const struct placeholder[]){
					{ "device", "0000:00:05.0" }, { NULL, NULL } });

	ASSERT_TEXT(xpt_finding_remedy(finding, 0)->text, "ask the vendor");
	CU_ASSERT_PTR_NULL(xpt_finding_remedy(finding, 1));
	xpt_report_free(report);
}

/* The command of the first remedy about @domain; "" where there is none. */
static void assert_command(const char *domain, const char *command)
{
	struct xpt_report *report = xpt__report_new();
	struct xpt_finding *finding = xpt__report_add(report, &cause_shared,
			(const struct placeholder[]){ { "device", "0000:00:05.0" },
					{ "sharers", "0000:00:06.0 0000:00:07.0" },
					{ "domain", domain }, { NULL, NULL } });
	const char *got = xpt_finding_remedy(finding, 0)->command;

	ASSERT_TEXT(got ? got : "", command);
	xpt_report_free(report);
}

static void a_command_can_be_pasted_whatever_the_domain_is_called(void)
{
	assert_command("web;reboot",
			"xpt attach 'web;reboot' 0000:00:05.0 0000:00:06.0 0000:00:07.0");
	assert_command("two words",
			"xpt attach 'two words' 0000:00:05.0 0000:00:06.0 0000:00:07.0");
	assert_command("it's", "xpt attach 'it'\\''s' 0000:00:05.0 0000:00:06.0 0000:00:07.0");
	assert_command("$(halt)", "xpt attach '$(halt)' 0000:00:05.0 0000:00:06.0 0000:00:07.0");
	assert_command("web-1.example_a",
			"xpt attach web-1.example_a 0000:00:05.0 0000:00:06.0 0000:00:07.0");
}

static void a_name_that_cannot_be_pasted_leaves_the_command_out(void)
{
	assert_command("--force", "");
	assert_command("a\x1b[2Jb", "");
	assert_command("a\nreboot", "");
}

static void the_worst_finding_comes_first_and_decides(void)
{
	struct xpt_report *report = xpt__report_new();

	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt__report_add(report, &cause_fine, NULL);
	xpt__report_add(report, &cause_shared, NULL);
	xpt__report_add_as(report, &cause_fine, XPT_RISK, NULL);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_BLOCKED);
	CU_ASSERT_EQUAL(xpt_finding_verdict(xpt_report_finding(report, 1)), XPT_RISK);
	CU_ASSERT_EQUAL(xpt_finding_verdict(xpt_report_finding(report, 2)), XPT_PASS);
	xpt_report_free(report);
}

static void a_hostile_name_cannot_reach_the_terminal(void)
{
	struct xpt_report *report = xpt__report_new();
	struct xpt_finding *finding = xpt__report_add(report, &cause_shared,
			(const struct placeholder[]){ { "device", "0000:00:05.0" },
					{ "sharers", "\x1b[2J" }, { NULL, NULL } });

	xpt__finding_evidence(finding, "guest", 1, "%s", "(XEN) \x1b]0;owned\a");
	CU_ASSERT_PTR_NULL(strchr(xpt_finding_because(finding), '\x1b'));
	CU_ASSERT_PTR_NULL(strchr(xpt_finding_evidence(finding, 0)->text, '\x1b'));
	xpt_report_free(report);
}

static void an_error_carries_its_findings(void)
{
	struct xpt_error *error = NULL;
	struct xpt_report *report = xpt__report_new();

	xpt__report_add(report, &cause_shared, NULL);
	CU_ASSERT_EQUAL(xpt__error_report(&error, XPT_REFUSED, report, "cannot %s", "do it"),
			XPT_REFUSED);
	CU_ASSERT_EQUAL(xpt_error_code(error), XPT_REFUSED);
	ASSERT_TEXT(xpt_error_message(error), "cannot do it");
	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(xpt_error_report(error), 0));
	xpt_error_free(error);
}

/* A text that the locale cannot write stands for one that there is no memory for. */
static void an_error_without_its_text_keeps_its_code(void)
{
	struct xpt_error *error = NULL;

	CU_ASSERT_EQUAL(xpt__error_set(&error, XPT_STUCK, "%ls", L"\u2026"), XPT_STUCK);
	CU_ASSERT_EQUAL(xpt_error_code(error), XPT_STUCK);
	ASSERT_TEXT(xpt_error_message(error), "out of memory");
	CU_ASSERT_PTR_NULL(xpt_error_report(error));
	xpt_error_free(error);
}

SUITE(finding)
{
	TEST(blanks_are_filled_and_named_devices_are_its_subjects);
	TEST(a_remedy_that_cannot_be_typed_is_left_out);
	TEST(a_command_can_be_pasted_whatever_the_domain_is_called);
	TEST(a_name_that_cannot_be_pasted_leaves_the_command_out);
	TEST(the_worst_finding_comes_first_and_decides);
	TEST(a_hostile_name_cannot_reach_the_terminal);
	TEST(an_error_carries_its_findings);
	TEST(an_error_without_its_text_keeps_its_code);
}
