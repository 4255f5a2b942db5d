/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plan changes and what it relies on: what nobody else may leave half-way beside it. */
#ifndef APPLY_TOUCHES_H
#define APPLY_TOUCHES_H

#include "../formats/unfinished.h"
#include "../plan/step.h"

/* xpt__plans_meet - does one of them change what the other changes or relies on? */
bool xpt__plans_meet(const struct xpt_plan *a, const struct xpt_plan *b);
/* xpt__plan_changes_device - does it change this device? */
bool xpt__plan_changes_device(const struct xpt_plan *plan, struct xpt_bdf bdf);
/* xpt__plan_touches - all that it changes, each once. False: no memory. */
bool xpt__plan_touches(const struct xpt_plan *plan, struct touch **ret_touches, size_t *ret_count);

#endif
