/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a log tells of itself: whose it is, and which devices were handed over. */
#include <string.h>

#include "../base/bdf.h"
#include "incidents.h"
#include "known_issues.h"

static size_t slot_of(struct xpt_bdf at)
{
	return (size_t)at.bus * 32 + at.device;
}

static bool read_address(const char *address, struct xpt_bdf *ret_at)
{
	return address && xpt__bdf_read(xpt__span_of(address), ret_at) && !ret_at->segment;
}

void xpt__setting_note(struct setting *setting, const struct blank *blanks)
{
	const char *of = xpt__blank_value(blanks, "of");

	if (of && !strcmp(of, "xen")) {
		setting->xen_version = xpt__version_read(xpt__blank_value(blanks, "version"));
		return;
	}
	if (of && !strcmp(of, "stubdomain")) {
		setting->stubdomain = true;
		return;
	}
	setting->started = true;
	setting->of_guest = of && !strcmp(of, "guest");
}

void xpt__setting_hand_over(struct setting *setting, const char *address)
{
	struct xpt_bdf at;

	if (read_address(address, &at))
		setting->handed[slot_of(at)] |= (uint8_t)(1U << at.function);
}

bool xpt__setting_tells_of(const struct setting *setting, const char *address)
{
	struct xpt_bdf at;

	return read_address(address, &at) && setting->handed[slot_of(at)] >> at.function & 1;
}

/* A segment of its own is not kept track of. */
bool xpt__setting_handed_over(const struct setting *setting, const char *address)
{
	struct xpt_bdf at;

	if (setting->of_guest)
		return false;
	if (!setting->started || !read_address(address, &at))
		return true;
	return xpt__setting_tells_of(setting, address);
}

void xpt__setting_new_log(struct setting *setting)
{
	setting->started = setting->of_guest = false;
}
