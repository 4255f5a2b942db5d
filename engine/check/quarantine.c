/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

static int check_quarantine_run(const struct subject *subject, struct xpt_report *report)
{
	static const char *const words[] = { "no-quarantine", "quarantine=no", "quarantine=off",
		"quarantine=0", "quarantine=false" };
	const struct fact_text *line = &subject->host->xen_command_line;

	if (line->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "whether Xen quarantines devices", line->reason);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *option = xpt__check_suboption(subject->arena, line, "iommu", words[i]);

		if (option)
			return xpt__report_add(report, &xpt__cause_quarantine_off,
					       BLANKS({ "option", option })) ?
					0 :
					XPT_NO_MEMORY;
	}
	return 0;
}

const struct check xpt__check_quarantine = {
	"quarantine",
	"is the device kept from dom0's memory when the guest is gone?",
	ON(XPT_ATTACH),
	true,
	check_quarantine_run,
};
