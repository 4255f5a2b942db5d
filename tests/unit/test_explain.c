/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/explain/explain.h"

#include "../../engine/explain/causes/causes.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct xpt_report *explain(const struct xpt_host *host, const char *subject,
		const struct log_line *lines, size_t count)
{
	struct xpt_report *report = xpt__report_new();

	CU_ASSERT_EQUAL_FATAL(xpt__explain_lines(host, lines, count, subject, report, NULL), 0);
	return report;
}

#define EXPLAIN(host, subject, ...)                                        \
	explain(host, subject, (const struct log_line[]){ __VA_ARGS__ },   \
			sizeof((const struct log_line[]){ __VA_ARGS__ }) / \
					sizeof(struct log_line))
#define XEN(text_)                               \
	{                                        \
		LOG_XEN, "xen/console", 0, text_ \
	}
#define LIBXL(text_)                         \
	{                                    \
		LOG_LIBXL, "libxl", 0, text_ \
	}
#define KERNEL(text_)                          \
	{                                      \
		LOG_KERNEL, "kernel", 0, text_ \
	}

static size_t evidence_count(const struct xpt_finding *finding)
{
	size_t count = 0;

	while (xpt_finding_evidence(finding, count))
		count++;
	return count;
}

/* Two NICs that share a region, and the domain that wants one. */
#define LIST(...)                                                                           \
	{                                                                                   \
		.items = (struct xpt_bdf[]){ __VA_ARGS__ }, .state = XPT_FACT_KNOWN,        \
		.count = sizeof((struct xpt_bdf[]){ __VA_ARGS__ }) / sizeof(struct xpt_bdf) \
	}

static struct xpt_device devices[] = {
	{ .bdf = { 0, 0, 5, 0 },
			.address = "0000:00:05.0",
			.reserved_memory_sharers = LIST({ 0, 0, 6, 0 }) },
	{ .bdf = { 0, 0, 6, 0 },
			.address = "0000:00:06.0",
			.reserved_memory_sharers = LIST({ 0, 0, 5, 0 }) },
};
static struct xpt_domain domains[] = {
	{ .id = 1, .name = { .state = XPT_FACT_KNOWN, .value = "web" } },
};
static struct region regions[] = {
	{ .start = 0x7ffe0000,
			.end = 0x7ffe0fff,
			.text = "7ffe0000-7ffe0fff",
			.line = 3,
			.devices = LIST({ 0, 0, 5, 0 }, { 0, 0, 6, 0 }) },
};
static struct xpt_host host = { .devices = devices,
	.device_count = 2,
	.domains = domains,
	.domain_count = 1,
	.regions = regions,
	.region_count = 1 };

static void a_refusal_is_one_finding_with_all_its_lines(void)
{
	struct xpt_report *report = EXPLAIN(&host, "0000:00:05.0",
			XEN("(XEN) [VT-D] It's disallowed to assign 0000:00:05.0 with shared RMRR at 7ffe0000 for d1."),
			XEN("(XEN) d1: assign (0000:00:05.0) failed (-1)"),
			LIBXL("libxl: error: libxl_pci.c:1489:pci_add_dm_done: Domain 1:xc_assign_device failed: Operation not permitted"),
			LIBXL("libxl: error: libxl_pci.c:1809:device_pci_add_done: Domain 1:libxl__device_pci_add failed for PCI device 0:0:5.0 (rc -3)"));
	const struct xpt_finding *finding = xpt_report_finding(report, 0);

	ASSERT_TEXT(xpt_finding_cause(finding), "shared-reserved-memory");
	ASSERT_TEXT(xpt_finding_because(finding),
			"0000:00:05.0 shares reserved memory (RMRR) with 0000:00:06.0");
	ASSERT_TEXT(xpt_finding_domain(finding), "web");
	CU_ASSERT_EQUAL(evidence_count(finding), 5);
	ASSERT_TEXT(xpt_finding_evidence(finding, 4)->source, "xen/reserved-memory");
	ASSERT_TEXT(xpt_finding_remedy(finding, 0)->command,
			"xpt attach --relaxed web 0000:00:05.0 0000:00:06.0");
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

static void a_bare_error_number_and_the_snapshot_tell_the_sharers(void)
{
	struct xpt_report *report =
			EXPLAIN(&host, NULL, XEN("(XEN) d[IO]: assign (0000:00:06.0) failed (-1)"));

	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(report, 0)), "shared-reserved-memory");
	ASSERT_TEXT(xpt_finding_device(xpt_report_finding(report, 0), 1), "0000:00:05.0");
	xpt_report_free(report);
}

static void two_lines_with_one_region_name_each_other(void)
{
	struct xpt_report *report = EXPLAIN(NULL, NULL,
			XEN("(XEN) [VT-D] It's disallowed to assign 0000:00:1a.0 with shared RMRR at db7d7000 for d10."),
			XEN("(XEN) [VT-D] It's disallowed to assign 0000:00:1d.0 with shared RMRR at db7d7000 for d10."));

	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)),
			"0000:00:1a.0 shares reserved memory (RMRR) with 0000:00:1d.0");
	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

static void an_error_number_alone_is_told_with_its_meaning(void)
{
	struct xpt_report *report =
			EXPLAIN(NULL, NULL, XEN("(XEN) d3: assign (0000:04:00.0) failed (-95)"));

	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)),
			"Xen refused to assign 0000:04:00.0 to d3: the domain was created without "
			"passthrough, or there is no IOMMU (EOPNOTSUPP)");
	xpt_report_free(report);
	report = EXPLAIN(NULL, "0000:04:00.0",
			LIBXL("Domain 3:xc_assign_device failed: Device or resource busy"));
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_finding_because(xpt_report_finding(report, 0)), "EBUSY"));
	xpt_report_free(report);
}

static void forged_lines_of_guests_prove_nothing(void)
{
	struct xpt_report *report = EXPLAIN(NULL, NULL,
			XEN("(d3) (XEN) d3: assign (0000:04:00.0) failed (-95)"),
			XEN("(d3) (XEN) error: everything failed"),
			XEN("[ 5.0] dom0 error: it failed"));

	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
}

static void escape_bytes_in_a_line_never_come_out(void)
{
	struct xpt_report *report = EXPLAIN(NULL, NULL,
			LIBXL("received an error message from QMP server: \x1b]0;pwned\a\x1b[2J"),
			KERNEL("xen_pciback: Error parsing pci_devs_to_hide at \"\x1b[31m\""));

	for (size_t i = 0; xpt_report_finding(report, i); i++) {
		const struct xpt_finding *finding = xpt_report_finding(report, i);

		CU_ASSERT_PTR_NULL(strchr(xpt_finding_because(finding), '\x1b'));
		CU_ASSERT_PTR_NULL(strchr(xpt_finding_evidence(finding, 0)->text, '\x1b'));
	}
	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

static void lines_of_several_sources_meet_in_one_finding(void)
{
	struct xpt_report *report = EXPLAIN(NULL, "0000:04:00.0",
			KERNEL("pciback 0000:04:00.0: not ready 1023ms after FLR; waiting"),
			KERNEL("pciback 0000:04:00.0: not ready 65535ms after FLR; giving up"),
			LIBXL("write to /sys/bus/pci/devices/0000:04:00.0/reset returned -1: Inappropriate ioctl for device"));
	const struct xpt_finding *finding = xpt_report_finding(report, 0);

	ASSERT_TEXT(xpt_finding_cause(finding), "reset-failed");
	CU_ASSERT_EQUAL(evidence_count(finding), 3);
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

static void what_no_rule_knows_is_shown_raw(void)
{
	struct xpt_report *report = EXPLAIN(NULL, "0000:04:00.0", XEN("(XEN) all is well"),
			XEN("(XEN) the flux capacitor of 0000:04:00.0 overflowed"),
			LIBXL("libxl: error: the moon: failed"));
	const struct xpt_finding *finding = xpt_report_finding(report, 0);

	ASSERT_TEXT(xpt_finding_cause(finding), "unexplained");
	CU_ASSERT_EQUAL(xpt_finding_verdict(finding), XPT_UNKNOWN);
	CU_ASSERT_EQUAL(evidence_count(finding), 2);
	xpt_report_free(report);
}

static void that_a_kernel_names_a_device_is_no_trouble(void)
{
	struct xpt_report *report = EXPLAIN(NULL, "0000:04:00.0",
			KERNEL("pci 0000:04:00.0: BAR 1 [mem 0xfdce0000-0xfdcfffff]"),
			KERNEL("e1000e 0000:04:00.0 eth3: (PCI Express:2.5GT/s:Width x1) 52:54:00:00:00:08"));

	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
}

static void raw_lines_stay_away_where_a_cause_is_known(void)
{
	struct xpt_report *report = EXPLAIN(NULL, NULL, LIBXL("libxl: error: the moon: failed"),
			LIBXL("PCI device 0:4:0.0 is not assignable"),
			LIBXL("Domain 4:unable to add pci devices"));

	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(report, 0)), "not-assignable");
	CU_ASSERT_EQUAL(evidence_count(xpt_report_finding(report, 0)), 2);
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

static void a_flood_is_counted_not_shown(void)
{
	size_t count = 20000;
	struct log_line *lines = calloc(count, sizeof(*lines));
	struct xpt_report *report;

	for (size_t i = 0; i < count; i++)
		lines[i] = (struct log_line)XEN(
				"(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:05.0] fault addr 300000000");
	report = explain(NULL, NULL, lines, count);
	CU_ASSERT_EQUAL(evidence_count(xpt_report_finding(report, 0)), 9);
	ASSERT_TEXT(xpt_finding_evidence(xpt_report_finding(report, 0), 8)->text,
			"… and 19992 more such lines");
	xpt_report_free(report);
	free(lines);
}

static void a_fault_of_a_function_that_is_not_there_is_a_phantom(void)
{
	struct xpt_report *report = EXPLAIN(&host, NULL,
			XEN("(XEN) [VT-D]DMAR:[DMA Write] Request device [0000:00:05.4] fault addr bdf80000"));

	ASSERT_TEXT(xpt_finding_cause(xpt_report_finding(report, 0)), "phantom-function");
	xpt_report_free(report);
}

static void a_tag_that_is_not_closed_is_no_tag(void)
{
	char *text = strdup("3713-33-33[1= 3713-33-33[1"); /* nothing behind it may be read */
	struct xpt_report *report = EXPLAIN(NULL, NULL, { LOG_ANY, "log", 1, text });

	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
	free(text);
}

/* Each about a device of its own. */
static struct xpt_report *explain_devices(unsigned int count)
{
	struct log_line *lines = calloc(count, sizeof(*lines));
	char(*texts)[96] = calloc(count, sizeof(*texts));
	struct xpt_report *report;

	for (unsigned int i = 0; i < count; i++) {
		snprintf(texts[i], sizeof(texts[i]),
				"(XEN) d5: assign (0000:%02x:%02x.0) failed (-22)", 1 + i / 32,
				i % 32);
		lines[i] = (struct log_line)XEN(texts[i]);
	}
	report = explain(NULL, NULL, lines, count);
	free(texts);
	free(lines);
	return report;
}

static void more_incidents_than_are_kept_are_told(void)
{
	struct xpt_report *whole = explain_devices(400), *cut = explain_devices(450);
	const struct xpt_finding *told = xpt__report_find(cut, &xpt__cause_incidents_left_out);

	CU_ASSERT_PTR_NULL(xpt__report_find(whole, &xpt__cause_incidents_left_out));
	CU_ASSERT_PTR_NOT_NULL_FATAL(told);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_finding_because(told), "50 more lines"));
	xpt_report_free(whole);
	xpt_report_free(cut);
}

static size_t incidents_at(const char *reset_time, const char *refusal_time)
{
	char reset[200], refusal[200];
	struct xpt_report *report;
	size_t count = 0;

	snprintf(reset, sizeof(reset),
			"%s host kernel: pciback 0000:04:00.0: not ready 65535ms after FLR; giving up",
			reset_time);
	snprintf(refusal, sizeof(refusal),
			"%s host kernel: pciback 0000:04:00.0: MSI-X preparation failed (-6)",
			refusal_time);
	report = EXPLAIN(NULL, NULL, { LOG_ANY, "log", 1, refusal }, { LOG_ANY, "log", 2, reset });
	while (xpt_report_finding(report, count))
		count++;
	xpt_report_free(report);
	return count;
}

static void a_cause_precedes_what_it_does(void)
{
	CU_ASSERT_EQUAL(incidents_at("Nov 28 10:00:00", "Nov 28 10:00:05"), 1);
	CU_ASSERT_EQUAL(incidents_at("Nov 28 10:00:00", "Nov 28 14:00:00"), 1);
	CU_ASSERT_EQUAL(incidents_at("Nov 28 14:00:00", "Nov 28 10:00:00"), 2);
	CU_ASSERT_EQUAL(incidents_at("Jan 01 00:00:10", "Dec 31 23:59:50"), 1);
}

static void what_failed_hours_before_explains_no_other_failure(void)
{
	struct xpt_report *report = EXPLAIN(NULL, NULL,
			KERNEL("[  100.000001] pciback 0000:04:00.0: not ready 65535ms after FLR; giving up"),
			LIBXL("[ 9100.000001] libxl: error: libxl_pci.c:1304:libxl__add_pcidevs: libxl_device_pci_add failed: -3"));

	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
	report = EXPLAIN(NULL, NULL,
			KERNEL("[  100.000001] pciback 0000:04:00.0: not ready 65535ms after FLR; giving up"),
			LIBXL("[  110.000001] libxl: error: libxl_pci.c:1304:libxl__add_pcidevs: libxl_device_pci_add failed: -3"));
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
}

/* What is told of @line about 0000:00:05.0 where it is as @state says by now. */
static const char *since(struct xpt_device state, const char *line)
{
	static char told[80];
	auto_of(explainer) struct explainer *explainer = NULL;
	struct xpt_report *report = xpt__report_new();
	struct xpt_host now = { .devices = &state, .device_count = 1 };
	const struct xpt_finding *finding;

	CU_ASSERT_EQUAL_FATAL(xpt__explainer_new(NULL, NULL, &explainer, NULL), 0);
	CU_ASSERT_EQUAL(xpt__explainer_line(explainer, &(struct log_line)XEN(line), NULL), 0);
	xpt__explainer_now(explainer, &now);
	CU_ASSERT_EQUAL_FATAL(xpt__explainer_report(explainer, report, NULL), 0);
	finding = xpt_report_finding(report, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	snprintf(told, sizeof(told), "%s %s", xpt_verdict_text(xpt_report_verdict(report)),
			xpt_finding_since(finding) ? xpt_finding_since(finding) : "-");
	xpt_report_free(report);
	return told;
}

#define REFUSED "(XEN) d1: assign (0000:00:05.0) failed (-1)"

static struct xpt_device by_now(enum device_state state)
{
	return (struct xpt_device){ .bdf = { 0, 0, 5, 0 },
		.address = "0000:00:05.0",
		.state = state,
		.disagreements = { .state = XPT_FACT_KNOWN },
		.unfinished = FACT_ABSENT(NULL),
		.driver = { .state = XPT_FACT_KNOWN, .value = "e1000e" },
		.domain = { .state = XPT_FACT_KNOWN, .value = "web" } };
}

static void a_refusal_is_over_when_the_device_is_elsewhere_by_now(void)
{
	ASSERT_TEXT(since(by_now(DEVICE_DOM0), REFUSED),
			"PASS released: it is back in dom0 (driver e1000e)");
	ASSERT_TEXT(since(by_now(DEVICE_DOM0),
				    "(XEN) [VT-D] It's disallowed to assign 0000:00:05.0 with shared RMRR at 7ffe0000 for d[IO]."),
			"PASS released: it is back in dom0 (driver e1000e)");
	ASSERT_TEXT(since(by_now(DEVICE_ATTACHED), REFUSED), "PASS attached: domain web has it");
	ASSERT_TEXT(since(by_now(DEVICE_DOM0), "(XEN) d1: deassign (0000:00:05.0) failed (-16)"),
			"PASS released: it is back in dom0 (driver e1000e)");
}

static void what_may_still_be_wrong_is_not_over(void)
{
	static const enum device_state states[] = { DEVICE_UNKNOWN, DEVICE_UNBOUND, DEVICE_RESERVED,
		DEVICE_HIDDEN };
	static const char *const others[] = { "(XEN) d1: deassign (0000:00:05.0) failed (-16)",
		"(XEN) d2: assign (0000:00:05.0) failed (-16)",
		"(XEN) d0: assign (0000:00:05.0) failed (-1)" };
	struct xpt_device device = by_now(DEVICE_DOM0);
	const char *differs = "Xen says d1";

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		ASSERT_TEXT(since(by_now(states[i]), REFUSED), "BLOCKED -");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ASSERT_TEXT(since(by_now(DEVICE_ATTACHED), others[i]), "BLOCKED -");
	ASSERT_TEXT(since(device, others[2]), "BLOCKED -");
	device.unfinished = fact_text_known("attach 0000:00:05.0 to web");
	ASSERT_TEXT(since(device, REFUSED), "BLOCKED -");
	device = by_now(DEVICE_DOM0);
	device.disagreements.items = &differs;
	device.disagreements.count = 1;
	ASSERT_TEXT(since(device, REFUSED), "BLOCKED -");
	device = by_now(DEVICE_DOM0);
	device.bdf.function = 1;
	ASSERT_TEXT(since(device, REFUSED), "BLOCKED -");
}

SUITE(explain)
{
	TEST(a_refusal_is_over_when_the_device_is_elsewhere_by_now);
	TEST(what_may_still_be_wrong_is_not_over);
	TEST(a_refusal_is_one_finding_with_all_its_lines);
	TEST(a_bare_error_number_and_the_snapshot_tell_the_sharers);
	TEST(two_lines_with_one_region_name_each_other);
	TEST(an_error_number_alone_is_told_with_its_meaning);
	TEST(forged_lines_of_guests_prove_nothing);
	TEST(escape_bytes_in_a_line_never_come_out);
	TEST(lines_of_several_sources_meet_in_one_finding);
	TEST(what_no_rule_knows_is_shown_raw);
	TEST(that_a_kernel_names_a_device_is_no_trouble);
	TEST(raw_lines_stay_away_where_a_cause_is_known);
	TEST(a_tag_that_is_not_closed_is_no_tag);
	TEST(a_flood_is_counted_not_shown);
	TEST(more_incidents_than_are_kept_are_told);
	TEST(a_fault_of_a_function_that_is_not_there_is_a_phantom);
	TEST(a_cause_precedes_what_it_does);
	TEST(what_failed_hours_before_explains_no_other_failure);
}
