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
	FORM_CHARS,     /* char[] */
	FORM_TEXT,      /* const char *, NULL = absent */
	FORM_NUMBER,    /* unsigned int */
	FORM_INT,       /* int */
	FORM_HEX_LONG,  /* unsigned long long as hex text */
	FORM_LONG,      /* unsigned long long */
	FORM_BOOL,
	FORM_TEXTS,     /* struct texts */
	FORM_INTS,      /* struct ints */
	FORM_FACT_BITMAP,
	FORM_BDFS,      /* struct bdfs */
	FORM_STATE,     /* enum device_state; `count_offset` is that of why it is unknown */
	FORM_OWNER,     /* struct owner */
	FORM_OBJECTS,   /* array pointer; `count_offset`, `item_kind`, `item_size` */
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

#endif
