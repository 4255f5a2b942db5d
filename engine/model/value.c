/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an object holds in a field: one small function for each form of storage. */
#include <stdio.h>
#include <strings.h>

#include "../base/options.h"
#include "field.h"
#include "model.h"

typedef void value_reader(const struct field *field, const char *self, struct xpt_value *value);

static void known_text(struct xpt_value *value, const char *text)
{
	value->state = text ? XPT_FACT_KNOWN : XPT_FACT_ABSENT;
	value->stored = text;
}

static void known_number(struct xpt_value *value, long long number)
{
	value->state = XPT_FACT_KNOWN;
	value->number = number;
}

static void value_fact_int(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct fact_int *fact = (const void *)(self + field->offset);

	value->state = fact->state;
	value->reason = fact->reason;
	if (fact->state == XPT_FACT_KNOWN)
		value->number = fact->value;
}

static void value_fact_bool(const struct field *field, const char *self, struct xpt_value *value)
{
	value_fact_int(field, self, value);
	value->number = value->number != 0;
}

static void value_fact_hex(const struct field *field, const char *self, struct xpt_value *value)
{
	int digits = field->form == FORM_FACT_HEX2 ? 2 : 4;

	value_fact_int(field, self, value);
	if (value->state != XPT_FACT_KNOWN)
		return;
	snprintf(value->buffer, sizeof(value->buffer), "%0*llx", digits,
			(unsigned long long)value->number);
}

static void value_fact_text(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct fact_text *fact = (const void *)(self + field->offset);

	value->state = fact->state;
	value->reason = fact->reason;
	if (fact->state == XPT_FACT_KNOWN)
		value->stored = fact->value;
}

static void value_chars(const struct field *field, const char *self, struct xpt_value *value)
{
	known_text(value, self + field->offset);
}

static void value_text(const struct field *field, const char *self, struct xpt_value *value)
{
	known_text(value, *(const char *const *)(const void *)(self + field->offset));
}

static void value_number(const struct field *field, const char *self, struct xpt_value *value)
{
	known_number(value, *(const unsigned int *)(const void *)(self + field->offset));
}

static void value_int(const struct field *field, const char *self, struct xpt_value *value)
{
	known_number(value, *(const int *)(const void *)(self + field->offset));
}

static void value_hex_long(const struct field *field, const char *self, struct xpt_value *value)
{
	snprintf(value->buffer, sizeof(value->buffer), "%llx",
			*(const unsigned long long *)(const void *)(self + field->offset));
	value->state = XPT_FACT_KNOWN;
}

static void value_long(const struct field *field, const char *self, struct xpt_value *value)
{
	known_number(value,
			(long long)*(const unsigned long long *)(const void *)(self +
					field->offset));
}

static void value_bool(const struct field *field, const char *self, struct xpt_value *value)
{
	known_number(value, *(const bool *)(self + field->offset));
}

static void value_texts(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct texts *texts = (const void *)(self + field->offset);

	value->state = texts->state;
	value->reason = texts->reason;
	value->count = texts->count;
	value->list = texts->items;
}

static void value_fact_bitmap(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct fact_bitmap *fact = (const void *)(self + field->offset);

	value->state = fact->state;
	value->reason = fact->reason;
	if (fact->state != XPT_FACT_KNOWN)
		return;
	value->stored = fact->text;
	if (xpt__bitmap_is_empty(fact->value)) /* no text that a program would have to know */
		value->state = XPT_FACT_ABSENT;
}

static void value_ints(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct ints *ints = (const void *)(self + field->offset);

	value->state = ints->state;
	value->reason = ints->reason;
	value->count = ints->count;
	value->list = ints->items;
}

static void value_bdfs(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct bdfs *bdfs = (const void *)(self + field->offset);

	value->state = bdfs->state;
	value->reason = bdfs->reason;
	value->count = bdfs->count;
	value->list = bdfs->items;
}

static void value_state(const struct field *field, const char *self, struct xpt_value *value)
{
	enum device_state state = *(const enum device_state *)(const void *)(self + field->offset);

	known_text(value, xpt__device_state_text(state));
	if (state != DEVICE_UNKNOWN)
		return;
	value->state = XPT_FACT_UNREADABLE;
	value->stored = NULL;
	value->reason = *(const char *const *)(const void *)(self + field->count_offset);
}

static void value_owner(const struct field *field, const char *self, struct xpt_value *value)
{
	const struct owner *owner = (const void *)(self + field->offset);

	known_text(value, owner->text);
	if (owner->kind != OWNER_UNKNOWN)
		return;
	value->state = XPT_FACT_UNREADABLE;
	value->stored = NULL;
	value->reason = owner->reason;
}

static void value_objects(const struct field *field, const char *self, struct xpt_value *value)
{
	value->list = *(const void *const *)(const void *)(self + field->offset);
	value->count = *(const size_t *)(const void *)(self + field->count_offset);
	value->state = value->list ? XPT_FACT_KNOWN : XPT_FACT_UNREAD;
}

static value_reader *const value_readers[] = {
	[FORM_FACT_INT] = value_fact_int,
	[FORM_FACT_BOOL] = value_fact_bool,
	[FORM_FACT_HEX2] = value_fact_hex,
	[FORM_FACT_HEX4] = value_fact_hex,
	[FORM_FACT_TEXT] = value_fact_text,
	[FORM_CHARS] = value_chars,
	[FORM_TEXT] = value_text,
	[FORM_NUMBER] = value_number,
	[FORM_INT] = value_int,
	[FORM_HEX_LONG] = value_hex_long,
	[FORM_LONG] = value_long,
	[FORM_BOOL] = value_bool,
	[FORM_TEXTS] = value_texts,
	[FORM_INTS] = value_ints,
	[FORM_FACT_BITMAP] = value_fact_bitmap,
	[FORM_BDFS] = value_bdfs,
	[FORM_STATE] = value_state,
	[FORM_OWNER] = value_owner,
	[FORM_OBJECTS] = value_objects,
};

const char *xpt_kind_name(const struct xpt_kind *kind)
{
	return kind->name;
}

const struct xpt_field *xpt_kind_field(const struct xpt_kind *kind, size_t index)
{
	return index < kind->count ? &kind->fields[index].shown : NULL;
}

size_t xpt_kind_find(const struct xpt_kind *kind, const char *key)
{
	for (size_t i = 0; i < kind->count; i++)
		if (!strcasecmp(kind->fields[i].shown.key, key))
			return i;
	return XPT_NO_FIELD;
}

void xpt_object_value(struct xpt_object object, size_t field, struct xpt_value *ret_value)
{
	struct xpt_value value = { .state = XPT_FACT_UNREAD };

	if (object.self && field < object.kind->count) {
		const struct field *which = &object.kind->fields[field];

		value.type = which->shown.type;
		value.shape = which;
		value_readers[which->form](which, object.self, &value);
	}
	xpt__options_give(&value, sizeof(value), ret_value);
}

void xpt_object_get(struct xpt_object object, const char *key, struct xpt_value *ret_value)
{
	xpt_object_value(object, xpt_kind_find(object.kind, key), ret_value);
}

int xpt_object_number(struct xpt_object object, const char *key, long long *ret_number)
{
	size_t field = xpt_kind_find(object.kind, key);
	struct xpt_value value = XPT_SIZED(xpt_value);

	if (field == XPT_NO_FIELD)
		return XPT_INVALID;
	xpt_object_value(object, field, &value);
	if (object.self && value.type != XPT_TYPE_NUMBER && value.type != XPT_TYPE_BOOL)
		return XPT_INVALID;
	if (value.state != XPT_FACT_KNOWN)
		return value.state == XPT_FACT_ABSENT ? XPT_NOT_FOUND : XPT_UNREADABLE;
	*ret_number = value.number;
	return 0;
}

const char *xpt_value_text(const struct xpt_value *value)
{
	if (value->type != XPT_TYPE_TEXT || value->state != XPT_FACT_KNOWN)
		return NULL;
	return value->stored ? value->stored : value->buffer;
}

static void read_item(const struct xpt_value *list, size_t index, struct xpt_value *value)
{
	const struct field *field = list->shape;

	if (field->form == FORM_TEXTS) {
		known_text(value, ((const char *const *)list->list)[index]);
	} else if (field->form == FORM_INTS) {
		long long number = ((const long long *)list->list)[index];

		value->type = XPT_TYPE_NUMBER;
		known_number(value, number);
		if (number < 0) /* none of these lists has a negative number that means one */
			value->state = XPT_FACT_UNREADABLE;
	} else if (field->form == FORM_BDFS) {
		xpt_bdf_format(((const struct xpt_bdf *)list->list)[index], value->buffer);
		value->state = XPT_FACT_KNOWN;
	} else {
		value->type = XPT_TYPE_OBJECT;
		value->state = XPT_FACT_KNOWN;
		value->object = (struct xpt_object){ field->item_kind,
			(const char *)list->list + index * field->item_size };
	}
}

void xpt_value_item(const struct xpt_value *list, size_t index, struct xpt_value *ret_value)
{
	struct xpt_value value = { .type = XPT_TYPE_TEXT, .state = XPT_FACT_UNREAD };

	if (list->type == XPT_TYPE_LIST && index < list->count)
		read_item(list, index, &value);
	xpt__options_give(&value, sizeof(value), ret_value);
}
