/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups of lines and their blanks. */
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "errnos.h"
#include "incidents.h"

const char *xpt__blank_value(const struct blank *blanks, const char *name)
{
	for (; blanks->name; blanks++)
		if (!strcmp(blanks->name, name))
			return blanks->value;
	return NULL;
}

void xpt__group_fill(struct group *group, const char *name, const char *value)
{
	if (!value || group->blank_count == GROUP_BLANKS || xpt__blank_value(group->blanks, name))
		return;
	group->blanks[group->blank_count++] = (struct blank){ name, value };
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

int xpt__blank_errno(const struct blank *blanks)
{
	const char *number = xpt__blank_value(blanks, "errno"),
		   *reason = xpt__blank_value(blanks, "reason");

	return xpt__errno_number(number ? number : reason ? reason : "");
}

/* A toolstack that refuses what others only warn of has stopped the domain. */
enum xpt_verdict xpt__group_verdict(const struct group *group)
{
	return xpt__blank_value(group->blanks, "toolstack") ? XPT_BLOCKED : group->cause->verdict;
}
