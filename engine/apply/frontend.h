/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside apply/: the driver through which a PV guest sees its devices. */
#ifndef APPLY_FRONTEND_H
#define APPLY_FRONTEND_H

#include "verbs.h"

enum frontend {
	FRONTEND_NONE,	/* it is an HVM guest, or has no device yet */
	FRONTEND_BUSY,	/* starting, or taking a device in or out */
	FRONTEND_READY, /* it would answer */
	FRONTEND_OVER,	/* it has let go of all devices, or is about to */
};

/* xpt__frontend_settle - the same, once it is not busy any more, or after @seconds; tells of the waiting */
int xpt__frontend_settle(const struct attempt *attempt, unsigned int seconds,
		enum frontend *ret_frontend, struct xpt_error **ret_error);

#endif
