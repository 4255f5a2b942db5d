/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

bool xpt__json_add(struct json_object *object, const char *key, struct json_object *value)
{
	if (!value)
		return false;
	if (!json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

bool xpt__json_append(struct json_object *array, struct json_object *value)
{
	if (!value)
		return false;
	if (!json_object_array_add(array, value))
		return true;
	json_object_put(value);
	return false;
}

bool xpt__json_add_null(struct json_object *object, const char *key)
{
	return !json_object_object_add(object, key, NULL);
}

bool xpt__json_add_text(struct json_object *object, const char *key, const char *text)
{
	return text ? xpt__json_add(object, key, json_object_new_string(text)) :
		      xpt__json_add_null(object, key);
}

bool xpt__json_add_number(struct json_object *object, const char *key, long long number)
{
	return xpt__json_add(object, key, json_object_new_int64(number));
}
