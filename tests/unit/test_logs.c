/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole logs, as people have them: prefixes, wraps, quotes, mixtures, sizes, dates. */
#include <stdio.h>

#include "../../engine/explain/log_time.h"
#include "../../engine/explain/reader.h"
#include "unit.h"

static struct xpt_report *read_log(
		enum log_source source, int64_t since, const char *text, size_t length)
{
	auto_of(explainer) struct explainer *explainer = NULL;
	auto_of(log_reader) struct log_reader *reader = NULL;
	struct xpt_report *report = xpt__report_new();

	CU_ASSERT_EQUAL_FATAL(xpt__explainer_new(NULL, NULL, &explainer, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(
			xpt__log_reader_new(explainer, source, "log", since, &reader, NULL), 0);
	while (length) {
		size_t room;
		char *to = xpt__log_reader_room(reader, &room);

		room = room < length ? room : length;
		memcpy(to, text, room);
		CU_ASSERT_EQUAL_FATAL(xpt__log_reader_filled(reader, room), 0);
		text += room;
		length -= room;
	}
	CU_ASSERT_EQUAL(xpt__log_reader_end(reader), 0);
	CU_ASSERT_EQUAL(xpt__explainer_report(explainer, report, NULL), 0);
	return report;
}

/* The cause, device, time and step of the only incident, or "-". */
static const char *incident(const char *text)
{
	static char said[200];
	struct xpt_report *report = read_log(LOG_ANY, SINCE_EVER, text, strlen(text));
	const struct xpt_finding *finding = xpt_report_finding(report, 0);
	const char *device = finding ? xpt_finding_device(finding, 0) : NULL;
	const char *time = finding ? xpt_finding_time(finding) : NULL;
	const char *step = finding ? xpt_finding_step(finding) : NULL;

	snprintf(said, sizeof(said), "%s %s %s %s", finding ? xpt_finding_cause(finding) : "-",
			device ? device : "-", time ? time : "-", step ? step : "-");
	xpt_report_free(report);
	return said;
}

#define REFUSED "d7: assign (0000:04:00.0) failed (-16)\n"
#define REFUSED_AT(time) "assignment-refused 0000:04:00.0 " time " guest"

static void every_prefix_of_xen_is_known(void)
{
	ASSERT_TEXT(incident("(XEN) " REFUSED), REFUSED_AT("-"));
	ASSERT_TEXT(incident("(XEN) [2024-02-03 11:30:08] " REFUSED),
			REFUSED_AT("2024-02-03 11:30:08"));
	ASSERT_TEXT(incident("(XEN) [2024-02-03 11:30:08.512] " REFUSED),
			REFUSED_AT("2024-02-03 11:30:08.512"));
	ASSERT_TEXT(incident("(XEN) [  297.542136] " REFUSED), REFUSED_AT("297.542136"));
	ASSERT_TEXT(incident("(XEN) [00000045a1b2c3d4] " REFUSED), REFUSED_AT("00000045a1b2c3d4"));
	ASSERT_TEXT(incident("[2020-08-22 10:09:03] (XEN) [  297.542136] " REFUSED),
			REFUSED_AT("2020-08-22 10:09:03"));
	ASSERT_TEXT(incident("Aug 22 10:09:03 xcp xen-hypervisor: (XEN) " REFUSED),
			REFUSED_AT("Aug 22 10:09:03"));
	ASSERT_TEXT(incident("(XEN) d0v3 " REFUSED), REFUSED_AT("-"));
	ASSERT_TEXT(incident("> > (XEN) " REFUSED), REFUSED_AT("-"));
	ASSERT_TEXT(incident("\033[33m(XEN) " REFUSED), REFUSED_AT("-"));
}

#define NOT_READY "pciback 0000:04:00.0: not ready 65535ms after FLR; giving up\n"
#define RESET_AT(time) "reset-failed 0000:04:00.0 " time " -"

static void every_prefix_of_the_kernel_is_known(void)
{
	ASSERT_TEXT(incident(NOT_READY), RESET_AT("-"));
	ASSERT_TEXT(incident("[  643.667069] " NOT_READY), RESET_AT("643.667069"));
	ASSERT_TEXT(incident("[  643.667069][  T123] " NOT_READY), RESET_AT("643.667069"));
	ASSERT_TEXT(incident("<4>[  643.667069] " NOT_READY), RESET_AT("643.667069"));
	ASSERT_TEXT(incident("Feb 10 08:16:05 dom0 kernel: " NOT_READY),
			RESET_AT("Feb 10 08:16:05"));
	ASSERT_TEXT(incident("2024-02-10T08:16:05+00:00 dom0 kernel: [  643.667069] " NOT_READY),
			RESET_AT("2024-02-10T08:16:05+00:00"));
}

static void libxl_is_known_with_and_without_its_logger(void)
{
	static const char said[] = "not-assignable 0000:04:00.0 - -";

	ASSERT_TEXT(incident("PCI device 0:4:0.0 is not assignable\n"), said);
	ASSERT_TEXT(incident("libxl: error: libxl_pci.c:1225:libxl__device_pci_add: "
			     "Domain 3:PCI device 0:4:0.0 is not assignable\n"),
			said);
	ASSERT_TEXT(incident("2017-10-30 11:41:56.791+0000: libxl: libxl_pci.c:1132:do_pci_add: "
			     "PCI device 0:4:0.0 is not assignable\n"),
			"not-assignable 0000:04:00.0 2017-10-30 11:41:56.791+0000 -");
}

static void a_program_that_logs_as_xen_is_not_believed(void)
{
	ASSERT_TEXT(incident("Aug 22 10:09:03 host cron[12]: (XEN) " REFUSED), "log-unknown - - -");
	ASSERT_TEXT(incident("(d3) (XEN) " REFUSED), "- - - -");
	ASSERT_TEXT(incident("[2020-08-22 10:09:03] (d3) [1.0] (XEN) " REFUSED), "- - - -");
}

static void what_any_program_says_is_no_incident(void)
{
	static const char not_ready[] = "Domain 3:Device Model not ready\n";

	ASSERT_TEXT(incident("Aug 22 10:09:03 host NetworkManager[12]: device wlan0 not ready\n"),
			"log-unknown - - -");
	ASSERT_TEXT(incident("Aug 22 10:09:03 host systemd[1]: web.service: startup timed out\n"),
			"log-unknown - - -");
	ASSERT_TEXT(incident("usb 1-1: device not ready\n"), "log-unknown - - -");
	CU_ASSERT(strncmp(incident(not_ready), "hotplug-timeout", 15));
	ASSERT_TEXT(incident("libxl: error: libxl_exec.c:227:libxl__xenstore_child_wait_deprecated: "
			     "Domain 3:Device Model not ready\n"),
			"device-model-silent - - -");
}

static void a_reset_that_took_long_did_not_fail(void)
{
	ASSERT_TEXT(incident("pciback 0000:04:00.0: ready 1023ms after FLR\n"), "- - - -");
	ASSERT_TEXT(incident("pcieport 0000:00:1d.0: not ready 65535ms after bus reset; giving up\n"),
			"reset-failed 0000:00:1d.0 - -");
}

static void a_wrapped_line_is_one(void)
{
	ASSERT_TEXT(incident("> (XEN) [VT-D] It's disallowed to assign 0000:04:00.0 with\n"
			     "> shared RMRR at 7ffe0000\n> for Dom7.\n"),
			"shared-reserved-memory 0000:04:00.0 - guest");
	/* but a line with a prefix of its own continues none */
	ASSERT_TEXT(incident("(XEN) [VT-D] It's disallowed to assign 0000:04:00.0 with\n"
			     "(XEN) shared RMRR at 7ffe0000 for Dom7.\n"),
			"- - - -");
}

static void the_quarantine_is_told_from_the_guest(void)
{
	ASSERT_TEXT(incident("(XEN) [VT-D] It's disallowed to assign 0000:04:00.0 with shared RMRR at "
			     "7ffe0000 for Dom32753.\n(XEN) d[IO]: assign (0000:04:00.0) failed (-1)\n"),
			"shared-reserved-memory 0000:04:00.0 - quarantine");
}

static void an_amd_device_id_is_an_address(void)
{
	ASSERT_TEXT(incident("(XEN) AMD-Vi: IO_PAGE_FAULT: domain = 3, device id = 0x0400, fault "
			     "address = 0xbf695000, flags = 0x10\n"),
			"dma-fault 0000:04:00.0 - -");
}

static void an_error_number_alone_has_possible_causes_and_no_cause(void)
{
	static const char text[] = "(XEN) " REFUSED;
	struct xpt_report *report = read_log(LOG_ANY, SINCE_EVER, text, strlen(text));
	const struct xpt_finding *finding = xpt_report_finding(report, 0);

	ASSERT_TEXT(xpt_finding_cause(finding), "assignment-refused");
	ASSERT_TEXT(xpt_finding_possible_cause(finding, 0)->cause, "device-in-use");
	ASSERT_TEXT(xpt_finding_possible_cause(finding, 1)->cause, "reserved-memory-conflict");
	CU_ASSERT_PTR_NOT_NULL(xpt_finding_possible_cause(finding, 0)->sign);
	CU_ASSERT_PTR_NULL(xpt_finding_possible_cause(finding, 2));
	xpt_report_free(report);
}

static void a_region_that_is_not_mapped_explains_the_faults_in_it(void)
{
	ASSERT_TEXT(incident("(XEN) [VT-D]  RMRR address range 8d800000..8fffffff not in reserved memory; "
			     "need \"iommu_inclusive_mapping=1\"?\n"
			     "(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:02.0] fault addr 8e480000\n"),
			"reserved-memory-unmapped 0000:00:02.0 - -");
}

#define FAULT_AT(address) \
	"(XEN) [VT-D]DMAR:[DMA Write] Request device [" address "] fault addr bdf80000\n"

/* Without a host to ask: what the log lists decides, and only where it lists enough. */
static void a_function_that_the_log_does_not_list_is_a_phantom(void)
{
	ASSERT_TEXT(incident("(XEN) PCI add device 0000:04:00.0\n" FAULT_AT("0000:04:00.1")),
			"phantom-function 0000:04:00.1 - -");
	ASSERT_TEXT(incident("(XEN) PCI add device 0000:04:00.0\n" FAULT_AT("0000:04:00.0")),
			"dma-fault 0000:04:00.0 - -");
	ASSERT_TEXT(incident("(XEN) [VT-D] endpoint: 0000:04:00.0\n(XEN) [VT-D] endpoint: 0000:04:00.1\n" FAULT_AT(
				    "0000:04:00.2")),
			"phantom-function 0000:04:00.2 - -");
	ASSERT_TEXT(incident("(XEN) [VT-D] endpoint: 0000:04:00.0\n" FAULT_AT("0000:04:00.1")),
			"dma-fault 0000:04:00.1 - -");
	ASSERT_TEXT(incident("(XEN) PCI add device 0000:04:00.0\n(XEN) PCI add device 0000:04:00.2\n" FAULT_AT(
				    "0000:04:00.1")),
			"dma-fault 0000:04:00.1 - -");
}

static void what_was_before_is_left_out(void)
{
	static const char text[] =
			"(XEN) [2024-02-03 11:30:08] " REFUSED
			"(XEN) [2024-02-03 11:30:10] d8: assign (0000:05:00.0) failed (-16)\n";
	int64_t since;
	struct xpt_report *report;

	CU_ASSERT_FATAL(xpt__log_time_read(SPAN("2024-02-03 11:30:09"), 0, &since));
	report = read_log(LOG_ANY, since, text, strlen(text));
	ASSERT_TEXT(xpt_finding_device(xpt_report_finding(report, 0), 0), "0000:05:00.0");
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
	xpt_report_free(report);
	report = read_log(LOG_ANY, since, "(XEN) " REFUSED, strlen("(XEN) " REFUSED));
	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
}

static void seconds_since_boot_are_dates_where_the_boot_is_known(void)
{
	static const char text[] = "(XEN) [   12.345678] " REFUSED
				   "(XEN) [  112.345678] d8: assign (0000:05:00.0) failed (-16)\n";
	auto_of(explainer) struct explainer *explainer = NULL;
	auto_of(log_reader) struct log_reader *reader = NULL;
	auto_of(report) struct xpt_report *report = xpt__report_new();
	size_t room;

	CU_ASSERT_EQUAL_FATAL(xpt__explainer_new(NULL, NULL, &explainer, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(
			xpt__log_reader_new(explainer, LOG_XEN, "log", 1100, &reader, NULL), 0);
	xpt__log_reader_boot(reader, 1000);
	memcpy(xpt__log_reader_room(reader, &room), text, sizeof(text) - 1);
	CU_ASSERT_EQUAL(xpt__log_reader_filled(reader, sizeof(text) - 1), 0);
	CU_ASSERT_EQUAL(xpt__explainer_report(explainer, report, NULL), 0);
	ASSERT_TEXT(xpt_finding_device(xpt_report_finding(report, 0), 0), "0000:05:00.0");
	CU_ASSERT_PTR_NULL(xpt_report_finding(report, 1));
}

static void dates_of_logs_are_read(void)
{
	int64_t at, near;

	CU_ASSERT(xpt__log_time_read(SPAN("1970-01-02 00:00:01.5"), 0, &at) && at == 86401);
	CU_ASSERT(xpt__log_time_read(SPAN("2024-02-29T12:00:00+01:00"), 0, &at) &&
			at == 1709208000);
	CU_ASSERT(xpt__log_time_read(SPAN("Thu Feb 29 12:00:00 2024"), 0, &at) && at == 1709208000);
	CU_ASSERT(xpt__log_time_read(SPAN("Thu Feb 29 12:00:00 CET 2024"), 0, &at) &&
			at == 1709208000);
	CU_ASSERT(!xpt__log_time_read(SPAN("Thu Foo 29 12:00:00 2024"), 0, &at));
	CU_ASSERT(!xpt__log_time_read(SPAN("297.542136"), 0, &at));
	CU_ASSERT(!xpt__log_time_read(SPAN(""), 0, &at));
	/* syslog tells no year: the one nearest */
	CU_ASSERT_FATAL(xpt__log_time_read(SPAN("2024-01-02 00:00:00"), 0, &near));
	CU_ASSERT(xpt__log_time_read(SPAN("Dec 31 00:00:00"), near, &at) && at == near - 2 * 86400);
}

static void a_files_name_tells_what_it_holds(void)
{
	CU_ASSERT_EQUAL(xpt__log_source_of("/var/log/xen/console/guest-web.log"), LOG_GUEST);
	CU_ASSERT_EQUAL(xpt__log_source_of("guest-web.log.1"), LOG_GUEST);
	CU_ASSERT_EQUAL(xpt__log_source_of("/var/log/xen/qemu-dm-web.log"), LOG_QEMU);
	CU_ASSERT_EQUAL(xpt__log_source_of("/var/log/xen/xl-web.log.2.gz"), LOG_LIBXL);
	CU_ASSERT_EQUAL(xpt__log_source_of("/var/log/xen/hypervisor.log"), LOG_ANY);
}

/* Far more than a block, and than what starts the prefilter: the lines before and behind are found. */
static void a_large_log_keeps_its_line_numbers(void)
{
	static const char filler[] =
			"(XEN) [2024-02-03 11:30:07] Expanding d3 grant table to 6 frames\n";
	const size_t lines = 200000, length = strlen(filler);
	static const char refused[] = "(XEN) " REFUSED;
	char *text = malloc(lines * length + strlen(refused));
	struct xpt_report *report;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < lines; i++)
		memcpy(text + i * length, filler, length);
	memcpy(text + lines * length, refused, strlen(refused));
	report = read_log(LOG_ANY, SINCE_EVER, text, lines * length + strlen(refused));
	CU_ASSERT_PTR_NOT_NULL_FATAL(xpt_report_finding(report, 0));
	CU_ASSERT_EQUAL(xpt_finding_evidence(xpt_report_finding(report, 0), 0)->line, lines + 1);
	xpt_report_free(report);
	free(text);
}

static void any_bytes_may_stand_in_a_log(void)
{
	static const char text[] =
			"\0\0(XEN) \xff\xfe\r\n\n>>>>\n[\n[[\n<9\nd\nd[\n(d\n(XEN)\n(XEN) \n"
			"Jan\nJan 1 1\n2024-01-01 \n2024-01-01:\nx y z: \n----------------\n"
			"    -  -   \n0000-00-::::::::\n(XEN) " REFUSED;
	struct xpt_report *report = read_log(LOG_ANY, SINCE_EVER, text, sizeof(text) - 1);

	CU_ASSERT_PTR_NOT_NULL(xpt_report_finding(report, 0));
	xpt_report_free(report);
}

SUITE(logs)
{
	TEST(every_prefix_of_xen_is_known);
	TEST(every_prefix_of_the_kernel_is_known);
	TEST(libxl_is_known_with_and_without_its_logger);
	TEST(a_program_that_logs_as_xen_is_not_believed);
	TEST(what_any_program_says_is_no_incident);
	TEST(a_reset_that_took_long_did_not_fail);
	TEST(a_wrapped_line_is_one);
	TEST(the_quarantine_is_told_from_the_guest);
	TEST(an_amd_device_id_is_an_address);
	TEST(an_error_number_alone_has_possible_causes_and_no_cause);
	TEST(a_region_that_is_not_mapped_explains_the_faults_in_it);
	TEST(a_function_that_the_log_does_not_list_is_a_phantom);
	TEST(what_was_before_is_left_out);
	TEST(seconds_since_boot_are_dates_where_the_boot_is_known);
	TEST(dates_of_logs_are_read);
	TEST(a_files_name_tells_what_it_holds);
	TEST(a_large_log_keeps_its_line_numbers);
	TEST(any_bytes_may_stand_in_a_log);
}
