/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain's device model says: the answers to xen/model/<domid> and xen/model-usb/<domid>. */
#ifndef SOURCE_DM_H
#define SOURCE_DM_H

#include "source.h"

/* Questions that were sent, and whose answers were not read yet. */
struct dm_talks;

struct dm_talks *xpt__dm_talks_new(void);	 /* NULL: out of memory */
void xpt__dm_talks_free(struct dm_talks *talks); /* NULL is fine */

/* xpt__dm_announce - sends the question of xpt__dm_read(), if nobody needs to be waited for */
void xpt__dm_announce(struct dm_talks *talks, const char *path);
int xpt__dm_read(struct dm_talks *talks, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int xpt__dm_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
