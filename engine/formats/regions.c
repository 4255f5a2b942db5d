/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "regions.h"

#include <inttypes.h>

#include "../base/bdf.h"

bool xpt__regions_device(struct span *devices, struct xpt_bdf *ret_bdf)
{
	struct span word;

	return xpt__span_next_word(devices, &word) && xpt__bdf_read(word, ret_bdf);
}

static bool are_devices(struct span words)
{
	struct span word;
	struct xpt_bdf bdf;

	while (xpt__span_next_word(&words, &word))
		if (!xpt__bdf_read(word, &bdf))
			return false;
	return true;
}

bool xpt__regions_next(struct span *rest, struct region_line *ret_region)
{
	struct region_line region = { .whole = false };

	if (!xpt__span_next_line(rest, &region.devices))
		return false;
	region.whole = xpt__span_next_word(&region.devices, &region.range) &&
			xpt__span_hex_range(region.range, &region.start, &region.end) &&
			are_devices(region.devices);
	*ret_region = region;
	return true;
}

void xpt__regions_write(
		FILE *to, uint64_t start, uint64_t end, const struct xpt_bdf *devices, size_t count)
{
	char address[XPT_BDF_TEXT];

	fprintf(to, "%" PRIx64 "-%" PRIx64, start, end);
	for (size_t i = 0; i < count; i++)
		fprintf(to, " %s", xpt_bdf_format(devices[i], address));
	fputc('\n', to);
}
