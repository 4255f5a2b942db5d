/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A USB controller goes with all that is plugged into it: what a domain has of that, it loses. */
#include "../base/bdf.h"
#include "../model/usb.h"
#include "check.h"

static int report_child(const struct subject *subject, const char *holder, const char *child,
		const char *owner, struct xpt_report *report)
{
	return xpt__report_add(report, &xpt__cause_usb_children,
			       PLACEHOLDERS({ "device", subject->device->address },
					       { "holder", holder }, { "child", child },
					       { "owner", owner })) ?
			0 :
			XPT_NO_MEMORY;
}

static int report_guests(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_host *host = subject->host;
	int rc = 0;

	for (size_t i = 0; i < host->usb_child_count && !rc; i++) {
		const struct usb_child *child = &host->usb_children[i];
		char buffer[16], path[USB_PATH_TEXT];
		const char *owner;

		if (!xpt__bdf_equal(child->controller, subject->device->bdf))
			continue;
		owner = xpt__model_domain_name(host, child->domid, buffer);
		rc = report_child(subject, owner, xpt__usb_path_text(&child->at, path), owner,
				report);
	}
	return rc;
}

/* What the request gives away by itself. */
static int report_requested(const struct subject *subject, struct xpt_report *report)
{
	int rc = 0;

	for (size_t i = 0; i < subject->request->usb_device_count && !rc; i++)
		if (fact_text_is(subject->usb_devices[i]->controller, subject->device->address))
			rc = report_child(subject, "this very request",
					subject->usb_devices[i]->path, NULL, report);
	return rc;
}

static int check_children_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *why = &subject->host->usb_children_why;
	int rc;

	/* what pciback has, dom0 sees nothing of */
	if (!fact_is(subject->device->class_code, CLASS_USB) ||
			xpt__model_in_pciback(subject->device))
		return NOT_ASKED;
	rc = report_guests(subject, report);
	rc = rc ? rc : report_requested(subject, report);
	if (!rc && why->state == XPT_FACT_UNREADABLE)
		rc = xpt__check_unknown(subject, report,
				"which domains have what is plugged into it", why->reason);
	return rc;
}

const struct check xpt__check_usb_children = {
	"usb-children",
	"is nothing that is plugged into it in use by a domain?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	false,
	check_children_run,
};
