/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

static int run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *power = &subject->device->power_state;

	/* its driver wakes it before it lets go of it */
	if (subject->device->driver.state == XPT_FACT_KNOWN && !check_in_pciback(subject->device))
		return 0;
	if (power->state == XPT_FACT_ABSENT) /* from before power management */
		return 0;
	if (power->state != XPT_FACT_KNOWN)
		return check_unknown(subject, report, "whether the device is awake", power->reason);
	if (strncmp(power->value, "D3", 2))
		return 0;
	return report_add(report, &cause_device_asleep, BLANKS({ "device", subject->device->address },
			{ "state", power->value })) ? 0 : XPT_NO_MEMORY;
}

const struct check check_power = {
	"power", "is the device awake?", ON(XPT_ATTACH), false, run,
};
