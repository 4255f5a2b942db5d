/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule more in usb-policy.conf: where it goes, and what it must not change. */
#include <stdio.h>
#include <xpt/error.h>

#include "../../engine/policy/usb_edit.h"
#include "unit.h"

#define DEVICES 5

static const struct {
	const char *path;
	long long vendor, product, release;
	const char *name;
	long long codes[2][3];
} plugged[DEVICES] = {
	{ "1-1", 0x0781, 0x5567, 0x100, "Cruzer Blade", { { 8, 6, 0x50 } } },
	{ "1-2", 0x046d, 0xc31c, 0x6400, "Keyboard\xc2\xae", { { 3, 1, 1 }, { 3, 0, 0 } } },
	{ "1-3", 0x046d, 0xc52b, 0x2411, "Receiver", { { 3, 1, 2 } } },
	{ "1-4", 0x046d, 0xc52b, 0x2411, "Receiver", { { 3, 1, 2 } } },
	{ "1-5", 0x046d, 0xc52b, 0x2410, "Receiver", { { 3, 1, 2 } } },
};

struct desk {
	struct arena *arena;
	struct usb usb;
	struct xpt_usb_device devices[DEVICES + 1];
	struct usb_interface interfaces[DEVICES + 1][2];
};

static void plug_in(struct desk *desk)
{
	memset(desk, 0, sizeof(*desk));
	desk->arena = xpt__arena_new();
	desk->usb = (struct usb){ .devices = desk->devices, .device_count = DEVICES + 1 };
	for (size_t i = 0; i < DEVICES; i++) {
		struct xpt_usb_device *device = &desk->devices[i];

		*device = (struct xpt_usb_device){ .path = plugged[i].path,
			.present = true,
			.vendor_id = fact_int_known(plugged[i].vendor),
			.product_id = fact_int_known(plugged[i].product),
			.release = fact_int_known(plugged[i].release),
			.product = fact_text_known(plugged[i].name),
			.class_code = fact_int_known(0),
			.interfaces = desk->interfaces[i] };
		for (size_t k = 0; k < 2 && plugged[i].codes[k][0]; k++) {
			desk->interfaces[i][k] = (struct usb_interface){
				.class_code = fact_int_known(plugged[i].codes[k][0]),
				.subclass = fact_int_known(plugged[i].codes[k][1]),
				.protocol = fact_int_known(plugged[i].codes[k][2])
			};
			device->interface_count++;
		}
		device->interfaces_said = fact_int_known((long long)device->interface_count);
	}
	desk->interfaces[DEVICES][0].class_code = fact_int_known(9);
	desk->devices[DEVICES] = (struct xpt_usb_device){ .path = "usb1",
		.present = true,
		.class_code = fact_int_known(9),
		.interfaces = desk->interfaces[DEVICES],
		.interface_count = 1,
		.interfaces_said = fact_int_known(1) };
}

/* @paths: "1-1 1-2". Return: the new text, or what is said against it. */
static const char *edited(struct desk *desk, const char *before, bool allow, const char *paths)
{
	const struct xpt_usb_device *devices[DEVICES + 1];
	struct usb_edit edit = { .usb = &desk->usb,
		.devices = devices,
		.allow = allow,
		.path = "etc/policy",
		.before = xpt__span_of(before) };
	struct span rest = xpt__span_of(paths), word;
	struct xpt_error *error = NULL;
	const char *after = NULL;

	while (xpt__span_next_word(&rest, &word))
		for (size_t i = 0; i <= DEVICES; i++)
			if (xpt__span_is(word, desk->devices[i].path))
				devices[edit.device_count++] = &desk->devices[i];
	if (xpt__usb_policy_edit(desk->arena, &edit, &after, &error))
		after = xpt__arena_text(desk->arena, "! %s", xpt_error_message(error));
	xpt_error_free(error);
	return after;
}

#define BOOT_MICE "DENY: class=03 subclass=01 # boot\n"

static void a_rule_goes_where_it_decides_and_all_else_stays(void)
{
	static const struct {
		bool allow;
		const char *paths, *before, *after;
	} cases[] = {
		/* before the line that decides otherwise */
		{ true, "1-2", "# head\nDENY: class=02\n\n" BOOT_MICE "ALLOW:\n",
				"# head\nDENY: class=02\n\nALLOW: vid=046d pid=c31c\n" BOOT_MICE
				"ALLOW:\n" },
		{ false, "1-1", "DENY: class=02\nALLOW: # all\n",
				"DENY: class=02\nDENY: vid=0781 pid=5567 # Cruzer Blade\nALLOW: # all\n" },
		/* no line decides: at the end */
		{ true, "1-1", "", "ALLOW: vid=0781 pid=5567 # Cruzer Blade\n" },
		{ true, "1-1", "# no end of line",
				"# no end of line\nALLOW: vid=0781 pid=5567 # Cruzer Blade\n" },
		/* one interface that no line allows, and one that a line denies */
		{ true, "1-2", "DENY: prot=01\n", "ALLOW: vid=046d pid=c31c\nDENY: prot=01\n" },
		/* lines end as those of the file do */
		{ true, "1-1", "DENY:\r\n",
				"ALLOW: vid=0781 pid=5567 # Cruzer Blade\r\nDENY:\r\n" },
		/* it is so already */
		{ true, "1-1", "ALLOW:", "ALLOW:" },
		{ false, "1-1", "#\n", "#\n" },
		/* the line about this device is turned round, and no second one made */
		{ true, "1-1", "ALLOW: class=02\n deny :vid=0781 pid=5567 # lost\nALLOW:\n",
				"ALLOW: class=02\n ALLOW :vid=0781 pid=5567 # lost\nALLOW:\n" },
		{ false, "1-1", "ALLOW: rel=0100 pid=5567 vid=0781\n",
				"DENY: rel=0100 pid=5567 vid=0781\n" },
		/* by release where the kind is not enough */
		{ true, "1-5", "DENY:\n", "ALLOW: vid=046d pid=c52b rel=2410 # Receiver\nDENY:\n" },
		{ true, "1-5", "DENY: vid=046d pid=c52b\n",
				"ALLOW: vid=046d pid=c52b rel=2410 # Receiver\nDENY: vid=046d pid=c52b\n" },
		{ true, "1-3 1-4", "DENY:\n",
				"ALLOW: vid=046d pid=c52b rel=2411 # Receiver\nDENY:\n" },
		{ true, "1-3 1-4 1-5 1-3", "DENY:\n",
				"ALLOW: vid=046d pid=c52b # Receiver\nDENY:\n" },
		{ false, "1-1 1-2", USB_POLICY_OPEN,
				"# Which USB devices guests may have: the first line that matches an interface decides.\n"
				"DENY: vid=0781 pid=5567 # Cruzer Blade\nDENY: vid=046d pid=c31c\n"
				"ALLOW: # all others; without this line, no other device may be given to guests\n" },
		/* refusals */
		{ true, "1-3", "DENY:\n",
				"! 1-4 would be allowed too: its vid, pid and rel are the same; to have both "
				"allowed, name both" },
		{ true, "usb1", "DENY:\n",
				"! guests are not offered usb1 whatever the policy says: it is a hub" },
		{ true, "1-1", "DENY:\n  # x\n",
				"! /etc/policy line 2: blanks before a comment: XCP-ng's usb_scan.py ends with a "
				"traceback here; it must be put right first, as so no device is offered at all" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct desk desk;

		plug_in(&desk);
		ASSERT_TEXT(edited(&desk, cases[i].before, cases[i].allow, cases[i].paths),
				cases[i].after);
		xpt__arena_free(desk.arena);
	}
}

static void what_is_not_known_of_another_device_is_not_risked(void)
{
	struct desk desk;

	plug_in(&desk);
	desk.devices[2].release = (struct fact_int)FACT_UNREADABLE("it went");
	ASSERT_TEXT(edited(&desk, "DENY:\n", true, "1-5"),
			"! it is not known whether 1-3 would be allowed then");
	ASSERT_TEXT(edited(&desk, "DENY:\n", true, "1-3"),
			"! not all that a policy asks for could be read of 1-3");
	/* where it cannot matter, it does not */
	ASSERT_TEXT(edited(&desk, "DENY:\n", true, "1-1"),
			"ALLOW: vid=0781 pid=5567 # Cruzer Blade\nDENY:\n");
	xpt__arena_free(desk.arena);
}

static void a_file_that_is_no_text_is_refused(void)
{
	struct desk desk;
	const struct xpt_usb_device *devices[1] = { &desk.devices[0] };
	struct usb_edit edit = { .usb = &desk.usb,
		.devices = devices,
		.device_count = 1,
		.path = "etc/policy",
		.before = SPAN("#\0\nALLOW:\n") };
	struct xpt_error *error = NULL;
	const char *after;

	plug_in(&desk);
	CU_ASSERT_EQUAL(xpt__usb_policy_edit(desk.arena, &edit, &after, &error), XPT_REFUSED);
	ASSERT_TEXT(xpt_error_message(error), "/etc/policy is not text: it holds a zero byte");
	xpt_error_free(error);
	xpt__arena_free(desk.arena);
}

static unsigned int random_state;

static unsigned int below(unsigned int limit)
{
	random_state = random_state * 1103515245U + 12345U;
	return random_state / 65536 % limit;
}

/* Of rules that meet the devices above. */
static const char *random_policy(struct arena *arena)
{
	static const char *const matches[] = { "", " vid=046d", " vid=0781 pid=5567",
		" vid=046d pid=c52b", " vid=046d pid=c52b rel=2410", " class=03",
		" class=03 subclass=01", " class=03 subclass=01 prot=01", " class=08",
		" pid=c31c class=03" };
	const char *text = "";

	for (unsigned int rules = below(6); rules; rules--)
		text = xpt__arena_text(arena, "%s%s:%s%s%s", text, below(2) ? "ALLOW" : "DENY",
				matches[below(sizeof(matches) / sizeof(*matches))],
				below(2) ? " # why" : "", rules == 1 && !below(3) ? "" : "\n");
	return text;
}

static enum usb_permission judge(
		struct arena *arena, const char *text, const struct xpt_usb_device *device)
{
	struct usb_decision decision;

	return xpt__usb_policy_judge(
			xpt__usb_policy_parse(arena, xpt__span_of(text)), device, &decision);
}

/* Is @after @before with one line more, or one word turned round? */
static bool is_minimal(const char *before, const char *after)
{
	size_t head = 0, tail = 0, old = strlen(before), new = strlen(after);

	while (head < old && head < new &&before[head] == after[head])
		head++;
	while (tail < old - head &&
			tail < new - head &&before[old - tail - 1] == after[new - tail - 1])
		tail++;
	return head + tail == old || old - head - tail <= strlen("ALLOW");
}

static void every_other_device_keeps_its_verdict(void)
{
	size_t changed = 0, refused = 0;

	random_state = 3;
	for (int round = 0; round < 3000; round++) {
		struct desk desk;
		const char *before, *after;
		bool allow = below(2);
		size_t which = below(DEVICES);

		plug_in(&desk);
		before = random_policy(desk.arena);
		after = edited(&desk, before, allow, plugged[which].path);
		if (*after == '!') {
			CU_ASSERT(which == 2 || which == 3);
			refused++;
		}
		for (size_t i = 0; *after != '!' && i <= DEVICES; i++)
			CU_ASSERT_EQUAL(judge(desk.arena, after, &desk.devices[i]),
					i == which ? (allow ? USB_ALLOWED : USB_DENIED) :
						     judge(desk.arena, before, &desk.devices[i]));
		if (*after != '!' && strcmp(before, after)) {
			CU_ASSERT(is_minimal(before, after));
			changed++;
		}
		xpt__arena_free(desk.arena);
	}
	CU_ASSERT(changed > 300 && refused > 100);
}

SUITE(usb_edit)
{
	TEST(a_rule_goes_where_it_decides_and_all_else_stays);
	TEST(what_is_not_known_of_another_device_is_not_risked);
	TEST(a_file_that_is_no_text_is_refused);
	TEST(every_other_device_keeps_its_verdict);
}
