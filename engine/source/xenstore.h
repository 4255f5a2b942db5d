/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xenstore's keys: the answers to xenstore/… */
#ifndef SOURCE_XENSTORE_H
#define SOURCE_XENSTORE_H

#include "source.h"

struct store_door;

struct store_door *store_door_new(void); /* NULL: out of memory */
void store_door_free(struct store_door *door); /* NULL is fine */

/*
 * Both take at most some seconds: a stopped xenstored answers nothing, and libxenstore would wait
 * for ever. Once it did not answer it is not asked again.
 */
int store_door_read(struct store_door *door, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error);
int store_door_list(struct store_door *door, const char *path, struct names *ret_names,
		struct xpt_error **ret_error);

#endif
