/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diff.h"

#include <string.h>

#define PREFIX "-" /* or "+": as long */

static bool same(struct span a, struct span b)
{
	return a.length == b.length && (!a.length || !memcmp(a.at, b.at, a.length));
}

static size_t put(char *to, char sign, struct span line)
{
	size_t length;

	if (to)
		*to++ = sign;
	length = xpt__text_printable(to, line.at, line.length);
	if (to)
		to[length] = '\n';
	return length + sizeof(PREFIX);
}

/* Two texts of as many lines: pair by pair. */
static size_t pairs(char *to, struct span before, struct span after)
{
	struct span old, new;
	size_t length = 0;

	while (xpt__span_next_line(&before, &old) && xpt__span_next_line(&after, &new)) {
		if (same(old, new))
			continue;
		length += put(to ? to + length : NULL, '-', old);
		length += put(to ? to + length : NULL, '+', new);
	}
	return length;
}

static size_t all(char *to, char sign, struct span text)
{
	struct span line;
	size_t length = 0;

	while (xpt__span_next_line(&text, &line))
		length += put(to ? to + length : NULL, sign, line);
	return length;
}

/* Lines that both texts begin with are cut off. */
static void cut_head(struct span *before, struct span *after)
{
	for (;;) {
		struct span old_rest = *before, new_rest = *after, old, new;

		if (!xpt__span_next_line(&old_rest, &old) ||
				!xpt__span_next_line(&new_rest, &new) || !same(old, new))
			return;
		*before = old_rest;
		*after = new_rest;
	}
}

static size_t last_line(struct span text)
{
	const char *newline = text.length > 1 ? memrchr(text.at, '\n', text.length - 1) : NULL;

	return newline ? text.length - (size_t)(newline + 1 - text.at) : text.length;
}

static void cut_tail(struct span *before, struct span *after)
{
	while (before->length && after->length) {
		size_t old = last_line(*before), new = last_line(*after);

		if (old != new ||
				memcmp(before->at + before->length - old,
						after->at + after->length - new, old) != 0)
			return;
		before->length -= old;
		after->length -= new;
	}
}

static size_t write_diff(char *to, struct span before, struct span after)
{
	size_t length;

	if (xpt__span_lines(before) == xpt__span_lines(after))
		return pairs(to, before, after);
	cut_head(&before, &after);
	cut_tail(&before, &after);
	length = all(to, '-', before);
	return length + all(to ? to + length : NULL, '+', after);
}

const char *xpt__diff_lines(struct arena *arena, struct span before, struct span after)
{
	char *text = xpt__arena_alloc(arena, write_diff(NULL, before, after) + 1);

	if (text)
		write_diff(text, before, after);
	return text;
}
