/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which answers hold what identifies. */
#ifndef SOURCE_REDACT_PATHS_H
#define SOURCE_REDACT_PATHS_H

#include <stdbool.h>

/* xpt__redact_holds_names - host and domain names are ordinary words; only these answers may hold them as names. */
bool xpt__redact_holds_names(const char *path);
/* xpt__redact_is_serial - the answer is a serial number, and nothing else. */
bool xpt__redact_is_serial(const char *path);

#endif
