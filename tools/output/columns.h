/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which columns a list shows: those of -o, or the usual ones. */
#ifndef TOOLS_OUTPUT_COLUMNS_H
#define TOOLS_OUTPUT_COLUMNS_H

#include "output.h"

/* Two fields in one column, as lspci -n shows them. */
struct column_pair {
	const char *key, *heading, *first, *second, *help;
};

/* A field that a snapshot holds only when asked for. */
struct column_detail {
	const char *key;
	unsigned int detail; /* enum xpt_detail */
};

struct column_set {
	const struct xpt_kind *(*kind)(void);
	const char *usual;
	const struct column_pair *pairs;     /* end with an empty one; NULL: none */
	const struct column_detail *details; /* the same */
};

extern const struct column_set device_columns, vcpu_columns, pool_columns, usb_columns;

struct columns {
	struct column *items; /* yours to free */
	size_t count;
	unsigned int detail; /* enum xpt_detail that they show */
};

/* What lists take: -o and -n. */
struct columns_args {
	const char *columns; /* NULL: the usual ones */
	bool no_headings;
};

/* The two of them as options, of a struct columns_args at @offset of the command's arguments. */
#define COLUMNS_OPTIONS(offset)                                                           \
	{ 'o', "output", "COLUMNS", "show these columns; +COLUMN adds to the usual ones", \
		OPTION_TEXT, (offset) + offsetof(struct columns_args, columns), 0 },      \
	{                                                                                 \
		'n', "noheadings", NULL, "leave the headings out", OPTION_FLAG,           \
				(offset) + offsetof(struct columns_args, no_headings), 0  \
	}
extern const struct option_spec columns_options[]; /* of a command that takes no others */

/*
 * columns_parse - "address,driver", or "+serial" to add to the usual ones
 * @list: NULL = the usual ones
 * Return: enum status; a wrong name has been told together with the right ones.
 */
int columns_parse(const struct command *command, const struct column_set *set, const char *list,
		struct columns *ret_columns);
/* columns_choose - the same by a list's own arguments; JSON has all fields, and no headings. */
int columns_choose(const struct invocation *invocation, const struct column_set *set,
		const struct columns_args *args, struct columns *ret_columns);
void columns_help(const struct column_set *set);

#endif
