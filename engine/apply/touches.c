/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "touches.h"

#include <stdlib.h>

#define TOUCHES_MAX 3 /* of one step */

static size_t touches_of(const struct step *step, struct touch ret_touches[TOUCHES_MAX])
{
	const struct op *op = &step->op;
	size_t count = 0;

	if (xpt__verb_of_device(op->verb))
		ret_touches[count++] = (struct touch){ .kind = TOUCH_DEVICE, .bdf = step->bdf };
	else if (xpt__verb_of_usb(op->verb))
		ret_touches[count++] = (struct touch){ .kind = TOUCH_USB };
	else if (op->path)
		ret_touches[count++] = (struct touch){ .kind = TOUCH_FILE, .path = op->path };
	else
		ret_touches[count++] = (struct touch){ .kind = TOUCH_CPUS };
	if (op->domid)
		ret_touches[count++] = (struct touch){ .kind = TOUCH_DOMAIN, .domid = op->domid };
	if (op->copy)
		ret_touches[count++] = (struct touch){ .kind = TOUCH_DOMAIN, .domid = op->copy };
	return count;
}

static struct touch relied_on(const struct expectation *expectation)
{
	switch (expectation->kind) {
	case EXPECT_DOMAIN:
	case EXPECT_PINS:
	case EXPECT_MEMBER:
		return (struct touch){ .kind = TOUCH_DOMAIN, .domid = expectation->domid };
	case EXPECT_POOL:
		return (struct touch){ .kind = TOUCH_CPUS };
	case EXPECT_USB:
		return (struct touch){ .kind = TOUCH_USB };
	case EXPECT_FILE:
		return (struct touch){ .kind = TOUCH_FILE, .path = expectation->path };
	default:
		return (struct touch){ .kind = TOUCH_DEVICE, .bdf = expectation->bdf };
	}
}

static bool changes(const struct xpt_plan *plan, const struct touch *touch)
{
	struct touch own[TOUCHES_MAX];

	for (size_t i = 0; i < plan->count; i++)
		for (size_t j = touches_of(&plan->steps[i], own); j-- > 0;)
			if (xpt__touch_equal(&own[j], touch))
				return true;
	return false;
}

static bool relies_on_change(const struct xpt_plan *plan, const struct xpt_plan *changer)
{
	for (size_t i = 0; i < plan->expectation_count; i++) {
		struct touch touch = relied_on(&plan->expectations[i]);

		if (changes(changer, &touch))
			return true;
	}
	return false;
}

static bool change_the_same(const struct xpt_plan *a, const struct xpt_plan *b)
{
	struct touch own[TOUCHES_MAX];

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = touches_of(&a->steps[i], own); j-- > 0;)
			if (changes(b, &own[j]))
				return true;
	return false;
}

bool xpt__plans_meet(const struct xpt_plan *a, const struct xpt_plan *b)
{
	return change_the_same(a, b) || relies_on_change(a, b) || relies_on_change(b, a);
}

bool xpt__plan_changes_device(const struct xpt_plan *plan, struct xpt_bdf bdf)
{
	struct touch touch = { .kind = TOUCH_DEVICE, .bdf = bdf };

	return changes(plan, &touch);
}

static bool is_among(const struct touch *touches, size_t count, const struct touch *touch)
{
	for (size_t i = 0; i < count; i++)
		if (xpt__touch_equal(&touches[i], touch))
			return true;
	return false;
}

bool xpt__plan_touches(const struct xpt_plan *plan, struct touch **ret_touches, size_t *ret_count)
{
	struct touch *touches = calloc(plan->count * TOUCHES_MAX + 1, sizeof(*touches));
	struct touch own[TOUCHES_MAX];
	size_t count = 0;

	if (!touches)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		for (size_t j = 0, last = touches_of(&plan->steps[i], own); j < last; j++)
			if (!is_among(touches, count, &own[j]))
				touches[count++] = own[j];
	*ret_touches = touches;
	*ret_count = count;
	return true;
}
