/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A detach is undone by attaching again where there is more to do after it, so that all of it happens
 * or nothing. One detach alone has nothing to undo: it leaves the device attached when the guest does
 * not let go. Force is the last resort: what it took is not given back.
 */
#include "build.h"

static struct op attach_back(const struct builder *builder, const struct xpt_device *device)
{
	struct op undo = { VERB_ATTACH, builder->domain->name.value, .domid = builder->domain->id };

	if (fact_true(device->permissive))
		undo.flags |= XPT_PERMISSIVE;
	/* Xen gave it once in spite of the sharers: it was attached so. */
	if (device->reserved_memory_sharers.count)
		undo.flags |= XPT_RELAXED;
	return undo;
}

void xpt__plan_detach(struct builder *builder, const struct xpt_device *const *devices)
{
	size_t count = builder->request.device_count;
	bool release = builder->request.flags & XPT_THEN_RELEASE;
	bool undoable = (count > 1 || release) && !(builder->request.flags & XPT_FORCE);

	for (size_t i = 0; i < count; i++) {
		struct op op = { VERB_DETACH, builder->domain->name.value,
			.domid = builder->domain->id, .flags = builder->request.flags,
			.timeout_s = builder->request.timeout_s };
		bool whole = xpt__device_owned_by(devices[i], builder->domain->id);

		xpt__plan_step(builder, devices[i], op,
				undoable && whole ? attach_back(builder, devices[i]) : NO_UNDO,
				"as requested");
	}
	for (size_t i = 0; release && i < count; i++)
		if (!xpt__model_removed(builder->host, devices[i]->bdf))
			xpt__plan_release_device(builder, devices[i]);
}
