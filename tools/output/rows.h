/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Objects that a command lists, each with the row that it hangs on. */
#ifndef TOOLS_OUTPUT_ROWS_H
#define TOOLS_OUTPUT_ROWS_H

#include "columns.h"

struct rows {
	struct xpt_object *objects;
	size_t *parents; /* index of a row before, or XPT_NO_FIELD */
	size_t count;
};

#define auto_rows __attribute__((cleanup(rows_clear)))

/* rows_new - room for @room rows. Return: enum status, told. */
int rows_new(size_t room, struct rows *ret_rows);
void rows_clear(struct rows *rows);
void rows_add(struct rows *rows, struct xpt_object object, size_t parent);
/* rows_print - as a table, as a tree below their parents, or as JSON below @key */
int rows_print(const struct invocation *invocation, const struct rows *rows, const char *key,
		const struct columns *columns, const struct columns_args *args, bool tree);

#endif
