/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen's log of this boot tells of interrupts, and nothing else does. */
#include <stdlib.h>
#include <string.h>

#include "../base/xen_line.h"
#include "../explain/known_issues.h"
#include "irqs.h"

#define NOT_TOLD "Xen's log has no such line, or no longer"

static const char shared[] = "vectors that all CPUs share", by_cpu[] = "vectors of each CPU",
		  by_cluster[] = "vectors that up to 16 CPUs of a cluster share";

/* Since 4.20 a flat APIC's vectors are each CPU's. */
static struct fact_text vectors_of_flat(const struct xpt_host *host)
{
	const struct fact_text *told = &host->xen_version;
	int version = told->state == XPT_FACT_KNOWN ? xpt__version_read(told->value) : 0;

	if (!version)
		return (struct fact_text)FACT_UNREADABLE("Xen's version is not known");
	return fact_text_known(version < RELEASE(4, 20, 0) ? shared : by_cpu);
}

/* "x2apic_cluster", of older releases "x2apic_cluster." */
static struct span name_of(struct span rest)
{
	struct span name = xpt__span_trim(rest);

	if (name.length && name.at[name.length - 1] == '.')
		name.length--;
	return name;
}

static void take_driver(const struct xpt_host *host, struct span name, struct irqs_of_xen *ret_told)
{
	static const struct {
		const char *driver, *apic, *vectors; /* NULL: it depends on Xen */
	} drivers[] = {
		{ "default", "xAPIC, flat", NULL },
		{ "bigsmp", "xAPIC, physical", by_cpu },
		{ "x2apic_phys", "x2APIC, physical", by_cpu },
		{ "x2apic_mixed", "x2APIC, mixed", by_cpu },
		{ "x2apic_cluster", "x2APIC, cluster", by_cluster },
	};

	ret_told->apic = (struct fact_text)FACT_UNREADABLE(
			"Xen names an APIC driver that is not known");
	ret_told->vectors = ret_told->apic;
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (xpt__span_is(name, drivers[i].driver)) {
			ret_told->apic = fact_text_known(drivers[i].apic);
			ret_told->vectors = drivers[i].vectors ?
					fact_text_known(drivers[i].vectors) :
					vectors_of_flat(host);
		}
}

static void take_limit(struct span line, struct irqs_of_xen *ret_told)
{
	struct span number;
	uint64_t limit;

	if (xpt__span_next_word(&line, &number) && xpt__span_number(number, 10, &limit) &&
			limit <= INT32_MAX && xpt__span_is(line, " PIRQs"))
		ret_told->dom0_limit = fact_int_known((long long)limit);
}

/* Of a PVH dom0 Xen 4.20 and later says nr_irqs, and releases before count what it cannot take. */
static struct fact_int dom0_limit_of(const struct xpt_host *host, struct fact_int said)
{
	const struct xpt_domain *dom0 = xpt__model_domain(host, 0);

	if (said.state != XPT_FACT_KNOWN)
		return xpt__irqs_sets_dom0(&host->xen_command_line) ?
				(struct fact_int)FACT_UNREADABLE(
						"Xen does not print it where extra_guest_irqs= sets it") :
				said;
	if (!dom0 || dom0->type.state != XPT_FACT_KNOWN)
		return (struct fact_int)FACT_UNREADABLE(
				"dom0 is not known to be PV, and what Xen says of a PVH dom0 is no limit");
	if (strcmp(dom0->type.value, "pv") != 0)
		return (struct fact_int)FACT_UNREADABLE(
				"dom0 is PVH, and what Xen says of it is no limit");
	return said;
}

struct irqs_of_xen xpt__irqs_of_xen(const struct xpt_host *host)
{
	const char *why = host->console ? NOT_TOLD : "Xen's log was not read";
	struct irqs_of_xen told = { FACT_UNREADABLE(why), FACT_UNREADABLE(why),
		FACT_UNREADABLE(why) };
	struct span rest = xpt__span_of(host->console), line;

	/* the last one counts: Xen finds more than it first looked at, and switches to another driver */
	while (xpt__span_next_line(&rest, &line)) {
		if (!xpt__xen_own_line(line, &line))
			continue;
		if (xpt__span_skip(&line, "Using APIC driver ") ||
				xpt__span_skip(&line, "Overriding APIC driver with ") ||
				xpt__span_skip(&line, "Switched to APIC driver "))
			take_driver(host, name_of(line), &told);
		else if (xpt__span_skip(&line, "d0 has maximum ") ||
				xpt__span_skip(&line, "Dom0 has maximum "))
			take_limit(line, &told);
	}
	told.dom0_limit = dom0_limit_of(host, told.dom0_limit);
	return told;
}
