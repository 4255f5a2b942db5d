/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A build without Xen reads captured hosts and changes none. */
#include "../../base/error.h"
#include "../writer.h"

void xpt__writer_prepare(void)
{
}

int xpt__writer_live(struct writer **ret_sink, struct xpt_error **ret_error)
{
	(void)ret_sink;
	return xpt__error_set(ret_error, XPT_UNSUPPORTED,
			"this xpt was built without Xen (--with-xen=none) and can change no host");
}
