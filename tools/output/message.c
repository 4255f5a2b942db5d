/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "width.h"

#define LINE_MOST 78

/* Operands come back in messages: none of their bytes may steer a terminal. */
static void clean(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

__attribute__((format(__printf__, 1, 0))) static void say_line(
		const char *format, va_list arguments)
{
	auto_free char *text = NULL;

	if (vasprintf(&text, format, arguments) < 0) {
		text = NULL;
		fputs("xpt: out of memory\n", stderr);
		return;
	}
	clean(text);
	clear_transient();
	fprintf(stderr, "xpt: %s\n", text);
}

void print_message(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_line(format, arguments);
	va_end(arguments);
}

int print_usage_error(const struct command *command, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_line(format, arguments);
	va_end(arguments);
	if (command)
		fprintf(stderr, "try: xpt %s --help\n", command->name);
	else
		fputs("try: xpt help\n", stderr);
	return STATUS_USAGE;
}

int print_no_memory(void)
{
	print_message("out of memory");
	return STATUS_UNREADABLE;
}

int status_of_code(int code)
{
	switch (code) {
	case XPT_OK:
		return STATUS_DONE;
	case XPT_INVALID:
		return STATUS_USAGE;
	case XPT_NOT_FOUND:
	case XPT_BUSY:
	case XPT_REFUSED:
	case XPT_STALE:
	case XPT_CANCELLED:
		return STATUS_REFUSED;
	case XPT_STUCK:
		return STATUS_STUCK;
	default:
		return STATUS_UNREADABLE;
	}
}

int status_of_verdict(enum xpt_verdict verdict)
{
	switch (verdict) {
	case XPT_BLOCKED:
		return STATUS_REFUSED;
	case XPT_UNKNOWN:
		return STATUS_UNKNOWN;
	default:
		return STATUS_DONE;
	}
}

static bool terminal(void)
{
	return isatty(STDERR_FILENO);
}

/* A line that wraps could not be taken back. */
static int transient_length(void)
{
	size_t columns = terminal_columns(stderr);

	return columns > 1 && columns <= LINE_MOST ? (int)columns - 1 : LINE_MOST;
}

void print_transient(const char *format, ...)
{
	auto_free char *text = NULL;
	va_list arguments;
	int r;

	if (!terminal())
		return;
	va_start(arguments, format);
	r = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (r < 0) {
		text = NULL;
		return;
	}
	clean(text);
	fprintf(stderr, "\r\033[K%.*s", transient_length(), text);
	fflush(stderr);
}

void clear_transient(void)
{
	if (terminal())
		fputs("\r\033[K", stderr);
}

#define SUGGEST_LENGTH 32

/* How many letters must be inserted, deleted or replaced; a swap of neighbours counts as two. */
static size_t distance(const char *a, const char *b)
{
	size_t row[SUGGEST_LENGTH + 1], columns = strlen(b);

	if (columns > SUGGEST_LENGTH || strlen(a) > SUGGEST_LENGTH)
		return SUGGEST_LENGTH;
	for (size_t j = 0; j <= columns; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (best > row[j] + 1)
				best = row[j] + 1;
			if (best > row[j - 1] + 1)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[columns];
}

const char *suggest(const char *name, const char *const *names)
{
	size_t nearest = strlen(name) / 3 + 1;
	const char *best = NULL;

	for (; *names; names++) {
		size_t far = distance(name, *names);

		if (far <= nearest && (!best || far < nearest)) {
			nearest = far;
			best = *names;
		}
	}
	return best;
}
