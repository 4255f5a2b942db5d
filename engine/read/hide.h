/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of xen-pciback.hide=: "(0000:03:00.0)(03:00.1)(04:00.*)(05:*.*)". */
#ifndef READ_HIDE_H
#define READ_HIDE_H

#include <xpt/base.h>

#include "../base/text.h"

#define HIDE_ANY 0xff

struct hidden {
	struct xpt_bdf bdf; /* device, function: HIDE_ANY = all */
};

/* Cut the next entry off @rest. False at the end; *ret_error: and it is no address. */
bool hide_next(struct span *rest, struct hidden *ret_hidden, bool *ret_error);
bool hide_matches(const struct hidden *hidden, struct xpt_bdf bdf);

#endif
