/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of small numbers, such as CPUs or NUMA nodes. */
#ifndef BASE_BITMAP_H
#define BASE_BITMAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <xpt/value.h>

#include "arena.h"
#include "text.h"

/* More than any Xen is built for (CONFIG_NR_CPUS is at most 4095, nodes at most 64). */
#define BITMAP_BITS 4096U
#define BITMAP_END BITMAP_BITS

struct bitmap {
	uint64_t words[BITMAP_BITS / 64];
};

void xpt__bitmap_add(struct bitmap *bitmap, unsigned int number); /* ignores what is out of range */
bool xpt__bitmap_has(const struct bitmap *bitmap, unsigned int number);
bool xpt__bitmap_is_empty(const struct bitmap *bitmap);
unsigned int xpt__bitmap_count(const struct bitmap *bitmap);
bool xpt__bitmap_equal(const struct bitmap *a, const struct bitmap *b);
bool xpt__bitmap_meets(
		const struct bitmap *a, const struct bitmap *b); /* have they one in common? */
bool xpt__bitmap_within(const struct bitmap *part, const struct bitmap *whole);
void xpt__bitmap_or(struct bitmap *to, const struct bitmap *with);
void xpt__bitmap_and(struct bitmap *to, const struct bitmap *with);
void xpt__bitmap_minus(struct bitmap *to, const struct bitmap *with);
/* The first number of the set that is not below @from; BITMAP_END: none. */
unsigned int xpt__bitmap_next(const struct bitmap *bitmap, unsigned int from);

#define bitmap_each(number, bitmap)                                                    \
	for (unsigned int number = xpt__bitmap_next((bitmap), 0); number < BITMAP_END; \
			number = xpt__bitmap_next((bitmap), number + 1))

/* "0-3,8"; "" is the empty set. False: anything else, or a number out of range. */
bool xpt__bitmap_parse(struct span text, struct bitmap *ret_bitmap);
void xpt__bitmap_write(FILE *to, const struct bitmap *bitmap); /* the same words back */
/* The same as text, "none" for the empty set; NULL when memory is out. */
const char *xpt__bitmap_text(struct arena *arena, const struct bitmap *bitmap);

struct fact_bitmap {
	enum xpt_state state;
	const struct bitmap *value;
	const char *text;   /* as xpt__bitmap_text() says it */
	const char *reason; /* why it is not known */
};

#endif
