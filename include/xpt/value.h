/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XPT_VALUE_H
#define XPT_VALUE_H

/**
 * Everything in a snapshot can be read by field: a kind (device, domain, …) is a table of fields,
 * an object is one thing of a kind, a value is what the object holds in a field.
 * Columns, JSON keys, --help and the manual come from the same tables.
 */
#include <xpt/base.h>

#ifdef __cplusplus
extern "C" {
#endif

enum xpt_type {
	XPT_TYPE_BOOL,
	XPT_TYPE_NUMBER,
	XPT_TYPE_TEXT,
	XPT_TYPE_LIST,
	XPT_TYPE_OBJECT,
};

/** What is known of a value. Only XPT_FACT_KNOWN has content; the others may have a reason. */
enum xpt_state {
	XPT_FACT_UNREAD, /* nobody asked */
	XPT_FACT_KNOWN,
	XPT_FACT_ABSENT,     /* asked, and there is none */
	XPT_FACT_UNREADABLE, /* asked, and the host did not tell */
};

struct xpt_kind;

struct xpt_object {
	const struct xpt_kind *kind;
	const void *self;
};

struct xpt_field {
	const char *key;   /* JSON key and column name, such as "vendor_id" */
	const char *label; /* column heading, such as "VENDOR" */
	const char *help;  /* one line */
	enum xpt_type type;
};

/** What an object holds in a field; may be copied. Its text is read by xpt_value_text(). */
struct xpt_value {
	size_t size;
	enum xpt_type type;
	enum xpt_state state;
	const char *reason; /* why it is not known, or NULL */
	long long number;   /* XPT_TYPE_NUMBER; XPT_TYPE_BOOL: 0 or 1 */
	struct xpt_object object;
	size_t count;	  /* XPT_TYPE_LIST */
	const void *list; /* XPT_TYPE_LIST: for xpt_value_item() */
	const void *shape;
	const char *stored; /* for xpt_value_text(); NULL: the text is in `buffer` */
	char buffer[24];
};

/** xpt_kind_name - "device", "domain", … Since: 0.1 */
XPT_PUBLIC const char *xpt_kind_name(const struct xpt_kind *kind);

/** xpt_kind_field - the fields of a kind in order. Return: NULL past the last. Since: 0.1 */
XPT_PUBLIC const struct xpt_field *xpt_kind_field(const struct xpt_kind *kind, size_t index);

/** No field. */
#define XPT_NO_FIELD ((size_t)-1)

/**
 * xpt_kind_find - the number of the field with this key, in upper or lower case
 * Return: for xpt_object_value(), or XPT_NO_FIELD. Since: 0.2
 */
XPT_PUBLIC size_t xpt_kind_find(const struct xpt_kind *kind, const char *key);

/**
 * xpt_object_value - what @object holds in its kind's field number @field
 * @ret_value: XPT_FACT_UNREAD where there is no such field; valid as long as the snapshot
 * Since: 0.1
 */
XPT_PUBLIC void xpt_object_value(
		struct xpt_object object, size_t field, struct xpt_value *ret_value);

/** xpt_object_get - the same by key. Since: 0.2 */
XPT_PUBLIC void xpt_object_get(
		struct xpt_object object, const char *key, struct xpt_value *ret_value);

/**
 * xpt_object_number - the number, or 0 or 1 for no or yes, that @object holds in a field
 * @key:        such as "memory_kib", which has its unit in its name
 * @ret_number: untouched on failure
 * Return: 0, XPT_NOT_FOUND (there is none), XPT_UNREADABLE (it is not known, or was not asked for),
 * XPT_INVALID (no such field, or it holds no number). Since: 0.2
 */
XPT_PUBLIC int xpt_object_number(struct xpt_object object, const char *key, long long *ret_number);

/**
 * xpt_value_text - the text of an XPT_TYPE_TEXT that is known
 * Return: NULL for all others; lives as long as @value and the snapshot. Since: 0.2
 */
XPT_PUBLIC const char *xpt_value_text(const struct xpt_value *value);

/** xpt_value_item - item @index (< @list->count) of a list. Since: 0.1 */
XPT_PUBLIC void xpt_value_item(
		const struct xpt_value *list, size_t index, struct xpt_value *ret_value);

#ifdef __cplusplus
}
#endif
#endif
