/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_change.h"

#include <string.h>

#include "../base/arena.h"
#include "../boot/hide.h"
#include "../boot/hide_rules.h"
#include "check.h"

#define RESERVED "reserved"
#define DOM0 "dom0"
#define NOT_KNOWN "not known"

static int named_by_line(const struct boot *boot, const struct xpt_device *device, bool *ret_named)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	struct hide_list list;

	if (!arena || !xpt__hide_parse(arena, xpt__span_of(boot->hide), &list))
		return XPT_NO_MEMORY;
	*ret_named = !list.error && xpt__hide_takes(&list, device);
	return 0;
}

static const char *now_planned(const struct xpt_device *device)
{
	if (device->hidden_next.state != XPT_FACT_KNOWN)
		return NOT_KNOWN;
	return device->hidden_next.value ? RESERVED : DOM0;
}

/* What hide= makes of it once no rule hides it. */
static const char *without_rule(
		const struct boot *boot, const struct xpt_device *device, bool named)
{
	bool ruled = xpt__hide_rule_of(&boot->rules, device);

	if (fact_true(device->hidden_next) &&
			(!ruled || (named && fact_text_is(boot->pciback_next, "built in"))))
		return RESERVED;
	return named || boot->dom0_line.state != XPT_FACT_KNOWN ? NOT_KNOWN : DOM0;
}

/* What the rules make of it once hide= does not name it. */
static const char *without_line(const struct boot *boot, const struct xpt_device *device)
{
	if (xpt__hide_rule_of(&boot->rules, device))
		return now_planned(device);
	return boot->rules.edited || xpt__hide_rule_in_doubt(&boot->rules, device) ? NOT_KNOWN :
										     DOM0;
}

static const char *needs(const struct boot *boot, bool is, bool rules)
{
	if (rules)
		return "an initramfs made again (a minute for each kernel, perhaps) and a reboot";
	return is && !fact_text_is(boot->pciback_next, "built in") ?
			"a reboot, and xen-pciback loaded before the drivers" :
			"a reboot";
}

int xpt__check_hide_change(const struct xpt_host *host, const struct xpt_device *device, bool was,
		bool is, bool rules, struct xpt_report *report)
{
	const char *before = now_planned(device), *after = RESERVED;
	bool named = false;
	int rc;

	if (was == is)
		return 0;
	rc = rules && !is ? named_by_line(host->boot, device, &named) : 0;
	if (rc)
		return rc;
	if (!is)
		after = rules ? without_rule(host->boot, device, named) :
				without_line(host->boot, device);
	if (!strcmp(before, after))
		return 0;
	return xpt__report_add(report, &xpt__cause_boot_hide_change,
			       PLACEHOLDERS({ "device", device->address },
					       { "now", xpt__device_state_text(device->state) },
					       { "before", before }, { "after", after },
					       { "needs", needs(host->boot, is, rules) })) ?
			0 :
			XPT_NO_MEMORY;
}
