/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a domain's device model says: the answers to xen/model/<domid> and xen/model-usb/<domid>. */
#ifndef SOURCE_MODEL_H
#define SOURCE_MODEL_H

#include "source.h"

/* Questions that were sent, and whose answers were not read yet. */
struct model_talks;

struct model_talks *xpt__model_talks_new(void);	       /* NULL: out of memory */
void xpt__model_talks_free(struct model_talks *talks); /* NULL is fine */

/* xpt__model_announce - sends the question of xpt__model_read(), if nobody needs to be waited for */
void xpt__model_announce(struct model_talks *talks, const char *path);
int xpt__model_read(struct model_talks *talks, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int xpt__model_read_usb(const char *path, struct blob *ret_blob, struct xpt_error **ret_error);

#endif
