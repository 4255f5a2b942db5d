/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log's text in UTF-8, whatever packed it and in whatever character set: the only home of libarchive. */
#ifndef SOURCE_LOG_FILE_H
#define SOURCE_LOG_FILE_H

#include <stddef.h>

#include <xpt/error.h>

#include "../base/cleanup.h"

struct log_file;

/* "-" is standard input. XPT_NOT_FOUND, XPT_DENIED, XPT_UNREADABLE, XPT_NO_MEMORY. */
int xpt__log_file_open(const char *path, struct log_file **ret_file, struct xpt_error **ret_error);
/* xpt__log_file_as_it_is - before the first byte: neither unpacked nor in another character set, as other programs read it */
void xpt__log_file_as_it_is(struct log_file *file);
void xpt__log_file_free(struct log_file *file); /* NULL is fine */
/*
 * xpt__log_file_read - the next bytes; @ret_length 0: there are no more, for now
 * A file that grows has more later. Of an archive: of its present member; members that are no text are
 * empty. What is no text by itself is XPT_UNREADABLE.
 */
int xpt__log_file_read(struct log_file *file, char *to, size_t room, size_t *ret_length,
		struct xpt_error **ret_error);
/* xpt__log_file_member - the present member's name in its archive; "": of none. Valid until the next. */
int xpt__log_file_member(
		struct log_file *file, const char **ret_name, struct xpt_error **ret_error);
/* xpt__log_file_next - to the next member; @ret_name NULL: there is none. */
int xpt__log_file_next(struct log_file *file, const char **ret_name, struct xpt_error **ret_error);

DEFINE_AUTO(log_file, struct log_file *, xpt__log_file_free)

#endif
