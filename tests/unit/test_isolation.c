/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices below one port: each is judged by itself, and what they share is worked out once. */
#include <xpt/plan.h>

#include "../../engine/base/bdf.h"
#include "../../engine/model/judged.h"
#include "good_host.h"
#include "unit.h"

#define BELOW 20

static struct xpt_device many[BELOW + 1]; /* the port is the first */
static struct xpt_bdf addresses[BELOW];

static void make_port(struct fact_text kind, long long acs)
{
	make_host();
	for (unsigned int i = 0; i <= BELOW; i++) {
		many[i] = devices[0];
		many[i].bdf = (struct xpt_bdf){ 0, i > 0, (uint8_t)i, 0 };
		many[i].parent = i ? &many[0] : NULL;
		xpt_bdf_format(many[i].bdf, many[i].address);
		if (i)
			addresses[i - 1] = many[i].bdf;
	}
	many[0].header_type = fact_int_known(1);
	many[0].kind = kind;
	many[0].acs_can = fact_int_known(0x1d);
	many[0].acs_does = fact_int_known(acs);
	host.devices = many;
	host.device_count = BELOW + 1;
	xpt__model_link_below(&host);
}

static struct xpt_request request_of(size_t first, size_t count)
{
	return XPT_OPTIONS(xpt_request, .action = XPT_ATTACH, .domain = "web",
			.devices = &addresses[first], .device_count = count);
}

/* What a report says in all, to be freed. */
static char *said(const struct xpt_report *report)
{
	const struct xpt_finding *finding;
	size_t length;
	char *text;
	FILE *to = open_memstream(&text, &length);

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		const struct xpt_evidence *evidence;

		fprintf(to, "%s\n", xpt_finding_because(finding));
		for (size_t k = 0; (evidence = xpt_finding_evidence(finding, k)); k++)
			fprintf(to, "%s\n", evidence->text);
	}
	fclose(to);
	return text;
}

static int says_the_same_alone(void *data, struct xpt_bdf device, const struct xpt_judged *judged)
{
	size_t *told = data;
	struct xpt_request request = request_of(*told, 1);
	auto_of(judged) struct xpt_judged *alone = NULL;
	auto_free char *here = said(xpt_judged_report(judged)), *there = NULL;

	CU_ASSERT(xpt__bdf_equal(device, addresses[*told]));
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &alone, NULL), 0);
	there = said(xpt_judged_report(alone));
	CU_ASSERT_STRING_EQUAL(here, there);
	++*told;
	return 0;
}

static void each_of_many_is_judged_as_if_alone(void)
{
	static const struct fact_text root_port = TEXT("root-port");
	struct xpt_request request = request_of(0, BELOW);
	size_t told = 0;

	make_port(root_port, 0);
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, says_the_same_alone, &told, NULL), 0);
	CU_ASSERT_EQUAL(told, BELOW);
	many[3].owner = (struct owner){ OWNER_DOMAIN, 1, "d1", 1, NULL };
	many[4].owner = (struct owner){ OWNER_DOMAIN, 2, "d2", 1, NULL };
	many[5].owner = (struct owner){ OWNER_QUARANTINE, 0, "quarantine", 1, NULL };
	told = 0;
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, says_the_same_alone, &told, NULL), 0);
	make_port(root_port, 0x1d);
	told = 0;
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, says_the_same_alone, &told, NULL), 0);
	make_port((struct fact_text){ .state = XPT_FACT_UNREADABLE }, 0);
	told = 0;
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, says_the_same_alone, &told, NULL), 0);
}

/* 00:1c.0 and .1, endpoints beside the port 00:1c.2 without ACS, and 01:00.0 below it */
static void make_slot(void)
{
	static const struct xpt_bdf at[] = { { 0, 0, 0x1c, 0 }, { 0, 0, 0x1c, 1 }, { 0, 1, 0, 0 },
		{ 0, 0, 0x1c, 2 } };
	static struct xpt_bdf beside[4][2];

	make_port(fact_text_known("root-port"), 0);
	many[3] = many[0];
	many[0] = many[1];
	for (size_t i = 0; i < sizeof(at) / sizeof(*at); i++) {
		many[i].bdf = at[i];
		many[i].parent = i == 2 ? &many[3] : NULL;
		many[i].first_below = many[i].next_beside = NULL;
		xpt_bdf_format(at[i], many[i].address);
		addresses[i] = at[i];
		if (i != 2) {
			beside[i][0] = at[i ? 0 : 1];
			beside[i][1] = at[i == 3 ? 1 : 3];
			many[i].functions = (struct bdfs){
				.state = XPT_FACT_KNOWN, .items = beside[i], .count = 2
			};
		}
	}
	host.device_count = 4;
	xpt__model_link_below(&host);
}

static void the_reason_is_told_as_the_device_itself_sees_it(void)
{
	struct xpt_request request = request_of(0, 3);
	size_t told = 0;

	make_slot();
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, says_the_same_alone, &told, NULL), 0);
	CU_ASSERT_EQUAL(told, 3);
}

/* Without class or header type, as a torn capture has it: what is below it tells. */
static void what_has_devices_below_it_is_a_bridge(void)
{
	struct xpt_request request = request_of(1, 2);
	auto_of(judged) struct xpt_judged *one = NULL, *other = NULL;
	auto_free char *first = NULL, *second = NULL;

	make_slot();
	many[3].header_type = many[3].class_code =
			(struct fact_int){ .state = XPT_FACT_UNREADABLE };
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &one, NULL), 0);
	addresses[3] = addresses[1];
	request.devices = &addresses[2];
	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &other, NULL), 0);
	first = said(xpt_judged_report(one));
	second = said(xpt_judged_report(other));
	CU_ASSERT_EQUAL(strlen(first), strlen(second));
	CU_ASSERT_PTR_NOT_NULL(strstr(first, "01:00.0 is not isolated from 0000:00:1c.0"));
	CU_ASSERT_PTR_NOT_NULL(strstr(second, "01:00.0 is not isolated from 0000:00:1c.0"));
}

static int ends(void *data, struct xpt_bdf device, const struct xpt_judged *judged)
{
	size_t *told = data;

	(void)device, (void)judged;
	return ++*told == 2;
}

static void whoever_is_told_of_each_can_end_it(void)
{
	struct xpt_request request = request_of(0, BELOW), none = request;
	size_t told = 0;

	make_port(fact_text_known("root-port"), 0);
	CU_ASSERT_EQUAL(xpt_check_each(&host, &request, ends, &told, NULL), XPT_CANCELLED);
	CU_ASSERT_EQUAL(told, 2);
	none.device_count = 0;
	CU_ASSERT_EQUAL(xpt_check_each(&host, &none, ends, &told, NULL), XPT_INVALID);
}

/* Does the report of the first @count devices say @part? */
static bool is_said(size_t count, const char *part)
{
	struct xpt_request request = request_of(0, count);
	auto_of(judged) struct xpt_judged *judged = NULL;
	auto_free char *text = NULL;

	CU_ASSERT_EQUAL_FATAL(xpt_check_request(&host, &request, &judged, NULL), 0);
	text = said(xpt_judged_report(judged));
	return strstr(text, part);
}

static void of_many_that_are_not_isolated_eight_are_named(void)
{
	make_port(fact_text_known("root-port"), 0);
	CU_ASSERT(is_said(1, "0000:01:01.0 is not isolated from 0000:01:02.0 "));
	CU_ASSERT(is_said(1, "0000:01:09.0 and 11 more, which stay with dom0"));
	CU_ASSERT(is_said(
			BELOW - 1, "0000:01:05.0 is not isolated from 0000:01:14.0, which stays"));
	CU_ASSERT(!is_said(BELOW, "is not isolated"));
	for (size_t i = 0; i <= BELOW; i++)
		many[i].kind = (struct fact_text){ .state = XPT_FACT_UNREADABLE,
			.reason = "denied" };
	CU_ASSERT(is_said(1, "is not known: 0000:01:01.0 0000:00:00.0: denied"));
}

static void a_device_that_is_named_twice_among_many_is_refused(void)
{
	struct xpt_request request = request_of(0, BELOW);
	auto_of(judged) struct xpt_judged *judged = NULL;

	make_port(fact_text_known("root-port"), 0);
	addresses[BELOW - 1] = addresses[3];
	CU_ASSERT_EQUAL(xpt_check_request(&host, &request, &judged, NULL), XPT_INVALID);
}

SUITE(isolation)
{
	TEST(each_of_many_is_judged_as_if_alone);
	TEST(the_reason_is_told_as_the_device_itself_sees_it);
	TEST(what_has_devices_below_it_is_a_bridge);
	TEST(whoever_is_told_of_each_can_end_it);
	TEST(of_many_that_are_not_isolated_eight_are_named);
	TEST(a_device_that_is_named_twice_among_many_is_refused);
}
