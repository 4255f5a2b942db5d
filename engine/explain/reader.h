/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bytes of one log, to lines for an explainer. Pure; memory is one block, however long a log. */
#ifndef EXPLAIN_READER_H
#define EXPLAIN_READER_H

#include <stdint.h>

#include "explain.h"

#define SINCE_EVER INT64_MIN

struct log_reader;

/* @name: as evidence shows it, copied; @since: of xpt__log_time_read(), or SINCE_EVER */
int xpt__log_reader_new(struct explainer *explainer, enum log_source source, const char *name,
		int64_t since, struct log_reader **ret_reader, struct xpt_error **ret_error);
void xpt__log_reader_free(struct log_reader *reader); /* NULL is fine */

/* xpt__log_reader_boot - when "[   12.345678]" was 0, on the clock of @since. */
void xpt__log_reader_boot(struct log_reader *reader, int64_t boot);

/* xpt__log_reader_room - where to put the next bytes, never none. */
char *xpt__log_reader_room(struct log_reader *reader, size_t *ret_room);
/* xpt__log_reader_filled - @count bytes were put there. Return: 0 or XPT_NO_MEMORY. */
int xpt__log_reader_filled(struct log_reader *reader, size_t count);
/* xpt__log_reader_end - what is left is a line too. Return: 0 or XPT_NO_MEMORY. */
int xpt__log_reader_end(struct log_reader *reader);
/* xpt__log_reader_lost - @bytes are missing here: what follows begins anew. Return: 0 or XPT_NO_MEMORY. */
int xpt__log_reader_lost(struct log_reader *reader);

/* xpt__log_source_of - what a file of this name holds. */
enum log_source xpt__log_source_of(const char *path);

DEFINE_AUTO(log_reader, struct log_reader *, xpt__log_reader_free)

#endif
