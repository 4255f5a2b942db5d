/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sanity.h"

#include <stdio.h>

#include "keys.h"
#include "resource.h"
#include "taint.h"

#define BARS 6

#define LINK_HAS "its link has "

static bool is_set(const struct resource_line *region)
{
	return region->start && (region->flags & (RESOURCE_IO | RESOURCE_MEMORY)) &&
			!(region->flags & (RESOURCE_UNSET | RESOURCE_FIXED_OR_EA));
}

/* Does the register of a region that has an address hold none? */
static bool is_lost(const struct resource_line *region, const uint64_t registers[BARS], int index)
{
	uint64_t address = registers[index] & (region->flags & RESOURCE_IO ? ~3ULL : ~15ULL);

	if (region->flags & RESOURCE_MEMORY_64 && index + 1 < BARS)
		address |= registers[index + 1] << 32;
	return !address;
}

/* The first BAR that has lost its address; -1: none; -2: not known. */
static int lost_bar(struct span bars, struct span resource)
{
	uint64_t registers[BARS];
	struct resource_line region;
	struct span line;

	for (int i = 0; i < BARS; i++)
		if (!xpt__span_next_word(&bars, &line) ||
				!xpt__span_number(line, 16, &registers[i]))
			return -2;
	for (int i = 0; i < BARS; i++) {
		if (!xpt__span_next_line(&resource, &line) || !xpt__resource_read(line, &region))
			return -2;
		if (is_set(&region) && is_lost(&region, registers, i))
			return i;
	}
	return -1;
}

/* Virtual functions have no BARs of their own (their vendor is not told either), and bridges need none. */
static bool has_bars(struct span config)
{
	struct span value;

	return xpt__keys_find(config, "vendor", &value) &&
			xpt__keys_find(config, "header_type", &value) && xpt__span_is(value, "0");
}

/* Registers of a device that sleeps come back when it wakes. */
static bool is_awake(struct span config)
{
	struct span value;

	return !xpt__keys_find(config, "power", &value) || xpt__span_is(value, "D0");
}

unsigned int xpt__config_lanes(struct span config)
{
	struct span value;
	uint64_t lanes;

	return xpt__keys_find(config, "link_lanes", &value) &&
					xpt__span_number(value, 10, &lanes) && lanes <= LANES_MAX ?
			(unsigned int)lanes :
			0;
}

static enum sanity judge_link(struct span config, unsigned int lanes, char ret_reason[SANITY_TEXT])
{
	unsigned int now = xpt__config_lanes(config);

	if (!lanes)
		return SANITY_SANE;
	if (!now)
		return SANITY_UNKNOWN;
	if (now >= lanes)
		return SANITY_SANE;
	snprintf(ret_reason, SANITY_TEXT, LINK_HAS "%u lanes, and had %u", now, lanes);
	return SANITY_LOST;
}

bool xpt__sanity_is_link(struct span reason)
{
	return xpt__span_starts(reason, LINK_HAS);
}

enum sanity xpt__sanity_of(struct span config, struct span resource, unsigned int lanes,
		char ret_reason[SANITY_TEXT])
{
	struct span value;
	int lost = -1;

	if (xpt__keys_find(config, "config", &value)) {
		snprintf(ret_reason, SANITY_TEXT, "all bits of its config space are set");
		return SANITY_LOST;
	}
	if (!xpt__keys_find(config, "header_type", &value) ||
			xpt__keys_find(config, "capabilities", &value) || !is_awake(config))
		return SANITY_UNKNOWN;
	if (has_bars(config)) {
		if (!xpt__keys_find(config, "bars", &value))
			return SANITY_UNKNOWN;
		lost = lost_bar(value, resource);
	}
	if (lost >= 0) {
		snprintf(ret_reason, SANITY_TEXT, "BAR %d has lost its address", lost);
		return SANITY_LOST;
	}
	return lost == -1 ? judge_link(config, lanes, ret_reason) : SANITY_UNKNOWN;
}
