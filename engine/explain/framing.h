/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What loggers, terminals and people put before a line, whoever wrote it: dates, hosts, programs, quote marks. */
#ifndef EXPLAIN_FRAMING_H
#define EXPLAIN_FRAMING_H

#include <stdbool.h>
#include <string.h>

#include "../base/text.h"

#define DIGITS "0123456789"

struct framing {
	const char *rest;
	struct span time, tag; /* the tag is the program's name alone */
};

/* @quoted: people may have handled it */
struct framing xpt__framing_read(const char *text, bool quoted);

/* Each skip returns what stands behind its prefix, or @at itself where there is none. */
static inline const char *skip(const char *at, const char *literal)
{
	size_t length = strlen(literal);

	return strncmp(at, literal, length) ? at : at + length;
}

static inline const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* "[2024-01-31 10:09:03.123] ", "[   12.345678] ", "[0123456789abcdef] ", "[   12.3][  T123] " */
const char *xpt__skip_timestamps(const char *at, struct span *time);
/* "[00:05.0] ": QEMU's name for a device, by the place where the guest sees it. */
bool xpt__is_guest_place(const char *at);
/* Programs that say what xpt reads; of all others it is only known that they said it. */
bool xpt__is_known_program(struct span tag);

#endif
