/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How wide a text is, and what it is printed on. */
#ifndef TOOLS_OUTPUT_WIDTH_H
#define TOOLS_OUTPUT_WIDTH_H

#include <stdio.h>

/* terminal_columns - as wide as it is now; 0: @out is none. */
size_t terminal_columns(FILE *out);
/* text_cells - what a terminal takes for @text, which may be NULL; control bytes are not in such texts. */
size_t text_cells(const char *text);

#endif
