/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules.h"

#define SOURCES 4
#define TABLES 6

static const struct rule *const tables[SOURCES][TABLES + 1] = {
	[LOG_XEN] = { xpt__rules_xen_assign, xpt__rules_xen_devices, xpt__rules_xen_interrupts, xpt__rules_xen_boot, xpt__rules_xen_crash },
	[LOG_LIBXL] = { xpt__rules_libxl, xpt__rules_xl, xpt__rules_xenopsd, xpt__rules_libvirt, xpt__rules_toolstack_failures, xpt__rules_pasted },
	[LOG_KERNEL] = { xpt__rules_linux },
	[LOG_QEMU] = { xpt__rules_qemu },
};

/* The rule at @index among those of @source that are general, or are not; NULL: @index less all those. */
static const struct rule *nth(enum log_source source, bool general, size_t *index)
{
	for (size_t i = 0; tables[source][i]; i++)
		for (const struct rule *rule = tables[source][i]; rule->cause; rule++)
			if (rule->general == general && !(*index)--)
				return rule;
	return NULL;
}

const struct rule *xpt__rule_of(enum log_source source, size_t index)
{
	const struct rule *rule = nth(source, false, &index);

	return rule ? rule : nth(source, true, &index);
}

const char *xpt__rule_pattern(const struct rule *rule, size_t index)
{
	if (!index)
		return rule->pattern;
	if (!rule->others)
		return NULL;
	for (size_t i = 0; i + 1 < index; i++)
		if (!rule->others[i])
			return NULL;
	return rule->others[index - 1];
}
