/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

static int check_power_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *power = &subject->device->power_state;

	/* its driver wakes it before it lets go of it */
	if (subject->device->driver.state == XPT_FACT_KNOWN &&
			!xpt__model_in_pciback(subject->device))
		return 0;
	if (power->state == XPT_FACT_ABSENT) /* from before power management */
		return 0;
	if (power->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "whether the device is awake", power->reason);
	if (strncmp(power->value, "D3", 2))
		return 0;
	return xpt__report_add(report, &xpt__cause_device_not_in_d0,
			       PLACEHOLDERS({ "device", subject->device->address },
					       { "state", power->value })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct check xpt__check_power = {
	"power",
	"is the device awake?",
	ON(XPT_ATTACH),
	false,
	check_power_run,
};
