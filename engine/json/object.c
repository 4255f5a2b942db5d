/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Anything of a snapshot, by its field table. */
#include <string.h>

#include "json.h"

#define STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

char *xpt__json_text(struct json_object *json)
{
	const char *text = json ? json_object_to_json_string_ext(json, STYLE) : NULL;
	char *copy = text ? strdup(text) : NULL;

	json_object_put(json);
	return copy;
}

static struct json_object *json_of_value(const struct xpt_value *value);

static struct json_object *json_of_list(const struct xpt_value *list)
{
	auto_of(json) struct json_object *array = json_object_new_array();

	for (size_t i = 0; array && i < list->count; i++) {
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_value_item(list, i, &value);
		if (value.state != XPT_FACT_KNOWN ? json_object_array_add(array, NULL) != 0 :
						    !xpt__json_append(array, json_of_value(&value)))
			return NULL;
	}
	return TAKE(array);
}

static struct json_object *json_of_value(const struct xpt_value *value)
{
	switch (value->type) {
	case XPT_TYPE_BOOL:
		return json_object_new_boolean(value->number != 0);
	case XPT_TYPE_NUMBER:
		return json_object_new_int64(value->number);
	case XPT_TYPE_TEXT:
		return json_object_new_string(xpt_value_text(value));
	case XPT_TYPE_LIST:
		return json_of_list(value);
	case XPT_TYPE_OBJECT:
		return xpt__json_of_object(value->object);
	}
	return NULL;
}

bool xpt__json_add_unknown(
		struct json_object *json, const char *key, enum xpt_state state, const char *reason)
{
	auto_free char *reason_key = NULL;

	if (!xpt__json_add_null(json, key))
		return false;
	if (state == XPT_FACT_ABSENT)
		return true;
	if (!reason)
		reason = state == XPT_FACT_UNREAD ? "not asked for" : "the host does not report it";
	if (asprintf(&reason_key, "%s_reason", key) < 0) {
		reason_key = NULL;
		return false;
	}
	return xpt__json_add_text(json, reason_key, reason);
}

struct json_object *xpt__json_of_object(struct xpt_object object)
{
	auto_of(json) struct json_object *json = json_object_new_object();
	const struct xpt_field *field;

	for (size_t i = 0; json && (field = xpt_kind_field(object.kind, i)); i++) {
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_object_value(object, i, &value);
		if (!(value.state == XPT_FACT_KNOWN ? xpt__json_add(json, field->key,
								      json_of_value(&value)) :
						      xpt__json_add_unknown(json, field->key,
								      value.state, value.reason)))
			return NULL;
	}
	return TAKE(json);
}

char *xpt_object_json(struct xpt_object object)
{
	return xpt__json_text(xpt__json_of_object(object));
}
