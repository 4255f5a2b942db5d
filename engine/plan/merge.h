/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two changes of one text, told apart line by line. */
#ifndef PLAN_MERGE_H
#define PLAN_MERGE_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/text.h"

/*
 * xpt__merge_lines - what @base becomes when both are done that made @one and @other of it
 * @ret_merged: NULL: they change the same lines, or lines beside each other, or which of equal lines is not known
 * Of texts that differ in thousands of lines all between the first and the last that differ counts as changed.
 * Return: false: memory is out.
 */
bool xpt__merge_lines(struct arena *arena, struct span base, struct span one, struct span other,
		const char **ret_merged);

#endif
