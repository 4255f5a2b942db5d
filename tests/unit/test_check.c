/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "good_host.h"

#include "../../engine/base/error.h"
#include "../../engine/model/graphics.h"
#include "../../engine/model/judged.h"
#include "verdicts.h"

static void a_good_host_passes_every_check(void)
{
	struct xpt_report *report;

	make_host();
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	report = ask(XPT_RESERVE, NULL, 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

static void what_dom0_lives_on_is_not_taken(void)
{
	static const char *uses[] = { "swap on /dev/sda2" };

	make_host();
	devices[0].critical = (struct texts){ uses, 1, XPT_FACT_KNOWN, NULL };
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_device);
	ANSWER(XPT_RESERVE, NULL, XPT_FORCE_CRITICAL, XPT_RISK, xpt__cause_critical_device);
	devices[0].critical = (struct texts){ .state = XPT_FACT_UNREADABLE, .reason = "no sysfs" };
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_critical_unknown);
	ANSWER(XPT_RESERVE, NULL, XPT_FORCE_CRITICAL, XPT_RISK, xpt__cause_critical_unknown);
}

static void a_device_can_be_judged_for_any_domain(void)
{
	struct xpt_report *report;

	make_host();
	report = ask(XPT_ATTACH, NULL, 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	devices[0].critical = (struct texts){ .state = XPT_FACT_UNREADABLE, .reason = "no sysfs" };
	report = ask(XPT_ATTACH, NULL, 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_BLOCKED);
	CU_ASSERT_PTR_NULL(xpt_finding_remedy(xpt_report_finding(report, 0), 1));
	xpt_report_free(report);
}

static void nobody_takes_a_device_from_a_guest(void)
{
	struct xpt_report *report;

	make_host();
	give(&devices[0], 2, "db");
	ATTACH(XPT_BLOCKED, xpt__cause_device_in_use);
	ANSWER(XPT_RESERVE, NULL, 0, XPT_BLOCKED, xpt__cause_device_in_use);
	ANSWER(XPT_RELEASE, NULL, 0, XPT_BLOCKED, xpt__cause_device_in_use);
	ANSWER(XPT_DETACH, "web", XPT_FORCE, XPT_BLOCKED, xpt__cause_not_attached);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_device_in_use), 0)
					->command,
			"xpt detach db 0000:00:05.0");
	xpt_report_free(report);
	report = ask(XPT_DETACH, "db", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
}

static void an_unknown_owner_stops_everything(void)
{
	make_host();
	devices[0].owner = (struct owner){ .kind = OWNER_UNKNOWN, .reason = "ring too small" };
	ATTACH(XPT_BLOCKED, xpt__cause_ownership_unknown);
	ANSWER(XPT_RELEASE, NULL, 0, XPT_BLOCKED, xpt__cause_ownership_unknown);
	ANSWER(XPT_DETACH, "web", 0, XPT_BLOCKED, xpt__cause_ownership_unknown);
}

static void a_half_detached_device_can_be_detached(void)
{
	make_host();
	ANSWER(XPT_DETACH, "web", 0, XPT_BLOCKED, xpt__cause_not_attached);
	devices[0].model_domid = fact_int_known(1);
	ANSWER(XPT_DETACH, "web", 0, XPT_RISK, xpt__cause_device_in_model);
}

static void bridges_and_strangers_stay(void)
{
	make_host();
	devices[0].header_type = fact_int_known(1);
	ATTACH(XPT_BLOCKED, xpt__cause_bridge);
	make_host();
	devices[0].known_to_xen = fact_int_known(0);
	ATTACH(XPT_BLOCKED, xpt__cause_device_unknown_to_xen);
	make_host();
	devices[0].header_type = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	devices[0].silent = true;
	ATTACH(XPT_BLOCKED, xpt__cause_device_gone);
	make_host();
	devices[0].known_to_xen = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void the_host_must_be_able_to(void)
{
	make_host();
	host.iommu = fact_int_known(0);
	ATTACH(XPT_BLOCKED, xpt__cause_iommu_disabled);
	host.iommu_firmware = fact_int_known(0);
	ATTACH(XPT_BLOCKED, xpt__cause_firmware_iommu_missing);
	host.iommu = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	host.interrupt_remapping = fact_int_known(0);
	ATTACH(XPT_RISK, xpt__cause_interrupt_remapping_off);
	host.pciback = fact_int_known(0);
	ATTACH(XPT_BLOCKED, xpt__cause_pciback_missing);
	host.pciback_error = fact_text_known("wrong at x");
	ATTACH(XPT_BLOCKED, xpt__cause_hide_parse_error);
	make_host();
	host.pciback = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	host.store = (struct fact_int)UNREADABLE;
	ATTACH(XPT_BLOCKED, xpt__cause_xenstore_silent);
}

static void the_domain_must_be_able_to(void)
{
	make_host();
	domains[1].type = fact_text_known("pvh");
	ATTACH(XPT_BLOCKED, xpt__cause_domain_type_unsupported);
	domains[1].type = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	domains[1].passthrough = fact_int_known(0);
	ATTACH(XPT_BLOCKED, xpt__cause_passthrough_off);
	domains[1].state = fact_text_known("dying");
	ATTACH(XPT_BLOCKED, xpt__cause_domain_state);
	ANSWER(XPT_ATTACH, "0", 0, XPT_BLOCKED, xpt__cause_domain_state);
}

static void shared_reserved_memory_names_the_sharers(void)
{
	struct region region = { .text = "7ffe0000-7ffe0fff",
		.line = 3,
		.devices = LIST({ 0, 0, 5, 0 }, { 0, 0, 6, 0 }) };
	static const char *texts[] = { "7ffe0000-7ffe0fff" };
	struct xpt_report *report;

	make_host();
	host.regions = &region;
	host.region_count = 1;
	devices[0].reserved_memory = (struct texts){ texts, 1, XPT_FACT_KNOWN, NULL };
	ATTACH(XPT_RISK, xpt__cause_reserved_memory);
	devices[0].reserved_memory_sharers = (struct bdfs)LIST({ 0, 0, 6, 0 });
	ATTACH(XPT_BLOCKED, xpt__cause_shared_reserved_memory);
	ANSWER(XPT_ATTACH, "web", XPT_RELAXED, XPT_RISK, xpt__cause_reserved_memory_relaxed);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)),
			"0000:00:05.0 shares reserved memory (RMRR) with 0000:00:06.0");
	CU_ASSERT_EQUAL(xpt_finding_evidence(xpt_report_finding(report, 0), 0)->line, 3);
	xpt_report_free(report);
	devices[1].owner.kind = OWNER_QUARANTINE;
	report = ask(XPT_ATTACH, "web", XPT_RELAXED);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	/* What is known to be shared is so, whatever else is not known. */
	host.regions_read = (struct fact_int)UNREADABLE;
	ATTACH(XPT_BLOCKED, xpt__cause_shared_reserved_memory);
	devices[0].reserved_memory_sharers.count = 0;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
}

static void root_is_not_told_to_be_root(void)
{
	struct xpt_report *report;

	make_host();
	host.regions_read = (struct fact_int)UNREADABLE;
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt_report_finding(report, 0), 0)->text,
			"run as root in dom0");
	xpt_report_free(report);
	host.by_root = true;
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_PTR_NULL(xpt_finding_remedy(xpt_report_finding(report, 0), 0));
	xpt_report_free(report);
}

static void resets_siblings_and_functions_are_looked_at(void)
{
	make_host();
	devices[0].reset = (struct fact_text)ABSENT;
	ATTACH(XPT_RISK, xpt__cause_reset_unavailable);
	devices[0].reset = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	ATTACH(XPT_RISK, xpt__cause_not_isolated);
	devices[0].kind = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].virtual_functions = (struct bdfs){ .state = XPT_FACT_UNREADABLE };
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	devices[0].virtual_functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	ATTACH(XPT_RISK, xpt__cause_virtual_functions_lost);
	give(&devices[1], 2, "db");
	ATTACH(XPT_BLOCKED, xpt__cause_virtual_functions_in_use);
	make_host();
	devices[0].physical_function = fact_text_known("0000:00:06.0");
	give(&devices[1], 2, "db");
	ATTACH(XPT_BLOCKED, xpt__cause_physical_function_in_use);
}

static bool asks_about_vfs(enum xpt_action action, const char *domain)
{
	struct xpt_report *report = ask(action, domain, 0);
	bool found = xpt__report_find(report, &xpt__cause_virtual_functions_in_use);

	xpt_report_free(report);
	return found;
}

/* Whoever unbinds it, pciback too, takes its VFs from the guests that have them. */
static void what_has_vfs_in_use_is_not_released(void)
{
	make_host();
	devices[0].virtual_functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	devices[0].driver = (struct fact_text)TEXT("pciback");
	devices[0].state = DEVICE_RESERVED;
	give(&devices[1], 2, "db");
	ANSWER(XPT_RELEASE, NULL, 0, XPT_BLOCKED, xpt__cause_virtual_functions_in_use);
	ANSWER(XPT_DETACH, "web", XPT_THEN_RELEASE, XPT_BLOCKED,
			xpt__cause_virtual_functions_in_use);
	make_host();
	devices[0].virtual_functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	give(&devices[1], 2, "db");
	CU_ASSERT_FALSE(asks_about_vfs(XPT_RELEASE, NULL));
	CU_ASSERT_FALSE(asks_about_vfs(XPT_DETACH, "web"));
}

static void bridges_and_neighbours_that_cannot_be_read_isolate_nothing(void)
{
	make_host();
	devices[0].parent = &devices[1];
	devices[1].kind = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].functions = (struct bdfs)LIST({ 0, 0, 6, 0 });
	devices[1].kind = (struct fact_text)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	make_host();
	devices[0].parent = &devices[1];
	devices[1].kind = fact_text_known("root-port");
	devices[1].vendor_id = fact_int_known(0x8086);
	devices[1].device_id = fact_int_known(0x8c10);
	ATTACH(XPT_RISK, xpt__cause_isolation_believed);
}

static int refused(struct xpt_request request)
{
	struct xpt_judged *judged = NULL;
	struct xpt_error *error = NULL;
	int rc = xpt_check_request(&host, &request, &judged, &error);

	CU_ASSERT_PTR_NULL(judged);
	CU_ASSERT_PTR_NOT_NULL(error);
	xpt_error_free(error);
	return rc;
}

static void a_request_without_sense_is_refused(void)
{
	struct xpt_bdf twice[] = { { 0, 0, 5, 0 }, { 0, 0, 5, 0 } }, none = { 0, 9, 9, 0 };
	struct xpt_request good = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .devices = twice,
					   .device_count = 1, .domain = "web"),
			   bad = good;

	make_host();
	bad.device_count = 2;
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad.slot = 5;
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad = good;
	bad.domain = "";
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad.action = XPT_DETACH;
	bad.domain = NULL;
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad = good;
	bad.domain = "nobody";
	CU_ASSERT_EQUAL(refused(bad), XPT_NOT_FOUND);
	bad = good;
	bad.flags = XPT_FORCE;
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad = good;
	bad.devices = &none;
	CU_ASSERT_EQUAL(refused(bad), XPT_NOT_FOUND);
	bad.device_count = 0;
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
	bad = good;
	bad.driver = "../e1000e";
	CU_ASSERT_EQUAL(refused(bad), XPT_INVALID);
}

static enum xpt_verdict host_verdict(const struct cause *cause)
{
	struct xpt_report *report = NULL;
	const struct xpt_finding *finding;
	enum xpt_verdict verdict;

	CU_ASSERT_EQUAL_FATAL(xpt_host_check(&host, &report, NULL), 0);
	finding = cause ? xpt__report_find(report, cause) : NULL;
	CU_ASSERT(!cause || finding);
	verdict = finding ? xpt_finding_verdict(finding) : xpt_report_verdict(report);
	xpt_report_free(report);
	return verdict;
}

static void a_host_is_judged_by_its_prerequisites(void)
{
	make_host();
	CU_ASSERT_EQUAL(host_verdict(NULL), XPT_PASS);
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_iommu_on), XPT_PASS);
	host.xen_command_line = fact_text_known("loglvl=all iommu=verbose,no-intremap");
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_dangerous_option), XPT_RISK);
	host.console_size_bytes = fact_int_known(16384);
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_console_ring_small), XPT_RISK);
	host.pciback_error = fact_text_known("wrong at x");
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_hide_parse_error), XPT_RISK);
	host.pciback = fact_int_known(0);
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_hide_parse_error), XPT_BLOCKED);
	host.pciback = fact_int_known(1);
	host.queued_invalidation = (struct fact_int)UNREADABLE;
	CU_ASSERT_EQUAL(host_verdict(NULL), XPT_UNKNOWN);
	host.xen_command_line = fact_text_known("iommu=off");
	host.iommu = fact_int_known(0);
	CU_ASSERT_EQUAL(host_verdict(&xpt__cause_iommu_disabled), XPT_BLOCKED);
}

/* Xen takes each boolean in six ways. */
static void an_option_that_is_switched_off_is_told_however_it_is_written(void)
{
	static const char *const off[][2] = { { "no-", "" }, { "", "=no" }, { "", "=off" },
		{ "", "=false" }, { "", "=disable" }, { "", "=0" } };
	static const char *const names[] = { "igfx", "intremap", "qinval", "quarantine" };
	char line[100];

	for (size_t i = 0; i < sizeof(off) / sizeof(*off); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
			make_host();
			snprintf(line, sizeof(line), "iommu=verbose,%s%s%s", off[i][0], names[k],
					off[i][1]);
			host.xen_command_line = fact_text_known(line);
			CU_ASSERT_EQUAL(host_verdict(&xpt__cause_dangerous_option), XPT_RISK);
			if (k == 3)
				ATTACH(XPT_RISK, xpt__cause_quarantine_off);
		}
	host.xen_command_line = fact_text_known("iommu=quarantine=1,intremap,igfx=on,no-igfxes=0");
	CU_ASSERT_EQUAL(host_verdict(NULL), XPT_PASS);
}

static void a_xenstore_that_was_not_asked_may_answer_or_not(void)
{
	struct xpt_report *report;

	make_host();
	host.store = (struct fact_int){ .state = XPT_FACT_UNREAD };
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_UNKNOWN);
	xpt_report_free(report);
}

/* The answer to the question @id of a report, asked of @device (NULL: host and domain). */
static const struct xpt_question *answer_of(
		const struct xpt_report *report, const char *id, const char *device)
{
	static struct xpt_question question;

	question = XPT_SIZED(xpt_question);
	for (size_t i = 0; xpt_report_question(report, i, &question); i++)
		if (!strcmp(question.id, id) && !question.device == !device &&
				(!device || !strcmp(question.device, device)))
			return &question;
	return NULL;
}

static void every_question_that_was_asked_is_kept_with_its_answer(void)
{
	struct xpt_question question = XPT_SIZED(xpt_question);
	struct xpt_report *report;

	make_host();
	host.xen_command_line = fact_text_known("iommu=no-quarantine");
	devices[0].reset = (struct fact_text)UNREADABLE;
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL_FATAL(answer_of(report, "identity", devices[0].address)->verdict, XPT_PASS);
	CU_ASSERT_PTR_NULL(answer_of(report, "identity", devices[0].address)->finding);
	ASSERT_TEXT(answer_of(report, "memory", NULL)->text,
			"is all of the guest's memory there, and its own?");
	CU_ASSERT_EQUAL(answer_of(report, "reset", devices[0].address)->verdict, XPT_UNKNOWN);
	ASSERT_TEXT(xpt_finding_cause(answer_of(report, "quarantine", NULL)->finding),
			"quarantine-off");
	CU_ASSERT_PTR_NULL(answer_of(report, "reset", devices[1].address));
	CU_ASSERT_FALSE(xpt_report_question(report, 100, &question));
	xpt_report_free(report);
}

static void what_has_no_meaning_is_not_asked(void)
{
	struct xpt_report *report;

	make_host();
	report = ask(XPT_ATTACH, "db", 0);
	CU_ASSERT_PTR_NULL(answer_of(report, "memory", NULL));
	CU_ASSERT_PTR_NULL(answer_of(report, "bars", NULL));
	CU_ASSERT_PTR_NOT_NULL(answer_of(report, "domain", NULL));
	xpt_report_free(report);
	report = ask(XPT_ATTACH, NULL, 0);
	CU_ASSERT_PTR_NULL(answer_of(report, "domain", NULL));
	xpt_report_free(report);
	give(&devices[0], 1, "web");
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_PTR_NULL(answer_of(report, "reset", devices[0].address));
	CU_ASSERT_PTR_NOT_NULL(answer_of(report, "ownership", devices[0].address));
	xpt_report_free(report);
}

static void a_display_is_asked_what_is_peculiar_to_graphics(void)
{
	static const char *efifb[] = { "efifb in BAR 0" };
	struct graphics graphics = { .boot_vga = KNOWN(0), .framebuffers.state = XPT_FACT_KNOWN };
	struct xpt_report *report;

	make_host();
	devices[0].class_code = fact_int_known(CLASS_VGA);
	devices[0].graphics = &graphics;
	devices[0].driver = fact_text_known("pciback");
	devices[0].hidden_at_boot = fact_int_known(1);
	devices[0].state = DEVICE_RESERVED;
	bars[0].address = 0xe0000000;
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_PASS);
	xpt_report_free(report);
	graphics.framebuffers = (struct texts){ efifb, 1, XPT_FACT_KNOWN, NULL };
	graphics.of_firmware = fact_text_known("efi-framebuffer.0");
	host.drawn_console = (struct fact_int){ .state = XPT_FACT_UNREADABLE, .reason = "no" };
	ATTACH(XPT_RISK, xpt__cause_graphics_peculiar);
	graphics.framebuffers = (struct texts){ .state = XPT_FACT_UNREADABLE, .reason = "no" };
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
	graphics.framebuffers.state = XPT_FACT_KNOWN;
	bars[0].address = 0;
	ATTACH(XPT_BLOCKED, xpt__cause_graphics_peculiar);
	bars[0].address = 0xe0000000;
	devices[0].hidden_at_boot = fact_int_known(0);
	report = ask(XPT_ATTACH, "web", 0);
	ASSERT_TEXT(xpt_finding_remedy(xpt__report_find(report, &xpt__cause_graphics_set_up), 0)
					->command,
			"xpt hide --group 0000:00:05.0");
	xpt_report_free(report);
	devices[0].hidden_next = fact_int_known(1);
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_PTR_NULL(xpt_finding_remedy(
			xpt__report_find(report, &xpt__cause_graphics_set_up), 0));
	xpt_report_free(report);
}

SUITE(check)
{
	TEST(a_good_host_passes_every_check);
	TEST(what_has_vfs_in_use_is_not_released);
	TEST(what_dom0_lives_on_is_not_taken);
	TEST(a_device_can_be_judged_for_any_domain);
	TEST(nobody_takes_a_device_from_a_guest);
	TEST(an_unknown_owner_stops_everything);
	TEST(a_half_detached_device_can_be_detached);
	TEST(bridges_and_strangers_stay);
	TEST(the_host_must_be_able_to);
	TEST(the_domain_must_be_able_to);
	TEST(shared_reserved_memory_names_the_sharers);
	TEST(root_is_not_told_to_be_root);
	TEST(resets_siblings_and_functions_are_looked_at);
	TEST(bridges_and_neighbours_that_cannot_be_read_isolate_nothing);
	TEST(a_request_without_sense_is_refused);
	TEST(a_host_is_judged_by_its_prerequisites);
	TEST(an_option_that_is_switched_off_is_told_however_it_is_written);
	TEST(a_xenstore_that_was_not_asked_may_answer_or_not);
	TEST(every_question_that_was_asked_is_kept_with_its_answer);
	TEST(what_has_no_meaning_is_not_asked);
	/* the last one */
	TEST(a_display_is_asked_what_is_peculiar_to_graphics);
	TEST(verdicts_were_all_seen);
}
