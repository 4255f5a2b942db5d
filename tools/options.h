/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include "command.h"

/*
 * options_parse - fill @invocation (its command is set) and @args from the words of a command line
 * Options may stand before and behind operands; "--" ends them. Names are exact.
 * @operands has room for @count words.
 * Return: enum status; what is wrong has been said.
 */
int options_parse(struct invocation *invocation, void *args, char **words, size_t count,
		char **operands);

/* options_leading - how many words before the command are options that several commands take. */
size_t options_leading(char *const *words, size_t count);

#endif
