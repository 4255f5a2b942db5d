/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings: of a report, of logs, of an error. */
#include "json.h"

static struct json_object *json_of_devices(const struct xpt_finding *finding)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	const char *device;

	for (size_t i = 0; array && (device = xpt_finding_device(finding, i)); i++)
		if (!xpt__json_append(array, json_object_new_string(device)))
			return NULL;
	return TAKE(array);
}

static struct json_object *json_of_possible_causes(const struct xpt_finding *finding)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	const struct xpt_possible_cause *possible;

	for (size_t i = 0; array && (possible = xpt_finding_possible_cause(finding, i)); i++)
		if (!xpt__json_append(array, json_object_new_string(possible->cause)))
			return NULL;
	return TAKE(array);
}

static struct json_object *json_of_line(const struct xpt_evidence *evidence)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "source", evidence->source) ||
			!(evidence->line ? xpt__json_add_number(json, "line",
							   (long long)evidence->line) :
					   xpt__json_add_null(json, "line")) ||
			!xpt__json_add_text(json, "text", evidence->text))
		return NULL;
	return TAKE(json);
}

static struct json_object *json_of_evidence(const struct xpt_finding *finding)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	const struct xpt_evidence *evidence;

	for (size_t i = 0; array && (evidence = xpt_finding_evidence(finding, i)); i++)
		if (!xpt__json_append(array, json_of_line(evidence)))
			return NULL;
	return TAKE(array);
}

static struct json_object *json_of_remedy(const struct xpt_remedy *remedy)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "text", remedy->text) ||
			!xpt__json_add_text(json, "command", remedy->command))
		return NULL;
	return TAKE(json);
}

static struct json_object *json_of_remedies(const struct xpt_finding *finding)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	const struct xpt_remedy *remedy;

	for (size_t i = 0; array && (remedy = xpt_finding_remedy(finding, i)); i++)
		if (!xpt__json_append(array, json_of_remedy(remedy)))
			return NULL;
	return TAKE(array);
}

static struct json_object *json_of_finding(const struct xpt_finding *finding)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "cause", xpt_finding_cause(finding)) ||
			!xpt__json_add(json, "possible_causes", json_of_possible_causes(finding)) ||
			!xpt__json_add_text(json, "severity",
					xpt_verdict_text(xpt_finding_verdict(finding))) ||
			!xpt__json_add_text(json, "because", xpt_finding_because(finding)) ||
			!xpt__json_add(json, "devices", json_of_devices(finding)) ||
			!xpt__json_add_text(json, "domain", xpt_finding_domain(finding)) ||
			!xpt__json_add_text(json, "step", xpt_finding_step(finding)) ||
			!xpt__json_add_text(json, "time", xpt_finding_time(finding)) ||
			!xpt__json_add_text(json, "since_then", xpt_finding_since(finding)) ||
			!xpt__json_add(json, "evidence", json_of_evidence(finding)) ||
			!xpt__json_add(json, "remedies", json_of_remedies(finding)))
		return NULL;
	return TAKE(json);
}

static struct json_object *json_of_findings(const struct xpt_report *report)
{
	auto_of(json) struct json_object *array = json_object_new_array();
	const struct xpt_finding *finding;

	for (size_t i = 0; array && report && (finding = xpt_report_finding(report, i)); i++)
		if (!xpt__json_append(array, json_of_finding(finding)))
			return NULL;
	return TAKE(array);
}

char *xpt_report_json(const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	const char *verdict = report ? xpt_verdict_text(xpt_report_verdict(report)) : NULL;

	if (!json || !xpt__json_add_text(json, "verdict", verdict) ||
			!xpt__json_add(json, "findings", json_of_findings(report)))
		return NULL;
	return xpt__json_text(TAKE(json));
}

char *xpt_incidents_json(const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add(json, "incidents", json_of_findings(report)))
		return NULL;
	return xpt__json_text(TAKE(json));
}

char *xpt_error_json(const struct xpt_error *error)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	if (!json || !xpt__json_add_text(json, "code", xpt_code_text(xpt_error_code(error))) ||
			!xpt__json_add_text(json, "message", xpt_error_message(error)) ||
			!xpt__json_add(json, "findings", json_of_findings(xpt_error_report(error))))
		return NULL;
	return xpt__json_text(TAKE(json));
}
