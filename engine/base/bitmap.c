/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bitmap.h"

#include <string.h>

#include "cleanup.h"

#define WORDS (BITMAP_BITS / 64)

void xpt__bitmap_add(struct bitmap *bitmap, unsigned int number)
{
	if (number < BITMAP_BITS)
		bitmap->words[number / 64] |= UINT64_C(1) << number % 64;
}

bool xpt__bitmap_has(const struct bitmap *bitmap, unsigned int number)
{
	return number < BITMAP_BITS && bitmap->words[number / 64] >> number % 64 & 1;
}

bool xpt__bitmap_is_empty(const struct bitmap *bitmap)
{
	return xpt__bitmap_next(bitmap, 0) == BITMAP_END;
}

unsigned int xpt__bitmap_count(const struct bitmap *bitmap)
{
	unsigned int count = 0;

	for (size_t i = 0; i < WORDS; i++)
		count += (unsigned int)__builtin_popcountll(bitmap->words[i]);
	return count;
}

bool xpt__bitmap_equal(const struct bitmap *a, const struct bitmap *b)
{
	return !memcmp(a->words, b->words, sizeof(a->words));
}

bool xpt__bitmap_meets(const struct bitmap *a, const struct bitmap *b)
{
	for (size_t i = 0; i < WORDS; i++)
		if (a->words[i] & b->words[i])
			return true;
	return false;
}

bool xpt__bitmap_within(const struct bitmap *part, const struct bitmap *whole)
{
	for (size_t i = 0; i < WORDS; i++)
		if (part->words[i] & ~whole->words[i])
			return false;
	return true;
}

void xpt__bitmap_or(struct bitmap *to, const struct bitmap *with)
{
	for (size_t i = 0; i < WORDS; i++)
		to->words[i] |= with->words[i];
}

void xpt__bitmap_and(struct bitmap *to, const struct bitmap *with)
{
	for (size_t i = 0; i < WORDS; i++)
		to->words[i] &= with->words[i];
}

void xpt__bitmap_minus(struct bitmap *to, const struct bitmap *with)
{
	for (size_t i = 0; i < WORDS; i++)
		to->words[i] &= ~with->words[i];
}

unsigned int xpt__bitmap_next(const struct bitmap *bitmap, unsigned int from)
{
	for (size_t i = from / 64; i < WORDS; i++) {
		uint64_t word = bitmap->words[i];

		if (i == from / 64)
			word &= ~UINT64_C(0) << from % 64;
		if (word)
			return (unsigned int)(i * 64) + (unsigned int)__builtin_ctzll(word);
	}
	return BITMAP_END;
}

static bool add_range(struct span range, struct bitmap *bitmap)
{
	uint64_t first, last;

	if (!xpt__span_range(range, &first, &last) || last >= BITMAP_BITS)
		return false;
	while (first <= last)
		xpt__bitmap_add(bitmap, (unsigned int)first++);
	return true;
}

bool xpt__bitmap_parse(struct span text, struct bitmap *ret_bitmap)
{
	struct bitmap bitmap = { { 0 } };
	struct span range;

	if (text.length && text.at[text.length - 1] == ',')
		return false;
	while (xpt__span_next_part(&text, ',', &range))
		if (!add_range(range, &bitmap))
			return false;
	*ret_bitmap = bitmap;
	return true;
}

void xpt__bitmap_write(FILE *to, const struct bitmap *bitmap)
{
	const char *comma = "";

	for (unsigned int at = xpt__bitmap_next(bitmap, 0); at < BITMAP_END;) {
		unsigned int last = at;

		while (xpt__bitmap_has(bitmap, last + 1))
			last++;
		fprintf(to, "%s%u", comma, at);
		if (last > at)
			fprintf(to, "-%u", last);
		comma = ",";
		at = xpt__bitmap_next(bitmap, last + 1);
	}
}

const char *xpt__bitmap_text(struct arena *arena, const struct bitmap *bitmap)
{
	auto_free char *text = NULL;
	size_t length = 0;
	FILE *to = open_memstream(&text, &length);

	if (!to)
		return NULL;
	xpt__bitmap_write(to, bitmap);
	if (fclose(to))
		return NULL;
	return length ? xpt__arena_copy(arena, text, length) : xpt__arena_text(arena, "none");
}
