/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unpacker.h"

static struct unpacker unpacker;

LIBRARY_LOADER(load, UNPACKER_LIBRARY, UNPACKER_FUNCTIONS, LIBRARY_NAME, unpacker)

const struct unpacker *xpt__unpacker(void)
{
	return load() ? &unpacker : NULL;
}

bool xpt__unpacker_filters(const struct unpacker *functions, struct archive *archive)
{
	int (*const filters[])(struct archive *) = {
		functions->archive_read_support_filter_gzip,
		functions->archive_read_support_filter_bzip2,
		functions->archive_read_support_filter_xz,
		functions->archive_read_support_filter_zstd,
		functions->archive_read_support_filter_lz4,
	};

	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
		if (filters[i](archive) != ARCHIVE_OK)
			return false;
	return true;
}
