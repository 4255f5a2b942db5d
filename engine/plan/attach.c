/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that Xen can refuse comes before anything that a guest can see: libxl tells the device
 * model first and Xen last, and leaves the guest with a dead device when Xen says no. So Xen is asked by
 * trial (assign, take back) for all devices, and only then is the first one attached.
 */
#include "build.h"

static bool attached(const struct builder *builder, const struct xpt_device *device)
{
	return fact_true(xpt__model_attached(device, builder->domain));
}

/* Xen says that the domain has it, and xenstore or the device model does not. */
static void take_remainder(struct builder *builder, const struct xpt_device *device)
{
	const char *name = builder->domain->name.value;
	struct op op = { VERB_DETACH, name, .domid = builder->domain->id, .flags = XPT_FORCE };

	xpt__plan_step(builder, device, op, NO_UNDO,
			"only a part of an earlier attach or detach is left");
}

static void try_assignment(struct builder *builder, const struct xpt_device *device)
{
	const char *name = builder->domain->name.value;
	struct op op = { VERB_TRIAL_ASSIGN, name, .domid = builder->domain->id,
		.flags = builder->request.flags };
	struct op undo = { VERB_DETACH, name, .domid = builder->domain->id, .flags = XPT_FORCE };

	xpt__plan_step(builder, device, op, undo,
			"a refusal must come before the guest sees anything");
}

static void attach(struct builder *builder, const struct xpt_device *device)
{
	const char *name = builder->domain->name.value;
	struct op op = { VERB_ATTACH, name, .domid = builder->domain->id,
		.flags = builder->request.flags, .slot = builder->request.slot };
	struct op undo = { VERB_DETACH, name, .domid = builder->domain->id, .flags = XPT_FORCE };

	xpt__plan_step(builder, device, op, undo, "as requested");
}

void xpt__plan_attach(struct builder *builder, const struct xpt_device *const *devices)
{
	size_t count = builder->request.device_count;

	for (size_t i = 0; i < count; i++) {
		if (attached(builder, devices[i]))
			continue;
		if (xpt__device_owned_by(devices[i], builder->domain->id))
			take_remainder(builder, devices[i]);
		xpt__plan_reserve_device(builder, devices[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!attached(builder, devices[i]))
			try_assignment(builder, devices[i]);
	for (size_t i = 0; i < count; i++)
		if (!attached(builder, devices[i]))
			attach(builder, devices[i]);
}
