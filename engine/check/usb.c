/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All checks of USB devices. */
#include "../model/usb.h"

#include "check.h"

#define POINT(name) &xpt__check_usb_##name,

static const struct usb_check *const all_checks[] = { USB_CHECKS(POINT) };

static int ask(const struct usb_subject *subject, const struct usb_check *check,
		struct xpt_report *report)
{
	struct report_mark mark = xpt__report_mark(report);
	int rc = check->run(subject, report);

	if (rc)
		return rc == NOT_ASKED ? 0 : rc;
	return xpt__report_asked(report, mark, check->id, check->question, subject->device->path);
}

int xpt__check_usb_devices(struct usb_subject *subject, const struct xpt_usb_device *const *devices,
		struct xpt_report *report)
{
	int rc = 0;

	if (subject->domain && subject->host->usb)
		subject->model = xpt__model_usb_model(subject->host->usb, subject->domain->id);
	for (size_t i = 0; i < subject->request->usb_device_count; i++) {
		subject->device = devices[i];
		for (size_t k = 0; !rc && k < sizeof(all_checks) / sizeof(*all_checks); k++)
			if (all_checks[k]->actions & ON(subject->request->action))
				rc = ask(subject, all_checks[k], report);
	}
	return rc;
}
