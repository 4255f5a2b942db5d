/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PIRQs: how many a guest has for MSI and MSI-X, and what its devices take of them. The one count,
 * for the check and for xpt_irqs_count().
 */
#ifndef CHECK_IRQS_H
#define CHECK_IRQS_H

#include <xpt/irqs.h>

#include "../base/finding.h"
#include "../base/vector.h"
#include "../model/model.h"

struct irq_device {
	char address[XPT_BDF_TEXT];
	struct fact_text uses;	  /* "MSI-X", "MSI", "INTx" */
	struct fact_int may;	  /* the most that a driver can ask for */
	struct fact_int probably; /* what Linux's driver for its class asks for */
	struct fact_int taken;	  /* now, by all who drive it */
};

struct irq_domain {
	struct fact_text name; /* XPT_FACT_ABSENT: no domain is named */
	struct fact_int id;    /* XPT_FACT_ABSENT: it does not run */
	struct fact_text type;
	struct fact_int vcpus;
	struct irq_device *devices; /* what it has and is to get */
	size_t device_count;
	/* xpt__irqs_sum(): */
	struct fact_int limit, may, probably;
	struct fact_int taken; /* by the devices that it has */
	struct fact_int left;
};

/* MSI and MSI-X vectors of the host. */
struct irqs_of_host {
	struct fact_int taken; /* of all devices, dom0's too */
	struct fact_int room;  /* at least so many fit, whatever Xen's APIC mode */
};

/* What Xen says of itself while it boots; guests' lines do not count. */
struct irqs_of_xen {
	struct fact_text apic;	    /* "x2APIC, cluster" */
	struct fact_text vectors;   /* whose they are */
	struct fact_int dom0_limit; /* of dom0, those of its interrupt lines too */
};

struct xpt_irqs {
	struct arena *arena;
	struct xpt_report *report;
	struct fact_int limit, limit_next; /* of each guest, now and from the next boot on */
	struct fact_text limit_why, limit_next_why;
	struct irqs_of_host of_host;
	struct irqs_of_xen of_xen;
	VECTOR(struct irq_domain) domains;
};

/* xpt__irqs_limit - what a Xen with this command line gives each guest for MSI and MSI-X. */
struct fact_int xpt__irqs_limit(const struct xpt_host *host, const struct fact_text *xen_line,
		struct fact_text *ret_why);
/* xpt__irqs_option - the number behind nr_irqs= or max_gsi_irqs=; 0: Xen works it out, as without the option. */
unsigned int xpt__irqs_option(const struct fact_text *xen_line, const char *key);
/* xpt__irqs_pins - what the IO-APICs have at most of nr_irqs=@all: max_gsi_irqs=, or an eighth, and at least 16. */
unsigned int xpt__irqs_pins(const struct fact_text *xen_line, unsigned int all);
/* xpt__irqs_bounded_by_option - may nr_irqs= leave less than @wanted, whatever a guest is given? */
bool xpt__irqs_bounded_by_option(const struct fact_text *xen_line, long long wanted);
/* xpt__irqs_dom0_own - dom0's number of extra_guest_irqs=, with its comma; "": it has none. Points into @xen_line. */
struct span xpt__irqs_dom0_own(const struct fact_text *xen_line);
/* xpt__irqs_sets_dom0 - does extra_guest_irqs= set dom0's number? With 0 it is Xen's default, as without. */
bool xpt__irqs_sets_dom0(const struct fact_text *xen_line);
/* xpt__irqs_of_domain - a domain that runs, with its devices and room for @more. False: no memory. */
bool xpt__irqs_of_domain(const struct xpt_host *host, const struct xpt_domain *from, size_t more,
		struct arena *arena, struct irq_domain *ret_domain);
/* xpt__irqs_plan_domain - one that is to be created: no devices yet, room for @most. False: no memory. */
bool xpt__irqs_plan_domain(size_t most, struct arena *arena, struct irq_domain *ret_domain);
/* xpt__irqs_add - @device, too, once; the domain's type and vCPUs stand already. */
void xpt__irqs_add(const struct xpt_host *host, const struct xpt_device *device,
		struct irq_domain *domain);
/* xpt__irqs_sum - once all devices are there */
void xpt__irqs_sum(const struct xpt_host *host, struct irq_domain *domain);
struct irqs_of_host xpt__irqs_of_host(const struct xpt_host *host);
/* xpt__irqs_of_xen - as its log has it, with XPT_DETAIL_CONSOLE; not known where it has not. */
struct irqs_of_xen xpt__irqs_of_xen(const struct xpt_host *host);

/* xpt__irqs_judge - has the domain enough, and has the host? Return: 0 or XPT_NO_MEMORY. */
int xpt__irqs_judge(const struct xpt_host *host, const struct irqs_of_host *of_host,
		const struct irq_domain *domain, struct arena *arena, struct xpt_report *report);

#endif
