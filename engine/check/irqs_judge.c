/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Has a guest interrupts enough for its devices, and the host for them all? */
#include "check.h"
#include "irqs.h"

#define LIMIT_LEAST 32 /* of any Xen that nobody told otherwise */
#define VALUE_LEAST 64
#define VALUE_MOST (1LL << 20)
#define EMULATED 8 /* emulated devices of an HVM guest may take some of them */

static const char *number_text(struct arena *arena, struct fact_int number)
{
	return number.state == XPT_FACT_KNOWN ? xpt__arena_text(arena, "%lld", number.value) :
						"not known";
}

/* Nothing where it is not known: that is no news beside the most that they can use. */
static const char *probably_text(struct arena *arena, struct fact_int probably)
{
	return probably.state == XPT_FACT_KNOWN ?
			xpt__arena_text(arena, " (Linux's drivers probably ask for %lld)",
					probably.value) :
			"";
}

static const char *only_device(const struct irq_domain *domain)
{
	return domain->device_count == 1 ? domain->devices[0].address : NULL;
}

static const char *name_of(const struct irq_domain *domain)
{
	return domain->name.state == XPT_FACT_KNOWN ? domain->name.value : NULL;
}

static int report_unknown(const struct xpt_host *host, const struct irq_domain *domain,
		const char *what, const char *reason, struct xpt_report *report)
{
	return what ? xpt__check_unreadable_of(host, report, what, reason, only_device(domain)) :
		      XPT_NO_MEMORY;
}

/* NULL: it is not what stands in the way. */
static const char *bound_text(const struct fact_text *xen_line, const struct irq_domain *domain,
		struct arena *arena)
{
	return xpt__irqs_bounded_by_option(xen_line, domain->may.value) ?
			xpt__arena_text(arena, "%u", xpt__irqs_option(xen_line, "nr_irqs")) :
			NULL;
}

static int report_short(const struct xpt_host *host, const struct irq_domain *domain,
		struct arena *arena, struct xpt_report *report)
{
	struct span own = xpt__irqs_dom0_own(&host->xen_command_line);
	long long value = VALUE_LEAST;

	while (value < domain->may.value + EMULATED && value < VALUE_MOST)
		value *= 2;
	return xpt__report_add(report, &xpt__cause_guest_irqs_short,
			       PLACEHOLDERS({ "domain", name_of(domain) },
					       { "device", only_device(domain) },
					       { "wanted", number_text(arena, domain->may) },
					       { "probably",
							       probably_text(arena,
									       domain->probably) },
					       { "limit", number_text(arena, domain->limit) },
					       { "nr_irqs",
							       bound_text(&host->xen_command_line,
									       domain, arena) },
					       { "value",
							       xpt__arena_text(arena, "%lld%.*s",
									       value,
									       (int)own.length,
									       own.at) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int judge_domain(const struct xpt_host *host, const struct irq_domain *domain,
		struct arena *arena, struct xpt_report *report)
{
	if (domain->may.state != XPT_FACT_KNOWN) {
		for (size_t i = 0; i < domain->device_count; i++)
			if (domain->devices[i].may.state != XPT_FACT_KNOWN)
				return report_unknown(host, domain,
						xpt__arena_text(arena,
								"how many interrupts %s can use",
								domain->devices[i].address),
						domain->devices[i].may.reason, report);
		return 0;
	}
	if (domain->limit.state == XPT_FACT_KNOWN)
		return domain->may.value > domain->limit.value ?
				report_short(host, domain, arena, report) :
				0;
	return domain->may.value <= LIMIT_LEAST ? 0 : /* hardly anybody sets less */
			report_unknown(host, domain, "how many interrupts a guest can have",
					domain->limit.reason, report);
}

/* What the domain may yet take, beside all that is in use. */
static int judge_host(const struct irqs_of_host *of_host, const struct irq_domain *domain,
		struct arena *arena, struct xpt_report *report)
{
	const struct fact_int taken = of_host->taken, room = of_host->room;
	long long more = 0;

	for (size_t i = 0; i < domain->device_count; i++) {
		const struct irq_device *device = &domain->devices[i];

		if (device->may.state == XPT_FACT_KNOWN && device->taken.state == XPT_FACT_KNOWN &&
				device->may.value > device->taken.value)
			more += device->may.value - device->taken.value;
	}
	if (taken.state != XPT_FACT_KNOWN || taken.value + more <= room.value)
		return 0;
	return xpt__report_add(report, &xpt__cause_host_irqs_short,
			       PLACEHOLDERS({ "domain", name_of(domain) },
					       { "device", only_device(domain) },
					       { "taken", number_text(arena, taken) },
					       { "more", xpt__arena_text(arena, "%lld", more) },
					       { "room", number_text(arena, room) })) ?
			0 :
			XPT_NO_MEMORY;
}

int xpt__irqs_judge(const struct xpt_host *host, const struct irqs_of_host *of_host,
		const struct irq_domain *domain, struct arena *arena, struct xpt_report *report)
{
	int rc = judge_domain(host, domain, arena, report);

	return rc ? rc : judge_host(of_host, domain, arena, report);
}
