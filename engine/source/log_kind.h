/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file holds, told by how it begins. */
#ifndef SOURCE_LOG_KIND_H
#define SOURCE_LOG_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* xpt__log_is_packed - by something that libarchive unpacks */
bool xpt__log_is_packed(const char *bytes, size_t length);
/* xpt__log_binary_kind - what it is, to be named to people; NULL: text in some character set */
const char *xpt__log_binary_kind(const char *bytes, size_t length);
/* xpt__log_charset_name - as iconv calls it; NULL: UTF-8, or bytes that pass as such. @ret_mark: its mark's length */
const char *xpt__log_charset_name(const char *bytes, size_t length, size_t *ret_mark);

#endif
