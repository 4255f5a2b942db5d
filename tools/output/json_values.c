/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_values.h"

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

/* What the library wrote, to be part of something larger. Takes @text over; NULL when memory is out. */
static struct json_object *json_of_text(char *text)
{
	struct json_object *json = text ? json_tokener_parse(text) : NULL;

	free(text);
	return json;
}

struct json_object *json_of_object(struct xpt_object object)
{
	return json_of_text(xpt_object_json(object));
}

struct json_object *json_of_error(const struct xpt_error *error)
{
	return json_of_text(xpt_error_json(error));
}

bool json_add_report(struct json_object *object, const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_of_text(xpt_report_json(report));

	if (!json)
		return false;
	json_object_object_foreach(json, key, value)
	{
		if (!json_add(object, key, json_object_get(value)))
			return false;
	}
	return true;
}

bool json_add_findings(struct json_object *object, const struct xpt_report *report)
{
	auto_of(json) struct json_object *json = json_of_text(xpt_report_json(report));

	return json &&
			json_add(object, "findings",
					json_object_get(json_object_object_get(json, "findings")));
}

bool json_append_steps(struct json_object *array, const struct xpt_plan *plan, const bool *done)
{
	auto_of(json) struct json_object *json =
			plan ? json_of_text(xpt_plan_json(plan, done)) : NULL;
	struct json_object *steps = json ? json_object_object_get(json, "steps") : NULL;

	for (size_t i = 0; steps && i < json_object_array_length(steps); i++)
		if (json_object_array_add(
				    array, json_object_get(json_object_array_get_idx(steps, i))))
			return false;
	return !plan || steps;
}
