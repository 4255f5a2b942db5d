/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One renderer for everything that has fields. A null alone: there is none; with a reason: unknown. */
#include <json-c/json.h>
#include <string.h>

#include "message.h"
#include "output.h"
#include "../commands/intent.h"

static void put_json(struct json_object *object)
{
	json_object_put(object);
}

DEFINE_AUTO(json, struct json_object *, put_json)

/* json-c keeps NULL for null, so "no memory" must travel beside it. */
static bool put(struct json_object *object, const char *key, struct json_object *value)
{
	if (object && !json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

static bool put_text(struct json_object *object, const char *key, const char *text)
{
	struct json_object *value = text ? json_object_new_string(text) : NULL;

	return (value || !text) && put(object, key, value);
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
	return put_text(json, reason_key, reason);
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
		if (!put(json, field->key, item))
			return false;
		if (value.state != XPT_FACT_KNOWN && !put_reason(json, field->key, &value))
			return false;
	}
	return true;
}

static struct json_object *object_json(struct xpt_object object)
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

		put_text(item, "source", evidence->source);
		put(item, "line",
				evidence->line ? json_object_new_int64((int64_t)evidence->line) :
						 NULL);
		put_text(item, "text", evidence->text);
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

		put_text(item, "text", remedy->text);
		put_text(item, "command", remedy->command);
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

	put_text(json, "cause", xpt_finding_cause(finding));
	put(json, "candidates", candidates_json(finding));
	put_text(json, "severity", xpt_verdict_text(xpt_finding_verdict(finding)));
	put_text(json, "because", xpt_finding_because(finding));
	put(json, "devices", devices_json(finding));
	put_text(json, "domain", xpt_finding_domain(finding));
	put_text(json, "step", xpt_finding_step(finding));
	put_text(json, "time", xpt_finding_time(finding));
	put(json, "evidence", evidence_json(finding));
	put(json, "remedies", remedies_json(finding));
	return json;
}

static struct json_object *findings_json(const struct xpt_report *report)
{
	struct json_object *array = json_object_new_array();
	const struct xpt_finding *finding;

	for (size_t i = 0; array && report && (finding = xpt_report_finding(report, i)); i++)
		json_object_array_add(array, finding_json(finding));
	return array;
}

static struct json_object *steps_json(const struct xpt_plan *plan, const bool *done)
{
	struct json_object *array = json_object_new_array();
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; array && plan && xpt_plan_step(plan, i, &step); i++) {
		struct json_object *item = json_object_new_object();

		put_text(item, "subject", step.subject);
		put_text(item, "what", step.what);
		put_text(item, "undo", step.undo);
		put_text(item, "why", step.why);
		put(item, "done", json_object_new_boolean(done && done[i]));
		json_object_array_add(array, item);
	}
	return array;
}

static struct json_object *error_json(const struct xpt_error *error)
{
	struct json_object *json = json_object_new_object();

	put_text(json, "code", xpt_code_text(xpt_error_code(error)));
	put_text(json, "message", xpt_error_message(error));
	put(json, "findings", findings_json(xpt_error_report(error)));
	return json;
}

#define STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

static int print(struct json_object *json)
{
	const char *text = json_object_to_json_string_ext(json, STYLE);

	if (!text)
		return print_no_memory();
	puts(text);
	return STATUS_DONE;
}

/* One object at a time, so that a long list does not have to fit into memory. Takes @object over. */
static bool print_item(struct json_object *object)
{
	auto_of(json) struct json_object *item = object;
	const char *text = item ? json_object_to_json_string_ext(item, STYLE) : NULL;

	if (!text)
		return false;
	fputs("\n    ", stdout);
	for (; *text; text++) {
		putchar(*text);
		if (*text == '\n')
			fputs("    ", stdout);
	}
	return true;
}

int print_json_list(const char *key, const struct xpt_object *objects, size_t count)
{
	printf("{\n  \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		if (i)
			putchar(',');
		if (!print_item(object_json(objects[i])))
			return print_no_memory();
	}
	puts("\n  ]\n}");
	return STATUS_DONE;
}

int print_json_object(const char *key, struct xpt_object object)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = object_json(object);

	if (!item || !put(json, key, item))
		return print_no_memory();
	return print(json);
}

static void put_judgement(struct json_object *json, const struct xpt_report *report)
{
	put_text(json, "verdict", xpt_verdict_text(xpt_report_verdict(report)));
	put(json, "findings", findings_json(report));
}

int print_json_verdict(const char *key, struct xpt_object object, const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = object_json(object);

	if (!item || !put(json, key, item))
		return print_no_memory();
	put_judgement(json, report);
	return print(json);
}

int print_json_lists(const char *key, struct xpt_object object, const struct json_list *lists,
		const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *item = object_json(object);
	bool whole = item && put(json, key, item);

	for (; lists->key && whole; lists++) {
		struct json_object *array = json_object_new_array();

		for (size_t i = 0; array && i < lists->count && whole; i++) {
			item = object_json(lists->objects[i]);
			whole = item && !json_object_array_add(array, item);
		}
		whole = whole && array && put(json, lists->key, array);
	}
	if (!whole)
		return print_no_memory();
	put(json, "findings", findings_json(report));
	return print(json);
}

int print_json_report(const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	put_judgement(json, report);
	return print(json);
}

void print_json_begin(const char *key)
{
	printf("{\n  \"%s\": [", key);
}

static int print_next(struct json_object *item, bool first)
{
	if (!first)
		putchar(',');
	return print_item(item) ? STATUS_DONE : print_no_memory();
}

int print_json_judged(const char *address, const struct xpt_report *report, bool first)
{
	struct json_object *item = json_object_new_object();

	put_text(item, "device", address);
	put_judgement(item, report);
	return print_next(item, first);
}

static struct json_object *group_notes_json(const struct xpt_group *group)
{
	struct json_object *notes = json_object_new_array();
	struct xpt_group_note note = XPT_SIZED(xpt_group_note);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; xpt_group_note(group, i, &note); i++) {
		struct json_object *one = json_object_new_object();

		put_text(one, "device", xpt_bdf_format(note.address, address));
		put_text(one, "kind", note.kind);
		put_text(one, "text", note.text);
		json_object_array_add(notes, one);
	}
	return notes;
}

int print_json_group(const struct xpt_group *group, bool first)
{
	struct json_object *item = json_object_new_object(), *members = json_object_new_array();
	struct xpt_group_member member = XPT_SIZED(xpt_group_member),
				other = XPT_SIZED(xpt_group_member);
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; xpt_group_member(group, i, &member); i++) {
		struct json_object *one = json_object_new_object();

		put_text(one, "device", xpt_bdf_format(member.address, address));
		xpt_group_member(group, member.tied_to, &other);
		put_text(one, "tied_to",
				member.reason ? xpt_bdf_format(other.address, address) : NULL);
		put_text(one, "reason", member.reason);
		put_text(one, "why", member.why);
		put(one, "possible", json_object_new_boolean(member.possible));
		json_object_array_add(members, one);
	}
	put(item, "members", members);
	put(item, "notes", group_notes_json(group));
	put(item, "wants_relaxed", json_object_new_boolean(xpt_group_wants_relaxed(group)));
	return print_next(item, first);
}

void print_json_end(void)
{
	puts("\n  ]\n}");
}

static struct json_object *copy_json(const struct xpt_copy *copy)
{
	struct json_object *json = json_object_new_object();

	put(json, "domain_id", json_object_new_int64(copy->domain_id));
	put(json, "memory_kib", json_object_new_int64((int64_t)copy->total_kib));
	put(json, "sent_kib", json_object_new_int64((int64_t)copy->sent_kib));
	put(json, "downtime_ms", json_object_new_int64(copy->downtime_ms));
	put(json, "total_ms", json_object_new_int64(copy->total_ms));
	return json;
}

static struct json_object *items_json(const struct xpt_comparison *comparison)
{
	struct json_object *array = json_object_new_array();
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; array && xpt_comparison_item(comparison, i, &item); i++) {
		struct json_object *one;

		if (item.state == XPT_ITEM_SAME)
			continue;
		one = json_object_new_object();
		put_text(one, "subject", item.subject);
		put_text(one, "state", item_state_text(item.state));
		put_text(one, "is", item.is);
		put_text(one, "wanted", item.wanted);
		put_text(one, "domain", item.domain);
		put_text(one, "file", item.file);
		put(one, "line", json_object_new_int64((int64_t)item.line));
		json_object_array_add(array, one);
	}
	return array;
}

/* Did an apply change anything, and does it stay? */
static bool changed(const struct outcome *outcome)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	for (size_t i = 0; outcome->plan && outcome->done && xpt_plan_step(outcome->plan, i, &step);
			i++)
		if (outcome->done[i])
			return true;
	return false;
}

int print_json_outcome(const struct outcome *outcome)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	put_text(json, "verdict",
			outcome->report ? xpt_verdict_text(xpt_report_verdict(outcome->report)) :
					  NULL);
	put(json, "findings", findings_json(outcome->report));
	if (outcome->comparison) {
		put(json, "differences", items_json(outcome->comparison));
		put(json, "changed", json_object_new_boolean(changed(outcome)));
	}
	put(json, "steps", steps_json(outcome->plan, outcome->done));
	if (outcome->copy)
		put(json, "copy", copy_json(outcome->copy));
	put(json, "error", outcome->error ? error_json(outcome->error) : NULL);
	return print(json);
}

int print_json_event(const struct event *event)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	const char *text;

	put_text(json, "event", event->name);
	put_text(json, "subject", event->subject);
	put_text(json, "domain", event->domain);
	put_text(json, "is", event->is);
	put_text(json, "wanted", event->wanted);
	put_text(json, "text", event->text);
	text = json_object_to_json_string_ext(json, JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return print_no_memory();
	puts(text);
	fflush(stdout);
	return STATUS_DONE;
}

int print_json_incidents(const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	put(json, "incidents", findings_json(report));
	return print(json);
}

typedef bool step_reader(const struct xpt_placement *placement, size_t index,
		struct xpt_place_step *ret_step);

static struct json_object *place_steps_json(
		const struct xpt_placement *placement, step_reader *read)
{
	struct json_object *array = json_object_new_array();
	struct xpt_place_step step = XPT_SIZED(xpt_place_step);

	for (size_t i = 0; array && read(placement, i, &step); i++) {
		struct json_object *item = json_object_new_object();

		put_text(item, "text", step.text);
		put_text(item, "why", step.why);
		json_object_array_add(array, item);
	}
	return array;
}

/* The first candidate is the chosen one where "why" says something. */
int print_json_placement(const struct xpt_placement *placement)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	struct json_object *candidates = json_object_new_array();
	struct xpt_object candidate;

	put_text(json, "why", xpt_placement_why(placement));
	put(json, "lines", place_steps_json(placement, xpt_placement_line));
	put(json, "commands", place_steps_json(placement, xpt_placement_command));
	for (size_t i = 0; candidates && xpt_placement_candidate(placement, i, &candidate); i++)
		json_object_array_add(candidates, object_json(candidate));
	if (!candidates || !put(json, "candidates", candidates))
		return print_no_memory();
	put_judgement(json, xpt_placement_report(placement));
	return print(json);
}

int print_json_number(const char *key, size_t number)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	put(json, key, json_object_new_int64((int64_t)number));
	return print(json);
}

int print_json_error(const struct xpt_error *error)
{
	auto_of(json) struct json_object *json = json_object_new_object();

	put(json, "error", error_json(error));
	return print(json);
}
