/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading text from outside: lines, words, numbers, without ever trusting a terminator. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of somebody else's bytes. */
struct span {
	const char *at;
	size_t length;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

/* Are both the same, or both NULL? */
bool xpt__text_same(const char *a, const char *b);

struct span xpt__span_of(const char *text); /* NULL gives an empty span */
bool xpt__span_is(struct span span, const char *text);
bool xpt__span_starts(struct span span, const char *prefix);
/* Cut @prefix off. False: it does not stand there, and nothing is cut. */
bool xpt__span_skip(struct span *span, const char *prefix);
struct span xpt__span_trim(struct span span); /* white space off both ends */

/* Cut the next line (without its newline) off @rest. False at the end. */
bool xpt__span_next_line(struct span *rest, struct span *ret_line);
size_t xpt__span_lines(struct span text); /* how many there are */
/* Cut the next run of non-blanks off @rest. False when only blanks are left. */
bool xpt__span_next_word(struct span *rest, struct span *ret_word);
/* Cut the next "key=value" off a line; words of another form are passed over. False at the end. */
bool xpt__span_next_pair(struct span *rest, struct span *ret_key, struct span *ret_value);
/* Cut off what stands before @separator (or all), and the separator. False when @rest is empty. */
bool xpt__span_next_part(struct span *rest, char separator, struct span *ret_part);

/* The whole span is a number in @base (16: with or without "0x"). No sign, no blanks. */
bool xpt__span_number(struct span span, int base, uint64_t *ret_number);
/* "8086:10d3": two numbers of four hexadecimal digits each, and nothing else. */
bool xpt__span_id_pair(struct span span, unsigned int *ret_first, unsigned int *ret_second);
/* "3", or "0-3" of which the first is not the larger one, in decimal. */
bool xpt__span_range(struct span span, uint64_t *ret_first, uint64_t *ret_last);
/* "7ffe0000-7ffe0fff" of which the first is not the larger one, in hexadecimal. */
bool xpt__span_hex_range(struct span span, uint64_t *ret_first, uint64_t *ret_last);

/*
 * Writes @bytes to @to with control bytes and invalid UTF-8 as "\xHH" and a final NUL.
 * @to NULL: only counts. Return: bytes (to be) written, without the NUL.
 */
size_t xpt__text_printable(char *to, const char *bytes, size_t length);

#endif
