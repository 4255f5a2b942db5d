/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_line.h"

#include <string.h>

#define STAMP_LENGTH 32

/*
 * console_timestamps= may put "[2026-01-31 10:09:03.123] ", "[    3.934848] " or a counter in
 * hexadecimal before the text. "[VT-D]" is not one.
 */
static bool is_stamp(struct span text)
{
	if (text.length > STAMP_LENGTH)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (!strchr("0123456789abcdef .:-", text.at[i]) || !text.at[i])
			return false;
	return true;
}

bool xpt__xen_own_line(struct span line, struct span *ret_text)
{
	struct span rest, stamp;

	if (!xpt__span_starts(line, XEN_PREFIX))
		return false;
	line.at += sizeof(XEN_PREFIX) - 1;
	line.length -= sizeof(XEN_PREFIX) - 1;
	rest = line;
	if (xpt__span_starts(rest, "[") && xpt__span_next_part(&rest, ']', &stamp) &&
			stamp.length > 1) {
		stamp.at++;
		stamp.length--;
		if (rest.at > stamp.at + stamp.length && is_stamp(stamp))
			line = rest;
	}
	*ret_text = xpt__span_trim(line);
	return true;
}
