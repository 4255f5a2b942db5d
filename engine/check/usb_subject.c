/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the checks of USB devices share. */
#include "../model/usb.h"

#include "check.h"

const char *xpt__usb_subject_domain_name(const struct usb_subject *subject)
{
	char buffer[16];

	return subject->domain ? xpt__arena_text(subject->arena, "%s",
						 xpt__model_domain_name(subject->host,
								 subject->domain->id, buffer)) :
				 NULL;
}

int xpt__check_usb_unknown(const struct usb_subject *subject, struct xpt_report *report,
		const char *something, const char *reason)
{
	return xpt__check_unreadable_of(
			subject->host, report, something, reason, subject->device->path);
}

bool xpt__check_usb_is_hub(const struct xpt_usb_device *device)
{
	return !device->at.depth || fact_is(device->class_code, USB_CLASS_HUB);
}

bool xpt__check_usb_is_attached(const struct usb_subject *subject)
{
	const struct usb_record *record = subject->domain ?
			xpt__model_usb_record(subject->host->usb, &subject->device->at,
					subject->domain->id) :
			NULL;

	return record && fact_true(xpt__model_usb_has(subject->host->usb, record));
}
