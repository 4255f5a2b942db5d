/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The short answer of xpt check. */
#include "good_host.h"

#include "../../engine/model/graphics.h"
#include "../../engine/model/judged.h"

static const char *text; /* of the last answer; NULL: none was given */

static enum xpt_answer_word answer(const char *domain)
{
	static char said[300];
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = &devices[0].bdf, .device_count = 1, .domain = domain);
	auto_of(judged) struct xpt_judged *judged = NULL;
	struct xpt_answer answer = XPT_SIZED(xpt_answer);

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &judged, NULL), 0);
	text = NULL;
	if (!xpt_judged_answer(judged, &answer))
		return XPT_ANSWER_NO;
	snprintf(said, sizeof(said), "%s", answer.text);
	text = said;
	return answer.word;
}

static void what_nothing_speaks_against_can_be_given_now(void)
{
	make_host();
	host.hvm = fact_int_known(1);
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOW);
	ASSERT_TEXT(text, "0000:00:05.0 can be given to an HVM guest now");
	devices[0].reset = (struct fact_text)FACT_ABSENT(NULL);
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOW);
}

static void an_hvm_guest_is_named_only_where_one_can_run(void)
{
	make_host();
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOW);
	ASSERT_TEXT(text, "0000:00:05.0 can be given to a guest now");
	host.hvm = fact_int_known(0);
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOW);
	ASSERT_TEXT(text, "0000:00:05.0 can be given to a guest now");
}

static void a_card_that_dom0_has_set_up_is_better_hidden(void)
{
	struct graphics graphics = { .boot_vga = fact_int_known(0),
		.framebuffers.state = XPT_FACT_KNOWN };

	make_host();
	bars[0].address = 0xe0000000;
	devices[0].class_code = fact_int_known(CLASS_VGA);
	devices[0].graphics = &graphics;
	devices[0].driver = fact_text_known("nouveau");
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_AFTER_HIDING);
	ASSERT_TEXT(text,
			"0000:00:05.0 can be given to a guest after hiding and a reboot; given now, it may fail there");
	devices[0].hidden_next = fact_int_known(1);
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_AFTER_HIDING);
	ASSERT_TEXT(text,
			"0000:00:05.0 can be given to a guest after a reboot with it hidden; given now, it may fail there");
}

static void what_is_not_known_is_named_and_counted(void)
{
	make_host();
	devices[0].reset = (struct fact_text)FACT_UNREADABLE("no sysfs");
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOT_KNOWN);
	ASSERT_TEXT(text,
			"It is not known whether 0000:00:05.0 can be given to a guest: "
			"whether the device can be reset is not known: no sysfs");
	host.iommu = (struct fact_int)FACT_UNREADABLE("no sysfs");
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NOT_KNOWN);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "(and 1 more)"));
}

static void what_is_blocked_says_why_whatever_else_is_not_known(void)
{
	make_host();
	give(&devices[0], 2, "db");
	devices[0].reset = (struct fact_text)FACT_UNREADABLE("no sysfs");
	CU_ASSERT_EQUAL(answer(NULL), XPT_ANSWER_NO);
	ASSERT_TEXT(text,
			"0000:00:05.0 cannot be given to a guest on this host as it is now: "
			"0000:00:05.0 is in use by db");
}

static void of_a_domain_that_is_named_there_is_no_answer_for_others(void)
{
	make_host();
	answer("web");
	CU_ASSERT_PTR_NULL(text);
	CU_ASSERT_FALSE(xpt_judged_answer(NULL, NULL));
	CU_ASSERT_PTR_NULL(xpt_answer_text((enum xpt_answer_word)7));
	ASSERT_TEXT(xpt_answer_text(XPT_ANSWER_AFTER_HIDING), "after-hiding");
}

SUITE(answer)
{
	TEST(what_nothing_speaks_against_can_be_given_now);
	TEST(an_hvm_guest_is_named_only_where_one_can_run);
	TEST(a_card_that_dom0_has_set_up_is_better_hidden);
	TEST(what_is_not_known_is_named_and_counted);
	TEST(what_is_blocked_says_why_whatever_else_is_not_known);
	TEST(of_a_domain_that_is_named_there_is_no_answer_for_others);
}
