/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only place that reads and prints PCI addresses. */
#include "bdf.h"

#include <stdio.h>
#include <string.h>

#include "error.h"

static bool part(struct span text, size_t shortest, size_t longest, uint64_t *ret_number)
{
	return text.length >= shortest && text.length <= longest && !xpt__span_starts(text, "0x") &&
			!xpt__span_starts(text, "0X") && xpt__span_number(text, 16, ret_number);
}

bool xpt__bdf_read(struct span text, struct xpt_bdf *ret_bdf)
{
	struct span parts[3] = { 0 }, device;
	uint64_t segment = 0, bus, slot, function;
	size_t count = 0;

	if (text.length && text.at[text.length - 1] == ':')
		return false;
	while (count < 3 && xpt__span_next_part(&text, ':', &parts[count]))
		count++;
	if (text.length || count < 2)
		return false;
	if (count == 3 && !part(parts[0], 4, 8, &segment))
		return false;
	device = parts[count - 1];
	if (!part(parts[count - 2], 2, 2, &bus) || device.length != 4 || device.at[2] != '.' ||
			!part((struct span){ device.at, 2 }, 2, 2, &slot) ||
			!part((struct span){ device.at + 3, 1 }, 1, 1, &function))
		return false;
	if (slot > 0x1f || function > 7)
		return false;
	*ret_bdf = (struct xpt_bdf){ (uint32_t)segment, (uint8_t)bus, (uint8_t)slot,
		(uint8_t)function };
	return true;
}

bool xpt__bdf_pattern_read(struct span text, struct bdf_pattern *ret_pattern)
{
	char room[sizeof("00000000:00:00.0")];
	size_t any = 0;

	if (text.length < 4 || text.length >= sizeof(room))
		return false;
	memcpy(room, text.at, text.length);
	*ret_pattern = (struct bdf_pattern){ .any_function = room[text.length - 1] == '*' };
	ret_pattern->any_device = ret_pattern->any_function && room[text.length - 3] == '*';
	if (ret_pattern->any_function)
		room[text.length - 1] = '0';
	if (ret_pattern->any_device) {
		memcpy(room + text.length - 3, "00.0", 4);
		any = 1; /* a device is two digits */
	}
	return xpt__bdf_read((struct span){ room, text.length + any }, &ret_pattern->bdf);
}

const char *xpt__bdf_pattern_text(const struct bdf_pattern *pattern, char buffer[XPT_BDF_TEXT])
{
	size_t end = strlen(xpt_bdf_format(pattern->bdf, buffer));

	if (pattern->any_device)
		memcpy(buffer + end - 4, "*.*", 4);
	else if (pattern->any_function)
		buffer[end - 1] = '*';
	return buffer;
}

bool xpt__bdf_matches(const struct bdf_pattern *pattern, struct xpt_bdf bdf)
{
	if (pattern->any_device)
		bdf.device = 0;
	if (pattern->any_function)
		bdf.function = 0;
	return xpt__bdf_equal(pattern->bdf, bdf);
}

int xpt_bdf_parse(const char *text, struct xpt_bdf *ret_bdf, struct xpt_error **ret_error)
{
	if (xpt__bdf_read(xpt__span_of(text), ret_bdf))
		return 0;
	return xpt__error_set(ret_error, XPT_INVALID,
			"\"%s\" is not a PCI address; write it as [SEGMENT:]BUS:DEVICE.FUNCTION "
			"in hexadecimal, such as 04:00.0 or 0000:04:00.0",
			text ? text : "");
}

const char *xpt_bdf_format(struct xpt_bdf bdf, char buffer[XPT_BDF_TEXT])
{
	snprintf(buffer, XPT_BDF_TEXT, "%04x:%02x:%02x.%x", (unsigned int)bdf.segment, bdf.bus,
			bdf.device & 0x1fU, bdf.function & 7U);
	return buffer;
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static uint64_t key(struct xpt_bdf bdf)
{
	return (uint64_t)bdf.segment << 24 | (uint64_t)bdf.bus << 16 | (uint64_t)bdf.device << 8 |
			bdf.function;
}

int xpt_bdf_compare(struct xpt_bdf a, struct xpt_bdf b)
{
	return order(key(a), key(b));
}

bool xpt__bdf_equal(struct xpt_bdf a, struct xpt_bdf b)
{
	return key(a) == key(b);
}

uint32_t xpt__bdf_sbdf(struct xpt_bdf bdf)
{
	return bdf.segment << 16 | (uint32_t)bdf.bus << 8 | (uint32_t)bdf.device << 3 |
			bdf.function;
}
