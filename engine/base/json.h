/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building objects of json-c. It keeps NULL for null, so where memory may be out, that travels beside it. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include "cleanup.h"

DEFINE_AUTO(json, struct json_object *, json_object_put)

/* xpt__json_add - takes @value over; NULL is no value: memory was out when it was made. Return: false: it is. */
bool xpt__json_add(struct json_object *object, const char *key, struct json_object *value);
bool xpt__json_append(struct json_object *array, struct json_object *value);
/* The same of a null, of a copy of a text (NULL: null), and of a number. */
bool xpt__json_add_null(struct json_object *object, const char *key);
bool xpt__json_add_text(struct json_object *object, const char *key, const char *text);
bool xpt__json_add_number(struct json_object *object, const char *key, long long number);

#endif
