/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a terminal, a mail program or a web page put into and around the text of a line. */
#ifndef EXPLAIN_MARKUP_H
#define EXPLAIN_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * xpt__markup_clean - colours, HTML, typographic signs and non-ASCII blanks off a line, in place
 * "<br>" becomes a newline: the line may be several.
 * @quoted_printable: "=3D" stands for "="
 * Return: its new length, never more.
 */
size_t xpt__markup_clean(char *text, size_t length, bool quoted_printable);

/* xpt__markup_is_quoted_printable - is it a mail header that says so? */
bool xpt__markup_is_quoted_printable(const char *text, size_t length);
/* xpt__markup_soft_break - does "=", which joins the next line to it, end it? */
bool xpt__markup_soft_break(const char *text, size_t length, bool quoted_printable);

/*
 * xpt__markup_quoted - the next of the strings between double quotes that @text consists of (a line of CSV,
 * a piece of JSON), its escapes resolved, in place
 * @ret_next: behind it
 * Return: the string; NULL: there is none.
 */
char *xpt__markup_quoted(char *text, char **ret_next);

#endif
