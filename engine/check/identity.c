/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/names.h"
#include "check.h"

#define SEGMENT_MAX 0xffff /* Xen's hypercalls carry 16 bits */

bool xpt__check_is_bridge(const struct xpt_device *device)
{
	bool header = fact_is(device->header_type, 1) || fact_is(device->header_type, 2);

	return header ||
			(device->class_code.state == XPT_FACT_KNOWN &&
					device->class_code.value >> 8 == 6 &&
					device->class_code.value != 0x680);
}

/* The check of its health tells of one that is known to be so, and a reset may bring it back. */
static int report_silent(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	bool accepted = subject->request->flags & XPT_ACCEPT_TAINT;

	if (device->tainted.state == XPT_FACT_KNOWN)
		return 0;
	return xpt__report_add_as(report, &xpt__cause_device_gone,
			       accepted ? XPT_RISK : XPT_BLOCKED,
			       PLACEHOLDERS({ "device", device->address },
					       { "reason", device->header_type.reason })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Nobody compares what dom0's driver told before with the disk that pciback holds now. */
static int check_name(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const struct device_name *name = xpt__names_of(subject->host, device);

	if (!name || !name->unconfirmed)
		return 0;
	return xpt__report_add(report, &xpt__cause_name_unconfirmed,
			       PLACEHOLDERS({ "device", device->address }, { "name", name->name },
					       { "named",
							       name->identity.nvme ?
									       name->identity.nvme :
									       name->identity.vpd },
					       { "reason", name->unconfirmed })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_identity_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const struct placeholder *placeholders = PLACEHOLDERS({ "device", device->address },
			{ "reason", device->header_type.reason },
			{ "kind",
					device->kind.state == XPT_FACT_KNOWN ? device->kind.value :
									       "by its class" });
	const struct cause *cause = NULL;

	if (device->bdf.segment > SEGMENT_MAX)
		cause = &xpt__cause_segment_too_large;
	else if (xpt__check_is_bridge(device))
		cause = &xpt__cause_bridge;
	else if (fact_is(device->known_to_xen, 0))
		cause = &xpt__cause_device_unknown_to_xen;
	else if (device->silent)
		return report_silent(subject, report);
	if (cause)
		return xpt__report_add(report, cause, placeholders) ? 0 : XPT_NO_MEMORY;
	if (device->header_type.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "what the device is", device->header_type.reason);
	if (device->known_to_xen.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(subject, report, "whether Xen knows the device",
				device->known_to_xen.reason);
	return check_name(subject, report);
}

const struct check xpt__check_identity = {
	"identity",
	"is it a device that Xen can give to a domain?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	false,
	check_identity_run,
};
