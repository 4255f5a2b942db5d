/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people are told on stderr, and how a command ends. */
#ifndef TOOLS_OUTPUT_MESSAGE_H
#define TOOLS_OUTPUT_MESSAGE_H

#include "../command.h"

/* say - "xpt: …" on stderr, free of control bytes. */
void print_message(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
/* say_usage - the same for a wrong command line, with where to find help. Return: STATUS_USAGE. */
int print_usage_error(const struct command *command, const char *format, ...)
		__attribute__((format(__printf__, 2, 3)));
/* say_error - tells an error, as JSON too where asked, and frees it. Return: its status. */
int print_error(const struct invocation *invocation, struct xpt_error *error);
int print_no_memory(void);

int status_of_code(int code); /* enum xpt_code */
int status_of_verdict(enum xpt_verdict verdict);

/* A line on a terminal that the next one replaces; nothing anywhere else. */
void print_transient(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void clear_transient(void);

/* suggest - of @names (ends with NULL) the nearest to a misspelled @name, or NULL. */
const char *suggest(const char *name, const char *const *names);

#endif
