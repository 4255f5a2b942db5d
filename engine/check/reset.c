/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Xen resets nothing. libxl writes to the kernel's reset file, which takes the first method of its
 * list, and goes on whatever comes of it. A bus is reset only for a function that is alone on it.
 */
#include "check.h"
#include "graphics_families.h"
#include "group.h"

static const char *join(struct arena *arena, const struct texts *texts)
{
	const char *text = texts->count ? texts->items[0] : "none";

	for (size_t i = 1; text && i < texts->count; i++)
		text = xpt__arena_text(arena, "%s %s", text, texts->items[i]);
	return text;
}

const char *xpt__check_bus_sharers(
		const struct xpt_host *host, struct arena *arena, const struct xpt_device *device)
{
	auto_of(group) struct xpt_group *group =
			xpt__group_new(host, &device, 1, 1U << GROUP_RESET);
	struct bdfs sharers = { 0 };

	for (size_t i = 1; group && i < group->members.count; i++)
		if (!xpt__bdfs_add(arena, &sharers, group->members.items[i].device->bdf))
			return NULL;
	return sharers.count ? xpt__bdfs_text(arena, &sharers) : NULL;
}

static int report_none(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	struct xpt_finding *finding = xpt__report_add(report, &xpt__cause_reset_unavailable,
			PLACEHOLDERS({ "device", device->address },
					{ "functions",
							device->functions.count ?
									xpt__bdfs_text(subject->arena,
											&device->functions) :
									NULL },
					{ "bus sharers",
							xpt__check_bus_sharers(subject->host,
									subject->arena, device) }));

	if (!finding)
		return XPT_NO_MEMORY;
	if (device->own_resets.state != XPT_FACT_KNOWN)
		return 0;
	return xpt__finding_evidence(finding, "config space", 0, "resets that it offers: %s%s",
			join(subject->arena, &device->own_resets),
			device->own_resets.count ? "; the kernel uses none of them" : "");
}

static int check_reset_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const char *name = xpt__graphics_stuck(device);

	if (name)
		return xpt__report_add(report, &xpt__cause_reset_stuck,
				       PLACEHOLDERS({ "device", device->address },
						       { "name", name })) ?
				0 :
				XPT_NO_MEMORY;
	if (device->reset.state == XPT_FACT_KNOWN)
		return 0;
	if (device->reset.state == XPT_FACT_ABSENT)
		return report_none(subject, report);
	return xpt__check_unknown(
			subject, report, "whether the device can be reset", device->reset.reason);
}

const struct check xpt__check_reset = {
	"reset",
	"can the device be reset between two owners?",
	ON(XPT_ATTACH),
	false,
	check_reset_run,
};
