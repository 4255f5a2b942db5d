/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a log itself tells of the functions that a slot has, where there is no host to ask. */
#include <string.h>

#include "../base/bdf.h"
#include "incidents.h"

static size_t slot_of(struct xpt_bdf at)
{
	return (size_t)at.bus * 32 + at.device;
}

void xpt__listed_functions_note(struct functions *functions, const struct placeholder *placeholders)
{
	const char *device = xpt__placeholder_value(placeholders, "device"),
		   *by = xpt__placeholder_value(placeholders, "by");
	uint8_t *slots = by && !strcmp(by, "xen") ? functions->by_xen : functions->by_firmware;
	struct xpt_bdf at;

	if (device && xpt__bdf_read(xpt__span_of(device), &at) && !at.segment)
		slots[slot_of(at)] |= (uint8_t)(1U << at.function);
}

/*
 * Phantom functions use the numbers that are left above 1, 2 or 4 functions. The firmware lists
 * functions for other reasons: only several of them count.
 */
bool xpt__listed_functions_lack(const struct functions *functions, struct xpt_bdf at)
{
	uint8_t by_xen = functions->by_xen[slot_of(at)];
	uint8_t listed = by_xen ? by_xen : functions->by_firmware[slot_of(at)];

	if (at.segment || (listed != 0x1 && listed != 0x3 && listed != 0xf))
		return false;
	return !(listed >> at.function) && (by_xen || listed != 0x1);
}
