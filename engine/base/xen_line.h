/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of Xen's console. */
#ifndef BASE_XEN_LINE_H
#define BASE_XEN_LINE_H

#include <stdbool.h>

#include "text.h"

#define XEN_PREFIX "(XEN) "

/*
 * A line of Xen itself ("(XEN) …"), without that and a time stamp, trimmed. False: not one.
 * Guests print into the same ring, as "(d1) …".
 */
bool xpt__xen_own_line(struct span line, struct span *ret_text);

#endif
