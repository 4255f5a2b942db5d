/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../base/shell.h"
#include "../model/judged.h"
#include "../model/usb.h"

#include "check.h"

static const char *uses(struct arena *arena, const struct texts *critical)
{
	const char *text = critical->items[0];

	for (size_t i = 1; text && i < critical->count; i++)
		text = xpt__arena_text(arena, "%s; %s", text, critical->items[i]);
	return text;
}

/* What stands behind the command; NULL: to a domain that nobody named. */
static const char *operands_of(const struct usb_subject *subject)
{
	const char *domain = subject->domain ?
			xpt__shell_word(subject->arena,
					xpt__span_of(xpt__usb_subject_domain_name(subject))) :
			NULL;

	if (subject->request->action != XPT_ATTACH)
		return subject->device->path;
	return domain ? xpt__arena_text(subject->arena, "%s %s", domain, subject->device->path) :
			NULL;
}

static int check_critical_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_usb_device *device = subject->device;
	bool forced = subject->request->flags & XPT_FORCE_CRITICAL;
	const struct texts *critical = &device->critical;
	const char *action = forced ? NULL : xpt__action_name(subject->request->action);
	const struct xpt_finding *finding;

	if (xpt__check_usb_is_attached(subject) || !device->present ||
			(!critical->count && critical->state == XPT_FACT_KNOWN))
		return 0;
	if (critical->count)
		finding = xpt__report_add_as(report, &xpt__cause_critical_device,
				forced ? XPT_RISK : XPT_BLOCKED,
				PLACEHOLDERS({ "device", device->path },
						{ "use", uses(subject->arena, critical) },
						{ "action", action },
						{ "operands", operands_of(subject) }));
	else
		finding = xpt__report_add_as(report, &xpt__cause_critical_unknown,
				xpt__check_doubt(subject->host, forced),
				PLACEHOLDERS({ "device", device->path },
						{ "reason",
								critical->reason ?
										critical->reason :
										"nobody asked" },
						{ "action", action },
						{ "operands", operands_of(subject) }));
	return finding ? 0 : XPT_NO_MEMORY;
}

const struct usb_check xpt__check_usb_critical = {
	"usb-critical",
	"does dom0 itself depend on the device?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	check_critical_run,
};
