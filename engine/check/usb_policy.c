/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "../model/usb.h"

#include "check.h"

static const char *rule_text(const struct usb_subject *subject)
{
	const struct xpt_usb_device *device = subject->device;

	if (!strcmp(device->policy.value, "not-listed"))
		return "does not list it";
	if (device->policy_line.state != XPT_FACT_KNOWN)
		return "has no rule that allows it";
	return xpt__arena_text(subject->arena, "denies it in line %lld",
			(long long)device->policy_line.value);
}

static int check_policy_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;
	bool ignored = subject->request->flags & XPT_IGNORE_POLICY;
	const char *rule, *file;

	/* a hub cannot be given whatever the policy says */
	if (xpt__check_usb_is_hub(device))
		return NOT_ASKED;
	if (device->policy.state == XPT_FACT_ABSENT || !device->present ||
			xpt__check_usb_is_attached(subject))
		return 0;
	if (device->policy.state != XPT_FACT_KNOWN)
		return xpt__check_usb_unknown(subject, report, "what usb-policy.conf says of it",
				device->policy.reason);
	if (!strcmp(device->policy.value, "allow"))
		return 0;
	rule = rule_text(subject);
	file = xpt__arena_text(subject->arena, "/%s", subject->host->usb->policy.path);
	if (!rule || !file)
		return XPT_NO_MEMORY;
	return xpt__report_add_as(report, &xpt__cause_usb_policy_denies,
			       ignored ? XPT_RISK : XPT_BLOCKED,
			       PLACEHOLDERS({ "device", device->path }, { "rule", rule },
					       { "policy", file })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct usb_check xpt__check_usb_policy = {
	"usb-policy",
	"does usb-policy.conf let guests have it?",
	ON(XPT_ATTACH),
	check_policy_run,
};
