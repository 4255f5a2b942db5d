/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries of systemd's journal in the forms that are not lines: -o json, json-pretty, export, verbose. */
#ifndef EXPLAIN_JOURNAL_H
#define EXPLAIN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

struct journal;

enum journal_line {
	JOURNAL_NONE,  /* the line is of no such form */
	JOURNAL_TAKEN, /* it is of an entry that is not complete */
	JOURNAL_TEXT,  /* it completes one: xpt__journal_text() */
};

struct journal *xpt__journal_new(void);		 /* NULL: no memory */
void xpt__journal_free(struct journal *journal); /* NULL is fine */
/*
 * xpt__journal_line - a line of a log; NULL: the log ends
 * With NULL, or where the result is JOURNAL_NONE, xpt__journal_text() may hold the entry that ended before.
 */
enum journal_line xpt__journal_line(struct journal *journal, const char *line, size_t length);
/* xpt__journal_text - "date host program: message", a line for each of the message; "": nothing. Once. */
char *xpt__journal_text(struct journal *journal);

#endif
