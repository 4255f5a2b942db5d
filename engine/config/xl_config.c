/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xl_config.h"

#include <string.h>

#include "../base/vector.h"

#define DEPTH 8
#define SETTINGS 4096
#define ITEMS 65536
#define APPENDS 256 /* each copies what was there before */
#define APPENDED_TEXT 65536
#define APPENDED_ITEMS 4096
#define SHOWN 60 /* bytes of a place that is wrong */

struct parser {
	struct xpt_config *config;
	struct span rest;
	unsigned long line;
	unsigned int appends;
	size_t items; /* of all lists, so that a hostile text cannot make us take much memory */
	bool out_of_memory;
	VECTOR(struct config_setting) settings;
};

static const char *keep(struct parser *parser, struct span text)
{
	const char *kept = xpt__arena_printable(parser->config->arena, text.at, text.length);

	if (!kept)
		parser->out_of_memory = true;
	return kept;
}

static bool wrong(struct parser *parser, const char *what)
{
	struct span at = { parser->rest.at, 0 };

	if (parser->config->error)
		return false;
	while (at.length < parser->rest.length && at.length < SHOWN && at.at[at.length] != '\n')
		at.length++;
	parser->config->error = what;
	parser->config->error_line = parser->line;
	parser->config->error_at = keep(parser, at);
	return false;
}

static int peek(const struct parser *parser)
{
	return parser->rest.length ? (unsigned char)*parser->rest.at : -1;
}

static void skip(struct parser *parser)
{
	parser->line += *parser->rest.at == '\n';
	parser->rest.at++;
	parser->rest.length--;
}

static void skip_comment(struct parser *parser)
{
	while (parser->rest.length && *parser->rest.at != '\n')
		skip(parser);
	if (!parser->rest.length)
		wrong(parser, "a comment in the last line must be followed by a newline");
}

/* Blanks, comments, and where @lines also line ends. */
static void skip_blank(struct parser *parser, bool lines)
{
	for (;;) {
		int c = peek(parser);

		if (c == '#')
			skip_comment(parser);
		else if (c == ' ' || c == '\t' || (lines && c == '\n'))
			skip(parser);
		else
			return;
	}
}

static bool is_name(int c, bool first)
{
	return (c >= 'a' && c <= 'z') ||
			(!first && (c == '_' || c == '.' || (c >= '0' && c <= '9')));
}

static const char *parse_name(struct parser *parser)
{
	struct span name = { parser->rest.at, 0 };

	while (is_name(peek(parser), !name.length)) {
		name.length++;
		skip(parser);
	}
	if (!name.length)
		wrong(parser, "the name of a setting is expected, in lower case");
	return name.length ? keep(parser, name) : NULL;
}

/* Return: the length of what begins with a backslash; 0: xl does not know it. */
static size_t escape_length(struct span rest)
{
	size_t digits = 0;

	while (digits < 3 && digits + 1 < rest.length && rest.at[digits + 1] >= '0' &&
			rest.at[digits + 1] <= '7')
		digits++;
	if (digits == 3)
		return 4;
	return rest.length > 1 && memchr("abfnrtv\\\"'", rest.at[1], 10) ? 2 : 0;
}

/* "\n" and the like stay as they are: no setting that matters here holds them. */
static bool parse_text(struct parser *parser, struct config_value *value)
{
	char quote = *parser->rest.at;
	struct span text;

	skip(parser);
	text = (struct span){ parser->rest.at, 0 };
	while (parser->rest.length && *parser->rest.at != quote) {
		if (*parser->rest.at == '\n')
			return wrong(parser, "the quoted string is not closed");
		if (*parser->rest.at == '\\' && !escape_length(parser->rest))
			return wrong(parser,
					"\"\\\" must be followed by one of a b f n r t v \\ \" ' "
					"in a string");
		for (size_t i = *parser->rest.at == '\\' ? escape_length(parser->rest) : 1; i;
				i--) {
			text.length++;
			skip(parser);
		}
	}
	if (!parser->rest.length)
		return wrong(parser, "the quoted string is not closed");
	skip(parser);
	value->text = keep(parser, text);
	return value->text;
}

/* "51a2" is one to the syntax; who wants a number looks again. */
static bool is_number(int c, bool first)
{
	return (c >= '0' && c <= '9') || (!first && ((c >= 'a' && c <= 'f') || c == 'x'));
}

static bool parse_number(struct parser *parser, struct config_value *value)
{
	struct span text = { parser->rest.at, 0 };

	while (is_number(peek(parser), !text.length)) {
		text.length++;
		skip(parser);
	}
	value->text = keep(parser, text);
	if (!text.length)
		return wrong(parser, "a quoted string, a number or a list is expected after \"=\"");
	return value->text;
}

static bool parse_value(struct parser *parser, unsigned int depth, struct config_value *value);

static bool parse_items(struct parser *parser, unsigned int depth, struct config_value *list)
{
	VECTOR(struct config_value) items = { 0 };
	bool whole = false;

	skip(parser);
	for (;;) {
		struct config_value *item, value;

		skip_blank(parser, true);
		whole = peek(parser) == ']';
		if (whole || parser->items++ >= ITEMS || !parse_value(parser, depth + 1, &value))
			break;
		item = vector_push(&items);
		if (!item) {
			parser->out_of_memory = true;
			break;
		}
		*item = value;
		skip_blank(parser, true);
		if (peek(parser) == ',')
			skip(parser);
		else if (peek(parser) != ']')
			break;
	}
	if (whole)
		skip(parser);
	list->items = xpt__arena_array(
			parser->config->arena, items.count + 1, sizeof(*items.items));
	for (size_t i = 0; list->items && i < items.count; i++)
		list->items[list->count++] = items.items[i];
	parser->out_of_memory = parser->out_of_memory || !list->items;
	vector_clear(&items);
	return whole || wrong(parser, "\",\" or \"]\" is expected in the list");
}

static bool parse_value(struct parser *parser, unsigned int depth, struct config_value *value)
{
	int c = peek(parser);

	*value = (struct config_value){ .line = parser->line };
	if (c == '[' && depth >= DEPTH)
		return wrong(parser, "lists are nested too deeply");
	if (c == '[')
		return parse_items(parser, depth, value);
	return c == '"' || c == '\'' ? parse_text(parser, value) : parse_number(parser, value);
}

static struct config_setting *setting_of(struct parser *parser, const char *key)
{
	struct config_setting *setting;

	for (size_t i = 0; i < parser->settings.count; i++)
		if (!strcmp(parser->settings.items[i].key, key))
			return &parser->settings.items[i];
	if (parser->settings.count >= SETTINGS) {
		wrong(parser, "too many settings");
		return NULL;
	}
	setting = vector_push(&parser->settings);
	if (setting)
		setting->key = key;
	else
		parser->out_of_memory = true;
	return setting;
}

/* "+=": a list grows, and so does a text. */
static bool append(struct parser *parser, struct config_value *to, const struct config_value *more)
{
	struct arena *arena = parser->config->arena;
	struct config_value *items;

	if (!to->text && !to->items) {
		*to = *more;
		return true;
	}
	if (parser->appends++ >= APPENDS || to->count + more->count > APPENDED_ITEMS ||
			(to->text && more->text &&
					strlen(to->text) + strlen(more->text) > APPENDED_TEXT))
		return wrong(parser, "\"+=\" joins too much");
	if (!to->text != !more->text)
		return wrong(parser, "\"+=\" cannot join a list and a string");
	if (more->text) {
		to->text = xpt__arena_text(arena, "%s%s", to->text, more->text);
		parser->out_of_memory = parser->out_of_memory || !to->text;
		return to->text;
	}
	items = xpt__arena_array(arena, to->count + more->count + 1, sizeof(*items));
	if (!items) {
		parser->out_of_memory = true;
		return false;
	}
	memcpy(items, to->items, to->count * sizeof(*items));
	memcpy(items + to->count, more->items, more->count * sizeof(*items));
	to->items = items;
	to->count += more->count;
	return true;
}

static bool parse_setting(struct parser *parser)
{
	const char *key = parse_name(parser);
	struct config_setting *setting;
	struct config_value value;
	bool more = false;

	if (!key)
		return false;
	skip_blank(parser, false);
	if (peek(parser) == '+') {
		more = true;
		skip(parser);
	}
	if (peek(parser) != '=')
		return wrong(parser, "\"=\" is expected after the name of a setting");
	skip(parser);
	skip_blank(parser, false);
	if (!parse_value(parser, 0, &value))
		return false;
	setting = setting_of(parser, key);
	if (!setting)
		return false;
	if (more)
		return append(parser, &setting->value, &value);
	setting->value = value;
	return true;
}

static void parse_settings(struct parser *parser)
{
	for (;;) {
		skip_blank(parser, true);
		if (peek(parser) < 0)
			return;
		if (peek(parser) == ';') {
			skip(parser);
			continue;
		}
		if (!parse_setting(parser))
			return;
		skip_blank(parser, false);
		if (peek(parser) == '\r') {
			wrong(parser, "the line ends with a carriage return: save the file with Unix line ends");
			return;
		}
		if (peek(parser) >= 0 && peek(parser) != '\n' && peek(parser) != ';') {
			wrong(parser, "the line must end after a setting");
			return;
		}
	}
}

bool xpt__config_parse(struct xpt_config *config, struct span text)
{
	struct parser parser = { .config = config, .rest = text, .line = 1 };

	parse_settings(&parser);
	config->settings = xpt__arena_array(
			config->arena, parser.settings.count + 1, sizeof(*config->settings));
	for (size_t i = 0; config->settings && i < parser.settings.count; i++)
		config->settings[config->count++] = parser.settings.items[i];
	vector_clear(&parser.settings);
	return config->settings && !parser.out_of_memory;
}

const struct config_value *xpt__config_find(const struct xpt_config *config, const char *key)
{
	for (size_t i = 0; i < config->count; i++)
		if (!strcmp(config->settings[i].key, key))
			return &config->settings[i].value;
	return NULL;
}

/* As strtol() does of itself. */
static int base_of(struct span text)
{
	if (xpt__span_starts(text, "0x") || xpt__span_starts(text, "0X"))
		return 16;
	return text.length > 1 && text.at[0] == '0' ? 8 : 10;
}

bool xpt__config_number(const struct xpt_config *config, const char *key, uint64_t *ret_number)
{
	const struct config_value *value = xpt__config_find(config, key);
	struct span text = xpt__span_of(value ? value->text : NULL);

	return text.length && xpt__span_number(text, base_of(text), ret_number);
}
