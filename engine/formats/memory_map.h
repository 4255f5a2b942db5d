/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xen/memory-map: a line for each range of the machine's memory map:
 *	7ffda000-7fffffff reserved
 */
#ifndef FORMATS_MEMORY_MAP_H
#define FORMATS_MEMORY_MAP_H

#include <stdio.h>

#include "../base/text.h"

/* By the numbers of the firmware's map (E820). */
enum map_type {
	MAP_UNKNOWN,
	MAP_USABLE,
	MAP_RESERVED,
	MAP_ACPI,
	MAP_NVS,
	MAP_UNUSABLE,
};

struct map_line {
	bool whole;	     /* otherwise nothing of it is known */
	uint64_t start, end; /* inclusive */
	enum map_type type;
};

/* The next line, whatever it is; a type that is not known makes none that is not whole. False at the end. */
bool xpt__map_next(struct span *rest, struct map_line *ret_range);
void xpt__map_write(FILE *to, uint64_t start, uint64_t end, unsigned int type);

#endif
