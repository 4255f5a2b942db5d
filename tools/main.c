/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find the command, hold it to its policy, run it. */
#include <errno.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "options.h"
#include "output/message.h"
#include "output/output.h"

#define LOOKS 8 /* as many that want a device of the same few at once get one each */

/* The first operand that is not there and must be, as --help calls it. */
static int missing_operand(const struct command *command, size_t given)
{
	const char *name = command->operands, *next;
	size_t length;

	for (size_t i = 0; i < given || *name == '['; i++) {
		next = strchr(name, ' ');
		if (!next)
			break;
		name = next + 1;
	}
	length = strcspn(name, " .");
	/* what separates is of no use without what it separates */
	if (length == strlen("--") && !strncmp(name, "--", length) && name[length])
		length += 1 + strcspn(name + length + 1, " .");
	return print_usage_error(command, "missing %.*s: xpt %s %s", (int)length, name,
			command->name, command->operands);
}

/* What a command may be asked for is decided here, so that no command can forget it. */
static int check_policy(const struct invocation *invocation)
{
	const struct command *command = invocation->command;

	if (invocation->operand_count < command->operands_min)
		return missing_operand(command, invocation->operand_count);
	if (invocation->operand_count > command->operands_max)
		return print_usage_error(command, "%s does not take \"%s\"", command->name,
				invocation->operands[command->operands_max]);
	if (command->changes_host && invocation->common.host && !invocation->common.dry_run)
		return print_usage_error(command,
				"%s cannot change a captured host; add --dry-run to "
				"see the steps",
				command->name);
	return STATUS_DONE;
}

static int run_once(const struct command *command, char **words, size_t count, bool is_last)
{
	struct invocation invocation = { .command = command, .is_last = is_last };
	auto_free char **operands = calloc(count + 1, sizeof(*operands));
	auto_free void *args = calloc(1, command->args_size + 1);
	int status;

	if (!operands || !args)
		return print_no_memory();
	status = options_parse(&invocation, args, words, count, operands);
	if (status)
		return status;
	sizes_in_bytes(invocation.common.bytes);
	if (invocation.common.help) {
		command_help(command);
		return STATUS_DONE;
	}
	status = check_policy(&invocation);
	return status ? status : command->run(&invocation);
}

/* Commands may cut their words up: the next look needs them as they were. */
static int look(const struct command *command, char **words, size_t count, bool is_last)
{
	auto_free char **copies = calloc(count + 1, sizeof(*copies));
	bool have_all = copies;
	int status;

	for (size_t i = 0; have_all && i < count; i++)
		have_all = (copies[i] = strdup(words[i]));
	status = have_all ? run_once(command, copies, count, is_last) : print_no_memory();
	for (size_t i = 0; copies && i < count; i++)
		free(copies[i]);
	return status;
}

/* Each time somebody else was faster, and is done. Standard input is read once. */
static int run_words(const struct command *command, char **words, size_t count)
{
	int status = STATUS_LOOK_AGAIN, looks = LOOKS;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i], "-"))
			looks = 1;
	while (status == STATUS_LOOK_AGAIN)
		status = look(command, words, count, !--looks);
	return status;
}

/* A command that is made of others: which one? */
static int run_below(const struct command *command, char **words, size_t count)
{
	const struct command *below;

	if (count && (!strcmp(words[0], "--help") || !strcmp(words[0], "-h"))) {
		command_help(command);
		return STATUS_DONE;
	}
	if (command->bare && (!count || words[0][0] == '-'))
		return run_words(command->subcommands[0], words, count);
	if (!count)
		return missing_operand(command, 0);
	below = command_descend(command, words[0]);
	return below ? run_words(below, words + 1, count - 1) : STATUS_USAGE;
}

static int find_and_run(char **words, size_t count)
{
	const struct command *command;

	if (!count) {
		general_help();
		return STATUS_USAGE;
	}
	if (!strcmp(words[0], "--version") || !strcmp(words[0], "-V")) {
		printf("xpt %s\n", xpt_version());
		return STATUS_DONE;
	}
	if (!strcmp(words[0], "--help") || !strcmp(words[0], "-h"))
		command = &cmd_help;
	else
		command = command_find(words[0]);
	if (!command)
		return print_unknown_command(words[0]);
	return command->subcommands ? run_below(command, words + 1, count - 1) :
				      run_words(command, words + 1, count - 1);
}

/* "xpt --json list" is "xpt list --json": the options go to the end, or before "--". */
static int dispatch(char **words, size_t count)
{
	size_t leading = options_leading(words, count), end = count;
	auto_free char **ordered = calloc(count + 1, sizeof(*ordered));

	if (!ordered)
		return print_no_memory();
	if (!leading || leading == count)
		return find_and_run(words, count);
	for (size_t i = count; i > leading; i--)
		if (!strcmp(words[i - 1], "--"))
			end = i - 1;
	memcpy(ordered, words + leading, (end - leading) * sizeof(*words));
	memcpy(ordered + end - leading, words, leading * sizeof(*words));
	memcpy(ordered + end, words + end, (count - end) * sizeof(*words));
	return find_and_run(ordered, count);
}

/* "xpt --trace list": of the program, not of a command. */
static int begin(char **words, size_t count)
{
	bool trace = count && !strcmp(words[0], "--trace");

	if (trace)
		trace_host();
	return dispatch(words + trace, count - trace);
}

/* A reader that went away (head) is no error; a full disk is one. */
static int finish(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	if (errno == EPIPE)
		return status;
	print_message("cannot write the output: %s", strerror(errno));
	return status ? status : STATUS_UNREADABLE;
}

/* The names of all devices are some thousand small pieces; a heap that grows by so much asks the kernel less often. */
#define HEAP_STEP (4 << 20)

int main(int argc, char **argv)
{
	mallopt(M_TOP_PAD, HEAP_STEP);
	setlocale(LC_CTYPE, "");
	/* A closed pipe must not end a change half-way. */
	signal(SIGPIPE, SIG_IGN);
	return finish(begin(argv + 1, argc > 1 ? (size_t)argc - 1 : 0));
}
