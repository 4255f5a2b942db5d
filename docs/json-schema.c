/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes docs/xpt.schema.json: the kinds of things from their field tables, and around them the records and documents
 * that are not made of fields. tests/rules/schema holds it against what the commands print.
 */
#include <stdio.h>
#include <string.h>

#include <xpt.h>

#include "../engine/base/json.h"
#include "../engine/model/field.h"

#define STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

enum {
	LIST = 1 << 0,
	NULLABLE = 1 << 1,
	REASON = 1 << 2, /* "KEY_reason" may stand beside the null */
	OPTIONAL = 1 << 3,
	GAPS = 1 << 4, /* null stands for an item that is not known */
};

/* @type: one of JSON's, or the name of a kind or record */
struct member {
	const char *key, *type;
	unsigned int flags;
};

#define MEMBERS_MAX 12

struct record {
	const char *name;
	struct member members[MEMBERS_MAX];
};

#define TEXT(key)             \
	{                     \
		key, "string" \
	}
#define TEXT_OR_NULL(key)               \
	{                               \
		key, "string", NULLABLE \
	}
#define NUMBER(key)            \
	{                      \
		key, "integer" \
	}
#define FLAG(key)              \
	{                      \
		key, "boolean" \
	}
#define JUDGED                              \
	{ "verdict", "verdict" },           \
	{                                   \
		"findings", "finding", LIST \
	}
#define WHY                                              \
	{                                                \
		"questions", "question", LIST | OPTIONAL \
	} /* xpt check --why */

static const struct record records[] = {
	{ "evidence", { TEXT("source"), { "line", "integer", NULLABLE }, TEXT("text") } },
	{ "remedy", { TEXT("text"), TEXT_OR_NULL("command") } },
	{ "finding",
			{ TEXT("cause"), { "possible_causes", "string", LIST },
					{ "severity", "verdict" }, TEXT("because"),
					{ "devices", "string", LIST }, TEXT_OR_NULL("domain"),
					TEXT_OR_NULL("step"), TEXT_OR_NULL("time"),
					TEXT_OR_NULL("since_then"),
					{ "evidence", "evidence", LIST },
					{ "remedies", "remedy", LIST } } },
	{ "error", { TEXT("code"), TEXT("message"), { "findings", "finding", LIST } } },
	{ "step",
			{ TEXT("subject"), TEXT("what"), TEXT_OR_NULL("undo"), TEXT("why"),
					FLAG("done") } },
	{ "difference",
			{ TEXT("subject"), TEXT("state"), TEXT_OR_NULL("is"),
					TEXT_OR_NULL("wanted"), TEXT_OR_NULL("domain"),
					TEXT("file"), NUMBER("line") } },
	{ "copy",
			{ NUMBER("domain_id"), NUMBER("memory_kib"), NUMBER("sent_kib"),
					NUMBER("downtime_ms"), NUMBER("total_ms") } },
	{ "question",
			{ TEXT("question"), TEXT("text"), TEXT_OR_NULL("device"),
					{ "verdict", "verdict" }, TEXT_OR_NULL("cause") } },
	{ "answer", { TEXT("when"), TEXT("text") } },
	{ "judged_device", { TEXT("device"), JUDGED, WHY } },
	{ "group_member",
			{ TEXT("device"), TEXT_OR_NULL("tied_to"), TEXT_OR_NULL("reason"),
					TEXT_OR_NULL("why"), FLAG("possible") } },
	{ "group_note", { TEXT("device"), TEXT("kind"), TEXT("text") } },
	{ "group",
			{ { "members", "group_member", LIST }, { "notes", "group_note", LIST },
					FLAG("wants_relaxed") } },
	{ "known_issue",
			{ TEXT("id"), TEXT("title"), TEXT("cause"), TEXT("line"), TEXT("condition"),
					TEXT_OR_NULL("fixed"), TEXT("remedy"),
					TEXT("reference") } },
	{ "line", { TEXT("text"), TEXT("why") } },
};

static const struct record documents[] = {
	{ "error", { { "error", "error" } } },
	{ "xpt host", { { "host", "host" }, JUDGED } },
	{ "xpt list, vf list", { { "devices", "device", LIST } } },
	{ "xpt usb list",
			{ { "usb_devices", "usb_device", LIST },
					{ "findings", "finding", LIST } } },
	{ "xpt usb-policy list, usb-policy test", { { "usb_devices", "usb_device", LIST } } },
	{ "xpt show", { { "device", "device" }, { "gpus", "gpu", LIST } } },
	{ "xpt show of a USB device",
			{ { "usb_device", "usb_device" }, { "findings", "finding", LIST } } },
	{ "xpt check of devices", { { "devices", "judged_device", LIST } } },
	{ "xpt check, hide; xpt_report_json()", { JUDGED, WHY, { "answer", "answer", OPTIONAL } } },
	{ "xpt plan, apply, repair, and all that change a host",
			{ { "verdict", "verdict", NULLABLE }, { "findings", "finding", LIST },
					{ "differences", "difference", LIST | OPTIONAL },
					{ "changed", "boolean", OPTIONAL },
					{ "steps", "step", LIST }, { "copy", "copy", OPTIONAL },
					{ "error", "error", NULLABLE } } },
	{ "xpt_plan_json()", { { "steps", "step", LIST } } },
	{ "xpt explain, run; xpt_incidents_json()", { { "incidents", "finding", LIST } } },
	{ "xpt explain --known", { { "known_issues", "known_issue", LIST } } },
	{ "xpt explain --code, --errno", { TEXT("meaning") } },
	{ "xpt rmrr", { { "regions", "region", LIST } } },
	{ "xpt group", { { "groups", "group", LIST } } },
	{ "xpt gpu", { { "gpus", "gpu", LIST } } },
	{ "xpt gpu lines", { { "lines", "line", LIST }, JUDGED } },
	{ "xpt irqs", { { "irqs", "irqs" }, JUDGED } },
	{ "xpt boot", { { "boot", "boot" }, JUDGED } },
	{ "xpt vcpus", { { "vcpus", "vcpu", LIST } } },
	{ "xpt pool list", { { "pools", "pool", LIST } } },
	{ "xpt pool show", { { "pool", "pool" } } },
	{ "xpt topo",
			{ { "host", "host" }, { "nodes", "node", LIST }, { "cpus", "cpu", LIST },
					{ "pools", "pool", LIST }, { "domains", "domain", LIST },
					{ "vcpus", "vcpu", LIST }, { "devices", "device", LIST },
					{ "findings", "finding", LIST } } },
	{ "xpt place",
			{ TEXT_OR_NULL("why"), { "lines", "line", LIST },
					{ "commands", "line", LIST },
					{ "candidates", "candidate", LIST }, JUDGED } },
	{ "xpt usb-policy check", { { "defects", "usb_policy_defect", LIST } } },
	{ "xpt name --list", { { "names", "name", LIST } } },
	{ "xpt undo", { NUMBER("undone") } },
	{ "xpt capture", { NUMBER("answers") } },
	{ "xpt watch --status", { { "watch", "watch" } } },
	{ "xpt watch, one a line",
			{ TEXT("event"), TEXT_OR_NULL("subject"), TEXT_OR_NULL("domain"),
					TEXT_OR_NULL("is"), TEXT_OR_NULL("wanted"),
					TEXT_OR_NULL("text") } },
	{ "xpt_host_json()",
			{ { "host", "host" }, { "devices", "device", LIST | REASON },
					{ "domains", "domain", LIST | REASON },
					{ "regions", "region", LIST | REASON },
					{ "nodes", "node", LIST | REASON },
					{ "cpus", "cpu", LIST | REASON },
					{ "pools", "pool", LIST | REASON },
					{ "vcpus", "vcpu", LIST | REASON },
					{ "usb_devices", "usb_device", LIST | REASON },
					{ "boot", "boot", REASON } } },
};

static struct json_object *text_json(const char *text)
{
	return json_object_new_string(text);
}

/* { KEY: VALUE } */
static struct json_object *only(const char *key, struct json_object *value)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, key, value);
	return json;
}

static bool is_json_type(const char *type)
{
	static const char *const types[] = { "string", "integer", "boolean", "null" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (!strcmp(types[i], type))
			return true;
	return false;
}

static struct json_object *type_json(const char *type)
{
	char path[64];

	if (is_json_type(type))
		return only("type", text_json(type));
	snprintf(path, sizeof(path), "#/$defs/%s", type);
	return only("$ref", text_json(path));
}

static struct json_object *or_null(struct json_object *json)
{
	struct json_object *choices = json_object_new_array();

	json_object_array_add(choices, json);
	json_object_array_add(choices, type_json("null"));
	return only("anyOf", choices);
}

static struct json_object *shape_json(const struct member *member)
{
	struct json_object *json = type_json(member->type);

	if (member->flags & GAPS)
		json = or_null(json);
	if (member->flags & LIST) {
		json = only("items", json);
		json_object_object_add(json, "type", text_json("array"));
	}
	return member->flags & (NULLABLE | REASON) ? or_null(json) : json;
}

/* An object that has no other members than are added to it. */
static struct json_object *object_json(const char *title)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, "title", text_json(title));
	json_object_object_add(json, "type", text_json("object"));
	json_object_object_add(json, "properties", json_object_new_object());
	json_object_object_add(json, "required", json_object_new_array());
	json_object_object_add(json, "additionalProperties", json_object_new_boolean(false));
	return json;
}

static void add_member(struct json_object *object, const struct member *member, const char *help)
{
	struct json_object *properties = json_object_object_get(object, "properties");
	struct json_object *shape = shape_json(member);
	char reason[64];

	if (help)
		json_object_object_add(shape, "description", text_json(help));
	json_object_object_add(properties, member->key, shape);
	if (!(member->flags & OPTIONAL))
		json_object_array_add(
				json_object_object_get(object, "required"), text_json(member->key));
	if (!(member->flags & REASON))
		return;
	snprintf(reason, sizeof(reason), "%s_reason", member->key);
	json_object_object_add(properties, reason, type_json("string"));
}

static struct json_object *record_json(const struct record *record)
{
	struct json_object *json = object_json(record->name);

	for (size_t i = 0; i < MEMBERS_MAX && record->members[i].key; i++)
		add_member(json, &record->members[i], NULL);
	return json;
}

/* "boot entry" as it stands behind "#/$defs/" */
static const char *kind_name(const struct xpt_kind *kind, char buffer[32])
{
	snprintf(buffer, 32, "%s", xpt_kind_name(kind));
	for (char *at = buffer; *at; at++)
		if (*at == ' ')
			*at = '_';
	return buffer;
}

static unsigned int flags_of(enum field_form form)
{
	switch (form) {
	case FORM_CHARS:
	case FORM_NUMBER:
	case FORM_INT:
	case FORM_HEX_LONG:
	case FORM_LONG:
	case FORM_BOOL:
		return 0;
	case FORM_TEXT:
		return NULLABLE;
	case FORM_INTS: /* such as the distances of a node */
		return LIST | GAPS | REASON;
	case FORM_TEXTS:
	case FORM_BDFS:
	case FORM_OBJECTS:
		return LIST | REASON;
	default:
		return REASON;
	}
}

static const char *type_of(const struct field *field, char buffer[32])
{
	if (field->form == FORM_OBJECTS)
		return kind_name(field->item_kind, buffer);
	if (field->form == FORM_INTS || field->shown.type == XPT_TYPE_NUMBER)
		return "integer";
	return field->shown.type == XPT_TYPE_BOOL ? "boolean" : "string";
}

/* A kind, and those of the lists that it has. */
static void add_kind(struct json_object *defs, const struct xpt_kind *kind)
{
	char name[32], item[32];
	struct json_object *json = object_json(kind_name(kind, name));

	json_object_object_add(defs, name, json);
	for (size_t i = 0; i < kind->count; i++) {
		const struct field *field = &kind->fields[i];
		const struct member member = { field->shown.key, type_of(field, item),
			flags_of(field->form) };

		add_member(json, &member, field->shown.help);
		if (field->item_kind && !json_object_object_get_ex(defs, item, NULL))
			add_kind(defs, field->item_kind);
	}
}

static struct json_object *verdicts_json(void)
{
	struct json_object *words = json_object_new_array();

	for (int verdict = XPT_PASS; verdict <= XPT_BLOCKED; verdict++)
		json_object_array_add(
				words, text_json(xpt_verdict_text((enum xpt_verdict)verdict)));
	return only("enum", words);
}

static struct json_object *defs_json(void)
{
	const struct xpt_kind *const kinds[] = { xpt_kind_host(), xpt_kind_device(),
		xpt_kind_domain(), xpt_kind_region(), xpt_kind_node(), xpt_kind_cpu(),
		xpt_kind_pool(), xpt_kind_vcpu(), xpt_kind_usb_device(),
		xpt_kind_usb_policy_defect(), xpt_kind_boot(), xpt_kind_irqs(), xpt_kind_gpu(),
		xpt_kind_candidate(), xpt_kind_name_entry(), xpt_kind_watch_status(),
		xpt_kind_watch_item() };
	struct json_object *defs = json_object_new_object();

	for (size_t i = 0; i < COUNT(kinds); i++)
		add_kind(defs, kinds[i]);
	json_object_object_add(defs, "verdict", verdicts_json());
	for (size_t i = 0; i < COUNT(records); i++)
		json_object_object_add(defs, records[i].name, record_json(&records[i]));
	return defs;
}

int main(void)
{
	auto_of(json) struct json_object *schema =
			only("$schema", text_json("https://json-schema.org/draft/2020-12/schema"));
	struct json_object *choices = json_object_new_array();

	json_object_object_add(schema, "title", text_json("JSON of xpt and libxpt"));
	json_object_object_add(
			schema, "$comment", text_json("Made by docs/json-schema: do not edit."));
	for (size_t i = 0; i < COUNT(documents); i++)
		json_object_array_add(choices, record_json(&documents[i]));
	json_object_object_add(schema, "anyOf", choices);
	json_object_object_add(schema, "$defs", defs_json());
	puts(json_object_to_json_string_ext(schema, STYLE));
	return 0;
}
