/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A value as words. */
#include <limits.h>
#include <string.h>

#include "output.h"

bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static char *list_text(const struct xpt_value *list)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return NULL;
	for (size_t i = 0; i < list->count; i++) {
		auto_free char *item = NULL;
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_value_item(list, i, &value);
		item = value_text(&value);
		fprintf(out, "%s%s",
				!i					  ? "" :
						item && strchr(item, ' ') ? ", " :
									    ",",
				item ? item : "?");
	}
	if (fclose(out))
		return NULL;
	return *text ? TAKE(text) : strdup("-");
}

/* Only the first field: what an object is called. */
static char *name_text(struct xpt_object object)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_value(object, 0, &value);
	return value_text(&value);
}

static char *known_text(const struct xpt_value *value)
{
	char *text;

	switch (value->type) {
	case XPT_TYPE_BOOL:
		return strdup(value->number ? "yes" : "no");
	case XPT_TYPE_NUMBER:
		return asprintf(&text, "%lld", value->number) < 0 ? NULL : text;
	case XPT_TYPE_TEXT:
		return strdup(xpt_value_text(value));
	case XPT_TYPE_LIST:
		return list_text(value);
	case XPT_TYPE_OBJECT:
		return name_text(value->object);
	}
	return NULL;
}

char *value_text(const struct xpt_value *value)
{
	switch (value->state) {
	case XPT_FACT_KNOWN:
		return known_text(value);
	case XPT_FACT_UNREADABLE:
		return strdup("?");
	default:
		return strdup("-");
	}
}

bool field_is_size(const struct xpt_field *field, unsigned int *ret_shift, size_t *ret_length)
{
	static const struct {
		const char *suffix;
		unsigned int shift;
	} units[] = { { "_bytes", 0 }, { "_kib", 10 } };

	for (size_t i = 0; field->type == XPT_TYPE_NUMBER && i < 2; i++) {
		size_t all = strlen(field->key), length = strlen(units[i].suffix);

		if (all <= length || strcmp(field->key + all - length, units[i].suffix) != 0)
			continue;
		*ret_shift = units[i].shift;
		*ret_length = all - length;
		return true;
	}
	return false;
}

static bool bytes_only;

void sizes_in_bytes(bool in_bytes)
{
	bytes_only = in_bytes;
}

static char *size_text(unsigned long long bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	unsigned long long unit = 1;
	size_t i = 0;
	char *text;
	int length;

	for (; i < 4 && bytes >= unit << 10; i++)
		unit <<= 10;
	if (bytes_only)
		length = asprintf(&text, "%llu", bytes);
	else if (bytes % unit)
		length = asprintf(&text, "%.1f %s", (double)bytes / (double)unit, units[i]);
	else
		length = asprintf(&text, "%llu %s", bytes / unit, units[i]);
	return length < 0 ? NULL : text;
}

char *field_text(const struct xpt_field *field, const struct xpt_value *value)
{
	unsigned int shift;
	size_t length;

	if (value->state != XPT_FACT_KNOWN || value->number < 0 ||
			!field_is_size(field, &shift, &length) ||
			value->number > LLONG_MAX >> shift)
		return value_text(value);
	return size_text((unsigned long long)value->number << shift);
}

char *object_text(struct xpt_object object, const char *key)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_get(object, key, &value);
	return value.state == XPT_FACT_KNOWN ? value_text(&value) : NULL;
}

const char *item_state_text(enum xpt_item_state state)
{
	static const char *const words[] = {
		[XPT_ITEM_SAME] = "same",
		[XPT_ITEM_DIFFERS] = "differs",
		[XPT_ITEM_WAITS] = "waits",
		[XPT_ITEM_UNREAD] = "unread",
		[XPT_ITEM_UNKNOWN] = "unknown",
	};

	return words[state];
}
