/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asked for, or left over: pciback stays permissive for a device until it leaves pciback. */
#include "check.h"

static int check_permissive_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	bool asked = subject->request->flags & XPT_PERMISSIVE;
	struct xpt_finding *finding;

	if (!asked && !xpt__model_in_pciback(device))
		return 0;
	if (!asked && device->permissive.state == XPT_FACT_UNREADABLE)
		return xpt__check_unknown(subject, report, "whether the device is permissive",
				device->permissive.reason);
	if (!asked && !fact_true(device->permissive))
		return 0;
	finding = xpt__report_add(report,
			asked ? &xpt__cause_permissive : &xpt__cause_permissive_before,
			PLACEHOLDERS({ "device", device->address },
					{ "domain", xpt__subject_domain_name(subject) }));
	if (!finding)
		return XPT_NO_MEMORY;
	return asked ? 0 :
		       xpt__finding_evidence(
				       finding, "pciback/permissive", 0, "%s", device->address);
}

const struct check xpt__check_permissive = {
	"permissive",
	"may the guest write all of the device's configuration space?",
	ON(XPT_ATTACH),
	false,
	check_permissive_run,
};
