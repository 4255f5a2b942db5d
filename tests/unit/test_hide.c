/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../engine/base/hide_list.h"

#include <xpt/boot.h>

#include "../../engine/boot/cmdline.h"
#include "../../engine/boot/hide_rules.h"
#include "../../engine/model/boot.h"
#include "facts.h"
#include "fake_source.h"
#include "unit.h"

static struct arena *arena;

static struct hide_list parsed(const char *text)
{
	struct hide_list list = { 0 };

	arena = xpt__arena_new();
	CU_ASSERT_FATAL(xpt__hide_parse(arena, xpt__span_of(text), &list));
	return list;
}

static enum hide_error error_of(const char *text)
{
	enum hide_error error = parsed(text).error;

	xpt__arena_free(arena);
	return error;
}

/* The entries as they are written back; "" where the kernel would hide nothing. */
static bool reads(const char *text, const char *expected)
{
	struct hide_list list = parsed(text);
	const char *back = xpt__hide_text(arena, list.entries, list.error ? 0 : list.count);
	bool same = back && !strcmp(back, expected);

	xpt__arena_free(arena);
	return same;
}

static void all_forms_of_an_address_are_read(void)
{
	CU_ASSERT(reads("(0000:03:00.0)", "(0000:03:00.0)"));
	CU_ASSERT(reads("(03:00.1)", "(0000:03:00.1)"));
	CU_ASSERT(reads("(0000:04:00.*)(04:01.*)", "(0000:04:00.*)(0000:04:01.*)"));
	CU_ASSERT(reads("(0000:05:*.*)(5:*.*)", "(0000:05:*.*)(0000:05:*.*)"));
	CU_ASSERT(reads("", ""));
}

static void numbers_may_be_of_any_length_and_begin_with_0x(void)
{
	CU_ASSERT(reads("(0x0:0x0:0x3.0x0)", "(0000:00:03.0)"));
	CU_ASSERT(reads("(000000000:0000000003:000000000.0)", "(0000:03:00.0)"));
	CU_ASSERT(reads("(ffff:ff:1f.7)", "(ffff:ff:1f.7)"));
	/* what is below 0 in 32 bits means all devices */
	CU_ASSERT(reads("(d:d99999999.6)", "(0000:0d:ffffffff.6)"));
	CU_ASSERT(reads("(0000:0d:ffffffff.6)", "(0000:0d:ffffffff.6)"));
}

static void blanks_stand_where_the_kernel_skips_them(void)
{
	CU_ASSERT(reads(" (00:05.0) (00:06.0) ", "(0000:00:05.0)(0000:00:06.0)"));
	CU_ASSERT(reads("( 0: 0: 5. 0)", "(0000:00:05.0)"));
	CU_ASSERT(error_of("(00:05.0 )") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(00 :05.0)") == HIDE_SYNTAX);
}

static void one_wrong_entry_unhides_all(void)
{
	CU_ASSERT(error_of("(00:05.0),(00:06.0)") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(00:05.0)x") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(00:05.0)(00:06)") == HIDE_SYNTAX);
	CU_ASSERT(error_of("00:05.0") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(*:05.0)") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(00:*.0)") == HIDE_SYNTAX);
	CU_ASSERT(error_of("(00:05.0") == HIDE_SYNTAX);
	CU_ASSERT(error_of("()") == HIDE_SYNTAX);
}

static void what_is_out_of_range_is_told_apart_as_the_kernel_does_not_log_it(void)
{
	CU_ASSERT(error_of("(0000:00:20.0)") == HIDE_RANGE);
	CU_ASSERT(error_of("(00:05.8)") == HIDE_RANGE);
	CU_ASSERT(error_of("(0000:100:05.0)") == HIDE_RANGE);
	CU_ASSERT(error_of("(10000:00:05.0)") == HIDE_RANGE);
	CU_ASSERT(error_of("(00:05.0)(0000:00:20.0)") == HIDE_RANGE);
}

static void the_kernel_keeps_1024_characters(void)
{
	char text[75 * 14 + 1] = "";

	for (size_t i = 0; i < 73; i++)
		memcpy(text + i * 14, "(0000:03:00.0)", 15);
	CU_ASSERT(error_of(text) == HIDE_FINE);
	memcpy(text + 73 * 14, "(0000:03:00.0)", 15);
	CU_ASSERT(error_of(text) == HIDE_TOO_LONG);
}

static void the_error_says_where(void)
{
	struct hide_list list = parsed("(00:05.0)(0:");
	const char *why = xpt__hide_why(arena, &list);

	CU_ASSERT(why && strstr(why, "wrong from \"(0:\" on"));
	xpt__arena_free(arena);
}

static void an_entry_matches_what_it_names(void)
{
	struct hide_list list = parsed("(0000:04:00.*)(05:*.*)");

	CU_ASSERT(xpt__hide_matches(&list.entries[0], (struct xpt_bdf){ 0, 4, 0, 7 }));
	CU_ASSERT_FALSE(xpt__hide_matches(&list.entries[0], (struct xpt_bdf){ 0, 4, 1, 0 }));
	CU_ASSERT(xpt__hide_matches(&list.entries[1], (struct xpt_bdf){ 0, 5, 31, 7 }));
	CU_ASSERT_FALSE(xpt__hide_matches(&list.entries[1], (struct xpt_bdf){ 1, 5, 31, 7 }));
	xpt__arena_free(arena);
}

static void the_last_of_two_parameters_counts(void)
{
	struct cmdline_word word;

	CU_ASSERT(xpt__cmdline_find(
				  xpt__span_of("ro xen-pciback.hide=(a) quiet xen_pciback.hide=(b)"),
				  BOOT_LINE_DOM0, "xen-pciback.hide", &word) == 2);
	CU_ASSERT(xpt__span_is(word.value, "(b)"));
	CU_ASSERT_FALSE(xpt__cmdline_find(xpt__span_of("pciback.hide=(a) -- xen-pciback.hide=(b)"),
			BOOT_LINE_DOM0, "xen-pciback.hide", &word));
}

static const char *list_of(const char *word)
{
	static char text[64];
	char *list = NULL;

	CU_ASSERT_EQUAL(xpt_hide_list(word, &list, NULL), 0);
	snprintf(text, sizeof(text), "%s", list ? list : "another word");
	free(list);
	return text;
}

static void hide_is_known_in_every_spelling(void)
{
	ASSERT_TEXT(list_of("xen-pciback.hide=(a)"), "(a)");
	ASSERT_TEXT(list_of("xen_pciback.hide=(a)"), "(a)");
	ASSERT_TEXT(list_of("\"xen-pciback.hide=(a)\""), "(a)");
	ASSERT_TEXT(list_of("xen-pciback.hide=\"(a)\""), "(a)");
	ASSERT_TEXT(list_of("\"xen-pciback.hide\"=(a)"), "(a)");
	ASSERT_TEXT(list_of("\"xen_pciback.hide\"=\"(a)\""), "(a)");
	ASSERT_TEXT(list_of("xen-pciback.hide=(a) (b)"), "(a) (b)");
	ASSERT_TEXT(list_of("xen-pciback.hide="), "");
	ASSERT_TEXT(list_of("xen-pciback.hide"), "");
	ASSERT_TEXT(list_of("pciback.hide=(a)"), "another word");
	ASSERT_TEXT(list_of("xen-pciback.hidden=(a)"), "another word");
	ASSERT_TEXT(list_of("\""), "another word");
	ASSERT_TEXT(list_of(""), "another word");
}

static void linux_knows_quotes_and_xen_does_not(void)
{
	struct cmdline_word word;
	struct span line = xpt__span_of("a=\"b c\" d");

	CU_ASSERT(xpt__cmdline_next(&line, BOOT_LINE_DOM0, &word) &&
			xpt__span_is(word.value, "b c"));
	line = xpt__span_of("a=\"b c\" d");
	CU_ASSERT(xpt__cmdline_next(&line, BOOT_LINE_XEN, &word) &&
			xpt__span_is(word.value, "\"b"));
}

static void xen_hands_on_what_stands_behind_two_dashes(void)
{
	CU_ASSERT(xpt__span_is(
			xpt__cmdline_for_dom0(xpt__span_of("dom0_mem=1G -- quiet")), "quiet"));
	CU_ASSERT(xpt__span_is(
			xpt__cmdline_of_xen(xpt__span_of("dom0_mem=1G -- quiet")), "dom0_mem=1G"));
	CU_ASSERT_FALSE(xpt__cmdline_for_dom0(xpt__span_of("dom0_mem=1G")).length);
}

static void a_word_that_no_loader_hands_on_is_refused(void)
{
	CU_ASSERT_PTR_NULL(xpt__cmdline_refuse(BOOT_LINE_DOM0, "xen-pciback.hide=(0000:04:00.0)"));
	CU_ASSERT_PTR_NULL(xpt__cmdline_refuse(BOOT_LINE_XEN, "rmrr=0x1=0:0:5.0;0x2=0:0:6.0"));
	CU_ASSERT_PTR_NOT_NULL(xpt__cmdline_refuse(BOOT_LINE_DOM0, "a=b c"));
	CU_ASSERT_PTR_NOT_NULL(xpt__cmdline_refuse(BOOT_LINE_DOM0, "a=$b"));
	CU_ASSERT_PTR_NOT_NULL(xpt__cmdline_refuse(BOOT_LINE_DOM0, "=b"));
	CU_ASSERT_PTR_NOT_NULL(xpt__cmdline_refuse(BOOT_LINE_DOM0, "--"));
}

/* A NIC on the root bus, and a bridge with another behind it. */
static struct xpt_host *host_of(const char *command_line)
{
	const struct fake answers[] = { LIST_("sys/bus/pci/devices",
							"0000:00:05.0 0000:00:0a.0 0000:01:00.0"),
		LINK_("sys/bus/pci/devices/0000:00:05.0",
				"../../../devices/pci0000:00/0000:00:05.0"),
		LINK_("sys/bus/pci/devices/0000:00:0a.0",
				"../../../devices/pci0000:00/0000:00:0a.0"),
		LINK_("sys/bus/pci/devices/0000:01:00.0",
				"../../../devices/pci0000:00/0000:00:0a.0/0000:01:00.0"),
		FILE_("sys/bus/pci/devices/0000:00:05.0/uevent",
				"PCI_CLASS=20000\nPCI_ID=8086:10D3\n"),
		FILE_("sys/bus/pci/devices/0000:00:0a.0/uevent",
				"PCI_CLASS=60400\nPCI_ID=8086:1\n"),
		FILE_("sys/bus/pci/devices/0000:01:00.0/uevent",
				"PCI_CLASS=20000\nPCI_ID=8086:10D3\n"),
		FILE_("proc/cmdline", command_line), END_ };

	return fake_host(answers, 0);
}

static bool hides(const char *command_line, const char *address)
{
	struct xpt_host *host = host_of(command_line);
	bool is = host && fact_is(fake_device(host, address)->hidden_at_boot, 1);

	xpt_host_free(host);
	return is;
}

static void of_this_boot_too_the_last_list_counts(void)
{
	CU_ASSERT(hides("xen-pciback.hide=(00:05.0)", "0000:00:05.0"));
	CU_ASSERT_FALSE(hides(
			"xen-pciback.hide=(00:05.0) xen_pciback.hide=(01:00.0)", "0000:00:05.0"));
	CU_ASSERT_FALSE(hides("pciback.hide=(00:05.0)", "0000:00:05.0"));
	CU_ASSERT_FALSE(hides("xen-pciback.hide=(00:05.0)(00:20.0)", "0000:00:05.0"));
}

static void a_bridge_hides_what_is_below_it(void)
{
	CU_ASSERT(hides("xen-pciback.hide=(00:0a.0)", "0000:01:00.0"));
	CU_ASSERT_FALSE(hides("xen-pciback.hide=(00:0a.0)", "0000:00:05.0"));
	CU_ASSERT_FALSE(hides("xen-pciback.hide=(01:00.0)", "0000:00:0a.0"));
}

/* The verdict of hiding a NIC with a VF that @owner has. */
static enum xpt_verdict verdict_of_pf(struct owner owner, const char **ret_cause)
{
	struct xpt_device devices[] = {
		{ .bdf = { 0, 2, 0, 0 },
				.address = "0000:02:00.0",
				.driver = TEXT("igb"),
				.critical.state = XPT_FACT_KNOWN,
				.virtual_functions = LIST({ 0, 2, 16, 0 }) },
		{ .bdf = { 0, 2, 16, 0 },
				.address = "0000:02:10.0",
				.owner = owner,
				.critical.state = XPT_FACT_KNOWN,
				.physical_function = TEXT("0000:02:00.0") },
	};
	struct boot boot = { .dom0_line = TEXT("console=hvc0"), .pciback_next = TEXT("built in") };
	const struct xpt_host host = { .devices = devices,
		.device_count = 2,
		.boot = &boot,
		.detail = XPT_DETAIL_CRITICAL | XPT_DETAIL_CONFIG };
	struct xpt_report *report = NULL;
	enum xpt_verdict verdict;
	char *word = NULL;

	CU_ASSERT_EQUAL_FATAL(
			xpt_hide(&host,
					&XPT_OPTIONS(xpt_hide_request, .devices = &devices[0].bdf,
							.device_count = 1),
					&report, &word, NULL),
			0);
	ASSERT_TEXT(word, "xen-pciback.hide=(0000:02:00.0)");
	verdict = xpt_report_verdict(report);
	/* causes are constants */
	*ret_cause = xpt_finding_cause(xpt_report_finding(report, 0));
	xpt_report_free(report);
	free(word);
	return verdict;
}

static void a_physical_function_is_hidden_without_its_virtual_ones_in_use(void)
{
	const char *cause;

	CU_ASSERT_EQUAL(verdict_of_pf((struct owner){ OWNER_DOMAIN, 3, "d3", 1, NULL }, &cause),
			XPT_BLOCKED);
	ASSERT_TEXT(cause, "virtual-functions-in-use");
	CU_ASSERT_EQUAL(verdict_of_pf((struct owner){ OWNER_DOMAIN, 0, "dom0", 1, NULL }, &cause),
			XPT_RISK);
	ASSERT_TEXT(cause, "virtual-functions-lost");
}

static const struct hide_rule nic = { { 0, 4, 0, 1 }, 0x8086, 0x10d3, 0x15d9, 0x060a };

static struct xpt_device nic_device(void)
{
	return (struct xpt_device){ .bdf = { 0, 4, 0, 1 },
		.vendor_id = KNOWN(0x8086),
		.device_id = KNOWN(0x10d3),
		.subsystem_vendor_id = KNOWN(0x15d9),
		.subsystem_device_id = KNOWN(0x060a) };
}

static struct hide_rules rules_of(const char *text)
{
	struct hide_rules rules = { 0 };

	CU_ASSERT_FATAL(xpt__hide_rules_parse(arena, xpt__span_of(text), &rules));
	return rules;
}

static void rules_of_udev_are_read_as_they_were_written(void)
{
	const struct hide_rule two[] = { nic, { { 0x10000, 0, 5, 0 }, 1, 2, 0, 0xffff } };
	struct hide_rules rules;
	const char *text;

	arena = xpt__arena_new();
	text = xpt__hide_rules_text(arena, two, 2);
	rules = rules_of(text);
	CU_ASSERT_FALSE(rules.edited);
	CU_ASSERT_EQUAL_FATAL(rules.count, 2);
	ASSERT_TEXT(xpt__hide_rules_text(arena, rules.items, rules.count), text);
	CU_ASSERT_FALSE(rules_of("").edited);
	xpt__arena_free(arena);
}

static void rules_that_somebody_edited_are_not_understood(void)
{
	const char *text;

	arena = xpt__arena_new();
	text = xpt__hide_rules_text(arena, &nic, 1);
	CU_ASSERT(rules_of(xpt__arena_text(arena, "%sENV{x}=\"1\"\n", text)).edited);
	CU_ASSERT(rules_of(text + 1).edited);
	CU_ASSERT(rules_of("# xpt 04:00.1 8086:10d3 0:0\n").edited);
	xpt__arena_free(arena);
}

/* Rules for as many functions, one after the other. */
static const char *text_of_rules(size_t count)
{
	struct hide_rule *many = xpt__arena_array(arena, count, sizeof(*many));

	CU_ASSERT_PTR_NOT_NULL_FATAL(many);
	for (size_t i = 0; i < count; i++) {
		many[i] = nic;
		many[i].bdf.bus = (uint8_t)(i >> 5);
		many[i].bdf.device = i & 31;
	}
	return xpt__hide_rules_text(arena, many, count);
}

static void a_file_of_too_many_rules_is_not_ours_and_takes_little_memory(void)
{
	size_t used;
	const char *text;

	arena = xpt__arena_new();
	CU_ASSERT_FALSE(rules_of(text_of_rules(HIDE_RULES_MAX)).edited);
	CU_ASSERT(rules_of(text_of_rules(HIDE_RULES_MAX + 1)).edited);
	text = text_of_rules(5000);
	used = xpt__arena_used(arena);
	CU_ASSERT(rules_of(text).edited);
	CU_ASSERT(xpt__arena_used(arena) - used < strlen(text));
	xpt__arena_free(arena);
}

static void a_rule_is_of_one_card_in_one_place(void)
{
	const struct hide_rules rules = { (struct hide_rule *)(uintptr_t)&nic, 1, false };
	struct xpt_device device = nic_device();

	CU_ASSERT_PTR_EQUAL(xpt__hide_rule_of(&rules, &device), &nic);
	device.subsystem_device_id.value = 0x060b;
	CU_ASSERT_PTR_NULL(xpt__hide_rule_of(&rules, &device));
	device = nic_device();
	device.bdf.bus = 5;
	CU_ASSERT_PTR_NULL(xpt__hide_rule_of(&rules, &device));
	device = nic_device();
	device.device_id.state = XPT_FACT_UNREADABLE;
	CU_ASSERT_PTR_NULL(xpt__hide_rule_of(&rules, &device));
}

/* What rules for the NIC and for 0000:05:00.0 become, where only @device is there. */
static const char *word_by_rules(const struct xpt_device *device, struct xpt_bdf unhidden)
{
	static char text[64];
	struct hide_rule two[] = { nic, { { 0, 5, 0, 0 }, 1, 2, 3, 4 } };
	struct boot boot = { .rules = { two, 2, false }, .ruled.state = XPT_FACT_KNOWN };
	struct xpt_device present = device ? *device : (struct xpt_device){ 0 };
	const struct xpt_host host = { .devices = &present,
		.device_count = device != NULL,
		.boot = &boot,
		.detail = XPT_DETAIL_CRITICAL };
	struct xpt_report *report = NULL;
	char *word = NULL;

	CU_ASSERT_EQUAL_FATAL(
			xpt_hide(&host,
					&XPT_OPTIONS(xpt_hide_request, .devices = &unhidden,
							.device_count = 1,
							.flags = XPT_UNHIDE | XPT_HIDE_OVERRIDE),
					&report, &word, NULL),
			0);
	snprintf(text, sizeof(text), "%s", word ? word : "so already");
	xpt_report_free(report);
	free(word);
	return text;
}

static void the_rule_of_a_card_that_was_pulled_can_go(void)
{
	ASSERT_TEXT(word_by_rules(NULL, nic.bdf), "xen-pciback.hide=(0000:05:00.0)");
	ASSERT_TEXT(word_by_rules(NULL, (struct xpt_bdf){ 0, 6, 0, 0 }), "so already");
}

static void the_rule_of_a_card_that_was_replaced_can_go(void)
{
	struct xpt_device device = nic_device();

	device.vendor_id.value = 0x1af4;
	ASSERT_TEXT(word_by_rules(&device, nic.bdf), "xen-pciback.hide=(0000:05:00.0)");
}

static void a_rule_stays_while_the_ids_of_its_card_cannot_be_read(void)
{
	struct xpt_device device = nic_device();

	device.vendor_id.state = XPT_FACT_UNREADABLE;
	ASSERT_TEXT(word_by_rules(&device, (struct xpt_bdf){ 0, 5, 0, 0 }),
			"xen-pciback.hide=(0000:04:00.1)");
}

static int error_by_rules(struct boot boot)
{
	const struct xpt_host host = { .boot = &boot, .detail = XPT_DETAIL_CRITICAL };
	struct xpt_report *report = NULL;
	char *word = NULL;

	return xpt_hide(&host,
			&XPT_OPTIONS(xpt_hide_request, .flags = XPT_UNHIDE_ALL | XPT_HIDE_OVERRIDE),
			&report, &word, NULL);
}

static void rules_that_are_not_known_are_not_no_rules(void)
{
	CU_ASSERT_EQUAL(error_by_rules((struct boot){ .ruled.state = XPT_FACT_UNREADABLE }),
			XPT_UNREADABLE);
	CU_ASSERT_EQUAL(error_by_rules((struct boot){
					.rules.edited = true, .ruled.state = XPT_FACT_UNREADABLE }),
			XPT_UNSUPPORTED);
}

SUITE(hide)
{
	TEST(the_rule_of_a_card_that_was_pulled_can_go);
	TEST(the_rule_of_a_card_that_was_replaced_can_go);
	TEST(a_rule_stays_while_the_ids_of_its_card_cannot_be_read);
	TEST(rules_that_are_not_known_are_not_no_rules);
	TEST(a_physical_function_is_hidden_without_its_virtual_ones_in_use);
	TEST(rules_of_udev_are_read_as_they_were_written);
	TEST(rules_that_somebody_edited_are_not_understood);
	TEST(a_file_of_too_many_rules_is_not_ours_and_takes_little_memory);
	TEST(a_rule_is_of_one_card_in_one_place);
	TEST(of_this_boot_too_the_last_list_counts);
	TEST(a_bridge_hides_what_is_below_it);
	TEST(all_forms_of_an_address_are_read);
	TEST(numbers_may_be_of_any_length_and_begin_with_0x);
	TEST(blanks_stand_where_the_kernel_skips_them);
	TEST(one_wrong_entry_unhides_all);
	TEST(what_is_out_of_range_is_told_apart_as_the_kernel_does_not_log_it);
	TEST(the_kernel_keeps_1024_characters);
	TEST(the_error_says_where);
	TEST(an_entry_matches_what_it_names);
	TEST(the_last_of_two_parameters_counts);
	TEST(hide_is_known_in_every_spelling);
	TEST(linux_knows_quotes_and_xen_does_not);
	TEST(xen_hands_on_what_stands_behind_two_dashes);
	TEST(a_word_that_no_loader_hands_on_is_refused);
}
