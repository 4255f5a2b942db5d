/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices: their addresses, and who has them, from answers that may be anything. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/policy/usb_policy.h"
#include "fake_source.h"
#include "unit.h"
#include "usb_world.h"

static void a_path_has_one_spelling(void)
{
	static const char *const good[] = { "usb1", "usb12", "1-1", "1-1.2", "12-3.4.5.6.7.8" };
	static const char *const bad[] = { "", "usb", "usb0", "usb01", "1", "1-", "-1", "1-0",
		"0-1", "1-1.", "1-.1", "1-1..2", "1-01", "01-1", "1-256", "65536-1",
		"1-1.2.3.4.5.6.7", "1-1:1.0", "1-x", "1--1", "1-1 ", "99999999999999999999-1" };
	struct usb_path path;
	char text[USB_PATH_TEXT];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		CU_ASSERT_FATAL(xpt__usb_path_read(xpt__span_of(good[i]), &path));
		ASSERT_TEXT(xpt__usb_path_text(&path, text), good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_FALSE(xpt__usb_path_read(xpt__span_of(bad[i]), &path));
	CU_ASSERT(xpt__usb_path_read(SPAN("65535-255.255.255.255.255.255"), &path));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "65535-255.255.255.255.255.255");
}

static void an_interface_belongs_to_its_device(void)
{
	static const char *const bad[] = { "1-1", "1-1:", "1-1:1", "1-1:0.0", "1-1:1.", "usb1:1.0",
		"1-0.1:1.0", ":1.0", "1-1:1.256", "1-1:1.0.0" };
	unsigned int number = 9;
	struct usb_path path;
	char text[USB_PATH_TEXT];

	CU_ASSERT(xpt__usb_interface_read(SPAN("1-1.2:1.3"), &path, &number));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "1-1.2");
	CU_ASSERT_EQUAL(number, 3);
	CU_ASSERT(xpt__usb_interface_read(SPAN("2-0:1.0"), &path, &number));
	ASSERT_TEXT(xpt__usb_path_text(&path, text), "usb2");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CU_ASSERT_FALSE(xpt__usb_interface_read(xpt__span_of(bad[i]), &path, &number));
}

static void a_hub_comes_before_what_hangs_on_it(void)
{
	static const char *const order[] = { "usb1", "1-1", "1-1.2", "1-1.10", "1-2", "usb2",
		"usb10" };
	struct usb_path a, b;

	for (size_t i = 1; i < sizeof(order) / sizeof(*order); i++) {
		CU_ASSERT(xpt__usb_path_read(xpt__span_of(order[i - 1]), &a) &&
				xpt__usb_path_read(xpt__span_of(order[i]), &b));
		CU_ASSERT(xpt__usb_path_compare(&a, &b) < 0 && xpt__usb_path_compare(&b, &a) > 0);
	}
}

static void the_function_is_told_by_class(void)
{
	ASSERT_TEXT(xpt__usb_function(3, 1, 1), "keyboard");
	ASSERT_TEXT(xpt__usb_function(3, 0, 0), "input");
	ASSERT_TEXT(xpt__usb_function(8, 6, 0x50), "storage");
	ASSERT_TEXT(xpt__usb_function(0xff, 1, 1), "vendor-specific");
	ASSERT_TEXT(xpt__usb_function(0x55, 0, 0), "other");
}

#define BASE                                                                     \
	LIST_("sys/bus/pci/devices", ""), LIST_("xenstore/local/domain", "0 1"), \
			FILE_("xen/domains",                                     \
					"0 type=pv state=running\n1 type=hvm state=running\n")

static const struct xpt_usb_device *device(const struct xpt_host *host, const char *path)
{
	const struct xpt_usb_device *found;

	for (size_t i = 0; (found = xpt_host_usb_device(host, i)); i++)
		if (!strcmp(xpt_usb_device_path(found), path))
			return found;
	return NULL;
}

static void records_tell_who_has_a_device(void)
{
	static const struct fake answers[] = {
		BASE,
		LIST_("sys/bus/usb/devices", "1-0:1.0 1-2 1-2:1.0 1-3 1-x usb1 junk"),
		LINK_("sys/bus/usb/devices/usb1", "../../../devices/platform/dummy_hcd.0/usb1"),
		FILE_("sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "08\n"),
		LINK_("sys/bus/usb/devices/1-2:1.0/driver", "../../drivers/usb-storage"),
		LIST_("xenstore/libxl/1/device/vusb", "0"),
		LIST_("xenstore/libxl/1/device/vusb/0/port", "1 2 3 4"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/1", "1-3"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/2", ""),
		FILE_("xenstore/libxl/1/device/vusb/0/port/3", "1-9"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/4", "../../etc"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_PTR_NULL(xpt_host_usb_device(host, 4));
	CU_ASSERT(fact_is(host->usb_devices, 3));
	ASSERT_TEXT(device(host, "1-2")->state.value, "dom0");
	ASSERT_TEXT(device(host, "1-2")->functions.items[0], "storage");
	ASSERT_TEXT(device(host, "1-3")->state.value, "attached");
	ASSERT_TEXT(device(host, "1-3")->domain.value, "d1");
	ASSERT_TEXT(device(host, "1-9")->state.value, "gone");
	CU_ASSERT_PTR_EQUAL(xpt_usb_device_parent(device(host, "1-9")), device(host, "usb1"));
	CU_ASSERT_EQUAL(device(host, "1-3")->controller.state, XPT_FACT_ABSENT);
	/* port 4 may mean any */
	CU_ASSERT_EQUAL(device(host, "1-2")->domain.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void a_record_is_stale_where_dom0_has_the_device(void)
{
	static const struct fake answers[] = {
		BASE,
		LIST_("sys/bus/usb/devices", "1-2 1-2:1.0 1-3 1-3:1.0 usb1"),
		LINK_("sys/bus/usb/devices/1-2:1.0/driver", "../../drivers/usbhid"),
		LINK_("sys/bus/usb/devices/1-3:1.0/driver", "../../drivers/usbfs"),
		LIST_("xenstore/libxl/1/device/vusb", "0"),
		LIST_("xenstore/libxl/1/device/vusb/0/port", "1 2"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/1", "1-2"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/2", "1-3"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	ASSERT_TEXT(device(host, "1-2")->state.value, "stale");
	ASSERT_TEXT(device(host, "1-3")->state.value, "attached");
	xpt_host_free(host);
}

static void a_program_is_told_that_has_a_device_open(void)
{
	static const struct fake answers[] = {
		BASE,
		LIST_("sys/bus/usb/devices", "2-1 2-2 usb2"),
		FILE_("sys/bus/usb/devices/2-1/devnum", "6\n"),
		FILE_("sys/bus/usb/devices/2-2/devnum", "7\n"),
		FILE_("open-devices", "9 189:133 scanner\n12 189:5 other\n31 189:133 a\x1b[m\n"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL_FATAL(device(host, "2-1")->programs.count, 2);
	ASSERT_TEXT(device(host, "2-1")->programs.items[0], "scanner (process 9)");
	/* whoever gave itself that name does not write to a terminal */
	ASSERT_TEXT(device(host, "2-1")->programs.items[1], "a\\x1b[m (process 31)");
	CU_ASSERT_EQUAL(device(host, "2-2")->programs.count, 0);
	xpt_host_free(host);
}

static void what_is_no_port_is_not_asked_for(void)
{
	static const struct fake answers[] = {
		BASE,
		LIST_("sys/bus/usb/devices", "1-2 usb1"),
		LIST_("xenstore/libxl/1/device/vusb", "0 ../../../../etc"),
		LIST_("xenstore/libxl/1/device/vusb/0/port", "1 passwd"),
		FILE_("xenstore/libxl/1/device/vusb/0/port/1", ""),
		FILE_("xenstore/libxl/1/device/vusb/0/port/passwd", "1-2"),
		LIST_("xenstore/libxl/1/device/vusb/../../../../etc/port", "1"),
		FILE_("xenstore/libxl/1/device/vusb/../../../../etc/port/1", "1-2"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(device(host, "1-2")->domain.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

static void without_xenstore_nobody_is_not_the_answer(void)
{
	static const struct fake answers[] = {
		LIST_("sys/bus/pci/devices", ""),
		FILE_("xen/domains", "0 type=pv state=running\n1 type=hvm state=running\n"),
		DENIED_("xenstore/local/domain", "only root may ask"),
		LIST_("sys/bus/usb/devices", "1-2 usb1"),
		END_,
	};
	struct xpt_host *host = fake_host(answers, XPT_DETAIL_USB);

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(device(host, "1-2")->domain.state, XPT_FACT_UNREADABLE);
	CU_ASSERT_EQUAL(device(host, "1-2")->state.state, XPT_FACT_UNREADABLE);
	xpt_host_free(host);
}

/* What is wrong with a policy: "line:column text", or "" */
static const char *defect_of(const char *text, char buffer[256])
{
	struct arena *arena = xpt__arena_new();
	const struct usb_policy *policy = xpt__usb_policy_parse(arena, xpt__span_of(text));

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	buffer[0] = '\0';
	if (policy->defect_count)
		snprintf(buffer, 256, "%u:%u %s", policy->defects[0].line,
				policy->defects[0].column, policy->defects[0].text);
	xpt__arena_free(arena);
	return buffer;
}

static void a_policy_is_read_as_usb_scan_reads_it(void)
{
	static const struct {
		const char *text, *defect;
	} cases[] = {
		{ "", "" },
		{ "\n  \nALLOW:class=08\r\n#x\n deny : vid=056A pid = 0315\tclass=03 # y\n", "" },
		{ "DENY:vid=1234pid=5678", "" },
		{ "ALLOW:prot=01class=03", "1:12 prot= takes 2 hexadecimal digits, not 3" },
		{ "ALLOW: pid=031", "1:12 pid= takes 4 hexadecimal digits, not 3" },
		{ "ALLOW: class=", "1:14 class= takes 2 hexadecimal digits, not 0" },
		{ "ALLOW: vid=0x12", "1:12 vid= takes 4 hexadecimal digits, not 1" },
		{ "ALLOW:\nALLOW: vid=1234 vid=1234", "2:21 vid= stands twice in this rule" },
		{ "ALLOW: psid=1234",
				"1:8 cannot understand \"psid=1234\": vid=, pid=, rel=, class=, subclass= or prot= is expected" },
		{ "ALLOW: vid=1234 jj pid=1234",
				"1:17 cannot understand \"jj pid=1234\": vid=, pid=, rel=, class=, subclass= or prot= is expected" },
		{ "ALLOWED: vid=1234", "1:1 ALLOW or DENY is expected, not \"ALLOWED\"" },
		{ "ii ALLOW:", "1:1 ALLOW or DENY is expected, not \"ii ALLOW\"" },
		{ ":", "1:1 ALLOW or DENY is expected, not \"\"" },
		{ "\xef\xbb\xbf"
		  "ALLOW:",
				"1:1 ALLOW or DENY is expected, not \"\xef\xbb\xbf"
				"ALLOW\"" },
		{ "aa", "1:1 \"ALLOW:\" or \"DENY:\" is expected, not \"aa\"" },
		{ "ALLOW: vid=1234 DENY: pid=1234", "1:21 a second colon" },
		{ "ALLOW: class=08\nDENY: class=08 vid=1234\nDENY:",
				"2:1 never reached: line 1 matches all that it matches" },
		{ "ALLOW:\n  # x",
				"2:1 blanks before a comment: XCP-ng's usb_scan.py ends with a traceback here" },
		{ "# old\rDENY: class=03\rALLOW:\r",
				"1:6 a carriage return inside a line: usb_scan.py begins a new line here" },
		{ "DENY: class=03 # Ger\xe4t",
				"1:21 a byte beyond ASCII: usb_scan.py can read the file only where its locale is UTF-8, and this is" },
	};
	char buffer[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ASSERT_TEXT(defect_of(cases[i].text, buffer), cases[i].defect);
}

static void a_policy_has_a_bound(void)
{
	struct arena *arena = xpt__arena_new();
	char *text = malloc(30000);
	const struct usb_policy *policy;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	memset(text, '\n', 30000);
	policy = xpt__usb_policy_parse(arena, (struct span){ text, 10000 });
	CU_ASSERT_PTR_NULL(policy->fatal);
	policy = xpt__usb_policy_parse(arena, (struct span){ text, 30000 });
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy->fatal);
	CU_ASSERT_EQUAL(policy->fatal->line, 10001);
	CU_ASSERT_EQUAL(policy->defect_count, 1);
	free(text);
	xpt__arena_free(arena);
}

/* The policy that XCP-ng ships, in our words. */
static const char usual[] =
		"DENY: vid=17e9\nDENY: class=02\nALLOW: vid=056a pid=0315 class=03\n"
		"DENY: class=03 subclass=01 prot=01\nDENY: class=03 subclass=01 prot=02\n"
		"DENY: class=0a\nDENY: class=e0\nDENY: class=ef subclass=04\nALLOW:\n";

struct faces {
	const char *name;
	long long vendor, product, device_class, said;
	long long codes[2][3]; /* class, subclass, protocol; class 0: no such interface */
	enum usb_permission permission;
	unsigned int line;
};

static enum usb_permission judge(
		const char *text, const struct faces *faces, unsigned int *ret_line)
{
	struct arena *arena = xpt__arena_new();
	struct usb_interface interfaces[2] = { 0 };
	struct xpt_usb_device usb = { .present = true,
		.vendor_id = fact_int_known(faces->vendor),
		.product_id = fact_int_known(faces->product),
		.release = fact_int_known(0x100),
		.class_code = fact_int_known(faces->device_class),
		.interfaces_said = fact_int_known(faces->said),
		.interfaces = interfaces };
	enum usb_permission permission;
	struct usb_decision decision;

	for (size_t i = 0; i < 2 && faces->codes[i][0]; i++, usb.interface_count++) {
		interfaces[i].class_code = fact_int_known(faces->codes[i][0]);
		interfaces[i].subclass = fact_int_known(faces->codes[i][1]);
		interfaces[i].protocol = fact_int_known(faces->codes[i][2]);
	}
	permission = xpt__usb_policy_judge(
			xpt__usb_policy_parse(arena, xpt__span_of(text)), &usb, &decision);
	*ret_line = decision.rule ? decision.rule->line : 0;
	xpt__arena_free(arena);
	return permission;
}

static void one_interface_that_is_denied_denies_the_device(void)
{
	static const struct faces cases[] = {
		{ "stick", 0x46f4, 1, 0, 1, { { 8, 6, 0x50 } }, USB_ALLOWED, 9 },
		{ "keyboard", 0x413c, 0x2113, 0, 2, { { 3, 1, 1 }, { 3, 0, 0 } }, USB_DENIED, 4 },
		{ "security key", 0x1050, 0x407, 0, 2, { { 3, 0, 0 }, { 3, 1, 1 } }, USB_DENIED,
				4 },
		{ "tablet", 0x56a, 0x315, 0, 1, { { 3, 1, 2 } }, USB_ALLOWED, 3 },
		{ "display", 0x17e9, 1, 0, 1, { { 0xff, 0, 0 } }, USB_DENIED, 1 },
		{ "bluetooth", 0x8087, 1, 0xe0, 1, { { 0xe0, 1, 1 } }, USB_DENIED, 7 },
		{ "telephone", 0x18d1, 1, 0, 1, { { 0xef, 4, 1 } }, USB_DENIED, 8 },
		{ "hub", 0x1d6b, 2, 9, 1, { { 9, 0, 0 } }, USB_NOT_LISTED, 0 },
		{ "hub within", 0x1d6b, 2, 0, 2, { { 9, 0, 0 }, { 8, 6, 0x50 } }, USB_NOT_LISTED,
				0 },
		{ "not configured", 0x46f4, 1, 0, 0, { { 0 } }, USB_NOT_LISTED, 0 },
	};
	unsigned int line;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CU_ASSERT_EQUAL(judge(usual, &cases[i], &line), cases[i].permission);
		CU_ASSERT_EQUAL(line, cases[i].line);
	}
	CU_ASSERT_EQUAL(judge("ALLOW: class=03", &cases[0], &line),
			USB_DENIED); /* no rule matches */
	CU_ASSERT_EQUAL(line, 0);
	CU_ASSERT_EQUAL(judge("ALLOW:\nALLOW:", &cases[0], &line),
			USB_ALLOWED); /* a warning is no failure */
	CU_ASSERT_EQUAL(judge("ALLOW:\nALLOW", &cases[0], &line), USB_NOT_KNOWN);
}

static void count_port(void *data, const struct xpt_trace *trace)
{
	if (!strcmp(trace->path, "xenstore/libxl/1/device/vusb/0/port/1"))
		++*(size_t *)data;
}

/* A guest that gets another device between two readings would have it in one of them only. */
static void a_snapshot_reads_the_records_once(void)
{
	static const unsigned int details[] = { XPT_DETAIL_CRITICAL,
		XPT_DETAIL_CRITICAL | XPT_DETAIL_USB };
	static const struct fake answers[] = {
		LIST_("sys/bus/pci/devices", "0000:00:14.0"),
		LINK_("sys/bus/pci/devices/0000:00:14.0",
				"../../../devices/pci0000:00/0000:00:14.0"),
		FILE_("sys/bus/pci/devices/0000:00:14.0/uevent",
				"PCI_CLASS=C0330\nPCI_ID=8086:A36D\n"),
		FILE_("xen/domains",
				"0 type=pv state=running uuid=00000000-0000-0000-0000-000000000000\n"
				"1 type=hvm state=running uuid=11111111-1111-1111-1111-111111111111\n"),
		LIST_("xenstore/local/domain", "0 1"),
		LIST_("sys/bus/usb/devices", "usb1"),
		USB_ROOT_HUB,
		LINK_("sys/bus/usb/devices/usb1", "../../../devices/pci0000:00/0000:00:14.0/usb1"),
		FILE_("xenstore/libxl/1/type", "hvm"),
		IN_PORT("1", "1-1"),
		NOTHING_IN_USE,
		END_,
	};

	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++) {
		size_t asked = 0;
		struct xpt_host *host = fake_host_traced(answers, details[i], count_port, &asked);

		CU_ASSERT_PTR_NOT_NULL_FATAL(host);
		CU_ASSERT_EQUAL(asked, 1);
		CU_ASSERT_EQUAL(host->usb_child_count, 1);
		CU_ASSERT_EQUAL(host->usb_children_why.state, XPT_FACT_ABSENT);
		xpt_host_free(host);
	}
}

static void several_devices_of_one_kind_are_each_named(void)
{
	const struct fake *tables[] = { usb_world, NULL };
	struct xpt_host *host = fake_host_of(tables, XPT_DETAIL_USB);
	const struct xpt_usb_device *device = NULL;
	const struct xpt_finding *finding;
	struct xpt_error *error = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(host);
	CU_ASSERT_EQUAL(xpt_host_find_usb_device(host, "0627:0001", &device, &error), XPT_REFUSED);
	CU_ASSERT_PTR_NULL(device);
	finding = xpt_report_finding(xpt_error_report(error), 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	ASSERT_TEXT(xpt_finding_cause(finding), "usb-ambiguous");
	CU_ASSERT_EQUAL(xpt_finding_verdict(finding), XPT_BLOCKED);
	CU_ASSERT_PTR_NOT_NULL(strstr(xpt_finding_because(finding), "1-1 and 1-2"));
	xpt_error_free(error);
	xpt_host_free(host);
}

SUITE(usb)
{
	TEST(a_snapshot_reads_the_records_once);
	TEST(a_path_has_one_spelling);
	TEST(an_interface_belongs_to_its_device);
	TEST(a_hub_comes_before_what_hangs_on_it);
	TEST(the_function_is_told_by_class);
	TEST(several_devices_of_one_kind_are_each_named);
	TEST(records_tell_who_has_a_device);
	TEST(a_record_is_stale_where_dom0_has_the_device);
	TEST(a_program_is_told_that_has_a_device_open);
	TEST(what_is_no_port_is_not_asked_for);
	TEST(without_xenstore_nobody_is_not_the_answer);
	TEST(a_policy_is_read_as_usb_scan_reads_it);
	TEST(a_policy_has_a_bound);
	TEST(one_interface_that_is_denied_denies_the_device);
}
