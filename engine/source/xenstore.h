/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xenstore's keys: the answers to xenstore/… */
#ifndef SOURCE_XENSTORE_H
#define SOURCE_XENSTORE_H

#include "source.h"

struct store_handle;

struct store_handle *xpt__store_handle_new(void);	  /* NULL: out of memory */
void xpt__store_handle_free(struct store_handle *handle); /* NULL is fine */

/*
 * Both take at most some seconds: a stopped xenstored answers nothing, and libxenstore would wait
 * for ever. Once it did not answer it is not asked again.
 */
int xpt__store_handle_read(struct store_handle *handle, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int xpt__store_handle_list(struct store_handle *handle, const char *path, struct names *ret_names,
		struct xpt_error **ret_error);

#endif
