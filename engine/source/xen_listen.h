/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Xen's libraries say while they work, kept as evidence. libxl tells causes in log lines
 * only, and without a logger of ours it would write them to stderr.
 */
#ifndef SOURCE_XEN_LISTEN_H
#define SOURCE_XEN_LISTEN_H

#include <xentoollog.h>

#include "../base/cleanup.h"
#include "../base/log_line.h"

struct listener;

struct listener *xpt__listener_new(void); /* NULL: out of memory */
/* Free it after all handles that were opened with its logger. NULL is fine. */
void xpt__listener_free(struct listener *listener);

/* For xc_interface_open(), libxl_ctx_alloc() and the like. */
xentoollog_logger *xpt__listener_logger(struct listener *listener);

/* Forget what was said. */
void xpt__listener_clear(struct listener *listener);

/*
 * What was said since, from level "info" up: source LOG_LIBXL, name "libxl", numbers from 1, and
 * text as xl shows it: "libxl: error: libxl_pci.c:1491:pci_add_dm_done: Domain 1:xc_assign_device
 * failed: Operation not permitted". Valid until the next message. A flood keeps its first and its
 * last lines.
 */
void xpt__listener_lines(const struct listener *listener, const struct log_line **ret_lines,
		size_t *ret_count);

/* The last error that was told, in the library's own words; NULL = none. */
const char *xpt__listener_complaint(const struct listener *listener);

DEFINE_AUTO(listener, struct listener *, xpt__listener_free)

#endif
