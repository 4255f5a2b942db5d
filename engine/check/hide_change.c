/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hide_change.h"

#include "../boot/hide.h"
#include "../boot/hide_rules.h"
#include "check.h"

/* By the other method than the one that changes. */
static bool stays_hidden(const struct boot *boot, const struct xpt_device *device, bool rules)
{
	return rules ? fact_true(device->hidden_next) :
		       xpt__hide_rule_of(&boot->rules, device) ||
					xpt__hide_rule_in_doubt(&boot->rules, device);
}

int xpt__check_hide_change(const struct xpt_host *host, const struct xpt_device *device, bool was,
		bool is, bool rules, struct xpt_report *report)
{
	if (was == is || stays_hidden(host->boot, device, rules))
		return 0;
	return xpt__report_add(report, &xpt__cause_boot_hide_change,
			       PLACEHOLDERS({ "device", device->address },
					       { "now", xpt__device_state_text(device->state) },
					       { "before", was ? "reserved" : "dom0" },
					       { "after", is ? "reserved" : "dom0" },
					       { "needs",
							       rules ? "an initramfs made anew (a minute "
								       "for each kernel, perhaps) and a reboot" :
								       "a reboot" })) ?
			0 :
			XPT_NO_MEMORY;
}
