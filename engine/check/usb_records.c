/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxl gives no domain any USB device while one of its records, of whatever domain, is of none that is plugged in. The plan
 * empties those of which the device model says that it has lost the device; of others nobody knows it.
 */
#include "../model/usb.h"

#include "check.h"

static int report_record(const struct usb_subject *subject, const struct usb_record *record,
		struct xpt_report *report)
{
	char buffer[16], path[USB_PATH_TEXT];
	const char *owner = xpt__model_domain_name(subject->host, record->domid, buffer);

	xpt__usb_path_text(&record->at, path);
	return xpt__report_add(report, &xpt__cause_usb_stale_record,
			       PLACEHOLDERS({ "stale", path }, { "owner", owner })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_records_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct usb *usb = subject->host->usb;

	for (size_t i = 0; i < usb->record_count; i++) {
		const struct xpt_usb_device *device =
				xpt__model_usb_device(usb, &usb->records[i].at);

		if (device && xpt__model_usb_is_gone(subject->host, device) &&
				device != subject->device &&
				!xpt__model_usb_is_dead(subject->host, &usb->records[i]))
			return report_record(subject, &usb->records[i], report);
	}
	if (usb->records_why.state == XPT_FACT_UNREADABLE)
		return xpt__check_usb_unknown(subject, report,
				"whether libxl's records are of devices that are plugged in",
				usb->records_why.reason);
	return 0;
}

const struct usb_check xpt__check_usb_records = {
	"usb-records",
	"are all of libxl's records of devices that are plugged in?",
	ON(XPT_ATTACH),
	check_records_run,
};
