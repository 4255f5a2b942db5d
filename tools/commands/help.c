/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help is made of the command tables. */
#include <stdio.h>
#include <string.h>

#include "../output/message.h"
#include "../output/output.h"

static void option_line(const struct option_spec *option)
{
	auto_free char *names = NULL;
	char letter[] = "    ";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	if (asprintf(&names, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
			    option->value ? option->value : "") < 0) {
		names = NULL;
		return;
	}
	printf("  %-24s ", names);
	print_wrapped(stdout, option->help, 27);
}

static void subcommands_help(const struct command *command)
{
	puts("\ncommands:");
	for (size_t i = 0; command->subcommands[i]; i++)
		printf("  %-12s %s\n", subcommand_word(command->subcommands[i]),
				command->subcommands[i]->brief);
	printf("\n\"xpt %s COMMAND --help\" tells more.\n", command->name);
}

static void options_help(const struct command *command)
{
	const struct option_spec *option;
	bool common;

	puts("\noptions:");
	for (size_t i = 0; (option = command_option(command, i, &common)); i++)
		option_line(option);
	if (command->more_help)
		command->more_help();
}

void command_help(const struct command *command)
{
	printf("usage: xpt %s%s%s%s\n\n", command->name, command->subcommands ? "" : " [OPTION...]",
			*command->operands ? " " : "", command->operands);
	print_wrapped(stdout, command->brief, 0);
	if (command->xl_only)
		printf("This is xl's spelling, and xpt has no other; see xpt-%s(1).\n",
				command->xl_for);
	else if (command->xl_for)
		printf("This is a spelling of xl or XCP-ng; xpt's own is \"xpt %s\".\n",
				command->xl_for);
	if (command->notes)
		printf("\n%s\n", command->notes);
	if (command->subcommands)
		subcommands_help(command);
	else
		options_help(command);
}

static void command_lines(bool xl)
{
	for (size_t i = 0; all_commands[i]; i++) {
		const struct command *command = all_commands[i];

		if (!command->xl_for != xl)
			printf("  %-*s %s\n", xl ? 24 : 12, command->name,
					xl && !command->xl_only ? command->xl_for : command->brief);
	}
}

void general_help(void)
{
	puts("usage: xpt [--trace] COMMAND [OPTION...] [OPERAND...]\n\n"
	     "Hand PCI devices to Xen domains, and take them back.\n");
	command_lines(false);
	puts("\nSpellings of xl and of XCP-ng, with their operands, and what they stand for:\n");
	command_lines(true);
	puts("\nDEVICE is a PCI address: 0000:04:00.0 or 04:00.0; \"04:00.*\" is all functions of a slot.\n"
	     "DOMAIN is a name or an id.\n"
	     "--trace tells on stderr what the host is asked, what it answers, and how long that takes.\n"
	     "\"xpt COMMAND --help\" tells more, and so do xpt(1) and xpt-COMMAND(1).");
}

static int help_run(const struct invocation *invocation)
{
	const struct command *command;

	if (!invocation->operand_count) {
		general_help();
		return STATUS_DONE;
	}
	command = command_find(invocation->operands[0]);
	if (!command)
		return print_usage_error(NULL, "no command \"%s\"", invocation->operands[0]);
	if (invocation->operand_count > 1 && !command->subcommands)
		return print_usage_error(invocation->command, "help does not take \"%s\"",
				invocation->operands[1]);
	if (invocation->operand_count > 1)
		command = command_descend(command, invocation->operands[1]);
	if (!command)
		return STATUS_USAGE;
	command_help(command);
	return STATUS_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.brief = "say what a command does and which options it takes",
	.operands_max = 2,
	.run = help_run,
};
