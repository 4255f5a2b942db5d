/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

int check_hide(const struct xpt_host *host, enum xpt_verdict verdict, struct xpt_report *report)
{
	struct xpt_finding *finding = report_add_as(report, &cause_hide_parse_error, verdict,
			BLANKS({ "entry", host->pciback_error.value }));

	if (!finding || host->pciback_hide.state != XPT_FACT_KNOWN)
		return finding ? 0 : XPT_NO_MEMORY;
	return finding_evidence(finding, "dom0 command line", 0, "xen-pciback.hide=%s",
			host->pciback_hide.value);
}

int check_pciback_missing(const struct xpt_host *host, struct xpt_report *report)
{
	if (host->pciback_error.state == XPT_FACT_KNOWN)
		return check_hide(host, XPT_BLOCKED, report);
	return report_add(report, &cause_pciback_missing, NULL) ? 0 : XPT_NO_MEMORY;
}

static int run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_int *pciback = &subject->host->pciback;

	if (fact_is(*pciback, 0))
		return check_pciback_missing(subject->host, report);
	if (pciback->state != XPT_FACT_KNOWN)
		return check_unknown(subject, report, "whether dom0 has xen-pciback",
				pciback->reason);
	return 0;
}

const struct check check_pciback = {
	"pciback", "can dom0 hold the device for guests?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH), true, run,
};
