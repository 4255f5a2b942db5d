/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs of the running host that go on: Xen's console ring and dom0's kernel log. */
#ifndef SOURCE_RING_H
#define SOURCE_RING_H

#include "source.h"

struct xen_ring;

/* XPT_UNREADABLE: no Xen here. XPT_DENIED. XPT_UNSUPPORTED: built without Xen. */
int xpt__xen_ring_open(struct xen_ring **ret_ring, struct xpt_error **ret_error);
void xpt__xen_ring_free(struct xen_ring *ring); /* NULL is fine */
/* What is new since the last read, from the oldest byte on; @ret_lost: bytes overwritten meanwhile. */
int xpt__xen_ring_read(struct xen_ring *ring, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error);

struct kernel_log;

int xpt__kernel_log_open(struct kernel_log **ret_log, struct xpt_error **ret_error);
void xpt__kernel_log_free(struct kernel_log *log); /* NULL is fine */
/* Leaves out what is in it already. */
void xpt__kernel_log_skip(struct kernel_log *log);
/* Lines as dmesg prints them, "[   12.345678] text"; @ret_lost: not 0 where some were overwritten. */
int xpt__kernel_log_read(struct kernel_log *log, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error);

/* What formats/kernel_events.h has of it. */
int xpt__kernel_events_read(struct blob *ret_blob, struct xpt_error **ret_error);

DEFINE_AUTO(xen_ring, struct xen_ring *, xpt__xen_ring_free)
DEFINE_AUTO(kernel_log, struct kernel_log *, xpt__kernel_log_free)

#endif
