/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build without Xen's libraries: captured hosts only. */
#include <xpt/desired.h>

#include "../base/error.h"
#include "ring.h"
#include "source.h"

int xpt__source_live(struct source **ret_source, struct xpt_error **ret_error)
{
	(void)ret_source;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED,
			"this xpt was built without Xen: it only reads "
			"captured hosts (--host DIRECTORY)");
}

int xpt__xen_ring_open(struct xen_ring **ret_ring, struct xpt_error **ret_error)
{
	(void)ret_ring;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED,
			"this xpt was built without Xen: it only reads logs "
			"in files");
}

void xpt__xen_ring_free(struct xen_ring *ring)
{
	(void)ring;
}

int xpt__xen_ring_read(struct xen_ring *ring, struct blob *ret_blob, size_t *ret_lost,
		struct xpt_error **ret_error)
{
	(void)ring;
	(void)ret_blob;
	(void)ret_lost;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen");
}

int xpt_events_open(struct xpt_events **ret_events, struct xpt_error **ret_error)
{
	(void)ret_events;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen");
}

int xpt_events_fd(const struct xpt_events *events)
{
	(void)events;
	return -1;
}

int xpt_events_take(struct xpt_events *events, bool *ret_some, struct xpt_error **ret_error)
{
	(void)events;
	(void)ret_some;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen");
}

void xpt_events_free(struct xpt_events *events)
{
	(void)events;
}
