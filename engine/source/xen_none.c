/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build without Xen's libraries: captured hosts only. */
#include "../base/error.h"
#include "ring.h"
#include "source.h"

int source_live(struct source **ret_source, struct xpt_error **ret_error)
{
	(void)ret_source;
	return error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen: it only reads "
			"captured hosts (--host DIRECTORY)");
}

int xen_ring_open(struct xen_ring **ret_ring, struct xpt_error **ret_error)
{
	(void)ret_ring;
	return error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen: it only reads logs "
			"in files");
}

void xen_ring_free(struct xen_ring *ring)
{
	(void)ring;
}

int xen_ring_read(struct xen_ring *ring, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error)
{
	(void)ring;
	(void)ret_blob;
	(void)ret_lost;
	return error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen");
}
