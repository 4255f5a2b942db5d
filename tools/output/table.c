/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <string.h>

#include "message.h"
#include "output.h"
#include "width.h"

#define TREE_INDENT 2 /* libsmartcols draws "|-" for each level */
#define ROOM_LEAST 20

DEFINE_AUTO(table, struct libscols_table *, scols_unref_table)

static char *cell_text(struct xpt_object object, const struct column *column)
{
	auto_free char *first = NULL, *second = NULL;
	struct xpt_value value = XPT_SIZED(xpt_value);
	enum xpt_state state;
	char *text;

	xpt_object_value(object, column->field, &value);
	first = field_text(xpt_kind_field(object.kind, column->field), &value);
	if (!first || column->second == XPT_NO_FIELD)
		return TAKE(first);
	state = value.state;
	xpt_object_value(object, column->second, &value);
	if (state == XPT_FACT_ABSENT && value.state == XPT_FACT_ABSENT)
		return TAKE(first);
	second = value_text(&value);
	return !second || asprintf(&text, "%s:%s", first, second) < 0 ? NULL : text;
}

static bool add_columns(struct libscols_table *output, const struct table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		int flags = 0;

		if (!i && table->parents)
			flags |= SCOLS_FL_TREE;
		if (table->columns[i].number)
			flags |= SCOLS_FL_RIGHT;
		/* On a terminal the last column gives way first. */
		if (i && i == table->column_count - 1)
			flags |= SCOLS_FL_TRUNC;
		if (!scols_table_new_column(output, table->columns[i].heading, 0, flags))
			return false;
	}
	return true;
}

static struct libscols_line *add_line(
		struct libscols_table *output, const struct table *table, struct xpt_object row)
{
	struct libscols_line *line = scols_table_new_line(output, NULL);

	for (size_t i = 0; line && i < table->column_count; i++) {
		char *text = cell_text(row, &table->columns[i]);

		if (!text || scols_line_refer_data(line, i, text)) {
			free(text);
			return NULL;
		}
	}
	return line;
}

static bool add_lines(struct libscols_table *output, const struct table *table)
{
	auto_free struct libscols_line **lines = calloc(table->row_count + 1, sizeof(*lines));

	if (!lines)
		return false;
	for (size_t i = 0; i < table->row_count; i++) {
		lines[i] = add_line(output, table, table->rows[i]);
		if (!lines[i])
			return false;
	}
	for (size_t i = 0; table->parents && i < table->row_count; i++)
		if (table->parents[i] != XPT_NO_FIELD &&
				scols_line_add_child(lines[table->parents[i]], lines[i]))
			return false;
	return true;
}

static struct libscols_table *fill(const struct table *table)
{
	auto_of(table) struct libscols_table *output = scols_new_table();

	if (!output || !add_columns(output, table) || !add_lines(output, table))
		return NULL;
	scols_table_enable_noheadings(output, table->no_headings);
	scols_table_enable_ascii(output, strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	return TAKE(output);
}

int print_table(const struct table *table)
{
	auto_of(table) struct libscols_table *output = fill(table);

	if (!output)
		return print_no_memory();
	if (table->row_count)
		scols_print_table(output);
	return STATUS_DONE;
}

static size_t width_of(const struct text_table *table, size_t column)
{
	size_t width = text_cells(table->headings[column]);

	for (size_t i = 0; i < table->row_count; i++) {
		size_t cells = text_cells(table->cells[i * table->column_count + column]);

		for (size_t up = table->parents[i]; !column && up != XPT_NO_FIELD;
				up = table->parents[up])
			cells += TREE_INDENT;
		if (cells > width)
			width = cells;
	}
	return width;
}

/* What a terminal leaves for the last column; 0: it is none. */
static size_t room_of(const struct text_table *table)
{
	size_t columns = terminal_columns(stdout), used = 0;

	if (!columns)
		return 0;
	for (size_t i = 0; i + 1 < table->column_count; i++)
		used += width_of(table, i) + 1;
	return used + ROOM_LEAST < columns ? columns - used : ROOM_LEAST;
}

/* In lines of at most @room, where words allow. NULL when memory is out. */
static char *in_lines(const char *text, size_t room)
{
	char *lines = strdup(text), *blank = NULL;
	size_t cells = 0;

	for (char *at = lines; lines && room && *at; at++) {
		if (*at == ' ')
			blank = at;
		cells += ((unsigned char)*at & 0xc0) != 0x80;
		if (cells > room && blank) {
			*blank = '\n';
			at = blank;
			blank = NULL;
			cells = 0;
		}
	}
	return lines;
}

static bool add_words(struct libscols_table *output, const struct text_table *table,
		struct libscols_line **lines)
{
	size_t room = room_of(table);

	for (size_t i = 0; i < table->row_count; i++) {
		lines[i] = scols_table_new_line(output, NULL);
		if (!lines[i] ||
				(table->parents[i] != XPT_NO_FIELD &&
						scols_line_add_child(lines[table->parents[i]],
								lines[i])))
			return false;
		for (size_t k = 0; k < table->column_count; k++) {
			const char *cell = table->cells[i * table->column_count + k];
			char *text = cell ?
					in_lines(cell, k + 1 == table->column_count ? room : 0) :
					NULL;

			if (cell && (!text || scols_line_refer_data(lines[i], k, text))) {
				free(text);
				return false;
			}
		}
	}
	return true;
}

static struct libscols_table *fill_words(const struct text_table *table)
{
	auto_of(table) struct libscols_table *output = scols_new_table();
	auto_free struct libscols_line **lines = calloc(table->row_count + 1, sizeof(*lines));

	for (size_t i = 0; output && i < table->column_count; i++) {
		bool last = i + 1 == table->column_count;
		struct libscols_column *column =
				scols_table_new_column(output, table->headings[i], 0,
						!i				? SCOLS_FL_TREE :
								last		? SCOLS_FL_WRAP :
								table->right[i] ? SCOLS_FL_RIGHT :
										  0);

		if (!column ||
				(last &&
						(scols_column_set_safechars(column, "\n") ||
								scols_column_set_wrapfunc(column,
										scols_wrapnl_chunksize,
										scols_wrapnl_nextchunk,
										NULL))))
			return NULL;
	}
	if (!output || !lines || !add_words(output, table, lines))
		return NULL;
	scols_table_enable_ascii(output, strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	return TAKE(output);
}

int print_tree(const struct text_table *table)
{
	auto_of(table) struct libscols_table *output = fill_words(table);

	if (!output)
		return print_no_memory();
	if (table->row_count)
		scols_print_table(output);
	return STATUS_DONE;
}

static size_t all_columns(const struct xpt_kind *kind, struct column *columns, size_t room)
{
	const struct xpt_field *field;
	size_t count = 0;

	for (; count < room && (field = xpt_kind_field(kind, count)); count++)
		columns[count] = (struct column){ field->label, count, XPT_NO_FIELD,
			field->type == XPT_TYPE_NUMBER };
	return count;
}

#define OBJECT_COLUMNS 12

/* A list of objects as a table, indented. */
static void print_objects(const struct xpt_value *list)
{
	auto_free struct xpt_object *rows = calloc(list->count + 1, sizeof(*rows));
	auto_of(table) struct libscols_table *output = NULL;
	struct column columns[OBJECT_COLUMNS];
	struct table table = { .columns = columns, .rows = rows };
	auto_free char *text = NULL;
	char *rest, *line;

	for (size_t i = 0; rows && i < list->count; i++) {
		struct xpt_value item = XPT_SIZED(xpt_value);

		xpt_value_item(list, i, &item);
		rows[table.row_count++] = item.object;
	}
	if (table.row_count)
		table.column_count = all_columns(rows[0].kind, columns, OBJECT_COLUMNS);
	output = fill(&table);
	if (!output || scols_print_table_to_string(output, &text))
		return;
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (*line)
			printf("  %s\n", line);
}

#define LABEL_WIDTH 24

/* "vendor_id" is "vendor id" to people. */
static void print_label(const struct xpt_field *field)
{
	size_t length;
	unsigned int shift;

	if (!field_is_size(field, &shift, &length))
		length = strlen(field->key);
	fputs("  ", stdout);
	for (size_t i = 0; i < length; i++)
		putchar(field->key[i] == '_' ? ' ' : field->key[i]);
	printf("%*s", length < LABEL_WIDTH ? LABEL_WIDTH - (int)length + 1 : 1, "");
}

static void print_list(const struct xpt_value *list)
{
	for (size_t i = 0; i < list->count; i++) {
		auto_free char *text = NULL;
		struct xpt_value value = XPT_SIZED(xpt_value);

		xpt_value_item(list, i, &value);
		text = value_text(&value);
		printf("%*s%s\n", i ? LABEL_WIDTH + 3 : 0, "", text ? text : "?");
	}
}

static bool of_objects(const struct xpt_value *value)
{
	struct xpt_value item = XPT_SIZED(xpt_value);

	if (value->state != XPT_FACT_KNOWN || value->type != XPT_TYPE_LIST || !value->count)
		return false;
	xpt_value_item(value, 0, &item);
	return item.type == XPT_TYPE_OBJECT;
}

static void print_field(const struct xpt_field *field, const struct xpt_value *value)
{
	auto_free char *text = NULL;

	if (of_objects(value)) {
		print_objects(value);
		return;
	}
	print_label(field);
	if (value->state == XPT_FACT_KNOWN && value->type == XPT_TYPE_LIST && value->count) {
		print_list(value);
		return;
	}
	text = field_text(field, value);
	fputs(text ? text : "?", stdout);
	if (value->state != XPT_FACT_KNOWN && value->reason)
		printf(" (%s)", value->reason);
	putchar('\n');
}

void print_fields(struct xpt_object object, const char *const *keys)
{
	for (; *keys; keys++) {
		size_t field = xpt_kind_find(object.kind, *keys);
		struct xpt_value value = XPT_SIZED(xpt_value);

		if (field == XPT_NO_FIELD)
			continue;
		xpt_object_value(object, field, &value);
		if (value.state != XPT_FACT_UNREAD)
			print_field(xpt_kind_field(object.kind, field), &value);
	}
}
