/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON for programs. A null alone: there is none; with a reason beside it: it is not known. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <xpt/json.h>

#include "../base/json.h"

/* xpt__json_text - as text; takes @json over. Return: malloc'd; NULL: memory is out, or @json is NULL. */
char *xpt__json_text(struct json_object *json);
/* xpt__json_of_object - all its fields. Return: NULL: memory is out. */
struct json_object *xpt__json_of_object(struct xpt_object object);
/*
 * xpt__json_add_unknown - null, and "KEY_reason" where it is not known
 * @state: not XPT_FACT_KNOWN; @reason: NULL: a usual one. Return: false: memory is out.
 */
bool xpt__json_add_unknown(struct json_object *json, const char *key, enum xpt_state state,
		const char *reason);

#endif
