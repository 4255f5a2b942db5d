/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Log lines in, findings out. Pure: no I/O, no clock. */
#ifndef EXPLAIN_EXPLAIN_H
#define EXPLAIN_EXPLAIN_H

#include <xpt/error.h>

#include "../base/finding.h"
#include "../base/line.h"
#include "../model/model.h"

/*
 * explain_lines - what do these lines say?
 * @host:    helps to name sharers and domains; may be NULL
 * @subject: the device they are about, for lines that do not name one; may be NULL
 * Guest lines ("(d1) …") and dom0 console lines among Xen's are dropped: they prove nothing.
 * Adds one finding a cause; lines that no rule knows but that say "fail", "error" or name the
 * subject go to `unexplained` only when nothing else was found.
 */
int explain_lines(const struct xpt_host *host, const struct log_line *lines, size_t count,
		const char *subject, struct xpt_report *into, struct xpt_error **ret_error);

#endif
