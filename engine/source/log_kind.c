/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log_kind.h"

#include <string.h>

#define SHARE_OF_CONTROLS 50 /* one control character in so many bytes is no text */

struct beginning {
	size_t at, length;
	const char *bytes, *kind;
};

#define BEGINS(at, bytes, kind)                    \
	{                                          \
		at, sizeof(bytes) - 1, bytes, kind \
	}

static const struct beginning packed[] = {
	BEGINS(0, "\x1f\x8b", "gzip"),
	BEGINS(0,
			"\xfd"
			"7zXZ\0",
			"xz"),
	BEGINS(0, "\x28\xb5\x2f\xfd", "zstd"),
	BEGINS(0, "BZh", "bzip2"),
	BEGINS(0, "\x04\x22\x4d\x18", "lz4"),
	BEGINS(0, "\x1f\x9d", "compress"),
	BEGINS(0, "PK\x03\x04", "zip"),
	BEGINS(0, "070701", "cpio"),
	BEGINS(257, "ustar", "tar"),
};

static const struct beginning unreadable[] = {
	BEGINS(0, "LPKSHHRH", "a systemd journal (let journalctl --file print it)"),
	BEGINS(0, "7z\xbc\xaf\x27\x1c", "a 7z archive (unpack it first)"),
	BEGINS(0, "Rar!", "a rar archive (unpack it first)"),
	BEGINS(0, "PK\x05\x06", "an empty zip archive"),
	BEGINS(0,
			"\x7f"
			"ELF",
			"a program"),
	BEGINS(0, "\x89PNG", "an image (logs are read as text)"),
	BEGINS(0, "\xff\xd8\xff", "an image (logs are read as text)"),
	BEGINS(0, "GIF8", "an image (logs are read as text)"),
	BEGINS(0, "%PDF", "a PDF document (logs are read as text)"),
	BEGINS(0, "SQLite format 3", "a database"),
};

static const struct beginning marks[] = {
	BEGINS(0, "\xff\xfe\0\0", "UTF-32LE"),
	BEGINS(0, "\0\0\xfe\xff", "UTF-32BE"),
	BEGINS(0, "\xff\xfe", "UTF-16LE"),
	BEGINS(0, "\xfe\xff", "UTF-16BE"),
	BEGINS(0, "\xef\xbb\xbf", NULL),
};

static const struct beginning *find(
		const struct beginning *table, size_t count, const char *bytes, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (length >= table[i].at + table[i].length &&
				!memcmp(bytes + table[i].at, table[i].bytes, table[i].length))
			return &table[i];
	return NULL;
}

#define FIND(table, bytes, length) find(table, sizeof(table) / sizeof(*(table)), bytes, length)

bool xpt__log_is_packed(const char *bytes, size_t length)
{
	return FIND(packed, bytes, length);
}

/* Text of ASCII letters in two bytes each: every second one is none. */
static const char *unmarked(const char *bytes, size_t length)
{
	size_t nulls[2] = { 0, 0 }, half = length / 2;

	for (size_t i = 0; i < 2 * half; i++)
		nulls[i % 2] += !bytes[i];
	if (half < 8)
		return NULL;
	if (nulls[1] * 10 > half * 9 && nulls[0] * 10 < half)
		return "UTF-16LE";
	return nulls[0] * 10 > half * 9 && nulls[1] * 10 < half ? "UTF-16BE" : NULL;
}

const char *xpt__log_charset_name(const char *bytes, size_t length, size_t *ret_mark)
{
	const struct beginning *mark = FIND(marks, bytes, length);

	*ret_mark = mark ? mark->length : 0;
	return mark ? mark->kind : unmarked(bytes, length);
}

/* Text has line ends, tabs, colours, backspaces; after a crash also runs of NULs. */
static bool is_control(char byte)
{
	return (unsigned char)byte < ' ' && byte && !strchr("\t\n\v\f\r\b\033", byte);
}

const char *xpt__log_binary_kind(const char *bytes, size_t length)
{
	const struct beginning *known = FIND(unreadable, bytes, length);
	size_t mark, controls = 0, bytes_said = 0;

	if (known)
		return known->kind;
	if (xpt__log_charset_name(bytes, length, &mark) || mark)
		return NULL;
	for (size_t i = 0; i < length; i++) {
		controls += is_control(bytes[i]);
		bytes_said += bytes[i] != '\0';
	}
	return controls * SHARE_OF_CONTROLS > bytes_said ? "binary data or an unknown packing" :
							   NULL;
}
