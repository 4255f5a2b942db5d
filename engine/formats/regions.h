/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/reserved-memory: a line for each region that Xen maps for devices (RMRR, IVMD), with those that it is for:
 *	7ffe0000-7ffe0fff 0000:00:05.0 0000:00:06.0
 */
#ifndef FORMATS_REGIONS_H
#define FORMATS_REGIONS_H

#include <stdio.h>

#include <xpt/base.h>

#include "../base/text.h"

struct region_line {
	bool whole;	     /* otherwise nothing of it is known */
	uint64_t start, end; /* inclusive */
	struct span range;   /* as it is written */
	struct span devices; /* each of them is an address */
};

/* The next line, whatever it is. False at the end. */
bool xpt__regions_next(struct span *rest, struct region_line *ret_region);
/* Cut the next device off. False at the end. */
bool xpt__regions_device(struct span *devices, struct xpt_bdf *ret_bdf);
void xpt__regions_write(FILE *to, uint64_t start, uint64_t end, const struct xpt_bdf *devices,
		size_t count);

#endif
