/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An arena owns everything a snapshot, a report, a plan or an error is made of: one free. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "cleanup.h"

struct arena;

struct arena *xpt__arena_new(void);
void xpt__arena_free(struct arena *arena); /* NULL is fine */

/* All return NULL when memory is out, and zeroed memory otherwise. */
void *xpt__arena_alloc(struct arena *arena, size_t size);
void *xpt__arena_array(struct arena *arena, size_t count, size_t size); /* overflow-safe */
char *xpt__arena_text(struct arena *arena, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));
char *xpt__arena_vtext(struct arena *arena, const char *format, va_list arguments)
		__attribute__((format(__printf__, 2, 0)));
char *xpt__arena_copy(struct arena *arena, const char *text, size_t length);
/* A copy of what was written to an open_memstream() of @bytes and @length; closes and frees that. */
char *xpt__arena_written(struct arena *arena, FILE *file, char *const *bytes, const size_t *length);

/*
 * A copy that is safe to show: control bytes and invalid UTF-8 become "\xHH", and trailing
 * white space is dropped. Everything read from outside enters a snapshot through this.
 */
char *xpt__arena_printable(struct arena *arena, const char *bytes, size_t length);

/* xpt__arena_used - bytes handed out, for tests and benchmarks. */
size_t xpt__arena_used(const struct arena *arena);

DEFINE_AUTO(arena, struct arena *, xpt__arena_free)

#endif
