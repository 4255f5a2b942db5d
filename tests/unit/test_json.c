/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON for programs: what is known, what is not and why. */
#include <xpt/json.h>

#include "../../engine/base/finding.h"
#include "../../engine/base/json.h"
#include "../../engine/plan/step.h"
#include "fake_source.h"
#include "unit.h"

/* Takes @text over. */
static struct json_object *parse(char *text)
{
	struct json_object *json = text ? json_tokener_parse(text) : NULL;

	CU_ASSERT_PTR_NOT_NULL(json);
	free(text);
	return json;
}

/* A member's text, or what json-c writes of it; NULL: there is no such member. */
static const char *member(struct json_object *json, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, key, &value))
		return NULL;
	return json_object_is_type(value, json_type_string) ?
			json_object_get_string(value) :
			json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
}

static struct json_object *host_json(const struct fake *answers, unsigned int detail)
{
	struct xpt_host *host = fake_host(answers, detail);
	struct json_object *json = host ? parse(xpt_host_json(host)) : NULL;

	xpt_host_free(host);
	return json;
}

static const struct fake empty_host[] = { LIST_("sys/bus/pci/devices", ""), END_ };

static void lists_that_nobody_asked_for_are_null_and_say_so(void)
{
	static const char *const keys[] = { "nodes", "cpus", "pools", "vcpus", "usb_devices",
		"boot" };
	auto_of(json) struct json_object *json = host_json(empty_host, 0);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		char reason[32];

		snprintf(reason, sizeof(reason), "%s_reason", keys[i]);
		ASSERT_TEXT(member(json, keys[i]), "null");
		ASSERT_TEXT(member(json, reason), "not asked for");
	}
}

static void what_the_host_did_not_tell_is_no_empty_list(void)
{
	static const struct fake denied[] = { LIST_("sys/bus/pci/devices", ""),
		DENIED_("xen/domains", "not allowed"), END_ };
	auto_of(json) struct json_object *json =
			host_json(denied, XPT_DETAIL_PLACEMENT | XPT_DETAIL_USB);

	ASSERT_TEXT(member(json, "domains"), "null");
	ASSERT_TEXT(member(json, "domains_reason"), "not allowed");
	ASSERT_TEXT(member(json, "nodes"), "null");
	ASSERT_TEXT(member(json, "nodes_reason"), "Xen does not report it");
}

static void an_item_that_is_not_known_is_null(void)
{
	static const struct fake nodes[] = { LIST_("sys/bus/pci/devices", ""),
		FILE_("xen/nodes", "0 distances=10,-\n"), END_ };
	auto_of(json) struct json_object *json = host_json(nodes, XPT_DETAIL_PLACEMENT);
	struct json_object *list = NULL;

	CU_ASSERT_TRUE_FATAL(json_object_object_get_ex(json, "nodes", &list));
	ASSERT_TEXT(member(json_object_array_get_idx(list, 0), "distances"), "[10,null]");
}

static void a_host_without_devices_has_an_empty_list_of_them(void)
{
	auto_of(json) struct json_object *json = host_json(empty_host, 0);

	ASSERT_TEXT(member(json, "devices"), "[]");
	CU_ASSERT_PTR_NULL(member(json, "devices_reason"));
}

static void a_report_tells_its_verdict_and_findings(void)
{
	static const struct cause cause = { .id = "shared",
		.verdict = XPT_BLOCKED,
		.because = "{device} says \"no\"",
		.remedies = { { "give up", NULL } } };
	struct xpt_report *report = xpt__report_new();
	struct xpt_finding *finding =
			xpt__report_add(report, &cause, PLACEHOLDERS({ "device", "0000:00:05.0" }));
	auto_of(json) struct json_object *json = NULL, *incidents = NULL;

	CU_ASSERT_EQUAL(xpt__finding_evidence(finding, "log", 0, "line"), 0);
	json = parse(xpt_report_json(report));
	ASSERT_TEXT(member(json, "verdict"), "BLOCKED");
	ASSERT_TEXT(member(json, "findings"),
			"[{\"cause\":\"shared\",\"possible_causes\":[],\"severity\":\"BLOCKED\","
			"\"because\":\"0000:00:05.0 says \\\"no\\\"\",\"devices\":[\"0000:00:05.0\"],"
			"\"domain\":null,\"step\":null,\"time\":null,\"since_then\":null,"
			"\"evidence\":[{\"source\":\"log\",\"line\":null,\"text\":\"line\"}],"
			"\"remedies\":[{\"text\":\"give up\",\"command\":null}]}]");
	incidents = parse(xpt_incidents_json(report));
	ASSERT_TEXT(member(incidents, "incidents"), member(json, "findings"));
	xpt_report_free(report);
}

static void what_was_not_judged_has_no_verdict(void)
{
	auto_of(json) struct json_object *json = parse(xpt_report_json(NULL));

	ASSERT_TEXT(member(json, "verdict"), "null");
	ASSERT_TEXT(member(json, "findings"), "[]");
}

static void a_plan_tells_which_steps_were_done(void)
{
	struct step steps[] = {
		{ .subject = "0000:00:05.0", .what = "unbind", .undo_what = "bind", .why = "so" },
		{ .subject = "0000:00:05.0", .what = "bind to pciback", .why = "" }
	};
	const struct xpt_plan plan = { .steps = steps, .count = 2 };
	const bool done[] = { true, false };
	auto_of(json) struct json_object *some = parse(xpt_plan_json(&plan, done));
	auto_of(json) struct json_object *none = parse(xpt_plan_json(&plan, NULL));

	ASSERT_TEXT(member(some, "steps"),
			"[{\"subject\":\"0000:00:05.0\",\"what\":\"unbind\",\"undo\":\"bind\","
			"\"why\":\"so\",\"done\":true},"
			"{\"subject\":\"0000:00:05.0\",\"what\":\"bind to pciback\",\"undo\":null,"
			"\"why\":\"\",\"done\":false}]");
	CU_ASSERT_PTR_NULL(strstr(member(none, "steps"), "true"));
}

SUITE(json)
{
	TEST(lists_that_nobody_asked_for_are_null_and_say_so);
	TEST(what_the_host_did_not_tell_is_no_empty_list);
	TEST(an_item_that_is_not_known_is_null);
	TEST(a_host_without_devices_has_an_empty_list_of_them);
	TEST(a_report_tells_its_verdict_and_findings);
	TEST(what_was_not_judged_has_no_verdict);
	TEST(a_plan_tells_which_steps_were_done);
}
