/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

int xpt__check_hide(
		const struct xpt_host *host, enum xpt_verdict verdict, struct xpt_report *report)
{
	struct xpt_finding *finding = xpt__report_add_as(report, &xpt__cause_hide_parse_error,
			verdict, PLACEHOLDERS({ "entry", host->pciback_error.value }));

	if (!finding || host->pciback_hide.state != XPT_FACT_KNOWN)
		return finding ? 0 : XPT_NO_MEMORY;
	return xpt__finding_evidence(finding, "dom0 command line", 0, "xen-pciback.hide=%s",
			host->pciback_hide.value);
}

int xpt__check_pciback_missing(const struct xpt_host *host, struct xpt_report *report)
{
	if (host->pciback_error.state == XPT_FACT_KNOWN)
		return xpt__check_hide(host, XPT_BLOCKED, report);
	return xpt__report_add(report, &xpt__cause_pciback_missing, NULL) ? 0 : XPT_NO_MEMORY;
}

static int check_pciback_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_int *pciback = &subject->host->pciback;

	if (fact_is(*pciback, 0))
		return xpt__check_pciback_missing(subject->host, report);
	if (pciback->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "whether dom0 has xen-pciback", pciback->reason);
	return 0;
}

const struct check xpt__check_pciback = {
	"pciback",
	"can dom0 hold the device for guests?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	true,
	check_pciback_run,
};
