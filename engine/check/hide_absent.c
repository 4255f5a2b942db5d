/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_absent.h"

#include "../boot/hide.h"
#include "../model/boot.h"

static bool is_one(const struct hidden *entry)
{
	return entry->bdf.device != HIDE_ANY && entry->bdf.function != HIDE_ANY;
}

const char *xpt__check_hide_absent(const struct xpt_host *host, struct arena *arena,
		const struct hide_list *list, const struct hide_list *known)
{
	const char *absent = "";
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; !list->error && absent && i < list->count; i++) {
		const struct hidden *entry = &list->entries[i];

		if (is_one(entry) && !xpt__model_device(host, entry->bdf) &&
				!(known && xpt__hide_names(known, entry->bdf)))
			absent = xpt__arena_text(arena, "%s%s%s", absent, *absent ? " " : "",
					xpt_bdf_format(entry->bdf, address));
	}
	return absent;
}

const char *xpt__check_hide_doubt(const struct xpt_host *host, struct arena *arena)
{
	struct hide_list list;

	if (!xpt__hide_parse(arena, xpt__span_of(host->boot->hide), &list))
		return NULL;
	for (size_t i = 0; i < host->device_count; i++) {
		const struct fact_int *next = &host->devices[i].hidden_next;

		if (next->state != XPT_FACT_KNOWN && xpt__hide_takes(&list, &host->devices[i]))
			return next->reason ? next->reason : "nobody asked";
	}
	return NULL;
}
