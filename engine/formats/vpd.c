/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vpd.h"

#include <string.h>

#define LARGE 0x80
#define TAG_NAME 0x82
#define TAG_READ_ONLY 0x90
#define SMALL_END 0x0f
#define LARGE_HEADER 3
#define KEYWORD_HEADER 3

static struct span trimmed(const unsigned char *bytes, size_t length)
{
	struct span text = { (const char *)bytes, length };

	while (text.length && strchr(" \t\r\n", text.at[text.length - 1])) /* or '\0' */
		text.length--;
	while (text.length && *text.at == ' ')
		text = (struct span){ text.at + 1, text.length - 1 };
	return text;
}

static bool is_printable(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return true;
}

static bool sums_to_zero(const unsigned char *bytes, size_t length)
{
	unsigned int sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += bytes[i];
	return !(sum & 0xff);
}

/* The read-only part, at @at; all of it is there. */
static enum vpd read_only(
		const unsigned char *bytes, size_t at, size_t end, struct span *ret_serial)
{
	struct span serial = { 0 };
	bool found = false;

	while (at + KEYWORD_HEADER <= end) {
		const unsigned char *keyword = bytes + at;
		size_t length = keyword[2];

		at += KEYWORD_HEADER;
		if (length > end - at)
			return VPD_GARBLED;
		if (!memcmp(keyword, "SN", 2)) {
			if (found)
				return VPD_GARBLED;
			serial = trimmed(bytes + at, length);
			found = true;
		}
		if (!memcmp(keyword, "RV", 2)) {
			if (!length || !sums_to_zero(bytes, at + 1))
				return VPD_GARBLED;
			at = end;
			break;
		}
		at += length;
	}
	if (at != end || !is_printable(serial))
		return VPD_GARBLED;
	*ret_serial = serial;
	return serial.length ? VPD_SERIAL : VPD_NO_SERIAL;
}

enum vpd xpt__vpd_serial(const unsigned char *bytes, size_t length, struct span *ret_serial)
{
	size_t at = 0;

	while (at < length) {
		unsigned int tag = bytes[at];
		size_t size;

		if (!(tag & LARGE)) {
			if (!at || !tag) /* an EEPROM that holds none is zeros, or begins with anything */
				return VPD_GARBLED;
			if (tag >> 3 == SMALL_END)
				return VPD_NO_SERIAL;
			at += 1 + (tag & 7);
			continue;
		}
		if (tag == 0xff || (!at && tag != TAG_NAME))
			return VPD_GARBLED;
		if (length - at < LARGE_HEADER)
			return VPD_MORE;
		size = bytes[at + 1] | (size_t)bytes[at + 2] << 8;
		if (tag == TAG_READ_ONLY)
			return size > length - at - LARGE_HEADER ?
					VPD_MORE :
					read_only(bytes, at + LARGE_HEADER,
							at + LARGE_HEADER + size, ret_serial);
		at += LARGE_HEADER + size;
	}
	return VPD_MORE;
}
