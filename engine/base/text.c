/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <string.h>

bool xpt__text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

struct span xpt__span_of(const char *text)
{
	return (struct span){ text, text ? strlen(text) : 0 };
}

bool xpt__span_is(struct span span, const char *text)
{
	return span.length == strlen(text) && !memcmp(span.at, text, span.length);
}

bool xpt__span_starts(struct span span, const char *prefix)
{
	size_t length = strlen(prefix);

	return span.length >= length && !memcmp(span.at, prefix, length);
}

bool xpt__span_skip(struct span *span, const char *prefix)
{
	if (!xpt__span_starts(*span, prefix))
		return false;
	span->at += strlen(prefix);
	span->length -= strlen(prefix);
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span xpt__span_trim(struct span span)
{
	while (span.length && is_blank(span.at[0])) {
		span.at++;
		span.length--;
	}
	while (span.length && is_blank(span.at[span.length - 1]))
		span.length--;
	return span;
}

bool xpt__span_next_part(struct span *rest, char separator, struct span *ret_part)
{
	const char *end;
	size_t length;

	if (!rest->length)
		return false;
	end = memchr(rest->at, separator, rest->length);
	length = end ? (size_t)(end - rest->at) : rest->length;
	*ret_part = (struct span){ rest->at, length };
	rest->at += length + (end != NULL);
	rest->length -= length + (end != NULL);
	return true;
}

bool xpt__span_next_line(struct span *rest, struct span *ret_line)
{
	struct span line;

	if (!xpt__span_next_part(rest, '\n', &line))
		return false;
	if (line.length && line.at[line.length - 1] == '\r')
		line.length--;
	*ret_line = line;
	return true;
}

size_t xpt__span_lines(struct span text)
{
	struct span line;
	size_t count = 0;

	while (xpt__span_next_line(&text, &line))
		count++;
	return count;
}

bool xpt__span_next_word(struct span *rest, struct span *ret_word)
{
	size_t length = 0;

	while (rest->length && is_blank(rest->at[0])) {
		rest->at++;
		rest->length--;
	}
	while (length < rest->length && !is_blank(rest->at[length]))
		length++;
	if (!length)
		return false;
	*ret_word = (struct span){ rest->at, length };
	rest->at += length;
	rest->length -= length;
	return true;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

bool xpt__span_next_pair(struct span *rest, struct span *ret_key, struct span *ret_value)
{
	while (xpt__span_next_word(rest, ret_value))
		if (memchr(ret_value->at, '=', ret_value->length))
			return xpt__span_next_part(ret_value, '=', ret_key);
	return false;
}

bool xpt__span_number(struct span span, int base, uint64_t *ret_number)
{
	uint64_t number = 0, radix = (uint64_t)base;

	if (base == 16 && (xpt__span_starts(span, "0x") || xpt__span_starts(span, "0X"))) {
		span.at += 2;
		span.length -= 2;
	}
	if (!span.length)
		return false;
	for (size_t i = 0; i < span.length; i++) {
		int value = digit(span.at[i]);

		if (value >= base || number > (UINT64_MAX - (uint64_t)value) / radix)
			return false;
		number = number * radix + (uint64_t)value;
	}
	*ret_number = number;
	return true;
}

static bool four_digits(const char *at, unsigned int *ret_number)
{
	unsigned int number = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = digit(at[i]);

		if (value >= 16)
			return false;
		number = number << 4 | (unsigned int)value;
	}
	*ret_number = number;
	return true;
}

bool xpt__span_id_pair(struct span span, unsigned int *ret_first, unsigned int *ret_second)
{
	return span.length == 9 && span.at[4] == ':' && four_digits(span.at, ret_first) &&
			four_digits(span.at + 5, ret_second);
}

bool xpt__span_range(struct span span, uint64_t *ret_first, uint64_t *ret_last)
{
	bool two = span.length && memchr(span.at, '-', span.length);
	uint64_t first, last;
	struct span part;

	if (!xpt__span_next_part(&span, '-', &part) || !xpt__span_number(part, 10, &first))
		return false;
	last = first;
	if ((two && !xpt__span_number(span, 10, &last)) || first > last)
		return false;
	*ret_first = first;
	*ret_last = last;
	return true;
}

bool xpt__span_hex_range(struct span span, uint64_t *ret_first, uint64_t *ret_last)
{
	uint64_t first, last;
	struct span part;

	if (!xpt__span_next_part(&span, '-', &part) || !xpt__span_number(part, 16, &first) ||
			!xpt__span_number(span, 16, &last) || first > last)
		return false;
	*ret_first = first;
	*ret_last = last;
	return true;
}

/* Length of the valid, printable UTF-8 sequence at @bytes; 0 = not one. */
static size_t sequence(const unsigned char *bytes, size_t length)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code;
	size_t size;

	if (bytes[0] < 0x80)
		return bytes[0] >= 0x20 && bytes[0] != 0x7f;
	size = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || size > length)
		return 0;
	code = bytes[0] & (0x7fU >> size);
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (bytes[i] & 0x3f);
	}
	/* C1 controls, surrogates, and the marks that reorder or hide text */
	if (code < smallest[size] || code < 0xa0 || (code >= 0xd800 && code < 0xe000) ||
			code > 0x10ffff || (code >= 0x200b && code <= 0x200f) ||
			(code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
		return 0;
	return size;
}

/* How many bytes of plain ASCII @bytes begins with; nearly all are. */
static size_t plain(const char *bytes, size_t length)
{
	size_t count = 0;

	while (count < length &&
			((bytes[count] >= ' ' && bytes[count] < 0x7f) || bytes[count] == '\t'))
		count++;
	return count;
}

size_t xpt__text_printable(char *to, const char *bytes, size_t length)
{
	static const char hex[] = "0123456789abcdef";
	size_t written = 0;

	for (size_t i = 0; i < length;) {
		unsigned char byte = (unsigned char)bytes[i];
		size_t run = plain(bytes + i, length - i);
		size_t size = run ? run : sequence((const unsigned char *)bytes + i, length - i);
		char escape[4] = { '\\', 'x', hex[byte >> 4], hex[byte & 15] };
		const char *from = size ? bytes + i : escape;
		size_t count = size ? size : sizeof(escape);

		if (to)
			memcpy(to + written, from, count);
		written += count;
		i += size ? size : 1;
	}
	if (to)
		to[written] = '\0';
	return written;
}
