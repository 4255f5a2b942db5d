/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has become of an incident: is it over by now? */
#include <errno.h>

#include "../base/bdf.h"
#include "incidents.h"

/* Nothing is known to be half-way, and all who know of the device agree. */
static bool is_settled(const struct xpt_device *device)
{
	return device->disagreements.state == XPT_FACT_KNOWN && !device->disagreements.count &&
			device->unfinished.state != XPT_FACT_KNOWN &&
			device->unfinished.state != XPT_FACT_UNREADABLE &&
			device->store_domid.state != XPT_FACT_UNREADABLE &&
			device->claim_domid.state != XPT_FACT_UNREADABLE;
}

/* dom0 gets its devices while Xen starts, when no driver has them yet. */
static bool is_of_dom0(const struct explainer *explainer, const struct group *group)
{
	const char *domain = xpt__placeholder_value(group->placeholders, "domain");
	char buffer[16];

	return xpt__texts_equal(domain, "d0") || xpt__texts_equal(domain, "Domain-0") ||
			xpt__texts_equal(domain, xpt__model_domain_name(explainer->now, 0, buffer));
}

/* Xen refuses what another has already, EBUSY and EINVAL: that this one still has it is no news. */
static bool may_be_old(const struct group *group, const struct xpt_device *device)
{
	int number = xpt__placeholder_errno(group->placeholders);

	return group->cause == &xpt__cause_device_in_use ||
			group->cause == &xpt__cause_deassignment_refused ||
			((!number || number == EBUSY || number == EINVAL) &&
					!xpt__texts_equal(
							xpt__placeholder_value(group->placeholders,
									"domain"),
							device->domain.value));
}

/*
 * Only of assignments that Xen refused, as then the device had left its driver in dom0, and was no guest's: what
 * is otherwise now has happened since.
 */
const char *xpt__since_then(struct explainer *explainer, const struct group *group)
{
	const struct xpt_device *device;
	struct xpt_bdf at;

	if (!explainer->now || !group->step || !group->device || is_of_dom0(explainer, group) ||
			!xpt__bdf_read(xpt__span_of(group->device), &at))
		return NULL;
	device = xpt__model_device(explainer->now, at);
	if (!device || !is_settled(device))
		return NULL;
	if (device->state == DEVICE_DOM0 && device->driver.state == XPT_FACT_KNOWN)
		return xpt__arena_text(explainer->arena, "released: it is back in dom0 (driver %s)",
				device->driver.value);
	if (device->state == DEVICE_ATTACHED && device->domain.state == XPT_FACT_KNOWN &&
			!may_be_old(group, device))
		return xpt__arena_text(explainer->arena, "attached: domain %s has it",
				device->domain.value);
	return NULL;
}
