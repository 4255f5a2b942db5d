/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

#include "../base/shell.h"
#include "../model/graphics.h"
#include "../model/judged.h"

const char *xpt__check_uses(struct arena *arena, const struct xpt_device *device)
{
	const char *text = device->critical.items[0];

	for (size_t i = 1; text && i < device->critical.count; i++)
		text = xpt__arena_text(arena, "%s; %s", text, device->critical.items[i]);
	return text;
}

/* Does the request take a dom0 driver's device away? A driver of one's choice replaces the bound one. */
static bool takes_away(const struct subject *subject)
{
	const struct xpt_device *device = subject->device;

	if (xpt__model_in_pciback(device) || xpt__check_is_guests(device))
		return false;
	if (subject->request->action != XPT_RELEASE)
		return true;
	return subject->request->driver && device->driver.state == XPT_FACT_KNOWN &&
			strcmp(device->driver.value, subject->request->driver) != 0;
}

/* What stands behind "xpt ACTION"; NULL: attach to a domain that nobody named. */
static const char *operands_of(const struct subject *subject)
{
	const char *domain;

	if (subject->request->action != XPT_ATTACH)
		return subject->device->address;
	if (!subject->domain)
		return NULL;
	domain = xpt__shell_word(subject->arena, xpt__span_of(xpt__subject_domain_name(subject)));
	return domain ? xpt__arena_text(subject->arena, "%s %s", domain, subject->device->address) :
			NULL;
}

static int report_use(const struct subject *subject, const struct xpt_device *device,
		const char *use, struct xpt_report *report)
{
	bool forced = subject->request->flags & XPT_FORCE_CRITICAL;
	return xpt__report_add_as(report, &xpt__cause_critical_device,
			       forced ? XPT_RISK : XPT_BLOCKED,
			       PLACEHOLDERS({ "device", device->address }, { "use", use },
					       { "action",
							       forced ? NULL :
									xpt__action_name(
											subject->request->action) },
					       { "operands", operands_of(subject) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int report_critical(const struct subject *subject, const struct xpt_device *device,
		struct xpt_report *report)
{
	return report_use(subject, device, xpt__check_uses(subject->arena, device), report);
}

static int report_console(const struct subject *subject, const char *use, const char *other,
		struct xpt_report *report)
{
	return xpt__report_add(report, &xpt__cause_console_leaves,
			       PLACEHOLDERS({ "device", subject->device->address }, { "use", use },
					       { "other console", other })) ?
			0 :
			XPT_NO_MEMORY;
}

/* Is the console all that dom0 needs it for, and goes on elsewhere? */
static const char *console_elsewhere(const struct subject *subject)
{
	const struct xpt_device *device = subject->device;

	return subject->request->action != XPT_RELEASE && device->graphics &&
					device->graphics->console_uses == device->critical.count &&
					xpt__graphics_can_let_go(subject->host, device) ?
			xpt__check_other_console(subject) :
			NULL;
}

/* It was reserved with the console on it: the firmware's framebuffer is no driver of the device. */
static int check_reserved_display(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const char *use, *other;

	if (subject->request->action != XPT_ATTACH || !xpt__model_in_pciback(device) ||
			!xpt__graphics_can_let_go(subject->host, device))
		return 0;
	use = xpt__arena_text(subject->arena, "display of the console (%s)",
			device->graphics->framebuffers.items[0]);
	other = xpt__check_other_console(subject);
	return other ? report_console(subject, use, other, report) :
		       report_use(subject, device, use, report);
}

/* A disk that nobody could follow to its device may be the one that dom0 runs from. */
static int report_doubt(const struct subject *subject, const struct xpt_device *device,
		struct xpt_report *report)
{
	bool forced = subject->request->flags & XPT_FORCE_CRITICAL;
	const char *reason = device->critical.reason ? device->critical.reason : "nobody asked";

	return xpt__report_add_as(report, &xpt__cause_critical_unknown,
			       xpt__check_doubt(subject->host, forced),
			       PLACEHOLDERS({ "device", device->address }, { "reason", reason },
					       { "action",
							       forced ? NULL :
									xpt__action_name(
											subject->request->action) },
					       { "operands", operands_of(subject) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_critical_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const char *other;

	if (!takes_away(subject))
		return check_reserved_display(subject, report);
	/* what dom0 uses through a virtual function goes away with the physical one */
	for (size_t i = 0; i < device->virtual_functions.count; i++) {
		const struct xpt_device *virtual = xpt__model_device(
				subject->host, device->virtual_functions.items[i]);

		if (virtual && virtual->critical.count && report_critical(subject, virtual, report))
			return XPT_NO_MEMORY;
	}
	other = device->critical.count ? console_elsewhere(subject) : NULL;
	if (other &&
			report_console(subject, xpt__check_uses(subject->arena, device), other,
					report))
		return XPT_NO_MEMORY;
	if (device->critical.count && !other)
		return report_critical(subject, device, report);
	if (device->critical.state == XPT_FACT_KNOWN)
		return 0;
	return report_doubt(subject, device, report);
}

const struct check xpt__check_critical = {
	"critical",
	"does dom0 itself depend on the device?",
	ON(XPT_RESERVE) | ON(XPT_RELEASE) | ON(XPT_ATTACH),
	false,
	check_critical_run,
};
