/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <errno.h>
#include <string.h>

#include "output/message.h"

#define COMMON(form, letter, name, member, value, help)                             \
	{                                                                           \
		letter, name, value, help, form, offsetof(struct common, member), 0 \
	}

const struct option_spec common_options[] = {
	COMMON(OPTION_TEXT, 0, "host", host, "DIR", "look at a captured host instead of this one"),
	COMMON(OPTION_FLAG, 0, "json", json, NULL, "print JSON"),
	COMMON(OPTION_FLAG, 0, "bytes", bytes, NULL, "print sizes in bytes"),
	COMMON(OPTION_FLAG, 0, "dry-run", dry_run, NULL, "show the steps, do nothing"),
	COMMON(OPTION_FLAG, 'q', "quiet", quiet, NULL, "say nothing when all went well"),
	COMMON(OPTION_FLAG, 'h', "help", help, NULL, "show this help"),
	{ 0 },
};

/* common_options in order; --help is for all. */
static const unsigned int taken_by[] = { TAKES_HOST, TAKES_JSON, TAKES_BYTES, TAKES_DRY_RUN,
	TAKES_QUIET, 0 };

const struct option_spec *command_option(
		const struct command *command, size_t index, bool *ret_common)
{
	size_t own = 0;

	while (command->options && command->options[own].name)
		own++;
	if (index < own) {
		*ret_common = false;
		return &command->options[index];
	}
	index -= own;
	for (size_t i = 0; common_options[i].name; i++) {
		if (taken_by[i] && !(command->takes & taken_by[i]))
			continue;
		if (!index--) {
			*ret_common = true;
			return &common_options[i];
		}
	}
	return NULL;
}

struct parser {
	struct invocation *invocation;
	void *args;
	char **words;
	size_t at, count;
};

static const struct option_spec *find(const struct command *command, char letter, const char *name,
		size_t length, bool *ret_common)
{
	const struct option_spec *option;

	for (size_t i = 0; (option = command_option(command, i, ret_common)); i++) {
		if (letter && option->letter == letter)
			return option;
		if (name && strlen(option->name) == length && !strncmp(option->name, name, length))
			return option;
	}
	return NULL;
}

static int store_number(const struct parser *parser, const struct option_spec *option,
		const char *text, unsigned int *ret_number)
{
	int base = strncmp(text, "0x", 2) ? 10 : 16;
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, base);
	if (errno || *end || end == text || *text == '-' || *text == '+' || *text == ' ' ||
			number < 1 || number > option->number)
		return print_usage_error(parser->invocation->command,
				"--%s takes a number from 1 to %u, not \"%s\"", option->name,
				option->number, text);
	*ret_number = (unsigned int)number;
	return STATUS_DONE;
}

/* The words of a command line are ours to cut. */
static int store_words(const struct parser *parser, const struct option_spec *option, char *text,
		struct words *words)
{
	char *word;

	while ((word = strsep(&text, ","))) {
		if (!*word)
			return print_usage_error(parser->invocation->command,
					"--%s has an empty word in its "
					"list",
					option->name);
		if (words->count == WORDS_MAX)
			return print_usage_error(parser->invocation->command,
					"--%s takes %d at most", option->name, WORDS_MAX);
		words->items[words->count++] = word;
	}
	return STATUS_DONE;
}

static int store_memory(const struct parser *parser, const struct option_spec *option,
		const char *text, unsigned long long *ret_kib)
{
	static const char letters[] = "kmgt";
	unsigned long long number;
	const char *letter;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	letter = *end ? strchr(letters, *end | 0x20) : letters + 1;
	if (errno || end == text || *text < '0' || *text > '9' || !letter || (*end && end[1]) ||
			!number || number > UINT64_MAX >> 10 * (letter - letters))
		return print_usage_error(parser->invocation->command,
				"--%s takes an amount such as 8G or 512M, "
				"or a number of MiB, not \"%s\"",
				option->name, text);
	*ret_kib = number << 10 * (letter - letters);
	return STATUS_DONE;
}

static int store(const struct parser *parser, const struct option_spec *option, bool common,
		char *value)
{
	char *base = common ? (char *)&parser->invocation->common : parser->args;
	void *place = base + option->offset;

	switch (option->form) {
	case OPTION_FLAG:
		*(bool *)place = true;
		break;
	case OPTION_BIT:
		*(unsigned int *)place |= option->number;
		break;
	case OPTION_TEXT:
		*(const char **)place = value;
		break;
	case OPTION_NUMBER:
		return store_number(parser, option, value, place);
	case OPTION_WORDS:
		return store_words(parser, option, value, place);
	case OPTION_MEMORY:
		return store_memory(parser, option, value, place);
	}
	return STATUS_DONE;
}

/* The value of an option: @given, or the next word. */
static int take(struct parser *parser, const struct option_spec *option, bool common, char *given)
{
	const struct command *command = parser->invocation->command;

	if (!option->value) {
		if (given)
			return print_usage_error(command, "--%s takes no value", option->name);
		return store(parser, option, common, NULL);
	}
	if (!given) {
		if (parser->at >= parser->count)
			return print_usage_error(command, "--%s takes a value: --%s %s",
					option->name, option->name, option->value);
		given = parser->words[parser->at++];
	}
	if (!*given)
		return print_usage_error(
				command, "--%s takes a value, not an empty one", option->name);
	return store(parser, option, common, given);
}

static int unknown_option(const struct command *command, const char *word, size_t length)
{
	const char *names[64], *nearest;
	auto_free char *name = strndup(word, length);
	const struct option_spec *option;
	size_t count = 0;
	bool common;

	if (!name)
		return print_no_memory();
	if (!strcmp(name, "trace"))
		return print_usage_error(command, "--trace goes before the command: xpt --trace %s",
				command->name);
	while (count < 63 && (option = command_option(command, count, &common)))
		names[count++] = option->name;
	names[count] = NULL;
	nearest = suggest(name, names);
	if (nearest)
		return print_usage_error(command, "%s has no option --%s; did you mean --%s?",
				command->name, name, nearest);
	return print_usage_error(command, "%s has no option --%s", command->name, name);
}

static int parse_long(struct parser *parser, char *word)
{
	char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : strlen(word);
	bool common;
	const struct option_spec *option =
			find(parser->invocation->command, 0, word, length, &common);

	if (!option)
		return unknown_option(parser->invocation->command, word, length);
	return take(parser, option, common, equals ? equals + 1 : NULL);
}

static int parse_short(struct parser *parser, char *word)
{
	for (; *word; word++) {
		const struct command *command = parser->invocation->command;
		bool common;
		const struct option_spec *option = find(command, *word, NULL, 0, &common);
		int status;

		if (!option)
			return print_usage_error(
					command, "%s has no option -%c", command->name, *word);
		if (option->value && word[1])
			return take(parser, option, common, word + 1);
		status = take(parser, option, common, NULL);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

static void end_of_options(struct invocation *invocation, bool *options)
{
	*options = false;
	invocation->before_dashes = invocation->operand_count;
}

int options_parse(struct invocation *invocation, void *args, char **words, size_t count,
		char **operands)
{
	struct parser parser = { invocation, args, words, 0, count };
	bool options = true;

	invocation->args = args;
	invocation->operands = operands;
	while (parser.at < count) {
		char *word = words[parser.at++];
		int status = STATUS_DONE;

		/* "-/0-3" leaves the hard affinity as it is; no option is called so. */
		if (!options || word[0] != '-' || !word[1] || word[1] == '/')
			operands[invocation->operand_count++] = word;
		else if (!strcmp(word, "--"))
			end_of_options(invocation, &options);
		else if (word[1] == '-')
			status = parse_long(&parser, word + 2);
		else
			status = parse_short(&parser, word + 1);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

static const struct option_spec *common_option(const char *word)
{
	size_t length = strcspn(word, "=");

	for (const struct option_spec *option = common_options; option->name; option++)
		if ((option->letter && word[0] == '-' && word[1] == option->letter && !word[2]) ||
				(!strncmp(word, "--", 2) && strlen(option->name) == length - 2 &&
						!strncmp(option->name, word + 2, length - 2)))
			return option;
	return NULL;
}

size_t options_leading(char *const *words, size_t count)
{
	const struct option_spec *option;
	size_t at = 0;

	while (at < count && (option = common_option(words[at]))) {
		at++;
		if (option->value && !strchr(words[at - 1], '=') && at < count)
			at++;
	}
	return at;
}
