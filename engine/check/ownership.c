/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has the device: by Xen's word, and by what xenstore and the device models say beside it. */
#include "check.h"

static int report_in_use(
		const struct xpt_device *device, const char *owner, struct xpt_report *report)
{
	return xpt__check_owner_evidence(
			xpt__report_add(report, &xpt__cause_device_in_use,
					PLACEHOLDERS({ "device", device->address },
							{ "owner", owner },
							{ "another domain",
									owner ? owner :
										"Xen itself" })),
			device);
}

/* The guest's name, for texts and remedies. */
static const char *owner_name(const struct subject *subject)
{
	char buffer[16];

	return xpt__arena_text(subject->arena, "%s",
			xpt__model_domain_name(
					subject->host, subject->device->owner.domid, buffer));
}

/* Contradictions do not stop anybody: the plan repairs them. */
static int report_disagreements(const struct subject *subject, struct xpt_report *report)
{
	const struct texts *texts = &subject->device->disagreements;

	for (size_t i = 0; i < texts->count; i++)
		if (xpt__check_owner_evidence(
				    xpt__report_add(report, &xpt__cause_disagreement,
						    PLACEHOLDERS({ "device", subject->device->address },
								    { "shown", subject->device->address },
								    { "what differs",
										    texts->items[i] })),
				    subject->device))
			return XPT_NO_MEMORY;
	return 0;
}

static int report_not_attached(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;

	return xpt__check_owner_evidence(
			xpt__report_add(report, &xpt__cause_not_attached,
					PLACEHOLDERS({ "device", device->address },
							{ "domain",
									xpt__subject_domain_name(
											subject) },
							{ "owner",
									xpt__check_is_guests(
											device) ?
											owner_name(subject) :
											NULL })),
			device);
}

/* Surprise removal: Xen gave it up, and what xenstore or the device model still has is to be cleared. */
static int run_detach_unknown(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	unsigned int id = subject->domain->id;

	if (fact_is(device->store_domid, id) || fact_is(device->model_domid, id))
		return 0;
	return report_not_attached(subject, report);
}

/* What a refused xl pci-attach leaves: the guest sees a device that Xen did not give it. */
static int run_detach(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	unsigned int id = subject->domain->id;

	if (xpt__subject_owns(subject, device))
		return report_disagreements(subject, report);
	if (xpt__check_is_guests(device))
		return report_not_attached(subject, report);
	if (fact_is(device->model_domid, id))
		return xpt__check_owner_evidence(
				xpt__report_add(report, &xpt__cause_device_in_model,
						PLACEHOLDERS({ "device", device->address },
								{ "domain",
										xpt__subject_domain_name(
												subject) })),
				device);
	if (fact_is(device->store_domid, id) || fact_is(device->claim_domid, id))
		return report_disagreements(subject, report);
	return report_not_attached(subject, report);
}

static int check_ownership_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;

	if (device->owner.kind == OWNER_UNKNOWN && fact_is(device->known_to_xen, 0))
		return subject->request->action == XPT_DETACH ?
				run_detach_unknown(subject, report) :
				NOT_ASKED;
	if (device->owner.kind == OWNER_UNKNOWN) {
		const char *reason = device->owner.reason ? device->owner.reason :
							    subject->host->ownership.reason;

		if (subject->host->captured)
			return xpt__check_unknown(subject, report,
					xpt__arena_text(subject->arena, "who owns %s",
							device->address),
					reason);
		return xpt__report_add(report, &xpt__cause_ownership_unknown,
				       PLACEHOLDERS({ "device", device->address },
						       { "reason",
								       reason ? reason :
										"Xen was not asked" })) ?
				0 :
				XPT_NO_MEMORY;
	}
	if (device->owner.kind == OWNER_XEN)
		return report_in_use(device, NULL, report);
	if (subject->request->action == XPT_DETACH)
		return run_detach(subject, report);
	if (xpt__check_is_guests(device) && !xpt__subject_owns(subject, device))
		return report_in_use(device, owner_name(subject), report);
	return report_disagreements(subject, report);
}

const struct check xpt__check_ownership = {
	"ownership",
	"who has the device?",
	ON_ALL,
	false,
	check_ownership_run,
};
