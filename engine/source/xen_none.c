/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The build without Xen's libraries: captured hosts only. */
#include "../base/error.h"
#include "source.h"

int source_live(struct source **ret_source, struct xpt_error **ret_error)
{
	(void)ret_source;
	return error_set(ret_error, XPT_UNSUPPORTED, "this xpt was built without Xen: it only reads "
			"captured hosts (--host DIRECTORY)");
}
