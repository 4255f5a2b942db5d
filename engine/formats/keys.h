/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What texts of "key value" lines have in common. A value is the rest of its line. */
#ifndef FORMATS_KEYS_H
#define FORMATS_KEYS_H

#include "line.h"

/* The first value of @key, trimmed. False: no such line. */
bool xpt__keys_find(struct span text, const char *key, struct span *ret_value);

/* As of a line (line.h): what is told twice is not known. A text may be empty; there are no sets. */
void xpt__keys_read(const struct line_keys *keys, struct span text, void *ret_facts);
/* A line for each fact that is known. */
void xpt__keys_write(FILE *to, const struct line_keys *keys, const void *facts);

#endif
