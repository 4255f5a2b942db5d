/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "ID key=value …" lines have in common. Facts that a line does not tell stay UNREADABLE; so does
 * what it tells twice, or in words that are none of that kind.
 */
#ifndef FORMATS_LINE_H
#define FORMATS_LINE_H

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

/* Cut the id off @line. False: it has none, or one of @limit and above. */
bool xpt__line_id(struct span *line, unsigned int limit, unsigned int *ret_id);

/* A key's value, added to what the line told of it before. Numbers are at most @largest. */
void xpt__line_add_number(struct fact_int *fact, struct span value, uint64_t largest);
void xpt__line_add_text(struct fact_span *fact, struct span value);
void xpt__line_add_set(struct fact_set *fact, struct span value);

/* " key=value", or nothing for what is not known. */
void xpt__line_write_number(FILE *to, const char *key, struct fact_int fact);
void xpt__line_write_text(FILE *to, const char *key, const struct fact_span *fact);
void xpt__line_write_set(FILE *to, const char *key, const struct fact_set *fact);

#endif
