/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A build without Xen reads captured hosts and changes none. */
#include "../../base/error.h"
#include "../host_ops.h"

int sink_live(struct sink **ret_sink, struct xpt_error **ret_error)
{
	(void)ret_sink;
	return error_set(ret_error, XPT_UNSUPPORTED,
			"this xpt was built without Xen (--with-xen=none) and can change no host");
}
