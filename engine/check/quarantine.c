/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

static int check_quarantine_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *line = &subject->host->xen_command_line;
	const char *option = xpt__check_suboption(subject->arena, line, "iommu", "no-quarantine");

	if (line->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "whether Xen quarantines devices", line->reason);
	if (!option)
		return 0;
	return xpt__report_add(report, &xpt__cause_quarantine_off,
			       PLACEHOLDERS({ "option", option })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct check xpt__check_quarantine = {
	"quarantine",
	"is the device kept from dom0's memory when the guest is gone?",
	ON(XPT_ATTACH),
	true,
	check_quarantine_run,
};
