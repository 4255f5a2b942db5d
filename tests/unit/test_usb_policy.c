/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What usb-policy.conf says of a device that is described in words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xpt/error.h>

#include "../../engine/policy/usb_policy.h"
#include "unit.h"

#define WORDS 16

/* The policy that XCP-ng ships, in our words. */
static const char usual[] =
		"DENY: vid=17e9\nDENY: class=02\nALLOW: vid=056a pid=0315 class=03\n"
		"DENY: class=03 subclass=01 prot=01\nDENY: class=03 subclass=01 prot=02\n"
		"DENY: class=0a\nDENY: class=e0\nDENY: class=ef subclass=04\nALLOW:\n";

/* @text: words with a blank between */
static int read_words(struct arena *arena, const char *text, struct xpt_usb_device *ret_device,
		struct xpt_error **ret_error)
{
	const char *words[WORDS];
	struct span rest = xpt__span_of(text), word;
	size_t count = 0;

	while (count < WORDS && xpt__span_next_word(&rest, &word))
		words[count++] = xpt__arena_copy(arena, word.at, word.length);
	return xpt__usb_words_read(arena, words, count, ret_device, ret_error);
}

/* "deny 4: deny 4, allow 9": of the device, and of each interface; "?" where it is not known */
static const char *verdict_of(
		struct arena *arena, const char *policy, const struct xpt_usb_device *given)
{
	struct xpt_usb_device device = *given;
	const char *text;

	CU_ASSERT_FATAL(xpt__usb_policy_mark(arena,
			xpt__usb_policy_parse(arena, xpt__span_of(policy)), "file", &device));
	text = xpt__arena_text(arena, "%s %lld:",
			device.policy.state == XPT_FACT_KNOWN ? device.policy.value : "?",
			device.policy_line.state == XPT_FACT_KNOWN ? device.policy_line.value : 0);
	for (size_t i = 0; i < device.interface_count; i++) {
		const struct usb_interface *interface = &device.interfaces[i];

		text = xpt__arena_text(arena, "%s %s %lld", text,
				interface->policy.state == XPT_FACT_KNOWN ?
						interface->policy.value :
						"?",
				interface->policy_line.state == XPT_FACT_KNOWN ?
						interface->policy_line.value :
						0);
	}
	return text;
}

static void a_device_in_words_gets_its_verdict(void)
{
	static const struct {
		const char *policy, *words, *verdict;
	} cases[] = {
		{ usual, "vid=056a pid=0315 rel=0100 class=03 subclass=01 prot=02",
				"allow 3: allow 3" },
		{ usual, "vid=046d pid=c31c class=03 subclass=01 prot=01 class=03 subclass=00 prot=00",
				"deny 4: deny 4 allow 9" },
		{ usual, "VID=17E9 class=FF", "deny 1: deny 1" },
		{ usual, "vid=17e9", "deny 1: deny 1" },
		/* what is not given may decide */
		{ usual, "class=03 subclass=01 prot=02", "? 0: ? 0" },
		{ usual, "vid=046d class=03 subclass=01", "? 0: ? 0" },
		/* or not: keyboards and mice are the last that line 3 could save */
		{ usual, "vid=046d class=03 subclass=01 prot=03", "allow 9: allow 9" },
		/* one interface that is denied decides, whatever another depends on */
		{ usual, "vid=046d class=03 class=0a", "deny 6: ? 0 deny 6" },
		/* both say the same: the line is not known, the verdict is */
		{ usual, "class=02", "deny 0: deny 0" },
		{ "DENY: vid=0001\nDENY: class=03\n", "class=03", "deny 0: deny 0" },
		{ "ALLOW: vid=0001\n", "vid=0002", "deny 0: deny 0" },
		/* line 2 can decide nothing that line 1 does not */
		{ "ALLOW: vid=0001\nDENY: vid=0001 pid=0001\nALLOW:\n", "class=03",
				"allow 0: allow 0" },
		{ "ALLOW: vid=0001\nDENY: pid=0001\nALLOW:\n", "class=03", "? 0: ? 0" },
		{ usual, "class=09 subclass=00", "not-listed 0: ? 0" },
		{ "ALLOW\n", "class=03", "? 0: ? 0" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = xpt__arena_new();
		struct xpt_usb_device device;

		CU_ASSERT_FATAL(!read_words(arena, cases[i].words, &device, NULL));
		ASSERT_TEXT(verdict_of(arena, cases[i].policy, &device), cases[i].verdict);
		xpt__arena_free(arena);
	}
}

static void what_it_depends_on_is_named(void)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_usb_device device;

	CU_ASSERT_FATAL(!read_words(arena, "class=03 subclass=01 prot=02", &device, NULL));
	(void)xpt__usb_policy_mark(
			arena, xpt__usb_policy_parse(arena, xpt__span_of(usual)), "file", &device);
	ASSERT_TEXT(device.policy.reason,
			"it depends on vid= and pid=: line 3, ALLOW: vid=056a pid=0315 class=03");
	CU_ASSERT_FATAL(!read_words(arena, "class=02", &device, NULL));
	(void)xpt__usb_policy_mark(
			arena, xpt__usb_policy_parse(arena, xpt__span_of(usual)), "file", &device);
	ASSERT_TEXT(device.policy_line.reason, "line 2, or by vid= line 1 before it");
	CU_ASSERT_FATAL(!read_words(arena, "class=02", &device, NULL));
	(void)xpt__usb_policy_mark(
			arena, xpt__usb_policy_parse(arena, SPAN("ALLOW:\nDENY")), "file", &device);
	ASSERT_TEXT(device.policy.reason,
			"file line 2: \"ALLOW:\" or \"DENY:\" is expected, not \"DENY\"");
	xpt__arena_free(arena);
}

static void a_word_that_no_rule_could_hold_is_refused(void)
{
	static const struct {
		const char *words, *error;
	} cases[] = {
		{ "vid=56a", "\"vid=56a\": vid= takes 4 hexadecimal digits, such as vid=000a" },
		{ "class=0x3", "\"class=0x3\": class= takes 2 hexadecimal digits, such as class=0a" },
		{ "class=", "\"class=\": class= takes 2 hexadecimal digits, such as class=0a" },
		{ "class=03,subclass=01",
				"\"class=03,subclass=01\": class= takes 2 hexadecimal digits, such as class=0a" },
		{ "vid=1234pid=5678",
				"\"vid=1234pid=5678\": vid= takes 4 hexadecimal digits, such as vid=000a" },
		{ "subclass=01 class=03",
				"\"subclass=01\": it belongs to an interface, which begins with class=" },
		{ "class=03 prot=01 prot=01",
				"\"prot=01\": prot= is given twice; the next interface begins with class=" },
		{ "vid=1234 class=03 vid=1234", "\"vid=1234\": vid= is given twice" },
		{ "serial=1", "\"serial=1\": vid=, pid=, rel=, class=, subclass= or prot= is expected" },
		{ "class", "\"class\": vid=, pid=, rel=, class=, subclass= or prot= is expected" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = xpt__arena_new();
		struct xpt_error *error = NULL;
		struct xpt_usb_device device;

		CU_ASSERT_EQUAL(read_words(arena, cases[i].words, &device, &error), XPT_INVALID);
		ASSERT_TEXT(xpt_error_message(error), cases[i].error);
		xpt_error_free(error);
		xpt__arena_free(arena);
	}
}

/* Random policies and devices of few numbers, so that they meet. */

static unsigned int random_state;

static unsigned int below(unsigned int limit)
{
	random_state = random_state * 1103515245U + 12345U;
	return random_state / 65536 % limit;
}

static const char *random_policy(struct arena *arena)
{
	const char *text = "";

	for (unsigned int rules = below(7); rules; rules--) {
		text = xpt__arena_text(arena, "%s%s:", text, below(2) ? "ALLOW" : "DENY");
		for (int key = 0; key < USB_KEYS; key++)
			if (!below(3))
				text = xpt__arena_text(arena, "%s %s=%0*x", text,
						xpt__usb_keys[key].name,
						(int)xpt__usb_keys[key].digits, 1 + below(2));
		text = xpt__arena_text(arena, "%s\n", text);
	}
	return text;
}

#define INTERFACES 2

/* 1 and 2 stand in rules, 3 in none. */
struct numbers {
	unsigned int device[3];
	unsigned int interfaces[INTERFACES][3];
	unsigned int count;
};

static struct numbers random_numbers(void)
{
	struct numbers numbers = { .count = 1 + below(INTERFACES) };

	for (size_t i = 0; i < 3; i++) {
		numbers.device[i] = 1 + below(3);
		for (size_t k = 0; k < INTERFACES; k++)
			numbers.interfaces[k][i] = 1 + below(3);
	}
	return numbers;
}

static struct xpt_usb_device device_of(const struct numbers *numbers, struct usb_interface *room)
{
	struct xpt_usb_device device = { .present = true,
		.vendor_id = fact_int_known(numbers->device[0]),
		.product_id = fact_int_known(numbers->device[1]),
		.release = fact_int_known(numbers->device[2]),
		.class_code = fact_int_known(0),
		.interfaces_said = fact_int_known(numbers->count),
		.interfaces = room,
		.interface_count = numbers->count };

	for (size_t i = 0; i < numbers->count; i++)
		room[i] = (struct usb_interface){ .class_code = fact_int_known(
								  numbers->interfaces[i][0]),
			.subclass = fact_int_known(numbers->interfaces[i][1]),
			.protocol = fact_int_known(numbers->interfaces[i][2]) };
	return device;
}

/* Its words; each but class= is left out by one chance of @one_of, 0: none. */
static const char *words_of(struct arena *arena, const struct numbers *numbers, unsigned int one_of)
{
	const char *text = "";

	for (int i = 0; i < 3; i++)
		if (!one_of || below(one_of))
			text = xpt__arena_text(arena, "%s %s=%04x", text, xpt__usb_keys[i].name,
					numbers->device[i]);
	for (unsigned int k = 0; k < numbers->count; k++)
		for (int i = 0; i < 3; i++)
			if (!i || !one_of || below(one_of))
				text = xpt__arena_text(arena, "%s %s=%02x", text,
						xpt__usb_keys[USB_CLASS + i].name,
						numbers->interfaces[k][i]);
	return text;
}

static void a_device_in_all_its_words_is_judged_as_one_that_is_here(void)
{
	random_state = 1;
	for (int round = 0; round < 5000; round++) {
		struct arena *arena = xpt__arena_new();
		struct numbers numbers = random_numbers();
		struct usb_interface room[INTERFACES];
		struct xpt_usb_device here = device_of(&numbers, room), told;
		const char *policy = random_policy(arena);

		CU_ASSERT_FATAL(!read_words(arena, words_of(arena, &numbers, 0), &told, NULL));
		ASSERT_TEXT(verdict_of(arena, policy, &told), verdict_of(arena, policy, &here));
		xpt__arena_free(arena);
	}
}

/* All ways to fill in what @given leaves open; 3 stands for all that no rule names. */
static void count_verdicts(struct arena *arena, const struct usb_policy *policy,
		struct xpt_usb_device *device, size_t *allowed, size_t *denied)
{
	struct fact_int *facts[3 + 3 * INTERFACES] = { &device->vendor_id, &device->product_id,
		&device->release };
	size_t count = 3;

	for (size_t i = 0; i < device->interface_count; i++) {
		facts[count++] = &device->interfaces[i].class_code;
		facts[count++] = &device->interfaces[i].subclass;
		facts[count++] = &device->interfaces[i].protocol;
	}
	for (size_t i = 0; i < count; i++) {
		if (facts[i]->state == XPT_FACT_KNOWN)
			continue;
		for (long long value = 1; value <= 3; value++) {
			*facts[i] = fact_int_known(value);
			count_verdicts(arena, policy, device, allowed, denied);
		}
		*facts[i] = (struct fact_int){ 0 };
		return;
	}
	CU_ASSERT_FATAL(xpt__usb_policy_mark(arena, policy, "file", device));
	*allowed += !strcmp(device->policy.value, "allow");
	*denied += !strcmp(device->policy.value, "deny");
}

/* The file with comments and empty lines between its rules, and behind them. */
static const char *annotated(struct arena *arena, const char *policy)
{
	struct span rest = xpt__span_of(policy), line;
	const char *text = "";

	while (xpt__span_next_line(&rest, &line)) {
		if (!below(4))
			text = xpt__arena_text(
					arena, "%s%s\n", text, below(2) ? "# DENY: vid=0001" : "");
		text = xpt__arena_text(arena, "%s%.*s%s\n", text, (int)line.length, line.at,
				below(4) ? "" : " # ALLOW: pid=0002");
	}
	return text;
}

/* What stands behind " @name=" in a rule; @otherwise: nothing does. */
static unsigned int value_in(const char *rule, const char *name, unsigned int otherwise)
{
	char key[16];
	const char *at;

	snprintf(key, sizeof(key), " %s=", name);
	at = strstr(rule, key);
	return at ? (unsigned int)strtoul(at + strlen(key), NULL, 16) : otherwise;
}

/* The line that decides on an interface, 0: none does. Nothing of the parser is in it: text is compared with numbers. */
static unsigned int line_that_decides(const char *policy, const struct numbers *numbers,
		size_t interface, bool *ret_allow)
{
	static const char *const of_device[] = { "vid", "pid", "rel" };
	static const char *const of_interface[] = { "class", "subclass", "prot" };
	unsigned int number = 0;
	char rule[256];

	*ret_allow = false;
	for (size_t length; *policy; policy += length + (policy[length] == '\n')) {
		bool matches = true;

		length = strcspn(policy, "\n");
		number++;
		snprintf(rule, sizeof(rule), "%.*s", (int)strcspn(policy, "#\n"), policy);
		if (!*rule)
			continue;
		for (size_t i = 0; i < 3; i++)
			matches = matches &&
					value_in(rule, of_device[i], numbers->device[i]) ==
							numbers->device[i] &&
					value_in(rule, of_interface[i],
							numbers->interfaces[interface][i]) ==
							numbers->interfaces[interface][i];
		*ret_allow = *rule == 'A';
		if (matches)
			return number;
	}
	*ret_allow = false;
	return 0;
}

/* The same text as verdict_of(): the first interface that is denied decides, or else the last one. */
static const char *expected_verdict(
		struct arena *arena, const char *policy, const struct numbers *numbers)
{
	const char *interfaces = "";
	unsigned int decides = 0;
	bool allowed = true;

	for (size_t i = 0; i < numbers->count; i++) {
		bool allow;
		unsigned int line = line_that_decides(policy, numbers, i, &allow);

		if (allowed)
			decides = line;
		allowed = allowed && allow;
		interfaces = xpt__arena_text(
				arena, "%s %s %u", interfaces, allow ? "allow" : "deny", line);
	}
	return xpt__arena_text(arena, "%s %u:%s", allowed ? "allow" : "deny", decides, interfaces);
}

static void the_first_line_that_fits_decides_in_any_file_on_any_device(void)
{
	size_t allowed = 0;

	random_state = 3;
	for (int round = 0; round < 5000; round++) {
		struct arena *arena = xpt__arena_new();
		struct numbers numbers = random_numbers();
		struct usb_interface room[INTERFACES];
		struct xpt_usb_device device = device_of(&numbers, room);
		const char *policy = annotated(arena, random_policy(arena));
		const char *expected = expected_verdict(arena, policy, &numbers);

		ASSERT_TEXT(verdict_of(arena, policy, &device), expected);
		allowed += *expected == 'a';
		xpt__arena_free(arena);
	}
	CU_ASSERT(allowed > 500 && allowed < 4500);
}

static void a_verdict_holds_whatever_was_not_given(void)
{
	size_t doubts = 0, verdicts = 0;

	random_state = 2;
	for (int round = 0; round < 1000; round++) {
		struct arena *arena = xpt__arena_new();
		struct numbers numbers = random_numbers();
		const struct usb_policy *policy =
				xpt__usb_policy_parse(arena, xpt__span_of(random_policy(arena)));
		size_t allowed = 0, denied = 0;
		struct xpt_usb_device device;
		struct fact_text said;

		CU_ASSERT_FATAL(!read_words(arena, words_of(arena, &numbers, 3), &device, NULL));
		CU_ASSERT_FATAL(xpt__usb_policy_mark(arena, policy, "file", &device));
		said = device.policy;
		count_verdicts(arena, policy, &device, &allowed, &denied);
		if (said.state == XPT_FACT_KNOWN) {
			CU_ASSERT(!strcmp(said.value, "allow") ? !denied : !allowed);
			verdicts++;
		} else if (numbers.count == 1) {
			CU_ASSERT(allowed && denied);
			doubts++;
		}
		xpt__arena_free(arena);
	}
	CU_ASSERT(doubts > 20 && verdicts > 100);
}

SUITE(usb_policy)
{
	TEST(a_device_in_words_gets_its_verdict);
	TEST(what_it_depends_on_is_named);
	TEST(a_word_that_no_rule_could_hold_is_refused);
	TEST(a_device_in_all_its_words_is_judged_as_one_that_is_here);
	TEST(the_first_line_that_fits_decides_in_any_file_on_any_device);
	TEST(a_verdict_holds_whatever_was_not_given);
}
