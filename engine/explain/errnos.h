/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXPLAIN_ERRNOS_H
#define EXPLAIN_ERRNOS_H

#include <stdbool.h>

#include "../base/arena.h"

/* xpt__errno_number - of "-16", "16", "EBUSY" or "Device or resource busy"; 0: none. */
int xpt__errno_number(const char *text);
/* xpt__errno_reason - what it means; @assigning: from the (de)assign hypercalls. NULL: no memory. */
const char *xpt__errno_reason(struct arena *arena, int number, bool assigning);

/* xpt__libxl_code_reason - what a return code of libxl ("-9") means; NULL: none of its codes */
const char *xpt__libxl_code_reason(const char *code);

#endif
