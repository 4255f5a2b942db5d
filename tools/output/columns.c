/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "columns.h"
#include "message.h"

const struct option_spec columns_options[] = { COLUMNS_OPTIONS(0), { 0 } };

static const struct column_pair *find_pair(const struct column_set *set, const char *key)
{
	for (const struct column_pair *pair = set->pairs; pair && pair->key; pair++)
		if (!strcasecmp(pair->key, key))
			return pair;
	return NULL;
}

static bool make_column(const struct column_set *set, const char *key, struct columns *columns)
{
	struct column *column = &columns->items[columns->count];
	const struct column_pair *pair = find_pair(set, key);
	const struct xpt_field *field;

	column->second = XPT_NO_FIELD;
	column->field = xpt_kind_find(set->kind(), pair ? pair->first : key);
	if (column->field == XPT_NO_FIELD)
		return false;
	field = xpt_kind_field(set->kind(), column->field);
	column->heading = pair ? pair->heading : field->label;
	column->number = field->type == XPT_TYPE_NUMBER;
	if (pair)
		column->second = xpt_kind_find(set->kind(), pair->second);
	for (const struct column_detail *more = set->details; more && more->key; more++)
		if (!strcmp(more->key, field->key))
			columns->detail |= more->detail;
	columns->count++;
	return true;
}

#define NAMES 128

static int unknown_column(
		const struct command *command, const struct column_set *set, const char *key)
{
	const char *names[NAMES] = { NULL }, *nearest;
	const struct xpt_field *field;
	auto_free char *list = NULL;
	size_t length = 0, count = 0;
	FILE *out = open_memstream(&list, &length);

	if (!out)
		return print_no_memory();
	for (; count < NAMES - 3 && (field = xpt_kind_field(set->kind(), count)); count++)
		names[count] = field->key;
	for (const struct column_pair *pair = set->pairs; pair && pair->key; pair++)
		names[count++] = pair->key;
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s ", names[i]);
	if (fclose(out))
		return print_no_memory();
	nearest = suggest(key, names);
	if (nearest)
		return print_usage_error(
				command, "no column \"%s\"; did you mean %s?", key, nearest);
	print_message("no column \"%s\"; there are:", key);
	fputs("     ", stderr);
	print_wrapped(stderr, list, 5);
	fprintf(stderr, "try: xpt %s --help\n", command->name);
	return STATUS_USAGE;
}

int columns_parse(const struct command *command, const struct column_set *set, const char *list,
		struct columns *ret_columns)
{
	bool more = list && *list == '+';
	auto_free char *words = NULL;
	struct columns columns = { 0 };
	char *rest, *word;

	if (asprintf(&words, "%s%s%s", more || !list ? set->usual : "", more ? "," : "",
			    !list		 ? "" :
					    more ? list + 1 :
						   list) < 0) {
		words = NULL;
		return print_no_memory();
	}
	columns.items = calloc(strlen(words) + 1, sizeof(*columns.items));
	if (!columns.items)
		return print_no_memory();
	for (rest = words; (word = strsep(&rest, ","));) {
		if (make_column(set, word, &columns))
			continue;
		free(columns.items);
		return unknown_column(command, set, word);
	}
	*ret_columns = columns;
	return STATUS_DONE;
}

int columns_choose(const struct invocation *invocation, const struct column_set *set,
		const struct columns_args *args, struct columns *ret_columns)
{
	if (invocation->common.json && (args->columns || args->no_headings))
		return print_usage_error(invocation->command,
				"--json prints everything; leave out --output and --noheadings");
	return columns_parse(invocation->command, set, args->columns, ret_columns);
}

void columns_help(const struct column_set *set)
{
	fields_help("columns for -o, and keys of --json", set->kind());
	for (const struct column_pair *pair = set->pairs; pair && pair->key; pair++)
		printf("  %-24s %s, as a column only\n", pair->key, pair->help);
	printf("\nThe usual columns are %s.\n", set->usual);
}
