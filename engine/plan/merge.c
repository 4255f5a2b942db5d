/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "merge.h"

#include <string.h>

#include "../base/cleanup.h"
#include "../base/vector.h"

/* Of two texts, so many pairs of lines are compared at most. */
#define PAIRS_MAX (4U << 20)

/* With their newlines. */
struct lines {
	VECTOR(struct span) all;
};

/* @count lines from @at on became @new_count of the other text, from @new_at on. */
struct hunk {
	size_t at, count, new_at, new_count;
};

struct change {
	struct lines lines; /* of the new text */
	VECTOR(struct hunk) hunks;
	size_t written; /* hunks, by put_merged() */
};

struct merge {
	struct lines base;
	struct change one, other;
};

static void merge_clear(struct merge *merge)
{
	vector_clear(&merge->base.all);
	vector_clear(&merge->one.lines.all);
	vector_clear(&merge->one.hunks);
	vector_clear(&merge->other.lines.all);
	vector_clear(&merge->other.hunks);
}

static bool split(struct span text, struct lines *lines)
{
	while (text.length) {
		const char *newline = memchr(text.at, '\n', text.length);
		size_t length = newline ? (size_t)(newline + 1 - text.at) : text.length;
		struct span *line = vector_push(&lines->all);

		if (!line)
			return false;
		*line = (struct span){ text.at, length };
		text.at += length;
		text.length -= length;
	}
	return true;
}

static bool same(const struct lines *a, size_t i, const struct lines *b, size_t k)
{
	struct span x = a->all.items[i], y = b->all.items[k];

	return x.length == y.length && !memcmp(x.at, y.at, x.length);
}

/* One more line of each kind at the end of the last hunk, or of a new one. */
static bool note(struct change *change, size_t at, size_t count, size_t new_at, size_t new_count)
{
	struct hunk *last =
			change->hunks.count ? &change->hunks.items[change->hunks.count - 1] : NULL;

	if (!last || last->at + last->count != at || last->new_at + last->new_count != new_at) {
		last = vector_push(&change->hunks);
		if (!last)
			return false;
		*last = (struct hunk){ .at = at, .new_at = new_at };
	}
	last->count += count;
	last->new_count += new_count;
	return true;
}

/* The part of two texts that does not begin or end alike. */
struct window {
	size_t first, rows, columns;
};

static struct window window_of(const struct lines *base, const struct lines *now)
{
	size_t least = base->all.count < now->all.count ? base->all.count : now->all.count;
	size_t head = 0, tail = 0;

	while (head < least && same(base, head, now, head))
		head++;
	while (tail < least - head &&
			same(base, base->all.count - 1 - tail, now, now->all.count - 1 - tail))
		tail++;
	return (struct window){ head, base->all.count - head - tail, now->all.count - head - tail };
}

/* The longest run of common lines from each pair on: [row * (columns + 1) + column]. */
static unsigned int *common_lines(
		const struct lines *base, const struct lines *now, const struct window *window)
{
	size_t width = window->columns + 1;
	unsigned int *longest = calloc((window->rows + 1) * width, sizeof(*longest));

	for (size_t i = window->rows; longest && i-- > 0;)
		for (size_t k = window->columns; k-- > 0;) {
			unsigned int below = longest[(i + 1) * width + k],
				     beside = longest[i * width + k + 1];

			if (same(base, window->first + i, now, window->first + k))
				longest[i * width + k] = longest[(i + 1) * width + k + 1] + 1;
			else
				longest[i * width + k] = below > beside ? below : beside;
		}
	return longest;
}

static bool follow(const struct lines *base, struct change *change, const struct window *window,
		const unsigned int *longest)
{
	size_t width = window->columns + 1, first = window->first, i = 0, k = 0;

	while (i < window->rows || k < window->columns) {
		bool goes = i < window->rows &&
				(k == window->columns ||
						longest[(i + 1) * width + k] >=
								longest[i * width + k + 1]);

		if (i < window->rows && k < window->columns &&
				same(base, first + i, &change->lines, first + k)) {
			i++;
			k++;
		} else if (!note(change, first + i, goes, first + k, !goes)) {
			return false;
		} else if (goes) {
			i++;
		} else {
			k++;
		}
	}
	return true;
}

static bool compare(const struct lines *base, struct change *change)
{
	auto_free unsigned int *longest = NULL;
	struct window window;

	window = window_of(base, &change->lines);
	if (!window.rows && !window.columns)
		return true;
	if (window.columns && window.rows >= PAIRS_MAX / window.columns)
		return note(change, window.first, window.rows, window.first, window.columns);
	longest = common_lines(base, &change->lines, &window);
	return longest && follow(base, change, &window, longest);
}

/* Lines of one hunk are, or touch, lines of the other. */
static bool meet(const struct hunk *a, const struct hunk *b)
{
	return a->at <= b->at + b->count && b->at <= a->at + a->count;
}

/* Both changes do the same there. */
static bool agree(const struct merge *merge, const struct hunk *one, const struct hunk *other)
{
	bool agrees = one->at == other->at && one->count == other->count &&
			one->new_count == other->new_count;

	for (size_t i = 0; agrees && i < one->new_count; i++)
		agrees = same(&merge->one.lines, one->new_at + i, &merge->other.lines,
				other->new_at + i);
	return agrees;
}

static bool conflict(const struct merge *merge)
{
	for (size_t i = 0; i < merge->one.hunks.count; i++)
		for (size_t k = 0; k < merge->other.hunks.count; k++) {
			const struct hunk *one = &merge->one.hunks.items[i],
					  *other = &merge->other.hunks.items[k];

			if (meet(one, other) && !agree(merge, one, other))
				return true;
		}
	return false;
}

static const struct hunk *take_hunk(struct change *change, size_t at)
{
	if (change->written == change->hunks.count || change->hunks.items[change->written].at != at)
		return NULL;
	return &change->hunks.items[change->written++];
}

/* The same lines, the last one first. */
static void turn_round(struct lines *lines)
{
	for (size_t i = 0; i < lines->all.count / 2; i++) {
		struct span *head = &lines->all.items[i],
			    *tail = &lines->all.items[lines->all.count - 1 - i], kept = *head;

		*head = *tail;
		*tail = kept;
	}
}

static bool put(struct lines *to, const struct lines *lines, size_t at, size_t count)
{
	for (size_t i = at; i < at + count; i++) {
		struct span *line = vector_push(&to->all);

		if (!line)
			return false;
		*line = lines->all.items[i];
	}
	return true;
}

/* What comes in place of lines, or before the one at @at. @ret_gone: of how many of the base */
static bool put_hunk(struct merge *merge, struct lines *to, size_t at, size_t *ret_gone)
{
	const struct hunk *one = take_hunk(&merge->one, at), *other = take_hunk(&merge->other, at);
	const struct hunk *hunk = one ? one : other;

	*ret_gone = hunk ? hunk->count : 0;
	return !hunk ||
			put(to, one ? &merge->one.lines : &merge->other.lines, hunk->new_at,
					hunk->new_count);
}

static bool put_merged(struct merge *merge, struct lines *to)
{
	for (size_t i = 0; i <= merge->base.all.count;) {
		size_t gone;

		if (!put_hunk(merge, to, i, &gone) ||
				(!gone && i < merge->base.all.count &&
						!put(to, &merge->base, i, 1)))
			return false;
		i += gone ? gone : 1;
	}
	return true;
}

enum way { FORWARDS, BACKWARDS };

/* @ret_merged: without lines of its own where the changes meet. Return: false: memory is out. */
static bool merge_one_way(
		const struct span texts[3], enum way way, struct lines *ret_merged, bool *ret_meet)
{
	__attribute__((cleanup(merge_clear))) struct merge merge = { 0 };

	if (!split(texts[0], &merge.base) || !split(texts[1], &merge.one.lines) ||
			!split(texts[2], &merge.other.lines))
		return false;
	if (way == BACKWARDS) {
		turn_round(&merge.base);
		turn_round(&merge.one.lines);
		turn_round(&merge.other.lines);
	}
	if (!compare(&merge.base, &merge.one) || !compare(&merge.base, &merge.other))
		return false;
	*ret_meet = conflict(&merge);
	if (!*ret_meet && !put_merged(&merge, ret_merged))
		return false;
	if (way == BACKWARDS)
		turn_round(ret_merged);
	return true;
}

static bool are_same(const struct lines *a, const struct lines *b)
{
	bool are = a->all.count == b->all.count;

	for (size_t i = 0; are && i < a->all.count; i++)
		are = same(a, i, b, i);
	return are;
}

static char *text_of(struct arena *arena, const struct lines *lines)
{
	size_t length = 0;
	char *text, *end;

	for (size_t i = 0; i < lines->all.count; i++)
		length += lines->all.items[i].length;
	text = end = xpt__arena_alloc(arena, length + 1);
	for (size_t i = 0; text && i < lines->all.count; i++) {
		memcpy(end, lines->all.items[i].at, lines->all.items[i].length);
		end += lines->all.items[i].length;
	}
	return text;
}

static void lines_clear(struct lines *lines)
{
	vector_clear(&lines->all);
}

/*
 * Which of two equal lines, or blocks of them, was there before nobody can tell: what comes out otherwise when the texts are
 * compared from their ends is no answer.
 */
bool xpt__merge_lines(struct arena *arena, struct span base, struct span one, struct span other,
		const char **ret_merged)
{
	__attribute__((cleanup(lines_clear))) struct lines forwards = { 0 };
	__attribute__((cleanup(lines_clear))) struct lines backwards = { 0 };
	const struct span texts[] = { base, one, other };
	bool meet, meet_too;

	*ret_merged = NULL;
	if (!merge_one_way(texts, FORWARDS, &forwards, &meet) ||
			!merge_one_way(texts, BACKWARDS, &backwards, &meet_too))
		return false;
	if (meet || meet_too || !are_same(&forwards, &backwards))
		return true;
	*ret_merged = text_of(arena, &forwards);
	return *ret_merged;
}
