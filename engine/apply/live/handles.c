/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The handles of libxenctrl and libxenstore, opened when they are first needed. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "live.h"
#include "../../base/error.h"
#include "../../base/bdf.h"
#include "../../source/paths.h"

int xpt__live_xc(struct live *live, xc_interface **ret_xc, struct xpt_error **ret_error)
{
	if (!live->xc) {
		xentoollog_logger *logger = xpt__listener_logger(live->listener);

		live->xc = xc_interface_open(logger, logger, 0);
	}
	if (!live->xc)
		return xpt__error_errno(ret_error,
				errno == EACCES || errno == EPERM ? XPT_DENIED : XPT_UNREADABLE,
				errno, "cannot talk to Xen");
	*ret_xc = live->xc;
	return 0;
}

int xpt__live_store(struct live *live, struct xpt_error **ret_error)
{
	if (!live->store)
		live->store = xs_open(0);
	if (live->store)
		return 0;
	return xpt__error_errno(ret_error, errno == EACCES ? XPT_DENIED : XPT_UNREADABLE, errno,
			"xenstore does not answer");
}
