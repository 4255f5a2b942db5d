/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What xpt saw after the last use. Where xenstore does not answer, the check of xenstore tells it. */
#include "check.h"

static int check_health_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *tainted = &subject->device->tainted;
	bool accepted = subject->request->flags & XPT_ACCEPT_TAINT;
	bool in_pciback = xpt__model_in_pciback(subject->device);
	const char *address = subject->device->address;

	if (tainted->state == XPT_FACT_KNOWN)
		return xpt__report_add_as(report, &xpt__cause_device_tainted,
				       accepted ? XPT_RISK : XPT_BLOCKED,
				       PLACEHOLDERS({ "device", address },
						       { "reason", tainted->value },
						       { "reserved device",
								       in_pciback ? address :
										    NULL },
						       { "unreserved device",
								       in_pciback || accepted ?
										       NULL :
										       address })) ?
				0 :
				XPT_NO_MEMORY;
	if (tainted->state != XPT_FACT_UNREADABLE || !fact_true(subject->host->store))
		return 0;
	return xpt__check_unknown(
			subject, report, "whether it was sane after its last use", tainted->reason);
}

const struct check xpt__check_health = {
	"health",
	"was the device sane after its last use?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	false,
	check_health_run,
	false,
};
