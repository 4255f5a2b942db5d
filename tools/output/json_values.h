/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the library writes as JSON, as objects of json-c: parts of what commands print. */
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

/* Each is new, and what the library writes; NULL when memory is out. */
struct json_object *json_of_object(struct xpt_object object);
struct json_object *json_of_error(const struct xpt_error *error);

/* "verdict" and "findings"; @report NULL: nothing was judged. False: memory is out, here and below. */
bool json_add_report(struct json_object *object, const struct xpt_report *report);
bool json_add_findings(struct json_object *object, const struct xpt_report *report);
/* json_append_steps - those of @plan, or none; @done: for each, or NULL. */
bool json_append_steps(struct json_object *array, const struct xpt_plan *plan, const bool *done);

#endif
