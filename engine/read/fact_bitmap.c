/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPU and node lists as facts. */
#include <string.h>

#include "../model/numa.h"
#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

struct fact_bitmap xpt__fact_bitmap_of(struct xpt_host *host, const struct bitmap *bitmap)
{
	struct bitmap *copy = xpt__arena_alloc(host->arena, sizeof(*copy));
	const char *text = xpt__read_keep(host, xpt__bitmap_text(host->arena, bitmap));

	if (!copy || !text) {
		host->out_of_memory = true;
		return (struct fact_bitmap)FACT_UNREADABLE("out of memory");
	}
	*copy = *bitmap;
	return (struct fact_bitmap){ .state = XPT_FACT_KNOWN, .value = copy, .text = text };
}

struct fact_bitmap xpt__fact_of_set(struct xpt_host *host, const struct fact_set *fact)
{
	if (fact->state != XPT_FACT_KNOWN)
		return (struct fact_bitmap){ .state = fact->state, .reason = fact->reason };
	return xpt__fact_bitmap_of(host, &fact->value);
}
