/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any printable text as one word: "My%20stick". */
#ifndef BASE_PERCENT_H
#define BASE_PERCENT_H

#include <stdio.h>

#include "text.h"

/* Letters, digits and _ . : + / - stand for themselves, each other byte becomes %XX. */
void xpt__percent_write(FILE *to, struct span text);
/*
 * xpt__percent_read - the text of such a word
 * @to: with room for the length of @word and a NUL
 * Return: false where it is no such word, or its text is empty or not printable.
 */
bool xpt__percent_read(struct span word, char *to);

#endif
