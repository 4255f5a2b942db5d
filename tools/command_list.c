/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All commands, and the one of a name. */
#include <string.h>

#include "command.h"
#include "output/message.h"

#define SUBCOMMANDS_MAX 32

#define COMMAND_ADDRESS(name) &cmd_##name,
const struct command *const all_commands[] = { COMMANDS(COMMAND_ADDRESS) NULL };
#undef COMMAND_ADDRESS

const struct command *command_find(const char *name)
{
	for (size_t i = 0; all_commands[i]; i++)
		if (!strcmp(all_commands[i]->name, name))
			return all_commands[i];
	return NULL;
}

const char *subcommand_word(const struct command *subcommand)
{
	const char *blank = strchr(subcommand->name, ' ');

	return blank ? blank + 1 : subcommand->name;
}

const struct command *command_descend(const struct command *command, const char *word)
{
	const char *words[SUBCOMMANDS_MAX + 1] = { NULL }, *nearest;

	for (size_t i = 0; command->subcommands[i] && i < SUBCOMMANDS_MAX; i++) {
		words[i] = subcommand_word(command->subcommands[i]);
		if (!strcmp(words[i], word))
			return command->subcommands[i];
	}
	nearest = suggest(word, words);
	if (nearest)
		print_usage_error(command, "%s has no command \"%s\"; did you mean \"%s\"?",
				command->name, word, nearest);
	else
		print_usage_error(command, "%s has no command \"%s\"", command->name, word);
	return NULL;
}

int print_unknown_command(const char *name)
{
	const char *names[sizeof(all_commands) / sizeof(*all_commands)] = { NULL };
	const char *nearest;

	if (*name == '-')
		return print_usage_error(
				NULL, "options go after the command: xpt COMMAND %s", name);
	for (size_t i = 0; all_commands[i]; i++)
		names[i] = all_commands[i]->name;
	nearest = suggest(name, names);
	if (nearest)
		return print_usage_error(
				NULL, "no command \"%s\"; did you mean \"%s\"?", name, nearest);
	return print_usage_error(NULL, "no command \"%s\"", name);
}
