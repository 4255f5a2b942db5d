/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log's bytes, whatever packed it: gzip, xz and zstd are told by how they begin. */
#ifndef SOURCE_LOG_FILE_H
#define SOURCE_LOG_FILE_H

#include <stddef.h>

#include <xpt/error.h>

#include "../base/cleanup.h"

struct log_file;

/* "-" is standard input. XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY. */
int xpt__log_file_open(const char *path, struct log_file **ret_file, struct xpt_error **ret_error);
void xpt__log_file_free(struct log_file *file); /* NULL is fine */
/*
 * xpt__log_file_read - the next bytes; @ret_length 0: there are no more, for now
 * A file that grows has more later.
 */
int xpt__log_file_read(struct log_file *file, char *to, size_t room, size_t *ret_length,
		struct xpt_error **ret_error);

DEFINE_AUTO(log_file, struct log_file *, xpt__log_file_free)

#endif
