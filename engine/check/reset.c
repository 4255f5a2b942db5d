/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

static int run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;

	if (device->reset.state == XPT_FACT_KNOWN)
		return 0;
	if (device->reset.state != XPT_FACT_ABSENT)
		return check_unknown(subject, report, "whether the device can be reset",
				device->reset.reason);
	return report_add(report, &cause_reset_unavailable, BLANKS({ "device", device->address },
			{ "functions", device->functions.count ?
				bdfs_text(subject->arena, &device->functions) : NULL })) ?
			0 : XPT_NO_MEMORY;
}

const struct check check_reset = {
	"reset", "can the device be reset between two owners?", ON(XPT_ATTACH), false, run,
};
