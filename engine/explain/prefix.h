/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands before the message proper in a log line: dates, hosts, programs, levels, vCPUs. */
#ifndef EXPLAIN_PREFIX_H
#define EXPLAIN_PREFIX_H

#include <stdbool.h>

#include "../base/log_line.h"
#include "../base/text.h"

#define LINE_BODIES 4

struct line_body {
	enum log_source source;
	const char *text;
	bool prefixed; /* its program's own prefix stands before it, or the log is its own */
};

struct line_parts {
	/* how the line may be read, likeliest first; none: it proves nothing, whatever it says */
	struct line_body bodies[LINE_BODIES];
	size_t body_count;
	struct span time;    /* as the line has it, without brackets; a date where it has one */
	bool of_guest_place; /* it tells where the guest sees the device, which is not its address */
	bool has_prefix;     /* it begins a line of its own: it continues no other */
	bool known;	     /* it is of a log that rules are for, whatever it says */
	bool of_kernel;	     /* a kernel's log holds it, or a logger says so */
};

/*
 * xpt__line_read - take a line apart
 * Xen's own lines begin with "(XEN) ", a guest's with "(d1) ", dom0's console writes with neither.
 * In Xen's ring the latter two have no body. In a log of any kind a line without "(XEN) " may be
 * libxl's, the kernel's or QEMU's, but it is never Xen's.
 */
void xpt__line_read(const struct log_line *line, struct line_parts *ret_parts);

#endif
