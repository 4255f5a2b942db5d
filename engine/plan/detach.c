/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A detach is undone by attaching again where there is more to do after it, so that all of it happens
 * or nothing. One detach alone has nothing to undo: it leaves the device attached when the guest does
 * not let go. Force is the last resort: what it took is not given back.
 */
#include "build.h"

static unsigned int flags_of(const struct xpt_device *device)
{
	unsigned int flags = device->attach_flags.state == XPT_FACT_KNOWN ?
			(unsigned int)device->attach_flags.value :
			0;

	if (fact_true(device->permissive))
		flags |= XPT_PERMISSIVE;
	/* Xen gave it once in spite of the sharers: it was attached so. */
	if (device->reserved_memory_sharers.count)
		flags |= XPT_RELAXED;
	return flags;
}

struct op xpt__plan_attach_back(
		const struct xpt_device *device, const char *name, unsigned int domid)
{
	struct op op = { VERB_ATTACH, name, .domid = domid, .flags = flags_of(device) };

	if (device->guest_slot.state == XPT_FACT_KNOWN)
		op.slot = (unsigned int)device->guest_slot.value;
	return op;
}

static struct op give_back(const struct builder *builder, const struct xpt_device *device)
{
	const struct xpt_domain *domain = builder->domain;
	struct op undo = xpt__plan_attach_back(device, domain->name.value, domain->id);

	/* Meanwhile the guest may start anew. */
	if (builder->request.flags & XPT_THEN_ATTACH && domain->uuid.state == XPT_FACT_KNOWN)
		undo.uuid = domain->uuid.value;
	return undo;
}

void xpt__plan_detach(struct builder *builder, const struct xpt_device *const *devices)
{
	size_t count = builder->request.device_count;
	bool release = builder->request.flags & XPT_THEN_RELEASE;
	bool back = builder->request.flags & XPT_THEN_ATTACH;
	bool undoable = (count > 1 || release || back) && !(builder->request.flags & XPT_FORCE);

	for (size_t i = 0; i < count; i++) {
		struct op op = { VERB_DETACH, builder->domain->name.value,
			.domid = builder->domain->id, .flags = builder->request.flags,
			.timeout_s = builder->request.timeout_s };
		bool whole = xpt__device_owned_by(devices[i], builder->domain->id);

		xpt__plan_step(builder, devices[i], op,
				undoable && whole ? give_back(builder, devices[i]) : NO_UNDO,
				"as requested");
	}
	for (size_t i = 0; release && i < count; i++)
		if (!xpt__model_removed(builder->host, devices[i]->bdf))
			xpt__plan_release_device(builder, devices[i]);
}
