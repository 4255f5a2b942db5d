/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "memory_map.h"

#include <inttypes.h>

static const char *const types[] = {
	[MAP_UNKNOWN] = "unknown",
	[MAP_USABLE] = "usable",
	[MAP_RESERVED] = "reserved",
	[MAP_ACPI] = "acpi",
	[MAP_NVS] = "nvs",
	[MAP_UNUSABLE] = "unusable",
};

#define TYPES (sizeof(types) / sizeof(*types))

static enum map_type read_type(struct span word)
{
	for (size_t i = 0; i < TYPES; i++)
		if (xpt__span_is(word, types[i]))
			return (enum map_type)i;
	return MAP_UNKNOWN;
}

bool xpt__map_next(struct span *rest, struct map_line *ret_range)
{
	struct map_line found = { .whole = false };
	struct span line, range, type;

	if (!xpt__span_next_line(rest, &line))
		return false;
	found.whole = xpt__span_next_word(&line, &range) && xpt__span_next_word(&line, &type) &&
			xpt__span_hex_range(range, &found.start, &found.end);
	if (found.whole)
		found.type = read_type(type);
	*ret_range = found;
	return true;
}

void xpt__map_write(FILE *to, uint64_t start, uint64_t end, unsigned int type)
{
	fprintf(to, "%" PRIx64 "-%" PRIx64 " %s\n", start, end,
			types[type < TYPES ? type : MAP_UNKNOWN]);
}
