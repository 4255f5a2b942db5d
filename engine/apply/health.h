/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a device still sane after it was used? What is found is kept in xenstore until a reboot (formats/taint.h). */
#ifndef APPLY_HEALTH_H
#define APPLY_HEALTH_H

#include "../base/vector.h"
#include "apply.h"

/* Of a device, before the first step. */
struct health {
	struct xpt_bdf bdf;
	const char *subject; /* the plan's */
	unsigned int lanes;  /* of its link; 0: not known */
};

struct healths {
	VECTOR(struct health) items;
};

/* xpt__health_before - of the devices that @plan or its undo (@undoing: that alone) takes out of a use or hands to a driver */
void xpt__health_before(struct apply_context *apply_context, const struct xpt_plan *plan,
		bool undoing, struct healths *ret_healths);
/*
 * xpt__health_before_attach - @index is the first of the steps that give devices to a guest: those that steps before it
 * had reset are looked at as by xpt__health_after()
 * Return: XPT_REFUSED: one is not sane, that is not accepted, and this plan did not take it from its guest
 */
int xpt__health_before_attach(struct apply_context *apply_context, const struct xpt_plan *plan,
		size_t index, const struct healths *healths, struct xpt_error **ret_error);
/*
 * xpt__health_after - looks at them again, notes what is lost and tells it as XPT_DEVICE_TAINTED; forgets what was noted
 * of one that is sane again, of another device, or of one that is gone. What a guest was given by @plan is not looked at.
 */
void xpt__health_after(struct apply_context *apply_context, const struct xpt_plan *plan,
		const struct healths *healths);

static inline void healths_clear(struct healths *healths)
{
	vector_clear(&healths->items);
}

#define auto_healths __attribute__((cleanup(healths_clear)))

#endif
