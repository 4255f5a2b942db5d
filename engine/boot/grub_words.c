/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands and words of GRUB's script language, with quotes and variables. */
#include <string.h>

#include "grub.h"

/* More than any loader's line; variables that double each other end here. */
#define WORD_BYTES 65536

/* A word while it is read. */
struct writing {
	struct grub *grub;
	VECTOR(char) text;
	bool any; /* there is a word, if an empty one */
	bool plain, unknown, split;
	struct span variable;
	const char *from;
	struct grub_command *command;
	size_t room;
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static char peek(const struct grub_reader *reader)
{
	return reader->rest.length ? reader->rest.at[0] : '\0';
}

static char take(struct grub_reader *reader)
{
	char c = reader->rest.at[0];

	reader->rest.at++;
	reader->rest.length--;
	reader->line += c == '\n';
	return c;
}

static void put(struct writing *word, char c)
{
	char *to = word->text.count < WORD_BYTES ? vector_push(&word->text) : NULL;

	if (to)
		*to = c;
	else
		word->grub->out_of_memory |= word->text.count < WORD_BYTES;
	word->any = true;
}

static bool end_word(struct writing *word, const char *end)
{
	struct grub_command *command = word->command;
	struct grub_word *to;

	if (!word->any)
		return true;
	if (command->count == word->room) {
		size_t room = word->room * 2 + 8;
		struct grub_word *more = xpt__arena_array(word->grub->arena, room, sizeof(*more));

		if (!more)
			return false;
		if (command->count)
			memcpy(more, command->words, command->count * sizeof(*more));
		command->words = more;
		word->room = room;
	}
	to = &command->words[command->count++];
	*to = (struct grub_word){
		.source = { word->from, (size_t)(end - word->from) },
		.value = xpt__arena_copy(word->grub->arena,
				word->text.items ? word->text.items : "", word->text.count),
		.plain = word->plain,
		.split = word->split,
		.unknown = word->unknown,
		.variable = word->variable,
	};
	word->text.count = 0;
	word->any = word->unknown = word->split = false;
	word->plain = true;
	word->variable = (struct span){ 0 };
	return to->value != NULL;
}

/* Variables outside quotes become as many words as they hold. */
static bool put_variable(struct writing *word, struct span name, bool quoted, const char *end)
{
	const char *value = xpt__grub_get(word->grub, name);

	word->plain = false;
	word->variable = name;
	word->unknown |= !value;
	word->any |= quoted || !value;
	for (; value && *value; value++) {
		if (quoted || !is_blank(*value)) {
			put(word, *value);
			continue;
		}
		word->split = word->any;
		if (!end_word(word, end))
			return false;
		word->split = true;
		word->plain = false;
	}
	return true;
}

/* "$name", "${name}", "$1", "$?"; a "$" before anything else is itself. */
static bool read_variable(struct writing *word, struct grub_reader *reader, bool quoted)
{
	bool braces = peek(reader) == '{';
	struct span name;

	if (braces)
		take(reader);
	name.at = reader->rest.at;
	if (peek(reader) && strchr("?#*@", peek(reader)))
		take(reader);
	else
		while (is_name(peek(reader)))
			take(reader);
	name.length = (size_t)(reader->rest.at - name.at);
	if (!name.length && !braces) {
		put(word, '$');
		return true;
	}
	if (braces && peek(reader) != '}')
		return false;
	if (braces)
		take(reader);
	return put_variable(word, name, quoted, reader->rest.at);
}

static bool read_single_quotes(struct writing *word, struct grub_reader *reader)
{
	while (reader->rest.length && peek(reader) != '\'')
		put(word, take(reader));
	if (!reader->rest.length)
		return false;
	take(reader);
	return true;
}

static bool read_double_quotes(struct writing *word, struct grub_reader *reader)
{
	while (reader->rest.length && peek(reader) != '"') {
		char c = take(reader);

		if (c == '$') {
			if (!read_variable(word, reader, true))
				return false;
		} else if (c == '\\' && peek(reader) == '\n') {
			take(reader);
		} else if (c == '\\' && peek(reader) && strchr("$\"\\", peek(reader))) {
			put(word, take(reader));
		} else {
			put(word, c);
		}
	}
	if (!reader->rest.length)
		return false;
	take(reader);
	return true;
}

/* One piece of a word: a character, or what stands in quotes. */
static bool read_piece(struct writing *word, struct grub_reader *reader)
{
	char c = take(reader);

	if (c == '$')
		return read_variable(word, reader, false);
	if (c != '\\' && c != '\'' && c != '"') {
		put(word, c);
		return true;
	}
	word->plain = false;
	if (c == '\\') {
		if (peek(reader) == '\n')
			take(reader);
		else if (reader->rest.length)
			put(word, take(reader));
		return true;
	}
	word->any = true;
	return c == '"' ? read_double_quotes(word, reader) : read_single_quotes(word, reader);
}

static bool read_words(struct writing *word, struct grub_reader *reader, char *ret_end)
{
	*ret_end = '\0';
	while (reader->rest.length) {
		char c = peek(reader);

		if (!word->any)
			word->from = reader->rest.at;
		if (is_blank(c) || strchr("\n;{}&|", c)) {
			if (!end_word(word, reader->rest.at))
				return false;
			take(reader);
			if (is_blank(c))
				continue;
			*ret_end = c;
			return true;
		}
		if (c == '#' && !word->any) {
			while (reader->rest.length && peek(reader) != '\n')
				take(reader);
			continue;
		}
		if (!read_piece(word, reader))
			return false;
	}
	return end_word(word, reader->rest.at);
}

bool xpt__grub_next(struct grub *grub, struct grub_reader *reader, struct grub_command *ret_command)
{
	struct grub_command command = { .line = reader->line };
	struct writing word = { .grub = grub, .plain = true, .command = &command };
	bool fine;

	do {
		command.line = reader->line;
		fine = reader->rest.length && read_words(&word, reader, &command.end);
	} while (fine && !command.count && (command.end == '\n' || command.end == ';'));
	vector_clear(&word.text);
	if (!fine && reader->rest.length + command.count)
		xpt__grub_doubt(grub, reader, command.line, "quotes or braces are not closed");
	if (!fine || (!command.count && !command.end))
		return false;
	*ret_command = command;
	return true;
}

bool xpt__grub_skip_block(
		struct grub *grub, struct grub_reader *reader, struct grub_reader *ret_body)
{
	struct grub_reader body = *reader;
	struct grub_command command;
	size_t depth = 1;
	const char *end = reader->rest.at;

	while (depth && xpt__grub_next(grub, reader, &command)) {
		depth += command.end == '{';
		depth -= command.end == '}';
		end = reader->rest.at;
	}
	if (depth) {
		xpt__grub_doubt(grub, &body, body.line, "the block that begins here is not closed");
		return false;
	}
	body.rest.length = (size_t)(end - 1 - body.rest.at);
	*ret_body = body;
	return true;
}
