/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What hangs on a number of VFs that is due: devices among them, and what they shall have. */
#include <string.h>

#include "../base/bdf.h"
#include "../model/vfs.h"
#include "items.h"

static bool is_among(const struct item *count, const struct bdf_pattern *pattern)
{
	struct xpt_bdf place;

	for (unsigned int i = 0; i < count->vfs->count; i++)
		if (xpt__model_vf_place(count->found, i, &place) &&
				xpt__bdf_matches(pattern, place))
			return true;
	return false;
}

static bool is_vf_of(const struct xpt_device *device, const struct xpt_device *pf)
{
	return device && fact_text_is(device->physical_function, pf->address);
}

const char *xpt__comparison_made_by(const struct xpt_comparison *comparison,
		const struct bdf_pattern *pattern, const struct xpt_device *device)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item->kind == ITEM_VFS && item->found && item_is_due(item) &&
				(is_vf_of(device, item->found) || is_among(item, pattern)))
			return item->found->address;
	}
	return NULL;
}

static void stop_waiting(struct item *item)
{
	item->shown.is = item->is_now;
	item->shown.state = XPT_ITEM_DIFFERS;
	item->physical_function = item->is_now = NULL;
}

void xpt__comparison_leave_vfs(struct xpt_comparison *comparison, const struct item *count)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		struct item *item = &comparison->items.items[i];

		if (item->kind == ITEM_VF && count->found && item->found == count->found &&
				!item->vf && item->shown.state == XPT_ITEM_DIFFERS)
			item->shown.state = XPT_ITEM_WAITS;
		else if (item->is_now && item->found && count->found &&
				!strcmp(item->physical_function, count->found->address))
			stop_waiting(item);
	}
}
