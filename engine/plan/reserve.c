/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From any state of a device in dom0's hands to "in pciback and quarantined".
 *
 * The driver is remembered before it loses the device: a crash at any later point costs nobody the
 * way back, even without the journal. driver_override is left alone where it is empty: the slots
 * list is enough for pciback, and an override that outlived a crash would keep xl's own
 * pci-assignable-remove from rebinding. Where the administrator has set one (driverctl does), pciback
 * could not bind, so it is changed for the moment of binding and put back at once.
 */
#include "build.h"

#include "../model/names.h"

#include <string.h>

static const char *known_text(const struct fact_text *fact)
{
	return fact->state == XPT_FACT_KNOWN ? fact->value : NULL;
}

static bool is_gone(const struct builder *builder, unsigned int domid)
{
	return fact_true(builder->host->domains_read) && !xpt__model_domain(builder->host, domid);
}

/* A domain that somebody still thinks has the device, although Xen says otherwise. */
static void repair_holder(struct builder *builder, const struct xpt_device *device,
		unsigned int domid, const char *who)
{
	char buffer[16];
	const char *name = xpt__model_domain_name(builder->host, domid, buffer);
	struct op op = { VERB_DETACH, name, .domid = domid, .flags = XPT_FORCE,
		.timeout_s = builder->request.timeout_s };

	if (is_gone(builder, domid)) {
		op.verb = VERB_CLEAR_RECORD;
		xpt__plan_step(builder, device, op, NO_UNDO,
				"that domain is gone, and with it what had the device");
		return;
	}
	xpt__plan_step(builder, device, op, NO_UNDO,
			"Xen says that %s does not have it, but %s does", name, who);
}

void xpt__plan_repair_device(struct builder *builder, const struct xpt_device *device)
{
	long long model = device->model_domid.value, store = device->store_domid.value;
	bool in_model = device->model_domid.state == XPT_FACT_KNOWN &&
			!xpt__device_owned_by(device, (unsigned int)model);
	bool in_store = device->store_domid.state == XPT_FACT_KNOWN &&
			!xpt__device_owned_by(device, (unsigned int)store);
	long long claim = device->claim_domid.value;

	if (device->owner.kind == OWNER_UNKNOWN)
		return;
	if (in_model)
		repair_holder(builder, device, (unsigned int)model,
				"the device model of the guest");
	if (in_store && !(in_model && model == store))
		repair_holder(builder, device, (unsigned int)store, "xenstore");
	if (device->claim_domid.state == XPT_FACT_KNOWN &&
			!xpt__device_owned_by(device, (unsigned int)claim))
		xpt__plan_step(builder, device,
				(struct op){ VERB_UNCLAIM, .domid = (unsigned int)claim }, NO_UNDO,
				"that domain does not have it; xl would not offer the device");
}

static void remember(struct builder *builder, const struct xpt_device *device, const char *driver)
{
	const char *old = known_text(&device->original_driver);
	struct op undo = { old ? VERB_REMEMBER : VERB_FORGET, old };

	if (old && !strcmp(old, driver))
		return;
	xpt__plan_step(builder, device, (struct op){ VERB_REMEMBER, driver }, undo,
			"so that release, or xl, can give it back");
}

/* Out of its driver and into pciback. */
static void bind_pciback(struct builder *builder, const struct xpt_device *device)
{
	const char *override = known_text(&device->driver_override);
	bool overridden = override && *override && strcmp(override, PCIBACK) != 0;
	const char *driver = device_driver(device);

	if (driver)
		xpt__plan_step(builder, device, (struct op){ VERB_UNBIND, driver },
				(struct op){ VERB_BIND, driver }, "%s",
				xpt__model_in_pciback(device) ?
						"only pciback's probe takes away an earlier permissive setting" :
						"dom0 must not use it any more");
	if (overridden)
		xpt__plan_step(builder, device, (struct op){ VERB_OVERRIDE, PCIBACK },
				(struct op){ VERB_OVERRIDE, override },
				"driver_override is %s: no other driver could bind", override);
	if (!fact_true(device->in_slots))
		xpt__plan_step(builder, device, (struct op){ VERB_SLOT_ADD },
				(struct op){ VERB_SLOT_REMOVE },
				"pciback takes only what it lists");
	xpt__plan_step(builder, device, (struct op){ VERB_BIND, PCIBACK },
			(struct op){ VERB_UNBIND, PCIBACK },
			"pciback resets it and holds it for guests");
	if (overridden)
		xpt__plan_step(builder, device, (struct op){ VERB_OVERRIDE, override },
				(struct op){ VERB_OVERRIDE, PCIBACK }, "as it was before");
}

void xpt__plan_name_device(struct builder *builder, const struct xpt_device *device,
		const char *name, const char *why)
{
	const char *old = known_text(&device->store_name);

	if (old && name ? strcmp(old, name) != 0 : old || name)
		xpt__plan_step(builder, device, (struct op){ VERB_NAME, name },
				(struct op){ VERB_NAME, old }, "%s", why);
}

void xpt__plan_reserve_device(struct builder *builder, const struct xpt_device *device)
{
	const struct device_name *name = xpt__names_of(builder->host, device);
	const char *driver = device_driver(device);
	bool reserved = xpt__model_in_pciback(device);
	bool stale_permissive = reserved && fact_true(device->permissive) &&
			!(builder->request.flags & XPT_PERMISSIVE);

	xpt__plan_repair_device(builder, device);
	if (driver && !reserved)
		remember(builder, device, driver);
	xpt__plan_take_console(builder, device);
	if (!reserved || stale_permissive)
		bind_pciback(builder, device);
	if (device->owner.kind != OWNER_QUARANTINE)
		xpt__plan_step(builder, device, (struct op){ VERB_QUARANTINE },
				(struct op){ VERB_UNQUARANTINE },
				"its DMA reaches nobody's memory until a guest has it");
	if (builder->request.name)
		xpt__plan_name_device(builder, device, builder->request.name, "as requested");
	else if (name && device->store_name.state != XPT_FACT_KNOWN &&
			!xpt__model_named_device(builder->host, xpt__span_of(name->name)))
		xpt__plan_name_device(
				builder, device, name->name, "so that xl knows its name, too");
}
