/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completion is made of the command tables. */
#include <stdio.h>
#include <string.h>

#include "../output/columns.h"
#include "filters.h"
#include "../output/class_words.h"
#include "../output/message.h"

static void words_case(const char *pattern, const char *const *words)
{
	printf("\t%s) offer=\"", pattern);
	for (size_t i = 0; words[i]; i++)
		printf("%s%s", i ? " " : "", words[i]);
	puts("\" ;;");
}

static void column_words(const char *pattern, const struct column_set *set)
{
	const struct xpt_field *field;

	printf("\t\t%s) offer=\"", pattern);
	for (const struct column_pair *pair = set->pairs; pair && pair->key; pair++)
		printf("%s ", pair->key);
	for (size_t i = 0; (field = xpt_kind_field(set->kind(), i)); i++)
		printf("%s%s", i ? " " : "", field->key);
	puts("\" ;;");
}

/* The words of the command line are in the caller's array. */
static void columns_case(void)
{
	puts("\t-o | --output)\n\t\tcase ${words[1]} in");
	column_words("vcpus | vcpu-list", &vcpu_columns);
	column_words("pool", &pool_columns);
	column_words("usb", &usb_columns);
	column_words("*", &device_columns);
	puts("\t\tesac ;;");
}

static void commands_line(const char *indent, const char *name)
{
	printf("%s%s=\"", indent, name);
	for (size_t i = 0; all_commands[i]; i++)
		printf("%s%s", i ? " " : "", all_commands[i]->name);
	puts("\"");
}

/* What the operands of a command are, in the words of the function _xpt_operands. */
static const char *operand_kind(const struct command *command)
{
	if (!strncmp(command->operands, "DOMAIN DEVICE", 13) ||
			!strncmp(command->operands, "DOMAIN [DEVICE", 14))
		return "domain-devices";
	if (strstr(command->operands, "USB-DEVICE"))
		return "usb-devices";
	if (strstr(command->operands, "DEVICE") || strstr(command->operands, "PF"))
		return command->takes_usb ? "devices" : "pci-devices";
	if (!strcmp(command->operands, "DOMAIN POOL"))
		return "domain-pool";
	if (strstr(command->operands, "POOL"))
		return "pool";
	if (strstr(command->operands, "DOMAIN"))
		return "domain";
	if (strstr(command->operands, "DIR"))
		return "directory";
	if (strstr(command->operands, "FILE"))
		return "files";
	return strstr(command->operands, "COMMAND") ? "command" : "nothing";
}

static void command_case(const struct command *command)
{
	const struct option_spec *option;
	bool common;

	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++)
		command_case(command->subcommands[i]);
	if (command->subcommands)
		return;
	printf("\t\"%s\") kind=%s options=\"", command->name, operand_kind(command));
	for (size_t i = 0; (option = command_option(command, i, &common)); i++)
		printf("%s--%s", i ? " " : "", option->name);
	puts("\" ;;");
}

static void valued_options_of(const struct command *command, bool first)
{
	const struct option_spec *option;
	bool common;

	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++)
		valued_options_of(command->subcommands[i], false);
	for (size_t i = 0; !command->xl_for && !command->subcommands &&
			(option = command_option(command, i, &common));
			i++)
		if (option->value && (!common || first))
			printf(" --%s", option->name);
}

static void valued_options(void)
{
	fputs("\tvalued=\" -o", stdout);
	for (size_t i = 0; all_commands[i]; i++)
		valued_options_of(all_commands[i], !i);
	puts(" \"");
}

/* Commands that are made of others: their second word is a part of the name. */
static void groups_case(void)
{
	puts("\tcase ${words[1]} in");
	for (size_t i = 0; all_commands[i]; i++) {
		if (!all_commands[i]->subcommands)
			continue;
		printf("\t%s) first=3 below=\"", all_commands[i]->name);
		for (size_t k = 0; all_commands[i]->subcommands[k]; k++)
			printf("%s%s", k ? " " : "",
					subcommand_word(all_commands[i]->subcommands[k]));
		puts("\" ;;");
	}
	puts("\tesac");
}

static const char head[] =
		"# bash completion for xpt, as \"xpt completion bash\" prints it\n"
		"\n"
		"_xpt_devices() { ls /sys/bus/pci/devices 2>/dev/null; }\n"
		"_xpt_usb_devices() { ls /sys/bus/usb/devices 2>/dev/null | grep -v : | grep -e -; }\n"
		"_xpt_pools() { xl cpupool-list 2>/dev/null | awk 'NR > 1 { print $1 }'; }\n"
		"_xpt_domains() { xl list 2>/dev/null | awk 'NR > 1 { print $1 }'; }\n"
		"\n"
		"# What may stand after option $1; fails where that is not an option with a value.\n"
		"_xpt_value()\n"
		"{\n"
		"\tcase $1 in\n"
		"\t--host) compopt -o dirnames ;;\n"
		"\t--driver) offer=$(ls /sys/bus/pci/drivers 2>/dev/null) ;;\n"
		"\t--domain) offer=$(_xpt_domains) ;;\n"
		"\t--device) offer=$(_xpt_devices) ;;\n";

static const char middle[] =
		"\t*) case $valued in *\" $1 \"*) ;; *) return 1 ;; esac ;;\n"
		"\tesac\n"
		"}\n"
		"\n"
		"# What may stand at operand number $1 of an operand kind.\n"
		"_xpt_operand()\n"
		"{\n"
		"\tcase $kind in\n"
		"\tdomain) [ \"$1\" -gt 0 ] || offer=$(_xpt_domains) ;;\n"
		"\tdomain-pool) case $1 in 0) offer=$(_xpt_domains) ;; 1) offer=$(_xpt_pools) ;; esac ;;\n"
		"\tpool) [ \"$1\" -gt 0 ] || offer=$(_xpt_pools) ;;\n"
		"\tdomain-devices) if [ \"$1\" -eq 0 ]; then offer=$(_xpt_domains); else offer=$(_xpt_devices; _xpt_usb_devices); fi ;;\n"
		"\tdevices) offer=$(_xpt_devices; _xpt_usb_devices) ;;\n"
		"\tpci-devices) offer=$(_xpt_devices) ;;\n"
		"\tusb-devices) offer=$(_xpt_usb_devices) ;;\n"
		"\tdirectory) compopt -o dirnames ;;\n"
		"\tfiles) compopt -o default ;;\n"
		"\tcommand) offer=$commands ;;\n"
		"\tesac\n"
		"}\n"
		"\n"
		"_xpt_command()\n"
		"{\n"
		"\tcase $1 in\n";

/* Addresses hold colons, at which bash cuts words: read the line instead, and cut replies. */
static const char tail[] =
		"\tesac\n"
		"}\n"
		"\n"
		"_xpt()\n"
		"{\n"
		"\tlocal line=${COMP_LINE:0:COMP_POINT} offer= kind=nothing options= valued commands below= first=2\n"
		"\tlocal current words word previous count=0\n"
		"\tread -ra words <<< \"$line\"\n"
		"\tcase $line in *[[:space:]]) words+=(\"\") ;; esac\n"
		"\tcurrent=${words[-1]}\n"
		"\tprevious=${words[-2]}\n";

static const char end[] =
		"\tif [ \"${#words[@]}\" -eq 2 ]; then\n"
		"\t\toffer=$commands\n"
		"\telif [ \"${#words[@]}\" -eq \"$first\" ]; then\n"
		"\t\toffer=$below\n"
		"\telse\n"
		"\t\t_xpt_command \"${words[*]:1:first-1}\"\n"
		"\t\tprevious=xpt\n"
		"\t\tfor word in \"${words[@]:first:${#words[@]}-first-1}\"; do\n"
		"\t\t\tcase $word in -*) ;; *) case $valued in *\" $previous \"*) ;; *) count=$((count + 1)) ;; esac ;; esac\n"
		"\t\t\tprevious=$word\n"
		"\t\tdone\n"
		"\t\tif ! _xpt_value \"$previous\"; then\n"
		"\t\t\tcase $current in\n"
		"\t\t\t-*) offer=$options ;;\n"
		"\t\t\t*) _xpt_operand \"$count\" ;;\n"
		"\t\t\tesac\n"
		"\t\tfi\n"
		"\tfi\n"
		"\tmapfile -t COMPREPLY < <(compgen -W \"$offer\" -- \"$current\")\n"
		"\tcase $current in\n"
		"\t*:*) COMPREPLY=(\"${COMPREPLY[@]#\"${current%\"${current##*:}\"}\"}\") ;;\n"
		"\tesac\n"
		"}\n"
		"\n"
		"complete -F _xpt xpt\n";

static void print_bash(void)
{
	fputs(head, stdout);
	words_case("--state", state_words);
	words_case("--class", class_words);
	columns_case();
	fputs(middle, stdout);
	for (size_t i = 0; all_commands[i]; i++)
		command_case(all_commands[i]);
	fputs(tail, stdout);
	commands_line("\t", "commands");
	groups_case();
	valued_options();
	fputs(end, stdout);
}

static int completion_run(const struct invocation *invocation)
{
	if (strcmp(invocation->operands[0], "bash"))
		return print_usage_error(invocation->command,
				"completion is for bash, not for \"%s\"", invocation->operands[0]);
	print_bash();
	return STATUS_DONE;
}

const struct command cmd_completion = {
	.name = "completion",
	.operands = "bash",
	.brief = "print the completion of this command line for a shell",
	.notes = "Packages install it. By hand: source <(xpt completion bash)",
	.operands_min = 1,
	.operands_max = 1,
	.run = completion_run,
};
