/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide.h"

#include <string.h>

/* As the kernel's "%x": any number of digits, the value must fit. */
static bool number(struct span text, uint64_t limit, uint64_t *ret_number)
{
	return span_number(span_trim(text), 16, ret_number) && *ret_number <= limit;
}

static bool any_or_number(struct span text, uint64_t limit, uint8_t *ret_number)
{
	uint64_t value = HIDE_ANY;

	if (!span_is(span_trim(text), "*") && !number(text, limit, &value))
		return false;
	*ret_number = (uint8_t)value;
	return true;
}

static bool read_entry(struct span text, struct hidden *hidden)
{
	struct span parts[3], function, device;
	uint64_t segment = 0, bus;
	size_t count = 0;

	while (count < 3 && span_next_part(&text, ':', &parts[count]))
		count++;
	if (text.length || count < 2)
		return false;
	function = parts[count - 1];
	if (!span_next_part(&function, '.', &device))
		return false;
	if (count == 3 && !number(parts[0], UINT32_MAX, &segment))
		return false;
	if (!number(parts[count - 2], 0xff, &bus) ||
			!any_or_number(device, 0x1f, &hidden->bdf.device) ||
			!any_or_number(function, 7, &hidden->bdf.function))
		return false;
	hidden->bdf.segment = (uint32_t)segment;
	hidden->bdf.bus = (uint8_t)bus;
	/* the kernel knows "*" for a device only with "*" for the function */
	return hidden->bdf.device != HIDE_ANY || hidden->bdf.function == HIDE_ANY;
}

bool hide_next(struct span *rest, struct hidden *ret_hidden, bool *ret_error)
{
	const char *end;
	struct span entry;

	*rest = span_trim(*rest);
	*ret_error = false;
	if (!rest->length)
		return false;
	end = rest->at[0] == '(' ? memchr(rest->at, ')', rest->length) : NULL;
	*ret_error = true;
	if (!end)
		return false;
	entry = (struct span){ rest->at + 1, (size_t)(end - rest->at) - 1 };
	if (!read_entry(entry, ret_hidden))
		return false;
	rest->at += entry.length + 2;
	rest->length -= entry.length + 2;
	*ret_error = false;
	return true;
}

bool hide_matches(const struct hidden *hidden, struct xpt_bdf bdf)
{
	return hidden->bdf.segment == bdf.segment && hidden->bdf.bus == bdf.bus &&
			(hidden->bdf.device == HIDE_ANY || hidden->bdf.device == bdf.device) &&
			(hidden->bdf.function == HIDE_ANY || hidden->bdf.function == bdf.function);
}
