/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a backend (qusb) does otherwise than an emulated controller: it looks for its device by bus and port, and knows no isochronous transfers. */
#include "../model/usb.h"

#include "check.h"

#define CLASS_AUDIO 0x01
#define CLASS_VIDEO 0x0e

static int report_of(const struct usb_subject *subject, const struct cause *cause,
		const char *function, struct xpt_report *report)
{
	return xpt__report_add(report, cause,
			       PLACEHOLDERS({ "device", subject->device->path },
					       { "domain", xpt__usb_subject_domain_name(subject) },
					       { "function", function })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_interfaces(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;

	for (size_t i = 0; i < device->interface_count; i++) {
		const struct usb_interface *interface = &device->interfaces[i];

		if (interface->class_code.state != XPT_FACT_KNOWN)
			return xpt__check_usb_unknown(subject, report, "what its interfaces are",
					interface->class_code.reason);
		if (interface->class_code.value == CLASS_AUDIO ||
				interface->class_code.value == CLASS_VIDEO)
			return report_of(subject, &xpt__cause_usb_isochronous, interface->function,
					report);
	}
	return 0;
}

static int check_backend_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct usb_model *model = subject->model;
	int rc;

	if (!model || model->by != USB_BY_QUSB || !fact_true(model->takes_host_devices) ||
			!subject->device->present)
		return NOT_ASKED;
	rc = check_interfaces(subject, report);
	return rc ? rc : report_of(subject, &xpt__cause_usb_follows_port, NULL, report);
}

const struct usb_check xpt__check_usb_backend = {
	"usb-backend",
	"can the domain's backend present it, and nothing else?",
	ON(XPT_ATTACH),
	check_backend_run,
};
