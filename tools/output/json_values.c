/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_values.h"

#include <string.h>

bool json_add(struct json_object *object, const char *key, struct json_object *value)
{
	if (object && !json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

bool json_add_text(struct json_object *object, const char *key, const char *text)
{
	struct json_object *value = text ? json_object_new_string(text) : NULL;

	return (value || !text) && json_add(object, key, value);
}

static bool put_all(struct json_object *json, struct xpt_object object);

static bool value_json(const struct xpt_value *value, struct json_object **ret_json);

static bool list_json(const struct xpt_value *list, struct json_object *array)
{
	for (size_t i = 0; i < list->count; i++) {
		struct json_object *item = NULL;
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_value_item(list, i, &value);
		if (!value_json(&value, &item) || json_object_array_add(array, item))
			return false;
	}
	return true;
}

static bool value_json(const struct xpt_value *value, struct json_object **ret_json)
{
	bool complete = true;

	switch (value->type) {
	case XPT_TYPE_BOOL:
		*ret_json = json_object_new_boolean(value->number != 0);
		break;
	case XPT_TYPE_NUMBER:
		*ret_json = json_object_new_int64(value->number);
		break;
	case XPT_TYPE_TEXT:
		*ret_json = json_object_new_string(xpt_value_text(value));
		break;
	case XPT_TYPE_LIST:
		*ret_json = json_object_new_array();
		complete = *ret_json && list_json(value, *ret_json);
		break;
	case XPT_TYPE_OBJECT:
		*ret_json = json_object_new_object();
		complete = *ret_json && put_all(*ret_json, value->object);
		break;
	}
	return *ret_json && complete;
}

static bool put_reason(struct json_object *json, const char *key, const struct xpt_value *value)
{
	auto_free char *reason_key = NULL;
	const char *reason = value->reason;

	if (value->state == XPT_FACT_ABSENT)
		return true;
	if (!reason)
		reason = value->state == XPT_FACT_UNREAD ? "not asked for" :
							   "the host does not tell";
	if (asprintf(&reason_key, "%s_reason", key) < 0) {
		reason_key = NULL;
		return false;
	}
	return json_add_text(json, reason_key, reason);
}

static bool put_all(struct json_object *json, struct xpt_object object)
{
	const struct xpt_field *field;

	for (size_t i = 0; (field = xpt_kind_field(object.kind, i)); i++) {
		struct json_object *item = NULL;
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_object_value(object, i, &value);
		if (value.state == XPT_FACT_KNOWN && !value_json(&value, &item))
			return false;
		if (!json_add(json, field->key, item))
			return false;
		if (value.state != XPT_FACT_KNOWN && !put_reason(json, field->key, &value))
			return false;
	}
	return true;
}

struct json_object *json_of_object(struct xpt_object object)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	return json && put_all(json, object) ? TAKE(json) : NULL;
}

static struct json_object *devices_json(const struct xpt_finding *finding)
{
	struct json_object *array = json_object_new_array();
	const char *device;

	for (size_t i = 0; array && (device = xpt_finding_device(finding, i)); i++)
		json_object_array_add(array, json_object_new_string(device));
	return array;
}

static struct json_object *evidence_json(const struct xpt_finding *finding)
{
	struct json_object *array = json_object_new_array();
	const struct xpt_evidence *evidence;

	for (size_t i = 0; array && (evidence = xpt_finding_evidence(finding, i)); i++) {
		struct json_object *item = json_object_new_object();

		json_add_text(item, "source", evidence->source);
		json_add(item, "line",
				evidence->line ? json_object_new_int64((int64_t)evidence->line) :
						 NULL);
		json_add_text(item, "text", evidence->text);
		json_object_array_add(array, item);
	}
	return array;
}

static struct json_object *remedies_json(const struct xpt_finding *finding)
{
	struct json_object *array = json_object_new_array();
	const struct xpt_remedy *remedy;

	for (size_t i = 0; array && (remedy = xpt_finding_remedy(finding, i)); i++) {
		struct json_object *item = json_object_new_object();

		json_add_text(item, "text", remedy->text);
		json_add_text(item, "command", remedy->command);
		json_object_array_add(array, item);
	}
	return array;
}

static struct json_object *candidates_json(const struct xpt_finding *finding)
{
	struct json_object *array = json_object_new_array();
	const struct xpt_candidate *candidate;

	for (size_t i = 0; array && (candidate = xpt_finding_possible_cause(finding, i)); i++)
		json_object_array_add(array, json_object_new_string(candidate->cause));
	return array;
}

static struct json_object *finding_json(const struct xpt_finding *finding)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "cause", xpt_finding_cause(finding));
	json_add(json, "candidates", candidates_json(finding));
	json_add_text(json, "severity", xpt_verdict_text(xpt_finding_verdict(finding)));
	json_add_text(json, "because", xpt_finding_because(finding));
	json_add(json, "devices", devices_json(finding));
	json_add_text(json, "domain", xpt_finding_domain(finding));
	json_add_text(json, "step", xpt_finding_step(finding));
	json_add_text(json, "time", xpt_finding_time(finding));
	json_add(json, "evidence", evidence_json(finding));
	json_add(json, "remedies", remedies_json(finding));
	return json;
}

struct json_object *json_of_findings(const struct xpt_report *report)
{
	struct json_object *array = json_object_new_array();
	const struct xpt_finding *finding;

	for (size_t i = 0; array && report && (finding = xpt_report_finding(report, i)); i++)
		json_object_array_add(array, finding_json(finding));
	return array;
}

void json_add_steps(struct json_object *array, const struct xpt_plan *plan, const bool *done)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; array && plan && xpt_plan_step(plan, i, &step); i++) {
		struct json_object *item = json_object_new_object();

		json_add_text(item, "subject", step.subject);
		json_add_text(item, "what", step.what);
		json_add_text(item, "undo", step.undo);
		json_add_text(item, "why", step.why);
		json_add(item, "done", json_object_new_boolean(done && done[i]));
		json_object_array_add(array, item);
	}
}

struct json_object *json_of_error(const struct xpt_error *error)
{
	struct json_object *json = json_object_new_object();

	json_add_text(json, "code", xpt_code_text(xpt_error_code(error)));
	json_add_text(json, "message", xpt_error_message(error));
	json_add(json, "findings", json_of_findings(xpt_error_report(error)));
	return json;
}
