/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

/* What keeps the domain from taking a device, or NULL. */
static const char *bad_state(const struct xpt_domain *domain)
{
	static const char *const states[] = { "dying", "suspended", "shutdown", "crashed" };

	if (!domain->id)
		return "dom0 itself, whose devices need no attaching";
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (fact_text_is(domain->state, states[i]))
			return states[i];
	return NULL;
}

static int report_domain(const struct subject *subject, const struct cause *cause,
		const char *state, struct xpt_report *report)
{
	/* only dom0 gets devices by releasing them */
	const char *device = subject->domain->id && cause == &xpt__cause_domain_state ?
			NULL :
			subject->device->address;

	return xpt__report_add(report, cause,
			       PLACEHOLDERS({ "domain", xpt__subject_domain_name(subject) },
					       { "device", device }, { "state", state },
					       { "type", subject->domain->type.value })) ?
			0 :
			XPT_NO_MEMORY;
}

static int unknown_of(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_domain *domain = subject->domain;

	if (domain->state.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "the state of the domain", domain->state.reason);
	if (domain->type.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "the type of the domain", domain->type.reason);
	if (domain->passthrough.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(subject, report,
				"whether the domain was created with passthrough",
				domain->passthrough.reason);
	if (fact_text_is(domain->type, "hvm") && domain->model_devices.state == XPT_FACT_UNREADABLE)
		return xpt__check_unknown(subject, report, "what the domain's device model has",
				domain->model_devices.reason);
	return 0;
}

static int check_domain_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_domain *domain = subject->domain;
	const char *state = bad_state(domain);

	if (subject->request->action == XPT_DETACH)
		return domain->id ?
				0 :
				report_domain(subject, &xpt__cause_domain_state,
						"dom0 itself: what it has is released, not detached",
						report);
	if (state)
		return report_domain(subject, &xpt__cause_domain_state, state, report);
	if (fact_text_is(domain->type, "pvh"))
		return report_domain(subject, &xpt__cause_domain_type_unsupported, NULL, report);
	if (fact_is(domain->passthrough, 0))
		return report_domain(subject, &xpt__cause_passthrough_off, NULL, report);
	return unknown_of(subject, report);
}

const struct check xpt__check_domain = {
	"domain",
	"can the domain take devices?",
	ON(XPT_ATTACH) | ON(XPT_DETACH),
	true,
	check_domain_run,
	true,
};
