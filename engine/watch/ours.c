/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is as a driver begins was lost, and so was what a device model has not any more: nobody changed it by hand. */
#include <string.h>

#include "watch.h"

bool xpt__watch_is_ours(const struct xpt_watch *watch, const struct item *item,
		const struct remembered *known)
{
	return item->shown.state == XPT_ITEM_DIFFERS &&
			(!known || item->is_as_new || (watch->options.flags & XPT_WATCH_ENFORCE) ||
					strcmp(known->wanted, item->shown.wanted) != 0);
}
