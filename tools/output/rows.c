/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rows.h"

#include "message.h"

int rows_new(size_t room, struct rows *ret_rows)
{
	ret_rows->objects = calloc(room + 1, sizeof(*ret_rows->objects));
	ret_rows->parents = calloc(room + 1, sizeof(*ret_rows->parents));
	return ret_rows->objects && ret_rows->parents ? STATUS_DONE : print_no_memory();
}

void rows_clear(struct rows *rows)
{
	free(rows->objects);
	free(rows->parents);
}

void rows_add(struct rows *rows, struct xpt_object object, size_t parent)
{
	rows->objects[rows->count] = object;
	rows->parents[rows->count++] = parent;
}

int rows_print(const struct invocation *invocation, const struct rows *rows, const char *key,
		const struct columns *columns, const struct columns_args *args, bool tree)
{
	const struct table table = {
		.columns = columns->items,
		.column_count = columns->count,
		.rows = rows->objects,
		.row_count = rows->count,
		.parents = tree ? rows->parents : NULL,
		.no_headings = args->no_headings,
	};

	if (invocation->common.json)
		return print_json_list(key, rows->objects, rows->count);
	return print_table(&table);
}
