/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What XCP-ng's own usb_scan.py made of these devices by the policies that it ships, and of these lines: ours must be the same. */
#include <xpt/error.h>

#include "../../engine/policy/usb_policy.h"
#include "unit.h"

#define WORDS 16

/* The policy of XCP-ng 8.3, a rule a line: what stands there in comments is left out. */
#define BEFORE_CARDS                                                               \
	"DENY: vid=17e9\nDENY: class=02\n"                                         \
	"ALLOW:vid=056a pid=0315 class=03\nALLOW:vid=056a pid=0314 class=03\n"     \
	"ALLOW:vid=056a pid=00fb class=03\n"                                       \
	"DENY: class=03 subclass=01 prot=01\nDENY: class=03 subclass=01 prot=02\n" \
	"DENY: class=0a\n"
#define BEHIND_CARDS "DENY: class=e0\nDENY: class=ef subclass=04\nALLOW:\n"

static const char of_8_3[] = BEFORE_CARDS "DENY: class=0b\n" BEHIND_CARDS;
/* xapi's newer one, which lets guests have smart card readers */
static const char newer[] = BEFORE_CARDS BEHIND_CARDS;

static void take_device(struct arena *arena, const char *text, struct xpt_usb_device *ret_device)
{
	const char *words[WORDS];
	struct span rest = xpt__span_of(text), word;
	size_t count = 0;

	while (count < WORDS && xpt__span_next_word(&rest, &word))
		words[count++] = xpt__arena_copy(arena, word.at, word.length);
	CU_ASSERT_FATAL(!xpt__usb_words_read(arena, words, count, ret_device, NULL));
}

/* "deny 6": of the device, by the rule in that line */
static const char *verdict_of(
		struct arena *arena, const char *policy, struct xpt_usb_device *device)
{
	CU_ASSERT_FATAL(xpt__usb_policy_mark(
			arena, xpt__usb_policy_parse(arena, xpt__span_of(policy)), "file", device));
	CU_ASSERT_EQUAL_FATAL(device->policy.state, XPT_FACT_KNOWN);
	return xpt__arena_text(arena, "%s %lld", device->policy.value,
			device->policy_line.state == XPT_FACT_KNOWN ? device->policy_line.value :
								      0);
}

static void each_kind_of_device_gets_the_verdict_of_the_original(void)
{
	static const struct {
		const char *device, *of_8_3, *newer;
	} rows[] = {
		/* stick */
		{ "vid=0781 pid=5567 rel=0100 class=08 subclass=06 prot=50", "allow 12",
				"allow 11" },
		/* keyboard, with consumer control; mouse */
		{ "vid=413c pid=2113 rel=0100 class=03 subclass=01 prot=01 class=03 subclass=00 prot=00",
				"deny 6", "deny 6" },
		{ "vid=046d pid=c077 rel=0100 class=03 subclass=01 prot=02", "deny 7", "deny 7" },
		/* dongle that is no boot device */
		{ "vid=096e pid=0302 rel=0100 class=03 subclass=00 prot=00", "allow 12",
				"allow 11" },
		/* FTDI, CP210x */
		{ "vid=0403 pid=6001 rel=0600 class=ff subclass=ff prot=ff", "allow 12",
				"allow 11" },
		{ "vid=10c4 pid=ea60 rel=0100 class=ff subclass=00 prot=00", "allow 12",
				"allow 11" },
		/* CDC-ACM */
		{ "vid=0658 pid=0200 rel=0000 class=02 subclass=02 prot=01 class=0a subclass=00 prot=00",
				"deny 2", "deny 2" },
		/* CCID reader */
		{ "vid=08e6 pid=3437 rel=0200 class=0b subclass=00 prot=00", "deny 9", "allow 11" },
		/* YubiKey with a keyboard interface */
		{ "vid=1050 pid=0116 rel=0340 class=03 subclass=01 prot=01 class=0b subclass=00 prot=00",
				"deny 6", "deny 6" },
		/* Bluetooth */
		{ "vid=0a12 pid=0001 rel=8891 class=e0 subclass=01 prot=01", "deny 10", "deny 9" },
		/* webcam */
		{ "vid=046d pid=0825 rel=0012 class=0e subclass=01 prot=00 class=0e subclass=02 prot=00 class=01 subclass=01 prot=00",
				"allow 12", "allow 11" },
		/* Wacom tablet with a mouse's and a keyboard's interface */
		{ "vid=056a pid=0315 rel=0100 class=03 subclass=01 prot=02", "allow 3", "allow 3" },
		{ "vid=056a pid=0315 rel=0100 class=03 subclass=01 prot=01", "allow 3", "allow 3" },
		/* DisplayLink */
		{ "vid=17e9 pid=0351 rel=0100 class=ff subclass=00 prot=00", "deny 1", "deny 1" },
		/* RNDIS telephone */
		{ "vid=18d1 pid=4ee3 rel=0404 class=ef subclass=04 prot=01 class=0a subclass=00 prot=00",
				"deny 11", "deny 10" },
		/* printer */
		{ "vid=03f0 pid=0c17 rel=0100 class=07 subclass=01 prot=02", "allow 12",
				"allow 11" },
		/* composite device with the interface of a hub */
		{ "vid=0424 pid=2412 rel=0100 class=ff subclass=00 prot=00 class=09 subclass=00 prot=00",
				"not-listed 0", "not-listed 0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *arena = xpt__arena_new();
		struct xpt_usb_device device;

		take_device(arena, rows[i].device, &device);
		ASSERT_TEXT(verdict_of(arena, of_8_3, &device), rows[i].of_8_3);
		take_device(arena, rows[i].device, &device);
		ASSERT_TEXT(verdict_of(arena, newer, &device), rows[i].newer);
		xpt__arena_free(arena);
	}
}

static void a_hub_and_what_is_not_configured_are_not_listed(void)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_usb_device device;

	take_device(arena, "vid=1d6b pid=0002 rel=0601 class=08 subclass=06 prot=50", &device);
	device.class_code = fact_int_known(USB_CLASS_HUB);
	ASSERT_TEXT(verdict_of(arena, of_8_3, &device), "not-listed 0");
	take_device(arena, "vid=0781 pid=5567 rel=0100 class=08 subclass=06 prot=50", &device);
	device.interfaces_said = (struct fact_int)FACT_ABSENT(NULL);
	device.interface_count = 0;
	ASSERT_TEXT(verdict_of(arena, of_8_3, &device), "not-listed 0");
	xpt__arena_free(arena);
}

/* The tests of the original: what ends its scan, and so offers no device at all. */
static void a_line_that_ends_the_original_is_a_defect(void)
{
	static const char *const broken[] = { "ss# unexpected words in a comment",
		"ALLOW:vid=056a vid=0314 class=03", "ALLOW:psid=0315", "ALLOW:vid=056a pid=031",
		"ALLOW:vid=056a class=035", "ALLOWED:vid=056a", "ii ALLOW:vid=056a",
		"DENY: class=03 kk", "DENY: vid=056a jj class=03", "aa", "ALLOW vid=056a class=03",
		"ALLOW: vid=056a: class=03", "ALLOW:prot=01class=03", "  # a comment",
		"ALLOW: vid=0x56a",
		("\xef\xbb\xbf"
		 "ALLOW:") };
	static const char *const whole[] = { "", "# ALLOWED nonsense=1", "allow:class=08",
		" Deny : vid = 17E9", "ALLOW:vid=1234pid=5678", "DENY: class=02 # CDC : and more",
		"ALLOW:\r", "DENY:" };

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		struct arena *arena = xpt__arena_new();

		CU_ASSERT_PTR_NOT_NULL(
				xpt__usb_policy_parse(arena, xpt__span_of(broken[i]))->fatal);
		xpt__arena_free(arena);
	}
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		struct arena *arena = xpt__arena_new();

		CU_ASSERT_PTR_NULL(xpt__usb_policy_parse(arena, xpt__span_of(whole[i]))->fatal);
		xpt__arena_free(arena);
	}
}

SUITE(usb_truth)
{
	TEST(each_kind_of_device_gets_the_verdict_of_the_original);
	TEST(a_hub_and_what_is_not_configured_are_not_listed);
	TEST(a_line_that_ends_the_original_is_a_defect);
}
