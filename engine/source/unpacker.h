/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libarchive, which unpacks logs and an initramfs. With what it needs it is most of what would be loaded by every command. */
#ifndef SOURCE_UNPACKER_H
#define SOURCE_UNPACKER_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>

#include "../base/library.h"

#define UNPACKER_LIBRARY "libarchive.so.13"

#define UNPACKER_FUNCTIONS(X)                         \
	X(archive_entry_filetype)                     \
	X(archive_entry_pathname)                     \
	X(archive_error_string)                       \
	X(archive_filter_bytes)                       \
	X(archive_format)                             \
	X(archive_read_data)                          \
	X(archive_read_free)                          \
	X(archive_read_new)                           \
	X(archive_read_next_header)                   \
	X(archive_read_open)                          \
	X(archive_read_support_filter_bzip2)          \
	X(archive_read_support_filter_compress)       \
	X(archive_read_support_filter_gzip)           \
	X(archive_read_support_filter_lz4)            \
	X(archive_read_support_filter_xz)             \
	X(archive_read_support_filter_zstd)           \
	X(archive_read_support_format_cpio)           \
	X(archive_read_support_format_raw)            \
	X(archive_read_support_format_tar)            \
	X(archive_read_support_format_zip_streamable) \
	X(archive_set_error)

struct unpacker {
	UNPACKER_FUNCTIONS(LIBRARY_FUNCTION)
};

/* xpt__unpacker - its functions, for as long as the program runs; NULL: it is not installed */
const struct unpacker *xpt__unpacker(void);
/*
 * xpt__unpacker_filters - has @archive accept gzip, bzip2, xz, zstd and lz4. libarchive answers otherwise than
 * ARCHIVE_OK where it would run a program for one. False: it does not unpack them all.
 */
bool xpt__unpacker_filters(const struct unpacker *unpacker, struct archive *archive);

#endif
