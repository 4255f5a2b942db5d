/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "../model/usb.h"

#include "check.h"

/* A domain that is not HVM has nothing but a backend to get a device by. */
static int check_backend(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct usb_model *model = subject->model;
	const char *lacks = !model ?
			NULL :
			model->none ?
			"no device model (QEMU) runs for it that could be the backend" :
			fact_is(model->takes_host_devices, 0) && !model->gone ?
			"its device model (QEMU) has no backend for USB (qusb), as it was built without libusb" :
			NULL;

	if (!lacks || subject->request->action == XPT_DETACH)
		return NOT_ASKED;
	return xpt__report_add(report, &xpt__cause_usb_domain_type,
			       PLACEHOLDERS({ "domain", xpt__usb_subject_domain_name(subject) },
					       { "type", subject->domain->type.value },
					       { "lacks", lacks })) ?
			0 :
			XPT_NO_MEMORY;
}

/* What keeps the domain from taking a device, or NULL. */
static const char *bad_state(const struct xpt_domain *domain)
{
	static const char *const states[] = { "dying", "suspended", "shutdown", "crashed" };

	if (!domain->id)
		return "dom0 itself, which has them";
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (fact_text_is(domain->state, states[i]))
			return states[i];
	return NULL;
}

static int report_domain(const struct usb_subject *subject, const struct cause *cause,
		const char *state, struct xpt_report *report)
{
	return xpt__report_add(report, cause,
			       PLACEHOLDERS({ "domain", xpt__usb_subject_domain_name(subject) },
					       { "state", state })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_model(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct fact_int *takes = subject->model ? &subject->model->takes_host_devices : NULL;
	bool detaches = subject->request->action == XPT_DETACH;
	bool gone = subject->model && subject->model->gone;

	/* what has nothing, and what cannot open anything, can be detached from all the same, but nothing goes back to the dead */
	if (detaches && xpt__model_usb_answers(subject->model) &&
			!(gone && subject->request->flags & XPT_THEN_ATTACH))
		return 0;
	if (gone)
		return report_domain(subject, &xpt__cause_usb_model_gone, NULL, report);
	if (!takes || takes->state != XPT_FACT_KNOWN)
		return xpt__check_usb_unknown(subject, report, "what the domain's device model has",
				takes ? takes->reason : NULL);
	if (!takes->value)
		return report_domain(subject, &xpt__cause_usb_model_without_host, NULL, report);
	return 0;
}

static int check_domain_run(const struct usb_subject *subject, struct xpt_report *report)
{
	const struct xpt_domain *domain = subject->domain;
	const char *state;
	int rc = NOT_ASKED;

	if (!fact_true(subject->host->store))
		return xpt__check_usb_unknown(
				subject, report, "what xenstore says", subject->host->store.reason);
	if (!domain)
		return NOT_ASKED;
	state = bad_state(domain);
	if (state)
		return report_domain(subject, &xpt__cause_domain_state, state, report);
	if (domain->state.state != XPT_FACT_KNOWN)
		return xpt__check_usb_unknown(
				subject, report, "the state of the domain", domain->state.reason);
	if (domain->type.state != XPT_FACT_KNOWN)
		return xpt__check_usb_unknown(
				subject, report, "the type of the domain", domain->type.reason);
	if (!fact_text_is(domain->type, "hvm"))
		rc = check_backend(subject, report);
	return rc == NOT_ASKED ? check_model(subject, report) : rc;
}

const struct usb_check xpt__check_usb_domain = {
	"usb-domain",
	"can the domain take USB devices?",
	ON(XPT_ATTACH) | ON(XPT_DETACH),
	check_domain_run,
};
