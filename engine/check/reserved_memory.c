/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Regions that the firmware wants mapped for a device: RMRR on Intel, IVMD on AMD. */
#include "check.h"

static int region_evidence(const struct subject *subject, struct xpt_finding *finding)
{
	for (size_t i = 0; finding && i < subject->host->region_count; i++) {
		const struct region *region = &subject->host->regions[i];
		const char *devices;

		if (!xpt__bdfs_have(&region->devices, subject->device->bdf))
			continue;
		devices = xpt__bdfs_text(subject->arena, &region->devices);
		if (!devices ||
				xpt__finding_evidence(finding, "xen/reserved-memory", region->line,
						"%s %s", region->text, devices))
			return XPT_NO_MEMORY;
	}
	return finding ? 0 : XPT_NO_MEMORY;
}

/* Sharers that keep or get an owner of their own; with the domain or quarantined they are no risk. */
static int sharers_elsewhere(const struct subject *subject, struct bdfs *elsewhere)
{
	const struct bdfs *sharers = &subject->device->reserved_memory_sharers;

	for (size_t i = 0; i < sharers->count; i++) {
		const struct xpt_device *sharer =
				xpt__model_device(subject->host, sharers->items[i]);

		if (xpt__subject_requests(subject, sharers->items[i]) ||
				(sharer &&
						(sharer->owner.kind == OWNER_QUARANTINE ||
								xpt__subject_owns(
										subject, sharer))))
			continue;
		if (!xpt__bdfs_add(subject->arena, elsewhere, sharers->items[i]))
			return XPT_NO_MEMORY;
	}
	return 0;
}

static int report_sharers(const struct subject *subject, const struct cause *cause,
		const struct bdfs *sharers, struct xpt_report *report)
{
	const char *text = xpt__bdfs_text(subject->arena, sharers);

	if (!text)
		return XPT_NO_MEMORY;
	return region_evidence(subject,
			xpt__report_add(report, cause,
					PLACEHOLDERS({ "device", subject->device->address },
							{ "sharers", text }, { "others", text },
							{ "for any",
									subject->domain ?
											NULL :
											subject->device->address },
							{ "domain",
									xpt__subject_domain_name(
											subject) })));
}

static int check_reserved_memory_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	struct bdfs elsewhere = { 0 };

	/* strict refuses a sharer even when all of them go to the same domain */
	if (device->reserved_memory_sharers.count && !(subject->request->flags & XPT_RELAXED))
		return report_sharers(subject, &xpt__cause_shared_reserved_memory,
				&device->reserved_memory_sharers, report);
	if (!fact_true(subject->host->regions_read))
		return xpt__check_unknown(subject, report, "which reserved memory the device needs",
				subject->host->regions_read.reason);
	if (sharers_elsewhere(subject, &elsewhere))
		return XPT_NO_MEMORY;
	if (elsewhere.count)
		return report_sharers(
				subject, &xpt__cause_reserved_memory_relaxed, &elsewhere, report);
	if (device->reserved_memory.count && xpt__subject_type_is(subject, "hvm") &&
			!(subject->request->flags & XPT_RELAXED))
		return region_evidence(subject,
				xpt__report_add(report, &xpt__cause_reserved_memory,
						PLACEHOLDERS({ "device", device->address },
								{ "region",
										device->reserved_memory
												.items[0] },
								{ "domain",
										xpt__subject_domain_name(
												subject) })));
	return 0;
}

const struct check xpt__check_reserved_memory = {
	"reserved-memory",
	"does the device need memory that others use?",
	ON(XPT_ATTACH),
	false,
	check_reserved_memory_run,
};
