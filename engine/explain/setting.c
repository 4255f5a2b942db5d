/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a log tells of itself: whose it is, and which devices were handed over. */
#include <stdio.h>
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

void xpt__setting_note(struct setting *setting, const struct placeholder *placeholders)
{
	const char *of = xpt__placeholder_value(placeholders, "of"),
		   *domain = xpt__placeholder_value(placeholders, "domain");

	if (of && !strcmp(of, "xen")) {
		setting->xen_version =
				xpt__version_read(xpt__placeholder_value(placeholders, "version"));
		return;
	}
	if (of && !strcmp(of, "stubdomain")) {
		setting->stubdomain = true;
		return;
	}
	if (of && !strcmp(of, "end")) {
		snprintf(setting->ending, sizeof(setting->ending), "%s", domain ? domain : "");
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

bool xpt__setting_mentions(const struct setting *setting, const char *address)
{
	struct xpt_bdf at;

	return read_address(address, &at) && setting->handed[slot_of(at)] >> at.function & 1;
}

/* As far as the logs tell; true where they tell nothing. A segment of its own is not kept track of. */
static bool handed_over(const struct setting *setting, const char *address)
{
	struct xpt_bdf at;

	if (setting->of_guest)
		return false;
	if (!setting->started || !read_address(address, &at))
		return true;
	return xpt__setting_mentions(setting, address);
}

/* The frontend that pciback waits for has ended with its domain. */
static bool is_of_an_end(const struct setting *setting, const struct rule *rule, const char *domain)
{
	return rule->cause == &xpt__cause_backend_not_ready && domain &&
			!strcmp(setting->ending, domain);
}

bool xpt__setting_is_note(const struct setting *setting, const struct rule *rule,
		const char *device, const char *domain)
{
	return rule->weight == RULE_NOTE || is_of_an_end(setting, rule, domain) ||
			(rule->weight == RULE_HANDED && !handed_over(setting, device));
}

void xpt__setting_new_log(struct setting *setting)
{
	setting->started = setting->of_guest = false;
	setting->ending[0] = '\0';
}
