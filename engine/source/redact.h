/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes what identifies a machine out of a capture: serial numbers, MAC addresses, UUIDs, and the
 * names of the host and of its domains. The same input gets the same pseudonym within a capture,
 * pseudonyms are counted in order of appearance, so nothing can be computed back from them.
 * A boot loader's passwords and their hashes are left out, and device paths of the firmware's boot entries.
 * Not taken out: IP addresses, disk labels, and what people wrote into command lines.
 */
#ifndef SOURCE_REDACT_H
#define SOURCE_REDACT_H

#include "../base/text.h"
#include "source.h"

struct redactor;

/* Asks @source for the names, so that they are known before the first answer. */
int xpt__redactor_new(struct source *source, struct redactor **ret_redactor,
		struct xpt_error **ret_error);
void xpt__redactor_free(struct redactor *redactor); /* NULL is fine */

/* The answer to @path without what identifies. 0 or XPT_NO_MEMORY. */
int xpt__redact_answer(struct redactor *redactor, const char *path, struct span answer,
		struct blob *ret_blob);
/* The same for a path, a name in a listing, a link's target or a reason. */
int xpt__redact_name(struct redactor *redactor, struct span name, struct blob *ret_blob);

DEFINE_AUTO(redactor, struct redactor *, xpt__redactor_free)

#endif
