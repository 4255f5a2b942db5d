/* SPDX-License-Identifier: GPL-2.0-or-later */
/* usb= of a host's file: which device a line means, whether its domain has it, and what is done about it. */
#include <stdio.h>
#include <string.h>

#include <xpt/desired.h>

#include "../../engine/compare/compare.h"
#include "../../engine/plan/step.h"
#include "unit.h"
#include "usb_world.h"

#define DETAILS (XPT_DETAIL_PLACEMENT | XPT_DETAIL_USB | XPT_DETAIL_MODELS | XPT_DETAIL_CRITICAL)

static const struct fake nothing_more[] = { END_ };

static struct xpt_desired *desired_of(const char *text, struct xpt_error **ret_error)
{
	struct xpt_config *config = NULL;
	struct xpt_desired *desired = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_config_parse("f", text, strlen(text), &config, NULL), 0);
	if (xpt_desired_of((const struct xpt_config *const *)&config, 1, &desired, ret_error))
		desired = NULL;
	xpt_config_free(config);
	return desired;
}

struct trial {
	struct xpt_desired *desired;
	struct xpt_host *host;
	struct xpt_comparison *comparison;
};

static struct trial compare(const struct fake *more, const char *text, unsigned int detail)
{
	const struct fake *tables[] = { more, usb_world, NULL };
	struct trial trial = { .host = fake_host_of(tables, detail),
		.desired = desired_of(text, NULL) };

	CU_ASSERT_PTR_NOT_NULL_FATAL(trial.host);
	CU_ASSERT_PTR_NOT_NULL_FATAL(trial.desired);
	CU_ASSERT_EQUAL_FATAL(xpt_compare(trial.host, trial.desired, &trial.comparison, NULL), 0);
	return trial;
}

static void trial_end(struct trial *trial)
{
	xpt_comparison_free(trial->comparison);
	xpt_desired_free(trial->desired);
	xpt_host_free(trial->host);
}

/* "differs: 1-3, dom0's" of the last item. */
static void assert_item(const struct fake *more, const char *text, const char *wanted)
{
	static const char *const states[] = { [XPT_ITEM_SAME] = "same",
		[XPT_ITEM_DIFFERS] = "differs",
		[XPT_ITEM_WAITS] = "waits",
		[XPT_ITEM_UNREAD] = "unread" };
	struct trial trial = compare(more, text, DETAILS);
	struct xpt_item item = XPT_SIZED(xpt_item);
	char said[256];

	for (size_t i = 0; xpt_comparison_item(trial.comparison, i, &item); i++)
		;
	snprintf(said, sizeof(said), "%s: %s", states[item.state], item.is);
	ASSERT_TEXT(said, wanted);
	trial_end(&trial);
}

/* The steps, one a line, or why there are none. */
static void assert_plan(const struct fake *more, const char *text, const char *wanted)
{
	struct trial trial = compare(more, text, DETAILS);
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	char said[1024] = "";

	if (xpt_check_comparison(trial.comparison, &judged, &error) ||
			xpt_plan_for_comparison(trial.comparison, judged, &plan, &error))
		snprintf(said, sizeof(said), "%s: %s", xpt_code_text(xpt_error_code(error)),
				xpt_error_message(error));
	for (size_t i = 0; plan && xpt_plan_step(plan, i, &step); i++)
		snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s: %s\n", step.subject,
				step.what);
	ASSERT_TEXT(said, wanted);
	xpt_error_free(error);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	trial_end(&trial);
}

static void a_line_says_what_the_device_is(void)
{
	static const char *const wrong[][2] = {
		{ "usb=['']", "no domain and no USB device" },
		{ "usb=['h1']", "is not what a USB device is" },
		{ "usb=['h1 1-1']", "another device may be in that port tomorrow" },
		{ "usb=['h1 usb1 0627:0001']", "a root hub stays dom0's" },
		{ "usb=['h1 stick']", "is not what a USB device is" },
		{ "usb=['h1 name=']", "cannot be the name of a device" },
		{ "usb=['h1 name=a 0627:0001']", "cannot be the name of a device" },
		{ "reserve=['name=a:b']", "cannot be the name of a device" },
		{ "usb=['h1 name=stick',\n'h2 name=stick']",
				"f line 2: by f line 1 h1 shall have it: one domain only can" },
		{ "usb=['h1 1-1 0627']", "is not what a USB device is" },
		{ "usb=['7 0627:0001']", "is the id of a domain" },
		{ "usb=['0 0627:0001']", "what no guest has is dom0's anyway" },
		{ "reserve=['4-1']", "another device may be in that port tomorrow" },
		{ "reserve=['4-1 0627']", "is not what a USB device is" },
		{ "usb=['h1 0627:0001',\n'h2 0627:0001']",
				"f line 2: by f line 1 h1 shall have it: one domain only can" },
		{ "usb='h1 0627:0001'", "usb= must be a list" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct xpt_error *error = NULL;
		struct xpt_desired *desired = desired_of(wrong[i][0], &error);

		CU_ASSERT_PTR_NULL(desired);
		CU_ASSERT_PTR_NOT_NULL_FATAL(error);
		CU_ASSERT_PTR_NOT_NULL(strstr(xpt_error_message(error), wrong[i][1]));
		xpt_error_free(error);
		xpt_desired_free(desired);
	}
}

static void a_device_that_is_plugged_in_is_attached(void)
{
	assert_item(nothing_more, "usb=['h1 0627:0003']", "differs: 1-3, dom0's, without a driver");
	assert_item(nothing_more, "usb=['h1 0627:0001:S1-2']",
			"differs: 1-2, dom0's, without a driver");
	assert_plan(nothing_more, "usb=['h1 0627:0003', 'h1 1-3 0627:0003', 'gone 0627:0009']",
			"1-3: give h1 a USB 3 controller with number 0\n"
			"1-3: plug into port 1 of controller 0 of h1\n");
}

static void each_domain_gets_a_controller_of_its_own(void)
{
	assert_plan(nothing_more, "usb=['h1 0627:0003', 'h2 1-2 0627:0001']",
			"1-3: give h1 a USB 3 controller with number 0\n"
			"1-3: plug into port 1 of controller 0 of h1\n"
			"1-2: give h2 a USB 3 controller with number 0\n"
			"1-2: plug into port 1 of controller 0 of h2\n");
}

static void what_the_domain_has_makes_no_step(void)
{
	static const struct fake has[] = { IN_PORT("1", "1-2"), MODEL("1", "device 0 1 1 7 yes\n"),
		END_ };

	/* whatever else is of that kind */
	assert_item(has, "usb=['h1 0627:0001']", "same: 1-2, attached to h1");
	assert_plan(has, "usb=['h1 0627:0001']", "");
}

static void what_is_not_there_waits_and_a_stranger_is_not_handed_over(void)
{
	assert_item(nothing_more, "usb=['h1 0627:0009']", "waits: not plugged in");
	assert_item(nothing_more, "usb=['h1 1-9 0627:0003']",
			"waits: not plugged in; such a device is plugged in at 1-3");
	assert_item(nothing_more, "usb=['h1 1-1 0627:0003']",
			"waits: another device is plugged in there; such a device is plugged in at 1-3");
	assert_item(nothing_more, "usb=['h1 1-1 0627:0001:S']",
			"waits: another device is plugged in there");
	assert_item(nothing_more, "usb=['gone 0627:0003']", "waits: not running");
	assert_item(nothing_more, "usb=['h3 0627:0003']", "waits: the domain is paused");
	/* nor does it keep the others from theirs */
	assert_plan(nothing_more, "usb=['h1 0627:0009', 'h1 0627:0003']",
			"1-3: give h1 a USB 3 controller with number 0\n"
			"1-3: plug into port 1 of controller 0 of h1\n");
}

static void of_two_alike_none_is_taken_unless_its_port_is_named(void)
{
	assert_plan(nothing_more, "usb=['h1 0627:0001']",
			"refused: f line 1: USB device 0627:0001: 1-1 and 1-2 are each that: name the port "
			"as well, or the serial number");
	assert_item(nothing_more, "usb=['h1 1-2 0627:0001']",
			"differs: 1-2, dom0's, without a driver");
}

static void each_line_that_gives_nothing_is_told(void)
{
	static const char *const wanted[] = {
		"f line 1: USB device 0627:0001: 1-1 and 1-2 are each",
		"f line 2: USB device 0627:0003: 1-3 may be what h2 shall have",
		"f line 3: USB device 0627:0003 in 1-3: 1-3 may be what h1 shall have"
	};
	struct trial trial = compare(nothing_more,
			"usb=['h1 0627:0001',\n'h1 0627:0003',\n'h2 1-3 0627:0003']", DETAILS);
	struct xpt_judged *judged = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_comparison(trial.comparison, &judged, NULL), 0);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const struct xpt_finding *finding =
				xpt_report_finding(xpt_judged_report(judged), i);

		CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
		CU_ASSERT_PTR_NOT_NULL(strstr(xpt_finding_because(finding), wanted[i]));
	}
	xpt_judged_free(judged);
	trial_end(&trial);
}

static void one_device_goes_to_one_domain(void)
{
	static const struct fake has[] = { IN_PORT("1", "1-3"), MODEL("1", "device 0 1 1 5 yes\n"),
		END_ };
	static const char both[] = "usb=['h1 0627:0003', 'h2 1-3 0627:0003']";

	assert_item(nothing_more, both, "differs: 1-3 may be what h1 shall have, too (f line 1)");
	assert_item(nothing_more, "usb=['gone 0627:0003', 'h2 1-3 0627:0003']",
			"differs: 1-3 may be what gone shall have, too (f line 1)");
	assert_plan(nothing_more, both,
			"refused: f line 1: USB device 0627:0003: 1-3 may be what h2 shall have, too (f "
			"line 1)");
	assert_item(has, "usb=['h1 0627:0003']", "same: 1-3, attached to h1");
	assert_item(has, both, "differs: 1-3 may be what h1 shall have, too (f line 1)");
}

#define NUMBER_5 "name='h1'\nusbdev=['type=hostdev,hostbus=1,hostaddr=5']"

static void what_is_not_known_is_neither_yes_nor_no(void)
{
	static const struct fake no_serial[] = { DENIED_("sys/bus/usb/devices/1-2/serial", "no"),
		END_ };
	static const struct fake no_list[] = { DENIED_("sys/bus/usb/devices", "no"), END_ };
	static const struct fake silent[] = { IN_PORT("1", "1-3"),
		DENIED_("xen/model-usb/1", "it hangs"), END_ };
	static const struct fake no_number[] = { IN_PORT("1", "1-3"),
		MODEL("1", "device 0 1 1 5 yes\n"), DENIED_("sys/bus/usb/devices/1-3/devnum", "no"),
		END_ };
	static const struct fake no_records[] = { DENIED_("xenstore/libxl/1/device/vusb", "no"),
		END_ };

	assert_item(no_serial, "usb=['h1 0627:0001:S1-1']",
			"differs: 1-1 is that, and 1-2 may be: name the port as well");
	assert_item(no_serial, "usb=['h1 0627:0001:S1-2']",
			"differs: it is not known whether 1-2 is that");
	/* a line with a port is judged by that port alone */
	assert_item(no_serial, "usb=['h1 1-1 0627:0001:S1-1']",
			"differs: 1-1, dom0's, without a driver");
	assert_item(no_list, "usb=['h1 0627:0003']",
			"differs: which USB devices there are is not known: no");
	assert_item(silent, "usb=['h1 0627:0003']",
			"differs: whether h1 has 1-3 is not known: it hangs");
	assert_item(no_number, "usb=['h1 0627:0003']",
			"differs: whether h1 has 1-3 is not known: no");
	assert_item(no_records, "usb=['h1 0627:0003']",
			"differs: whether h1 has 1-3 is not known: no");
	assert_item(no_list, NUMBER_5, "unread: not known: no");
	assert_item(no_number, NUMBER_5, "unread: not known: no");
	assert_plan(silent, "usb=['h1 0627:0003']",
			"refused: f line 1: USB device 0627:0003: whether h1 has 1-3 is not known: it "
			"hangs");
}

static void what_was_plugged_in_anew_is_attached_anew(void)
{
	static const struct fake anew[] = { IN_PORT("1", "1-3"), MODEL("1", "device 0 1 1 4 no\n"),
		END_ };
	static const struct fake moved[] = { IN_PORT("1", "1-9"), MODEL("1", "device 0 1 1 4 no\n"),
		END_ };
	static const struct fake of_another[] = { IN_PORT("2", "1-9"),
		MODEL("2", "device 0 1 1 4 no\n"), END_ };
	static const struct fake still_there[] = { IN_PORT("2", "1-9"),
		MODEL("2", "device 0 1 1 4 yes\n"), END_ };

	assert_item(anew, "usb=['h1 0627:0003']",
			"differs: 1-3, which libxl's records say h1 has, and its device model has not");
	assert_plan(anew, "usb=['h1 0627:0003']", "1-3: plug into port 1 of controller 0 of h1\n");
	assert_plan(moved, "usb=['h1 0627:0003']",
			"1-9: unplug from port 1 of controller 0 of h1\n"
			"1-3: plug into port 2 of controller 0 of h1\n");
	assert_plan(of_another, "usb=['h1 0627:0003']",
			"1-9: unplug from port 1 of controller 0 of h2\n"
			"1-3: give h1 a USB 3 controller with number 0\n"
			"1-3: plug into port 1 of controller 0 of h1\n");
	assert_plan(still_there, "usb=['h1 0627:0003']",
			"refused: libxl's records say that h2 has 1-9, which is not plugged in; until that is "
			"put right, libxl gives no domain any USB device");
}

/* Swapped while they were unplugged: each stands in the other's record. */
static void an_outdated_record_of_another_keeps_nobody_from_theirs(void)
{
	static const struct fake swapped[] = { IN_PORT("1", "1-2"),
		MODEL("1", "device 0 1 1 4 no\n"), IN_PORT("2", "1-3"),
		MODEL("2", "device 0 1 1 6 no\n"), END_ };
	static const struct fake claimed[] = { IN_PORT("2", "1-3"),
		MODEL("2", "device 0 1 1 6 no\n"),
		LINK_("sys/bus/usb/devices/1-3:1.0/driver", "../usbfs"), END_ };
	static const struct fake silent[] = { IN_PORT("2", "1-3"),
		DENIED_("xen/model-usb/2", "it hangs"), END_ };

	assert_item(swapped, "usb=['h1 0627:0003']",
			"differs: 1-3, which libxl's records say h2 has, and its device model has not");
	assert_plan(swapped, "usb=['h1 0627:0003']",
			"1-3: unplug from port 1 of controller 0 of h2\n"
			"1-3: plug into port 2 of controller 0 of h1\n");
	assert_plan(swapped, "usb=['h1 0627:0003', 'h2 1-2 0627:0001']",
			"1-3: unplug from port 1 of controller 0 of h2\n"
			"1-3: plug into port 2 of controller 0 of h1\n"
			"1-2: unplug from port 1 of controller 0 of h1\n"
			"1-2: plug into port 2 of controller 0 of h2\n");
	assert_plan(claimed, "usb=['h1 0627:0003']", "refused: a program of dom0 has 1-3");
	assert_plan(silent, "usb=['h1 0627:0003']", "refused: h2 has 1-3");
}

static void records_of_two_domains_of_one_device_are_both_emptied(void)
{
	static const struct fake twice[] = { IN_PORT("1", "1-9"), MODEL("1", ""),
		IN_PORT("2", "1-9"), MODEL("2", ""), END_ };

	assert_plan(twice, "usb=['h1 0627:0003']",
			"1-9: unplug from port 1 of controller 0 of h1\n"
			"1-9: unplug from port 1 of controller 0 of h2\n"
			"1-3: plug into port 2 of controller 0 of h1\n");
}

static void a_device_that_went_while_it_was_read_is_not_it(void)
{
	static const struct fake went[] = {
		LIST_("sys/bus/usb/devices", "usb1 1-1 1-1:1.0 1-2 1-2:1.0 1-3 1-3:1.0 1-4"), END_
	};

	assert_item(went, "usb=['h1 0627:0003']", "differs: 1-3, dom0's, without a driver");
}

/* What is plugged into an emptied port meanwhile is nobody's to take out. */
static void what_is_cleared_must_still_be_unplugged(void)
{
	static const struct fake moved[] = { IN_PORT("2", "1-9"), MODEL("2", "device 0 1 1 4 no\n"),
		END_ };
	struct trial trial = compare(moved, "usb=['h1 0627:0003']", DETAILS);
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;
	bool gone = false, domain = false;

	CU_ASSERT_EQUAL_FATAL(xpt_check_comparison(trial.comparison, &judged, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(xpt_plan_for_comparison(trial.comparison, judged, &plan, NULL), 0);
	for (size_t i = 0; i < plan->expectation_count; i++) {
		const struct expectation *expectation = &plan->expectations[i];

		gone = gone ||
				(expectation->kind == EXPECT_USB &&
						!strcmp(expectation->path, "1-9") &&
						!expectation->text);
		domain = domain || (expectation->kind == EXPECT_DOMAIN && expectation->domid == 2);
	}
	CU_ASSERT(gone);
	CU_ASSERT(domain);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	trial_end(&trial);
}

static void without_its_detail_nothing_is_said_of_it(void)
{
	struct trial trial = compare(
			nothing_more, "usb=['h1 0627:0003']", DETAILS & ~(unsigned)XPT_DETAIL_USB);
	struct xpt_item item = XPT_SIZED(xpt_item);

	CU_ASSERT(xpt_desired_has_usb(trial.desired));
	CU_ASSERT(xpt_desired_has_devices(trial.desired));
	CU_ASSERT_FATAL(xpt_comparison_item(trial.comparison, 0, &item));
	CU_ASSERT_EQUAL(item.state, XPT_ITEM_UNREAD);
	trial_end(&trial);
}

#define RESERVED(path) FILE_("sys/bus/usb/devices/" path ":1.0/authorized", "0")

static void what_is_to_be_reserved_is_each_device_of_that_kind(void)
{
	static const struct fake reserved[] = { RESERVED("1-1"), END_ };
	static const struct fake off[] = { FILE_("sys/bus/usb/devices/1-1/authorized", "0"), END_ };
	static const struct fake has[] = { IN_PORT("1", "1-2"), MODEL("1", "device 0 1 1 7 yes\n"),
		END_ };

	assert_plan(nothing_more, "reserve=['0627:0001']",
			"1-1: keep its interfaces from all drivers\n"
			"1-2: keep its interfaces from all drivers\n");
	assert_plan(nothing_more, "reserve=['1-2 0627:0001', '0627:0001:S1-2']",
			"1-2: keep its interfaces from all drivers\n");
	assert_item(reserved, "reserve=['0627:0001:S1-1']", "same: reserved");
	/* it has no driver either */
	assert_item(off, "reserve=['0627:0001:S1-1']", "same: dom0 may not use it");
	/* a guest has what was reserved */
	assert_item(has, "reserve=['0627:0001:S1-2']", "same: attached to h1");
	assert_item(nothing_more, "reserve=['0627:0009']", "waits: not plugged in");
	assert_item(nothing_more, "reserve=['1-1 0627:0003']", "waits: not plugged in");
}

static void what_is_to_be_reserved_and_given_is_given(void)
{
	assert_plan(nothing_more, "reserve=['0627:0003']\nusb=['h1 0627:0003']",
			"1-3: give h1 a USB 3 controller with number 0\n"
			"1-3: plug into port 1 of controller 0 of h1\n");
}

static void what_may_be_it_is_not_reserved(void)
{
	static const struct fake unsure[] = { DENIED_("sys/bus/usb/devices/1-3/serial", "it hangs"),
		END_ };

	assert_item(unsure, "reserve=['0627:0003:S1-3']",
			"differs: it is not known whether 1-3 is that");
}

SUITE(desired_usb)
{
	TEST(a_line_says_what_the_device_is);
	TEST(a_device_that_is_plugged_in_is_attached);
	TEST(each_domain_gets_a_controller_of_its_own);
	TEST(what_the_domain_has_makes_no_step);
	TEST(what_is_not_there_waits_and_a_stranger_is_not_handed_over);
	TEST(of_two_alike_none_is_taken_unless_its_port_is_named);
	TEST(each_line_that_gives_nothing_is_told);
	TEST(one_device_goes_to_one_domain);
	TEST(what_is_not_known_is_neither_yes_nor_no);
	TEST(what_was_plugged_in_anew_is_attached_anew);
	TEST(an_outdated_record_of_another_keeps_nobody_from_theirs);
	TEST(records_of_two_domains_of_one_device_are_both_emptied);
	TEST(a_device_that_went_while_it_was_read_is_not_it);
	TEST(what_is_cleared_must_still_be_unplugged);
	TEST(without_its_detail_nothing_is_said_of_it);
	TEST(what_is_to_be_reserved_is_each_device_of_that_kind);
	TEST(what_is_to_be_reserved_and_given_is_given);
	TEST(what_may_be_it_is_not_reserved);
}
