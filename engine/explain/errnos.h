/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXPLAIN_ERRNOS_H
#define EXPLAIN_ERRNOS_H

#include <stdbool.h>

#include "../base/arena.h"

/* errno_number - of "-16", "16" or "Device or resource busy"; 0: none. */
int errno_number(const char *text);
/* errno_reason - what it means; @assigning: from the (de)assign hypercalls. NULL: no memory. */
const char *errno_reason(struct arena *arena, int number, bool assigning);

#endif
