/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

/*
 * Where a log line comes from; a rule only matches lines of its own source. The last two are of
 * whole logs: in LOG_ANY each line tells its source itself, and LOG_GUEST proves nothing at all.
 */
enum log_source { LOG_XEN, LOG_LIBXL, LOG_KERNEL, LOG_QEMU, LOG_ANY, LOG_GUEST };

struct log_line {
	enum log_source source;
	const char *name;     /* as evidence shows it: "xen/console", "libxl" */
	unsigned long number; /* 0: none */
	const char *text;     /* raw: prefixes and control bytes included */
};

#endif
