/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A short text that differs where two texts do, to see whether a file is as it was. No secret. */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include "text.h"

#define SUM_TEXT 32

/* xpt__sum_text - "LENGTH-HASH" of @text. Return: @buffer. */
const char *xpt__sum_text(struct span text, char buffer[SUM_TEXT]);

#endif
