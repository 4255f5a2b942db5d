/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/usb.h"

#include "check.h"

static int report_blocked(const struct usb_subject *subject, const struct cause *cause,
		struct xpt_report *report)
{
	return xpt__report_add(report, cause, PLACEHOLDERS({ "device", subject->device->path })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_kind_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;

	if (xpt__check_usb_is_hub(device))
		return report_blocked(subject, &xpt__cause_usb_hub, report);
	if (xpt__model_usb_is_gone(subject->host, device))
		return report_blocked(subject, &xpt__cause_usb_gone, report);
	if (!device->present)
		return xpt__check_usb_unknown(subject, report, "whether it is plugged in",
				subject->host->usb_devices.reason);
	if (device->class_code.state != XPT_FACT_KNOWN)
		return xpt__check_usb_unknown(
				subject, report, "what it is", device->class_code.reason);
	if (fact_is(device->authorized, 0))
		return report_blocked(subject, &xpt__cause_usb_unauthorized, report);
	return 0;
}

const struct usb_check xpt__check_usb_kind = {
	"usb-kind",
	"is it plugged in, and not a hub?",
	ON(XPT_RESERVE) | ON(XPT_RELEASE) | ON(XPT_ATTACH),
	check_kind_run,
};
