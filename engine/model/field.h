/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Field tables: where a field lies in its struct and how it is shown (model/fields.c). */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stddef.h>

#include <xpt/value.h>

enum field_form {
	FORM_FACT_INT,
	FORM_FACT_BOOL,
	FORM_FACT_HEX2,
	FORM_FACT_HEX4,
	FORM_FACT_TEXT,
	FORM_CHARS,    /* char[] */
	FORM_TEXT,     /* const char *, NULL = absent */
	FORM_NUMBER,   /* unsigned int */
	FORM_INT,      /* int */
	FORM_HEX_LONG, /* unsigned long long as hex text */
	FORM_LONG,     /* unsigned long long */
	FORM_BOOL,
	FORM_TEXTS, /* struct texts */
	FORM_INTS,  /* struct ints */
	FORM_FACT_BITMAP,
	FORM_BDFS,    /* struct bdfs */
	FORM_STATE,   /* enum device_state; `count_offset` is that of why it is unknown */
	FORM_OWNER,   /* struct owner */
	FORM_OBJECTS, /* array pointer; `count_offset`, `item_kind`, `item_size` */
};

struct field {
	struct xpt_field shown; /* first: xpt_kind_field() returns its address */
	enum field_form form;
	size_t offset;
	size_t count_offset;
	const struct xpt_kind *item_kind;
	size_t item_size;
};

struct xpt_kind {
	const char *name;
	const struct field *fields;
	size_t count;
};

/* Writing a table: FIELD(xpt_cpu, node, FORM_FACT_INT, "node", "NODE", "NUMA node"). */
#define TYPE_FORM_FACT_INT XPT_TYPE_NUMBER
#define TYPE_FORM_FACT_BOOL XPT_TYPE_BOOL
#define TYPE_FORM_FACT_HEX2 XPT_TYPE_TEXT
#define TYPE_FORM_FACT_HEX4 XPT_TYPE_TEXT
#define TYPE_FORM_FACT_TEXT XPT_TYPE_TEXT
#define TYPE_FORM_CHARS XPT_TYPE_TEXT
#define TYPE_FORM_TEXT XPT_TYPE_TEXT
#define TYPE_FORM_NUMBER XPT_TYPE_NUMBER
#define TYPE_FORM_INT XPT_TYPE_NUMBER
#define TYPE_FORM_HEX_LONG XPT_TYPE_TEXT
#define TYPE_FORM_LONG XPT_TYPE_NUMBER
#define TYPE_FORM_BOOL XPT_TYPE_BOOL
#define TYPE_FORM_TEXTS XPT_TYPE_LIST
#define TYPE_FORM_INTS XPT_TYPE_LIST
#define TYPE_FORM_FACT_BITMAP XPT_TYPE_TEXT
#define TYPE_FORM_BDFS XPT_TYPE_LIST

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define FIELD(type_, member, form_, key_, label_, help_)                       \
	{                                                                      \
		.shown = { key_, label_, help_, TYPE_##form_ }, .form = form_, \
		.offset = offsetof(struct type_, member),                      \
	}
#define OBJECTS(type_, member, count_, item_, kind_, key_, label_, help_)              \
	{                                                                              \
		.shown = { key_, label_, help_, XPT_TYPE_LIST }, .form = FORM_OBJECTS, \
		.offset = offsetof(struct type_, member),                              \
		.count_offset = offsetof(struct type_, count_), .item_kind = &(kind_), \
		.item_size = sizeof(struct item_),                                     \
	}

#endif
