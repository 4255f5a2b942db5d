/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What xpt knows, as objects of json-c. A null alone: there is none; with a reason: unknown. */
#ifndef TOOLS_OUTPUT_JSON_VALUES_H
#define TOOLS_OUTPUT_JSON_VALUES_H

#include <json-c/json.h>

#include "../command.h"

static inline void json_free(struct json_object *object)
{
	json_object_put(object);
}

DEFINE_AUTO(json, struct json_object *, json_free)

/* json-c keeps NULL for null, so "no memory" travels beside it: false. Both take @value, or copy @text. */
bool json_add(struct json_object *object, const char *key, struct json_object *value);
bool json_add_text(struct json_object *object, const char *key, const char *text);

/* Each is new; NULL when memory is out. */
struct json_object *json_of_object(struct xpt_object object);
struct json_object *json_of_findings(const struct xpt_report *report);
/* @done as in struct outcome */
/* json_add_steps - those of @plan, or none; @done: for each, or NULL. */
void json_add_steps(struct json_object *array, const struct xpt_plan *plan, const bool *done);
struct json_object *json_of_error(const struct xpt_error *error);

#endif
