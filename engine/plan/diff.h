/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_DIFF_H
#define PLAN_DIFF_H

#include "../base/arena.h"
#include "../base/text.h"

/*
 * xpt__diff_lines - the lines that go, with "-" before them, and those that come, with "+"; printable
 * Each texts' lines are compared in their order; between the first and the last that differ nothing is
 * searched for that only moved. NULL when memory is out.
 */
const char *xpt__diff_lines(struct arena *arena, struct span before, struct span after);

#endif
