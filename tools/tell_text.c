/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <string.h>

#include "say.h"
#include "tell.h"

DEFINE_AUTO(table, struct libscols_table *, scols_unref_table)

static char *cell_text(struct xpt_object object, const struct column *column)
{
	auto_free char *first = NULL, *second = NULL;
	struct xpt_value value;
	char *text;

	xpt_object_value(object, column->field, &value);
	first = value_text(&value);
	if (!first || column->second == NO_FIELD)
		return TAKE(first);
	xpt_object_value(object, column->second, &value);
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

static struct libscols_line *add_line(struct libscols_table *output, const struct table *table,
		struct xpt_object row)
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
		if (table->parents[i] != NO_FIELD &&
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

int tell_table(const struct table *table)
{
	auto_of(table) struct libscols_table *output = fill(table);

	if (!output)
		return say_no_memory();
	if (table->row_count)
		scols_print_table(output);
	return STATUS_DONE;
}

static size_t all_columns(const struct xpt_kind *kind, struct column *columns, size_t room)
{
	const struct xpt_field *field;
	size_t count = 0;

	for (; count < room && (field = xpt_kind_field(kind, count)); count++)
		columns[count] = (struct column){ field->label, count, NO_FIELD,
			field->type == XPT_TYPE_NUMBER };
	return count;
}

#define OBJECT_COLUMNS 12

/* A list of objects as a table, indented. */
static void tell_objects(const struct xpt_value *list)
{
	auto_free struct xpt_object *rows = calloc(list->count + 1, sizeof(*rows));
	auto_of(table) struct libscols_table *output = NULL;
	struct column columns[OBJECT_COLUMNS];
	struct table table = { .columns = columns, .rows = rows };
	auto_free char *text = NULL;
	char *rest, *line;

	for (size_t i = 0; rows && i < list->count; i++) {
		struct xpt_value item;

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
static void tell_label(const char *key)
{
	int length = (int)strlen(key);

	fputs("  ", stdout);
	for (; *key; key++)
		putchar(*key == '_' ? ' ' : *key);
	printf("%*s", length < LABEL_WIDTH ? LABEL_WIDTH - length + 1 : 1, "");
}

static void tell_list(const struct xpt_value *list)
{
	for (size_t i = 0; i < list->count; i++) {
		auto_free char *text = NULL;
		struct xpt_value value;

		xpt_value_item(list, i, &value);
		text = value_text(&value);
		printf("%*s%s\n", i ? LABEL_WIDTH + 3 : 0, "", text ? text : "?");
	}
}

static bool of_objects(const struct xpt_value *value)
{
	struct xpt_value item;

	if (value->state != XPT_FACT_KNOWN || value->type != XPT_TYPE_LIST || !value->count)
		return false;
	xpt_value_item(value, 0, &item);
	return item.type == XPT_TYPE_OBJECT;
}

static void tell_field(const struct xpt_field *field, const struct xpt_value *value)
{
	auto_free char *text = NULL;

	if (of_objects(value)) {
		tell_objects(value);
		return;
	}
	tell_label(field->key);
	if (value->state == XPT_FACT_KNOWN && value->type == XPT_TYPE_LIST && value->count) {
		tell_list(value);
		return;
	}
	text = value_text(value);
	fputs(text ? text : "?", stdout);
	if (value->state != XPT_FACT_KNOWN && value->reason)
		printf(" (%s)", value->reason);
	putchar('\n');
}

void tell_fields(struct xpt_object object, const char *const *keys)
{
	for (; *keys; keys++) {
		size_t field = kind_find(object.kind, *keys);
		struct xpt_value value;

		if (field == NO_FIELD)
			continue;
		xpt_object_value(object, field, &value);
		if (value.state != XPT_FACT_UNREAD)
			tell_field(xpt_kind_field(object.kind, field), &value);
	}
}
