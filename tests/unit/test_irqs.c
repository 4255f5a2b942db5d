/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/check/irqs.h"

#include "../../engine/formats/owners.h"
#include "facts.h"
#include "unit.h"

static long long limit_of(const char *version, const char *kernel, const char *line)
{
	struct xpt_host host = { .xen_version = TEXT(version), .kernel = TEXT(kernel) };
	struct fact_text xen_line = TEXT(line), why;
	struct fact_int limit = xpt__irqs_limit(&host, &xen_line, &why);

	return limit.state == XPT_FACT_KNOWN ? limit.value : -1;
}

static void the_limit_is_read_as_xen_reads_it(void)
{
	static const struct {
		const char *line;
		long long limit;
	} cases[] = {
		{ "", 32 },
		{ "extra_guest_irqs=128", 128 },
		{ "extra_guest_irqs=128,2000", 128 },
		{ "extra_guest_irqs=,4", 32 },
		{ "extra_guest_irqs=0", 0 },
		{ "extra_guest_irqs=0x40", 64 },
		{ "extra_guest_irqs=0100", 64 },
		{ "extra_guest_irqs=64 extra_guest_irqs=,9 extra_guest_irqs=96", 96 },
		{ "extra_guest_irqs=64 extra_guest_irqs=,9", 64 },
		{ "extra_guest_irqs=many", 32 },
		{ "extra_guest_irqs", 32 },
		{ "no-extra_guest_irqs=1", 32 },
		{ "loglvl=all -- extra_guest_irqs=99", 32 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CU_ASSERT_EQUAL(limit_of("4.17.7", "6.1.0-56-amd64", cases[i].line),
				cases[i].limit);
}

static void xcp_ng_gives_each_guest_more(void)
{
	CU_ASSERT_EQUAL(limit_of("4.17.5-15", "4.19.0+1", ""), 64);
	CU_ASSERT_EQUAL(limit_of("4.17.5-15", "4.19.0+1", "extra_guest_irqs=16"), 16);
	CU_ASSERT_EQUAL(limit_of("4.17.5-pre", "4.19.0+1", ""), 32);
	CU_ASSERT_EQUAL(limit_of("4.17.5-15", "6.1.0-56-amd64", ""), 32);
}

/* What a guest of @type with 4 vCPUs takes for a device: "MSI-X 5 65" (probably, and at most). */
static const char *takes(const char *type, struct xpt_device device, bool remapping)
{
	static char said[64];
	struct xpt_host host = { .interrupt_remapping = KNOWN(remapping) };
	struct irq_device devices[1];
	struct irq_domain domain = { .type = TEXT(type), .vcpus = KNOWN(4), .devices = devices };

	xpt__irqs_add(&host, &device, &domain);
	snprintf(said, sizeof(said), "%s %lld %lld", devices[0].uses.value,
			devices[0].probably.state == XPT_FACT_KNOWN ? devices[0].probably.value :
								      -1,
			devices[0].may.value);
	return said;
}

static void what_a_device_takes_goes_by_its_kind_and_the_vcpus(void)
{
	struct xpt_device disk = { .class_code = KNOWN(0x0108), .msix_vectors = KNOWN(65) };
	struct xpt_device big = { .class_code = KNOWN(0x0200), .msix_vectors = KNOWN(2048) };
	struct xpt_device e1000e = { .class_code = KNOWN(0x0200),
		.vendor_id = KNOWN(0x8086),
		.device_id = KNOWN(0x10d3),
		.msix_vectors = KNOWN(5) };
	struct xpt_device igb = { .class_code = KNOWN(0x0200),
		.vendor_id = KNOWN(0x8086),
		.device_id = KNOWN(0x1521),
		.msix_vectors = KNOWN(10) };
	struct xpt_device iavf = { .class_code = KNOWN(0x0200),
		.vendor_id = KNOWN(0x8086),
		.device_id = KNOWN(0x154c),
		.msix_vectors = KNOWN(17) };
	struct xpt_device small = { .class_code = KNOWN(0x0c03), .msix_vectors = KNOWN(2) };
	struct xpt_device other = { .class_code = KNOWN(0x1200), .msix_vectors = KNOWN(16) };
	struct xpt_device msi = { .msi_vectors = KNOWN(8), .msix_vectors = ABSENT };
	struct xpt_device line = { .msi_vectors = ABSENT, .msix_vectors = ABSENT };

	ASSERT_TEXT(takes("hvm", disk, true), "MSI-X 5 65");
	ASSERT_TEXT(takes("hvm", big, true), "MSI-X 5 2048");
	ASSERT_TEXT(takes("pv", big, true), "MSI-X 5 128");
	ASSERT_TEXT(takes("pv", e1000e, true), "MSI-X 3 5");
	ASSERT_TEXT(takes("hvm", igb, true), "MSI-X 9 10");
	ASSERT_TEXT(takes("hvm", iavf, true), "MSI-X 5 17");
	ASSERT_TEXT(takes("hvm", small, true), "MSI-X 2 2");
	ASSERT_TEXT(takes("hvm", other, true), "MSI-X -1 16");
	ASSERT_TEXT(takes("hvm", msi, true), "MSI 1 8");
	ASSERT_TEXT(takes("hvm", msi, false), "MSI 1 1");
	ASSERT_TEXT(takes("hvm", line, true), "INTx 0 0");
}

static void a_device_that_is_named_twice_is_counted_once(void)
{
	struct xpt_device disk = { .address = "0000:01:00.0", .msix_vectors = KNOWN(65) };
	struct xpt_host host = { .interrupt_remapping = KNOWN(1) };
	struct irq_device devices[1];
	struct irq_domain domain = { .devices = devices };

	xpt__irqs_add(&host, &disk, &domain);
	xpt__irqs_add(&host, &disk, &domain);
	CU_ASSERT_EQUAL(domain.device_count, 1);
}

static long long room_of(long long cpus, const char *line)
{
	struct xpt_host host = { .cpus = KNOWN(cpus), .xen_command_line = TEXT(line) };

	return xpt__irqs_of_host(&host).room.value;
}

static void the_host_holds_so_many_at_least(void)
{
	CU_ASSERT_EQUAL(room_of(4, ""), 190);
	CU_ASSERT_EQUAL(room_of(8, ""), 190);
	CU_ASSERT_EQUAL(room_of(128, ""), 1520);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=30 max_gsi_irqs=24"), 6);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=64"), 48);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=8"), 0);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=0"), 190);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=64 nr_irqs="), 190);
	CU_ASSERT_EQUAL(room_of(4, "nr_irqs=64 max_gsi_irqs=0"), 48);
	CU_ASSERT(room_of(INT64_MAX, "") > 0);
}

static long long bound_of(long long cpus, const char *line)
{
	struct xpt_host host = { .cpus = KNOWN(cpus), .xen_command_line = TEXT(line) };
	struct fact_text why;

	return xpt__irqs_limit(&host, &host.xen_command_line, &why).value;
}

static void a_guest_cannot_have_more_than_the_host(void)
{
	CU_ASSERT_EQUAL(bound_of(4, "extra_guest_irqs=500"), 500);
	CU_ASSERT_EQUAL(bound_of(INT64_MAX, "extra_guest_irqs=500"), 500);
	CU_ASSERT_EQUAL(bound_of(1, "extra_guest_irqs=500"), 182);
	CU_ASSERT_EQUAL(bound_of(4, "nr_irqs=30 max_gsi_irqs=24"), 6);
	CU_ASSERT_EQUAL(bound_of(4, "nr_irqs=1000 extra_guest_irqs=900"), 875);
	CU_ASSERT_EQUAL(bound_of(4, "nr_irqs=1000 extra_guest_irqs=64"), 64);
}

static void what_is_taken_is_what_xen_lists(void)
{
	static const struct {
		const char *line;
		long long count;
	} cases[] = {
		{ "0000:00:05.0 - d1 - node 1   - MSIs < 57 58 59 >", 3 },
		{ "0000:00:05.0 - d1 - node -1  - MSIs < >", 0 },
		{ "0000:00:05.0 - d1 - node -1", 0 },
		{ "0000:00:05.0 - d1 - node 1   - MSIs < 57 58", -1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ownership found = xpt__owners_find(
				xpt__span_of(cases[i].line), (struct xpt_bdf){ 0, 0, 5, 0 });

		CU_ASSERT_EQUAL(found.msis.state == XPT_FACT_KNOWN ? found.msis.value : -1,
				cases[i].count);
	}
}

static void expect_short(struct fact_int probably, const char *because)
{
	struct irq_domain domain = {
		.name = TEXT("web"), .limit = KNOWN(32), .may = KNOWN(40), .probably = probably
	};
	struct irqs_of_host of_host = { .taken = UNREADABLE };
	struct xpt_report *report = xpt__report_new();
	struct arena *arena = xpt__arena_new();

	CU_ASSERT_EQUAL(xpt__irqs_judge(&(struct xpt_host){ 0 }, &of_host, &domain, arena, report),
			0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(xpt_report_finding(report, 0));
	ASSERT_TEXT(xpt_finding_because(xpt_report_finding(report, 0)), because);
	xpt_report_free(report);
	xpt__arena_free(arena);
}

static void what_drivers_ask_for_is_told_only_where_it_is_known(void)
{
	expect_short((struct fact_int)KNOWN(35),
			"web can run out of interrupts: its devices can use 40, it can have 32 "
			"(Linux's drivers probably ask for 35)");
	expect_short((struct fact_int)UNREADABLE,
			"web can run out of interrupts: its devices can use 40, it can have 32");
}

static struct irqs_of_xen told_by(const char *version, const char *console)
{
	const struct xpt_host host = { .xen_version = TEXT(version), .console = console };

	return xpt__irqs_of_xen(&host);
}

static const char *vectors_of(const char *version, const char *console)
{
	struct irqs_of_xen told = told_by(version, console);

	return told.vectors.state == XPT_FACT_KNOWN ? told.vectors.value : "not known";
}

static void whose_the_vectors_are_is_what_xen_says_of_its_apic_driver(void)
{
#define FLAT "(XEN) Using APIC driver default\n"
	ASSERT_TEXT(told_by("4.17.7", FLAT).apic.value, "xAPIC, flat");
	ASSERT_TEXT(vectors_of("4.17.7", FLAT), "vectors that all CPUs share");
	ASSERT_TEXT(vectors_of("4.20.0", "(XEN) [2026-11-30 08:00:00] Using APIC driver default\n"),
			"vectors of each CPU");
	ASSERT_TEXT(vectors_of("unstable", FLAT), "not known");
	ASSERT_TEXT(vectors_of("4.17.1", FLAT "(XEN) Switched to APIC driver x2apic_cluster\n"),
			"vectors that up to 16 CPUs of a cluster share");
	ASSERT_TEXT(vectors_of("4.17.7", FLAT "(XEN) Switched to APIC driver x3apic\n"),
			"not known");
	ASSERT_TEXT(vectors_of("4.17.7", "(d1) (XEN) Using APIC driver default\n"), "not known");
	ASSERT_TEXT(vectors_of("4.17.7", NULL), "not known");
}

static void the_driver_that_xen_names_last_is_in_use(void)
{
#define BIGSMP "(XEN) Overriding APIC driver with bigsmp\n"
#define CLUSTER "(XEN) Switched to APIC driver x2apic_cluster\n"
	ASSERT_TEXT(told_by("4.17.7", FLAT BIGSMP).apic.value, "xAPIC, physical");
	ASSERT_TEXT(vectors_of("4.17.7", FLAT BIGSMP), "vectors of each CPU");
	ASSERT_TEXT(told_by("4.17.1", FLAT BIGSMP CLUSTER).apic.value, "x2APIC, cluster");
	ASSERT_TEXT(told_by("4.17.1", FLAT CLUSTER).apic.value, "x2APIC, cluster");
	ASSERT_TEXT(told_by("4.17.1", CLUSTER BIGSMP).apic.value, "xAPIC, physical");
#undef CLUSTER
#undef BIGSMP
#undef FLAT
}

static void older_xen_ends_the_name_with_a_full_stop(void)
{
	ASSERT_TEXT(told_by("4.13.5", "(XEN) Switched to APIC driver x2apic_cluster.\n").apic.value,
			"x2APIC, cluster");
	ASSERT_TEXT(vectors_of("4.13.5", "(XEN) Switched to APIC driver x2apic_cluster..\n"),
			"not known");
	ASSERT_TEXT(vectors_of("4.13.5", "(XEN) Switched to APIC driver .\n"), "not known");
}

/* Of a dom0 of @type; NULL: not known. */
static struct fact_int dom0_limit_of(const char *type, const char *xen_line, const char *console)
{
	struct xpt_domain dom0 = { .type = UNREADABLE };
	const struct xpt_host host = { .xen_command_line = TEXT(xen_line),
		.console = console,
		.domains = &dom0,
		.domain_count = 1 };

	if (type)
		dom0.type = (struct fact_text)TEXT(type);
	return xpt__irqs_of_xen(&host).dom0_limit;
}

static void dom0s_own_limit_is_what_xen_says_at_its_start(void)
{
	struct fact_int more = dom0_limit_of("pv", "", "(XEN) d0 has maximum 440 PIRQs more\n");

	CU_ASSERT_EQUAL(dom0_limit_of("pv", "", "(XEN) d0 has maximum 440 PIRQs\n").value, 440);
	CU_ASSERT_EQUAL(dom0_limit_of("pv", "", "(XEN) Dom0 has maximum 648 PIRQs\n").value, 648);
	CU_ASSERT_NOT_EQUAL(more.state, XPT_FACT_KNOWN);
	ASSERT_TEXT(dom0_limit_of("pv", "", "").reason, "Xen's log has no such line, or no longer");
}

static void dom0s_number_that_is_set_is_not_printed(void)
{
	static const char set[] = "Xen does not print it where extra_guest_irqs= sets it",
			  gone[] = "Xen's log has no such line, or no longer";

	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=,500", "").reason, set);
	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=64,0x40", "").reason, set);
	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=,9 extra_guest_irqs=64,", "").reason,
			set);
	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=64", "").reason, gone);
	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=64,0", "").reason, gone);
	ASSERT_TEXT(dom0_limit_of("pv", "extra_guest_irqs=,9 extra_guest_irqs=,0", "").reason,
			gone);
}

static void what_xen_says_of_a_pvh_dom0_is_no_limit(void)
{
	static const char line[] = "(XEN) d0 has maximum 832 PIRQs\n";

	ASSERT_TEXT(dom0_limit_of("pvh", "", line).reason,
			"dom0 is PVH, and what Xen says of it is no limit");
	ASSERT_TEXT(dom0_limit_of(NULL, "", line).reason,
			"dom0 is not known to be PV, and what Xen says of a PVH dom0 is no limit");
}

SUITE(irqs)
{
	TEST(whose_the_vectors_are_is_what_xen_says_of_its_apic_driver);
	TEST(the_driver_that_xen_names_last_is_in_use);
	TEST(older_xen_ends_the_name_with_a_full_stop);
	TEST(dom0s_own_limit_is_what_xen_says_at_its_start);
	TEST(dom0s_number_that_is_set_is_not_printed);
	TEST(what_xen_says_of_a_pvh_dom0_is_no_limit);
	TEST(the_limit_is_read_as_xen_reads_it);
	TEST(xcp_ng_gives_each_guest_more);
	TEST(what_a_device_takes_goes_by_its_kind_and_the_vcpus);
	TEST(a_device_that_is_named_twice_is_counted_once);
	TEST(the_host_holds_so_many_at_least);
	TEST(a_guest_cannot_have_more_than_the_host);
	TEST(what_is_taken_is_what_xen_lists);
	TEST(what_drivers_ask_for_is_told_only_where_it_is_known);
}
