/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log in another character set becomes UTF-8: the only home of iconv. */
#ifndef SOURCE_LOG_CHARSET_H
#define SOURCE_LOG_CHARSET_H

#include <stddef.h>

#include <xpt/error.h>

struct log_charset;

/*
 * xpt__log_charset_new - for text that begins with @bytes
 * @ret_mark: how long its byte order mark is
 * @ret_charset: NULL where nothing is to be converted
 */
int xpt__log_charset_new(const char *bytes, size_t length, size_t *ret_mark,
		struct log_charset **ret_charset, struct xpt_error **ret_error);
void xpt__log_charset_free(struct log_charset *charset); /* NULL is fine */

/* xpt__log_charset_put - at most 4096 bytes, once all before were taken. What cannot be converted becomes "?". */
void xpt__log_charset_put(struct log_charset *charset, const char *bytes, size_t length);
/* xpt__log_charset_take - what of them can be had. Return: its length, 0 for nothing */
size_t xpt__log_charset_take(struct log_charset *charset, char *to, size_t room);

#endif
