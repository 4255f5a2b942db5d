/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An emulated USB controller for a domain, without a device. */
#include <xpt/usb.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../model/usb.h"
#include "usb.h"

/* "a controller of version 1 has 2 ports" is libxl's word. */
static int settle_ports(struct xpt_usb_controller *wanted, struct xpt_error **ret_error)
{
	unsigned int most;

	if (!wanted->version)
		wanted->version = USB_VERSION_MAX;
	if (wanted->version > USB_VERSION_MAX)
		return xpt__error_set(ret_error, XPT_INVALID,
				"there is no USB controller of version %u; versions go from 1 to %d",
				wanted->version, USB_VERSION_MAX);
	most = xpt__model_usb_ports_of(wanted->version);
	if (!wanted->ports)
		wanted->ports = most;
	if (wanted->ports > most || (wanted->version < USB_VERSION_MAX && wanted->ports != most))
		return xpt__error_set(ret_error, XPT_INVALID,
				"a USB controller of version %u has %s%u ports", wanted->version,
				wanted->version < USB_VERSION_MAX ? "" : "at most ", most);
	return 0;
}

/* Can it have one? */
static int check_domain(const struct xpt_host *host, const struct xpt_domain *domain,
		const struct usb_model *model, struct xpt_error **ret_error)
{
	char buffer[16];
	const char *name = xpt__model_domain_name(host, domain->id, buffer);

	if (!domain->id ||
			(domain->type.state == XPT_FACT_KNOWN &&
					!fact_text_is(domain->type, "hvm")))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s is not an HVM domain: it has no device model (QEMU) that emulates a "
				"USB controller; xpt attach makes what its backend needs",
				name);
	if (domain->type.state != XPT_FACT_KNOWN)
		return xpt__error_set(
				ret_error, XPT_UNREADABLE, "the type of %s is not known", name);
	if (model && model->gone)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"the device model (QEMU) of %s came to an end", name);
	if (!xpt__model_usb_answers(model))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"what the device model of %s has is not known%s%s", name,
				model && model->takes_host_devices.reason ? ": " : "",
				model && model->takes_host_devices.reason ?
						model->takes_host_devices.reason :
						"");
	if (model->records_why.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"which USB controllers libxl's records say that %s has is not known: "
				"%s",
				name, model->records_why.reason);
	return 0;
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	struct xpt_usb_controller wanted = *(const struct xpt_usb_controller *)request;
	const struct xpt_host *host = builder->host;
	const struct usb_model *model;
	const struct xpt_domain *domain;
	struct op op = { .verb = VERB_USB_CONTROLLER };
	char buffer[16];
	int rc = xpt_host_find_domain(host, wanted.domain, &domain, ret_error);

	rc = rc ? rc : settle_ports(&wanted, ret_error);
	if (rc)
		return rc;
	model = xpt__model_usb_model(host->usb, domain->id);
	rc = check_domain(host, domain, model, ret_error);
	if (rc)
		return rc;
	op.text = xpt__arena_text(
			builder->arena, "%s", xpt__model_domain_name(host, domain->id, buffer));
	if (!op.text)
		return xpt__error_no_memory(ret_error);
	op.domid = domain->id;
	op.controller = xpt__plan_usb_unused(builder, model);
	op.version = wanted.version;
	op.count = wanted.ports;
	xpt__plan_expect_domain(builder, domain);
	xpt__plan_step_on(builder, op.text, op, NO_UNDO, "as requested");
	*ret_title = xpt__arena_text(builder->arena, "give %s a USB controller", op.text);
	return 0;
}

int xpt_plan_for_usb_controller(const struct xpt_host *host,
		const struct xpt_usb_controller *wanted, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	struct xpt_usb_controller known;

	if (!wanted || !xpt__options_take(wanted, &known, sizeof(known)) || !known.domain)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request names no domain, or holds what this libxpt does not know");
	if (!host->usb || !(host->detail & XPT_DETAIL_MODELS))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the snapshot was taken without XPT_DETAIL_USB or XPT_DETAIL_MODELS");
	return xpt__plan_build(host, &known, fill, ret_plan, ret_error);
}
