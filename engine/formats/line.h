/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "ID key=value …" lines have in common. Facts that a line does not tell stay UNREADABLE; so does
 * what it tells twice, or in words that are none of that kind.
 */
#ifndef FORMATS_LINE_H
#define FORMATS_LINE_H

#include <stddef.h>
#include <stdio.h>

#include "../base/bitmap.h"
#include "../base/fact.h"
#include "../base/text.h"

/* A fact whose value is a piece of the text that it was read from. */
struct fact_span {
	enum xpt_state state;
	struct span value;
	const char *reason;
};

struct fact_set {
	enum xpt_state state;
	struct bitmap value;
	const char *reason;
};

/* Is there a line of such an id? Two of them are none that could be believed. */
enum found { FOUND_NONE, FOUND_ONE, FOUND_GARBLED };

static inline struct fact_span fact_span_known(const char *value)
{
	return (struct fact_span){ .state = XPT_FACT_KNOWN, .value = xpt__span_of(value) };
}

/* Why facts are not known that no line tells, or that are told twice. */
extern const char xpt__line_untold[], xpt__line_twice[];

#define LINE_UNTOLD FACT_UNREADABLE(xpt__line_untold)

enum line_kind {
	LINE_NUMBER, /* struct fact_int */
	LINE_TEXT,   /* struct fact_span */
	LINE_SET,    /* struct fact_set */
};

/* Where a struct has the fact of a key. */
struct line_key {
	const char *name;
	enum line_kind kind;
	size_t at;
	uint64_t largest; /* LINE_NUMBER */
};

#define LINE_KEY(type, member, of_kind, most)                                            \
	{                                                                                \
		.name = #member, .kind = (of_kind), .at = offsetof(struct type, member), \
		.largest = (most)                                                        \
	}
#define LINE_KEY_NUMBER(type, member, most) LINE_KEY(type, member, LINE_NUMBER, most)
#define LINE_KEY_TEXT(type, member) LINE_KEY(type, member, LINE_TEXT, 0)
#define LINE_KEY_SET(type, member) LINE_KEY(type, member, LINE_SET, 0)

struct line_keys {
	const struct line_key *keys;
	size_t count;
};

#define LINE_KEYS(table)                                  \
	{                                                 \
		(table), sizeof(table) / sizeof(*(table)) \
	}

/* Each fact of @line becomes one that is not known for @reason. */
void xpt__line_unknown(const struct line_keys *keys, const char *reason, void *line);
/* Keys that @keys has not are passed over. */
void xpt__line_add(const struct line_keys *keys, struct span key, struct span value, void *line);
/* The same with all pairs of a line. */
void xpt__line_add_pairs(const struct line_keys *keys, struct span pairs, void *line);
/* " key=value" of all that is known, without the line's end. */
void xpt__line_write(FILE *to, const struct line_keys *keys, const void *line);
/* The next line that begins with an id below @limit, and the pairs behind it. False at the end. */
bool xpt__line_next(struct span *rest, unsigned int limit, unsigned int *ret_id,
		struct span *ret_pairs);
/* The only line of @id. */
enum found xpt__line_find(
		struct span text, unsigned int limit, unsigned int id, struct span *ret_pairs);

/* A key's value, added to what the line told of it before. Numbers are at most @largest. */
void xpt__line_add_number(struct fact_int *fact, struct span value, uint64_t largest);
void xpt__line_add_text(struct fact_span *fact, struct span value);
void xpt__line_add_set(struct fact_set *fact, struct span value);

/* " key=value", or nothing for what is not known. */
void xpt__line_write_number(FILE *to, const char *key, struct fact_int fact);
void xpt__line_write_set(FILE *to, const char *key, const struct fact_set *fact);

#endif
