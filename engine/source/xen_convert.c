/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all questions to the hypervisor share: its addresses and its errors. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>
#include <xenctrl.h>

#include "xen_ctrl.h"
#include "../base/error.h"
#include "../base/vector.h"
#include "paths.h"
#include "ring.h"
#include "xen_console.h"
#include "xen_listen.h"
#include "xen_memory.h"
#include "xen_numa.h"

int xpt__xen_failed(const char *what, struct xpt_error **ret_error)
{
	if (errno == ENOMEM)
		return xpt__error_no_memory(ret_error);
	return xpt__error_errno(ret_error, errno == EPERM ? XPT_DENIED : XPT_UNREADABLE, errno,
			"Xen does not report %s", what);
}

bool xpt__xen_address(const char *text, struct xpt_bdf *ret_bdf)
{
	return !xpt_bdf_parse(text, ret_bdf, NULL) && ret_bdf->segment <= 0xffff;
}

uint8_t xpt__xen_devfn(struct xpt_bdf bdf)
{
	return (uint8_t)(bdf.device << 3 | bdf.function);
}
