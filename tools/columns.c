/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "list.h"
#include "say.h"

#define USUAL "address,id,driver,state,domain,node,class_name"

/* Two fields in one column, as lspci -n shows them. */
static const struct pair {
	const char *key, *heading, *first, *second, *help;
} pairs[] = {
	{ "id", "ID", "vendor_id", "device_id", "vendor_id:device_id" },
	{ "subsystem_id", "SUBSYSTEM", "subsystem_vendor_id", "subsystem_device_id",
			"subsystem_vendor_id:..._device_id" },
};

/* Fields that a picture holds only when asked for. */
static const struct {
	const char *key;
	unsigned int detail;
} details[] = {
	{ "class_name", XPT_DETAIL_NAMES },
	{ "vendor", XPT_DETAIL_NAMES },
	{ "device", XPT_DETAIL_NAMES },
	{ "driver_candidates", XPT_DETAIL_CANDIDATES },
	{ "model_domain_id", XPT_DETAIL_MODELS },
	{ "critical", XPT_DETAIL_CRITICAL },
	{ "bars", XPT_DETAIL_CONFIG },
	{ "driver_override", XPT_DETAIL_CONFIG },
	{ "header_type", XPT_DETAIL_CONFIG },
	{ "irq", XPT_DETAIL_CONFIG },
	{ "kind", XPT_DETAIL_CONFIG },
	{ "msi_vectors", XPT_DETAIL_CONFIG },
	{ "msix_vectors", XPT_DETAIL_CONFIG },
	{ "physical_function", XPT_DETAIL_CONFIG },
	{ "power_state", XPT_DETAIL_CONFIG },
	{ "reset", XPT_DETAIL_CONFIG },
	{ "reset_methods", XPT_DETAIL_CONFIG },
	{ "revision", XPT_DETAIL_CONFIG },
	{ "serial", XPT_DETAIL_CONFIG },
	{ "vf_count", XPT_DETAIL_CONFIG },
	{ "vf_total", XPT_DETAIL_CONFIG },
	{ "virtual_functions", XPT_DETAIL_CONFIG },
};

static const struct pair *find_pair(const char *key)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (!strcasecmp(pairs[i].key, key))
			return &pairs[i];
	return NULL;
}

static bool make_column(const char *key, struct columns *columns)
{
	struct column *column = &columns->items[columns->count];
	const struct pair *pair = find_pair(key);
	const struct xpt_field *field;

	column->second = NO_FIELD;
	column->field = kind_find(&xpt_kind_device, pair ? pair->first : key);
	if (column->field == NO_FIELD)
		return false;
	field = xpt_kind_field(&xpt_kind_device, column->field);
	column->heading = pair ? pair->heading : field->label;
	column->number = field->type == XPT_TYPE_NUMBER;
	if (pair)
		column->second = kind_find(&xpt_kind_device, pair->second);
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++)
		if (!strcmp(details[i].key, field->key))
			columns->detail |= details[i].detail;
	columns->count++;
	return true;
}

#define NAMES 128

static int unknown_column(const struct command *command, const char *key)
{
	const char *names[NAMES] = { NULL }, *nearest;
	const struct xpt_field *field;
	auto_free char *list = NULL;
	size_t length = 0, count = 0;
	FILE *out = open_memstream(&list, &length);

	if (!out)
		return say_no_memory();
	for (; count < NAMES - 3 && (field = xpt_kind_field(&xpt_kind_device, count)); count++)
		names[count] = field->key;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		names[count++] = pairs[i].key;
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s ", names[i]);
	if (fclose(out))
		return say_no_memory();
	nearest = suggest(key, names);
	if (nearest)
		return say_usage(command, "no column \"%s\"; did you mean %s?", key, nearest);
	say("no column \"%s\"; there are:", key);
	fputs("     ", stderr);
	tell_wrapped(stderr, list, 5);
	fprintf(stderr, "try: xpt %s --help\n", command->name);
	return STATUS_USAGE;
}

int columns_parse(const struct command *command, const char *list, struct columns *ret_columns)
{
	bool more = list && *list == '+';
	auto_free char *words = NULL;
	struct columns columns = { 0 };
	char *rest, *word;

	if (asprintf(&words, "%s%s%s", more || !list ? USUAL : "", more ? "," : "",
			!list ? "" : more ? list + 1 : list) < 0) {
		words = NULL;
		return say_no_memory();
	}
	columns.items = calloc(strlen(words) + 1, sizeof(*columns.items));
	if (!columns.items)
		return say_no_memory();
	for (rest = words; (word = strsep(&rest, ","));) {
		if (make_column(word, &columns))
			continue;
		free(columns.items);
		return unknown_column(command, word);
	}
	*ret_columns = columns;
	return STATUS_DONE;
}

void columns_help(void)
{
	fields_help("columns for -o, and keys of --json", &xpt_kind_device);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		printf("  %-24s %s, as a column only\n", pairs[i].key, pairs[i].help);
	puts("\nThe usual columns are " USUAL ".");
}
