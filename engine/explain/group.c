/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of lines and their placeholders. */
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "errnos.h"
#include "incidents.h"

const char *xpt__placeholder_value(const struct placeholder *placeholders, const char *name)
{
	for (; placeholders->name; placeholders++)
		if (!strcmp(placeholders->name, name))
			return placeholders->value;
	return NULL;
}

void xpt__group_fill(struct group *group, const char *name, const char *value)
{
	if (!value || group->placeholder_count == GROUP_PLACEHOLDERS ||
			xpt__placeholder_value(group->placeholders, name))
		return;
	group->placeholders[group->placeholder_count++] = (struct placeholder){ name, value };
}

bool xpt__texts_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

const struct xpt_device *xpt__explainer_device(
		const struct explainer *explainer, const char *address)
{
	struct xpt_bdf at;

	if (!explainer->host || !address || !xpt__bdf_read(xpt__span_of(address), &at))
		return NULL;
	return xpt__model_device(explainer->host, at);
}

bool xpt__cause_is_refusal(const struct cause *cause)
{
	return cause == &xpt__cause_assignment_refused || cause == &xpt__cause_quarantine_failed ||
			cause == &xpt__cause_deassignment_refused;
}

int xpt__placeholder_errno(const struct placeholder *placeholders)
{
	const char *number = xpt__placeholder_value(placeholders, "errno"),
		   *reason = xpt__placeholder_value(placeholders, "reason");

	return xpt__errno_number(number ? number : reason ? reason : "");
}

/* A toolstack that refuses what others only warn of has stopped the domain. */
enum xpt_verdict xpt__group_verdict(const struct group *group)
{
	return xpt__placeholder_value(group->placeholders, "toolstack") ? XPT_BLOCKED :
									  group->cause->verdict;
}
