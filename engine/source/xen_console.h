/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of xen_ctrl.c: Xen's console ring, and the debug keys whose answers come through it. */
#ifndef SOURCE_XEN_CONSOLE_H
#define SOURCE_XEN_CONSOLE_H

#include <stdio.h>

#include <xenctrl.h>

#include "source.h"

/*
 * From @at on (@on false: from the oldest byte) to the end. @ret_lost: bytes that were overwritten
 * before they could be read. The ring is never cleared: others read it too.
 */
int xpt__xen_console_read(xc_interface *xc, uint32_t *at, bool on, struct blob *ret_blob,
		uint32_t *ret_lost, struct xpt_error **ret_error);
int xpt__xen_write_console_size(xc_interface *xc, FILE *to, struct xpt_error **ret_error);

/* Is @path the answer to a debug key? */
bool xpt__xen_is_key_answer(const char *path);
/* Up to where the ring was read before, by whichever question. */
struct console_place {
	uint32_t at;
	bool known;
};

/*
 * Sends the key of @path. A ring that cannot hold the answer is XPT_UNREADABLE, with the remedy. Of what Xen printed before, only
 * what is behind @place is read. @devices: those that dom0 sees, of which Xen tells by a hypercall which an answer must be about.
 */
int xpt__xen_read_key_answer(xc_interface *xc, struct console_place *place, const char *path,
		const struct names *devices, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
