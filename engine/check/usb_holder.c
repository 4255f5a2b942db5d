/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A USB device is one domain's at a time; libxl's records say whose, and a program claims it by usbfs. */
#include <string.h>

#include "../model/usb.h"

#include "check.h"

static const struct usb_record *record_of_other(const struct usb_subject *subject)
{
	const struct usb *usb = subject->host->usb;

	for (size_t i = 0; i < usb->record_count; i++)
		if (!xpt__usb_path_compare(&usb->records[i].at, &subject->device->at) &&
				(!subject->domain || usb->records[i].domid != subject->domain->id))
			return &usb->records[i];
	return NULL;
}

static int report_holder(const struct usb_subject *subject, const char *holder, const char *owner,
		struct xpt_report *report)
{
	return xpt__report_add(report, &xpt__cause_usb_held,
			       PLACEHOLDERS({ "device", subject->device->path },
					       { "holder", holder }, { "owner", owner })) ?
			0 :
			XPT_NO_MEMORY;
}

/* What a record that is out of date hides: somebody else may have claimed the device. */
static bool is_claimed(const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < device->drivers.count; i++)
		if (!strcmp(device->drivers.items[i], "usbfs"))
			return true;
	return false;
}

/* "the program minicom (process 812)" */
static const char *program_of(const struct usb_subject *subject)
{
	const struct texts *programs = &subject->device->programs;
	const char *text;

	if (!programs->count)
		return "a program of dom0";
	text = xpt__arena_text(subject->arena, "the program %s", programs->items[0]);
	for (size_t i = 1; text && i < programs->count; i++)
		text = xpt__arena_text(subject->arena, "%s, %s", text, programs->items[i]);
	return text;
}

/* libxl has no record of it, and cannot take it back. */
static int report_foreign(const struct usb_subject *subject, struct xpt_report *report)
{
	char buffer[16];
	const char *holder = xpt__model_domain_name(subject->host, subject->device->domid, buffer);

	return xpt__report_add(report, &xpt__cause_usb_foreign,
			       PLACEHOLDERS({ "device", subject->device->path },
					       { "holder", holder },
					       { "program", program_of(subject) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_attach(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;
	const struct usb_record *other = xpt__model_usb_holder(
			subject->host->usb, &device->at, subject->domain ? subject->domain->id : 0);
	const char *name;
	char buffer[16];

	if (other) {
		name = xpt__model_domain_name(subject->host, other->domid, buffer);
		return report_holder(subject, name, name, report);
	}
	if (subject->host->usb->records_why.state == XPT_FACT_UNREADABLE)
		return xpt__check_usb_unknown(subject, report, "which domain has it",
				subject->host->usb->records_why.reason);
	if (device->foreign)
		return report_foreign(subject, report);
	if (fact_text_is(device->state, "program") ||
			(record_of_other(subject) && is_claimed(device) &&
					!xpt__check_usb_is_attached(subject)))
		return report_holder(subject, program_of(subject), NULL, report);
	/* a QEMU has it open, and whose that is cannot be read */
	if (device->domain.state == XPT_FACT_UNREADABLE)
		return xpt__check_usb_unknown(
				subject, report, "which domain has it", device->domain.reason);
	return 0;
}

static int check_detach(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct usb *usb = subject->host->usb;
	const struct usb_record *other = record_of_other(subject);
	const char *owner = NULL;
	char buffer[16];

	if (!subject->domain->id)
		return NOT_ASKED;
	if (xpt__model_usb_record(usb, &subject->device->at, subject->domain->id))
		return 0;
	if (usb->records_why.state == XPT_FACT_UNREADABLE)
		return xpt__check_usb_unknown(
				subject, report, "which domain has it", usb->records_why.reason);
	if (subject->device->foreign)
		return report_foreign(subject, report);
	if (other)
		owner = xpt__model_domain_name(subject->host, other->domid, buffer);
	return xpt__report_add(report, &xpt__cause_usb_unheld,
			       PLACEHOLDERS({ "device", subject->device->path },
					       { "domain", xpt__usb_subject_domain_name(subject) },
					       { "owner", owner })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_holder_run(const struct usb_subject *subject, struct xpt_report *report)
{
	return (subject->request->action == XPT_DETACH ? check_detach : check_attach)(
			subject, report);
}

const struct usb_check xpt__check_usb_holder = {
	"usb-holder",
	"who has it?",
	ON(XPT_RESERVE) | ON(XPT_RELEASE) | ON(XPT_ATTACH) | ON(XPT_DETACH),
	check_holder_run,
};
