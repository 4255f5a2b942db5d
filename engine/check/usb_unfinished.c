/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/usb.h"

#include "check.h"

static bool is_about(const struct unfinished_operation *operation, const struct xpt_domain *domain)
{
	for (size_t i = 0; domain && i < operation->domid_count; i++)
		if (operation->domids[i] == domain->id)
			return true;
	return false;
}

static int check_unfinished_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_host *host = subject->host;
	int rc = 0;

	if (host->unfinished_read.state == XPT_FACT_UNREADABLE && !host->captured)
		return xpt__check_usb_unknown(subject, report,
				"whether every earlier operation ended",
				host->unfinished_read.reason);
	for (size_t i = 0; i < host->unfinished_count && !rc; i++) {
		const struct unfinished_operation *operation = &host->unfinished[i];
		const char *what = operation->usb ? "USB devices" :
				is_about(operation, subject->domain) ?
						    xpt__usb_subject_domain_name(subject) :
						    NULL;

		if (what || operation->damaged)
			rc = xpt__check_unfinished_operation(
					operation, subject->device->path, what, report);
	}
	return rc;
}

const struct usb_check xpt__check_usb_unfinished = {
	"usb-unfinished",
	"did every earlier operation end?",
	ON(XPT_RESERVE) | ON(XPT_RELEASE) | ON(XPT_ATTACH) | ON(XPT_DETACH),
	check_unfinished_run,
};
