/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/check/check.h"

#include "../../engine/base/error.h"
#include "../../engine/model/judged.h"
#include "facts.h"
#include "unit.h"
#include "verdicts.h"

/* A host where everything works: two reserved NICs, an HVM guest, a PV guest. */
static struct bar bars[1];
static struct xpt_device devices[2];
static struct xpt_domain domains[3];
static struct xpt_host host;

static void make_device(struct xpt_device *device, unsigned int slot)
{
	*device = (struct xpt_device){ .bdf = { 0, 0, (uint8_t)slot, 0 },
		.class_code = KNOWN(0x200),
		.kind = TEXT("endpoint"),
		.acs_can = ABSENT,
		.header_type = KNOWN(0),
		.driver = TEXT("e1000e"),
		.reset = TEXT("flr"),
		.known_to_xen = KNOWN(1),
		.physical_function = ABSENT,
		.owner = { OWNER_DOMAIN, 0, "d0", 1, NULL },
		.state = DEVICE_DOM0,
		.claim_domid = ABSENT,
		.store_domid = ABSENT,
		.model_domid = ABSENT,
		.msi_vectors = KNOWN(1),
		.msix_vectors = KNOWN(5),
		.power_state = TEXT("D0"),
		.bars = bars,
		.bar_count = 1,
		.permissive = KNOWN(0),
		.own_resets.state = XPT_FACT_KNOWN,
		.critical.state = XPT_FACT_KNOWN,
		.virtual_functions.state = XPT_FACT_KNOWN };
	xpt_bdf_format(device->bdf, device->address);
}

static void make_host(void)
{
	bars[0] = (struct bar){ .type = "memory", .size_bytes = 128 << 10 };
	make_device(&devices[0], 5);
	make_device(&devices[1], 6);
	domains[0] = (struct xpt_domain){ .id = 0,
		.name = TEXT("Domain-0"),
		.type = TEXT("pv"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1) };
	domains[1] = (struct xpt_domain){ .id = 1,
		.name = TEXT("web"),
		.type = TEXT("hvm"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1),
		.model_devices.state = XPT_FACT_KNOWN,
		.pod_kib = KNOWN(0),
		.shared_kib = KNOWN(0),
		.paged_kib = KNOWN(0) };
	domains[2] = (struct xpt_domain){ .id = 2,
		.name = TEXT("db"),
		.type = TEXT("pv"),
		.state = TEXT("running"),
		.passthrough = KNOWN(1) };
	host = (struct xpt_host){ .devices = devices,
		.device_count = 2,
		.domains = domains,
		.domain_count = 3,
		.iommu = KNOWN(1),
		.iommu_firmware = KNOWN(1),
		.interrupt_remapping = KNOWN(1),
		.queued_invalidation = KNOWN(1),
		.pciback = KNOWN(1),
		.pciback_error = ABSENT,
		.store = KNOWN(1),
		.ownership = KNOWN(1),
		.regions_read = KNOWN(1),
		.sriov_devices = KNOWN(0),
		.console_size_bytes = KNOWN(1 << 20),
		.cpu_vendor = TEXT("GenuineIntel"),
		.xen_command_line = TEXT("iommu=verbose"),
		.kernel_command_line = TEXT("quiet") };
}

static void give(struct xpt_device *device, unsigned int domid, const char *name)
{
	device->owner = (struct owner){ OWNER_DOMAIN, domid, "d", 1, NULL };
	device->state = DEVICE_ATTACHED;
	device->driver = (struct fact_text)TEXT("pciback");
	device->domain = fact_text_known(name);
}

static struct xpt_report *ask(enum xpt_action action, const char *domain, unsigned int flags)
{
	struct xpt_request request =
			XPT_OPTIONS(xpt_request, .action = action, .devices = &devices[0].bdf,
					.device_count = 1, .domain = domain, .flags = flags);
	auto_of(judged) struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &judged, NULL), 0);
	verdicts_note(&host, &devices[0], &request);
	return TAKE(judged->report);
}

#define ANSWER(action, domain, flags, verdict, cause)                                     \
	do {                                                                              \
		struct xpt_report *report_ = ask(action, domain, flags);                  \
		const struct xpt_finding *finding_ = xpt__report_find(report_, &(cause)); \
		CU_ASSERT_PTR_NOT_NULL(finding_);                                         \
		if (finding_)                                                             \
			CU_ASSERT_EQUAL(xpt_finding_verdict(finding_), verdict);          \
		xpt_report_free(report_);                                                 \
	} while (0)
#define ATTACH(verdict, cause) ANSWER(XPT_ATTACH, "web", 0, verdict, cause)

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
	host.regions_read = (struct fact_int)UNREADABLE;
	ATTACH(XPT_UNKNOWN, xpt__cause_unreadable);
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

static void a_xenstore_that_was_not_asked_may_answer_or_not(void)
{
	struct xpt_report *report;

	make_host();
	host.store = (struct fact_int){ .state = XPT_FACT_UNREAD };
	report = ask(XPT_ATTACH, "web", 0);
	CU_ASSERT_EQUAL(xpt_report_verdict(report), XPT_UNKNOWN);
	xpt_report_free(report);
}

SUITE(check)
{
	TEST(a_good_host_passes_every_check);
	TEST(what_dom0_lives_on_is_not_taken);
	TEST(a_device_can_be_judged_for_any_domain);
	TEST(nobody_takes_a_device_from_a_guest);
	TEST(an_unknown_owner_stops_everything);
	TEST(a_half_detached_device_can_be_detached);
	TEST(bridges_and_strangers_stay);
	TEST(the_host_must_be_able_to);
	TEST(the_domain_must_be_able_to);
	TEST(shared_reserved_memory_names_the_sharers);
	TEST(resets_siblings_and_functions_are_looked_at);
	TEST(bridges_and_neighbours_that_cannot_be_read_isolate_nothing);
	TEST(options_without_effect_are_told);
	TEST(a_guest_has_so_many_interrupts);
	TEST(the_value_that_is_proposed_is_enough);
	TEST(large_bars_need_room_in_an_hvm_guest);
	TEST(what_cannot_be_read_of_the_guests_other_device_is_not_known);
	TEST(memory_that_may_move_takes_no_device);
	TEST(a_device_that_nobody_drives_may_sleep);
	TEST(a_device_may_be_far_from_the_domain);
	TEST(what_a_device_leaves_behind_is_told);
	TEST(a_request_without_sense_is_refused);
	TEST(a_host_is_judged_by_its_prerequisites);
	TEST(a_xenstore_that_was_not_asked_may_answer_or_not);
	/* the last one */
	TEST(verdicts_were_all_seen);
}
