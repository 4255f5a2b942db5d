/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each MSI and MSI-X vector of a guest takes a PIRQ. A guest has as many for them as
 * extra_guest_irqs= says; Xen takes them from above those of the IO-APICs (get_free_pirq()).
 * An interrupt line has its own below.
 */
#include "irqs.h"

#include <stdlib.h>
#include <string.h>

#include "../base/bdf.h"
#include "../boot/cmdline.h"

#define LIMIT_XEN 32	  /* DEFAULT_EXTRA_DOMU_IRQS */
#define LIMIT_XCP_NG 64	  /* the same in XCP-ng and XenServer */
#define PV_DEVICE_MAX 128 /* SH_INFO_MAX_VEC of pcifront and pciback */
#define PINS_MIN 16
#define LEAST_OF_CPU 182
/* Vectors 0x20-0xef without the legacy ones; a flat APIC shares them among all (at most 8) CPUs. */
#define VECTORS 190
#define FLAT_CPUS 8
#define CLUSTER_CPUS 16
#define CPUS_MAX (1 << 20) /* no host comes near it */

/* "4.17.5-15" on a kernel "4.19.0+1": both add the release of their package. */
static bool is_xcp_ng(const struct xpt_host *host)
{
	const char *minus, *plus;

	if (host->xen_version.state != XPT_FACT_KNOWN || host->kernel.state != XPT_FACT_KNOWN)
		return false;
	minus = strchr(host->xen_version.value, '-');
	plus = strchr(host->kernel.value, '+');
	return minus && plus && minus[1] >= '0' && minus[1] <= '9' && plus[1] &&
			strspn(plus + 1, "0123456789") == strlen(plus + 1);
}

/* As Xen reads a number: "64", "0x40", "0100". False: it does not begin with one. */
static bool read_number(struct span text, unsigned int *ret_number)
{
	char digits[24] = "";

	if (!text.length || text.at[0] < '0' || text.at[0] > '9')
		return false;
	memcpy(digits, text.at,
			text.length < sizeof(digits) - 1 ? text.length : sizeof(digits) - 1);
	*ret_number = (unsigned int)strtoull(digits, NULL, 0);
	return true;
}

/* The number behind @key=, of which the last one that holds one counts. False: none does. */
static bool find_number(const struct fact_text *xen_line, const char *key, unsigned int *ret_number)
{
	struct span rest = xpt__cmdline_of_xen(xpt__span_of(xen_line->value));
	struct cmdline_word word;
	bool found = false;

	while (xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word))
		if (xpt__span_is(word.key, key) && read_number(word.value, ret_number))
			found = true;
	return found;
}

unsigned int xpt__irqs_option(const struct fact_text *xen_line, const char *key)
{
	struct span rest;
	struct cmdline_word word;
	unsigned int number = 0;

	if (xen_line->state != XPT_FACT_KNOWN)
		return 0;
	rest = xpt__cmdline_of_xen(xpt__span_of(xen_line->value));
	while (xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word))
		if (xpt__span_is(word.key, key) && !read_number(word.value, &number))
			number = 0;
	return number;
}

struct span xpt__irqs_dom0_own(const struct fact_text *xen_line)
{
	struct span rest, own = { "", 0 };
	struct cmdline_word word;

	if (xen_line->state != XPT_FACT_KNOWN)
		return own;
	rest = xpt__cmdline_of_xen(xpt__span_of(xen_line->value));
	while (xpt__cmdline_next(&rest, BOOT_LINE_XEN, &word)) {
		const char *comma =
				xpt__span_is(word.key, "extra_guest_irqs") && word.value.length ?
				memchr(word.value.at, ',', word.value.length) :
				NULL;
		unsigned int number;
		struct span part;

		if (!comma)
			continue;
		part = (struct span){ comma, (size_t)(word.value.at + word.value.length - comma) };
		if (read_number((struct span){ part.at + 1, part.length - 1 }, &number))
			own = part;
	}
	return own;
}

bool xpt__irqs_sets_dom0(const struct fact_text *xen_line)
{
	struct span own = xpt__irqs_dom0_own(xen_line);
	unsigned int number;

	return own.length && read_number((struct span){ own.at + 1, own.length - 1 }, &number) &&
			number;
}

static long long smaller(long long a, long long b)
{
	return a < b ? a : b;
}

unsigned int xpt__irqs_pins(const struct fact_text *xen_line, unsigned int all)
{
	unsigned int pins = xpt__irqs_option(xen_line, "max_gsi_irqs");

	if (!pins)
		pins = all / 8;
	return pins < PINS_MIN ? PINS_MIN : pins;
}

/* What nr_irqs= leaves to MSI: it holds those of the IO-APICs too. */
static bool room_by_option(const struct fact_text *xen_line, long long *ret_room)
{
	unsigned int all = xpt__irqs_option(xen_line, "nr_irqs"), pins;

	if (!all)
		return false;
	pins = xpt__irqs_pins(xen_line, all);
	*ret_room = all > pins ? all - pins : 0;
	return true;
}

bool xpt__irqs_bounded_by_option(const struct fact_text *xen_line, long long wanted)
{
	long long room;

	return room_by_option(xen_line, &room) && room < wanted;
}

/* A capture may say anything; no product of it shall overflow. */
static long long cpus_of(const struct xpt_host *host)
{
	return host->cpus.value < 0 ? 0 : smaller(host->cpus.value, CPUS_MAX);
}

/*
 * A guest cannot have more than the host: of nr_irqs, which is 208 for each CPU or eight times what the IO-APICs
 * have, at least 182 for each CPU are for MSI. More only where the IO-APICs have less than they may.
 */
static struct fact_int bounded(const struct xpt_host *host, const struct fact_text *xen_line,
		long long number, struct fact_text *why)
{
	long long room = number;
	bool given = room_by_option(xen_line, &room);

	if (!given && host->cpus.state == XPT_FACT_KNOWN)
		room = cpus_of(host) * LEAST_OF_CPU;
	if (room < number)
		*why = fact_text_known(given ? "what nr_irqs= leaves, at least" :
					       "what the host's CPUs have, at least");
	return fact_int_known(smaller(room, number));
}

struct fact_int xpt__irqs_limit(const struct xpt_host *host, const struct fact_text *xen_line,
		struct fact_text *ret_why)
{
	unsigned int number;

	*ret_why = (struct fact_text){ .state = xen_line->state, .reason = xen_line->reason };
	if (xen_line->state != XPT_FACT_KNOWN)
		return (struct fact_int){ .state = xen_line->state, .reason = xen_line->reason };
	if (find_number(xen_line, "extra_guest_irqs", &number)) {
		*ret_why = fact_text_known("extra_guest_irqs=");
		return bounded(host, xen_line, number, ret_why);
	}
	*ret_why = fact_text_known(is_xcp_ng(host) ? "XCP-ng's default" : "Xen's default");
	return bounded(host, xen_line, is_xcp_ng(host) ? LIMIT_XCP_NG : LIMIT_XEN, ret_why);
}

static bool is_known(struct fact_int vectors)
{
	return vectors.state == XPT_FACT_KNOWN || vectors.state == XPT_FACT_ABSENT;
}

/* Several MSI vectors of one device want interrupt remapping. */
static long long msi_of(const struct xpt_host *host, const struct xpt_device *device)
{
	return fact_is(host->interrupt_remapping, 0) ? 1 : device->msi_vectors.value;
}

static void add_ceiling(const struct xpt_host *host, const struct xpt_device *device,
		const struct irq_domain *domain, struct irq_device *irqs)
{
	const struct fact_int *unknown = is_known(device->msix_vectors) ? &device->msi_vectors :
									  &device->msix_vectors;
	bool pv = fact_text_is(domain->type, "pv");

	if (device->msix_vectors.state == XPT_FACT_KNOWN) {
		irqs->uses = fact_text_known("MSI-X");
		irqs->may = fact_int_known(pv ? smaller(device->msix_vectors.value, PV_DEVICE_MAX) :
						device->msix_vectors.value);
	} else if (!is_known(*unknown)) {
		irqs->uses = (struct fact_text)FACT_UNREADABLE(unknown->reason);
		irqs->may = (struct fact_int)FACT_UNREADABLE(unknown->reason);
	} else if (unknown->state == XPT_FACT_KNOWN) {
		irqs->uses = fact_text_known("MSI");
		irqs->may = fact_int_known(msi_of(host, device));
	} else {
		irqs->uses = fact_text_known("INTx");
		irqs->may = fact_int_known(0);
	}
}

/* Drivers that ask for a number of their own, whatever the CPUs. */
static long long fixed_of(const struct xpt_device *device)
{
	static const struct {
		long long vendor, device;
		long long vectors;
	} fixed[] = {
		{ 0x8086, 0x10d3, 3 }, /* e1000e: receive, transmit, other */
		{ 0x8086, 0x10ca, 3 }, /* igbvf */
		{ 0x8086, 0x152d, 3 },
		{ 0x8086, 0x1520, 3 },
		{ 0x8086, 0x152f, 3 },
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (fact_is(device->vendor_id, fixed[i].vendor) &&
				fact_is(device->device_id, fixed[i].device))
			return fixed[i].vectors;
	return 0;
}

#define INTEL 0x8086

/* Of Intel's network drivers, in Linux 6.1. 0: none of them. */
static long long queues_of(const struct xpt_device *device, long long vcpus)
{
	static const struct {
		long long device;
		enum { IGB = 1, IAVF, I40E, ICE } driver;
	} all[] = {
		{ 0x10c9, IGB }, /* 82576 */
		{ 0x150e, IGB }, /* 82580 */
		{ 0x1521, IGB }, /* I350 */
		{ 0x154c, IAVF },
		{ 0x37cd, IAVF },
		{ 0x1889, IAVF },
		{ 0x1572, I40E },
		{ 0x1583, I40E },
		{ 0x1584, I40E },
		{ 0x158a, I40E },
		{ 0x158b, I40E },
		{ 0x37d0, I40E },
		{ 0x37d2, I40E },
		{ 0x1591, ICE },
		{ 0x1592, ICE },
		{ 0x1593, ICE },
		{ 0x1599, ICE },
		{ 0x159a, ICE },
		{ 0x159b, ICE },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (!fact_is(device->vendor_id, INTEL) ||
				!fact_is(device->device_id, all[i].device))
			continue;
		switch (all[i].driver) {
		case IGB: /* up to four queues receive and transmit apart */
			return vcpus <= 4 ? 2 * vcpus + 1 : smaller(vcpus, 8) + 1;
		case IAVF: /* the PF gives four pairs */
			return smaller(vcpus, 4) + 1;
		case I40E: /* flow director, and RDMA as many again */
			return 2 * vcpus + 3;
		case ICE:
		default:
			return 2 * vcpus + 7;
		}
	}
	return 0;
}

/* One for each vCPU, and one beside: NVMe, network, USB. */
static bool is_queued(const struct xpt_device *device)
{
	return fact_is(device->class_code, 0x0108) || fact_is(device->class_code, 0x0c03) ||
			(device->class_code.state == XPT_FACT_KNOWN &&
					device->class_code.value >> 8 == 0x02);
}

static void add_estimate(const struct xpt_device *device, const struct irq_domain *domain,
		struct irq_device *irqs)
{
	irqs->probably = irqs->may;
	if (irqs->may.state != XPT_FACT_KNOWN)
		return;
	if (!strcmp(irqs->uses.value, "MSI"))
		irqs->probably = fact_int_known(1);
	if (strcmp(irqs->uses.value, "MSI-X") != 0)
		return;
	if (fixed_of(device))
		irqs->probably = fact_int_known(smaller(irqs->may.value, fixed_of(device)));
	else if (!is_queued(device))
		irqs->probably = (struct fact_int)FACT_UNREADABLE(
				"what drivers of its class ask for is not known");
	else if (domain->vcpus.state == XPT_FACT_KNOWN && queues_of(device, domain->vcpus.value))
		irqs->probably = fact_int_known(
				smaller(irqs->may.value, queues_of(device, domain->vcpus.value)));
	else if (domain->vcpus.state == XPT_FACT_KNOWN)
		irqs->probably = fact_int_known(smaller(irqs->may.value, domain->vcpus.value + 1));
	else
		irqs->probably = (struct fact_int)FACT_UNREADABLE(
				"it depends on the vCPUs of the guest");
}

static bool is_counted(const struct irq_domain *domain, const char *address)
{
	for (size_t i = 0; i < domain->device_count; i++)
		if (!strcmp(domain->devices[i].address, address))
			return true;
	return false;
}

void xpt__irqs_add(const struct xpt_host *host, const struct xpt_device *device,
		struct irq_domain *domain)
{
	struct irq_device *irqs = &domain->devices[domain->device_count];

	if (is_counted(domain, device->address))
		return;
	domain->device_count++;
	*irqs = (struct irq_device){ .taken = device->irqs_taken };
	memcpy(irqs->address, device->address, sizeof(irqs->address));
	add_ceiling(host, device, domain, irqs);
	add_estimate(device, domain, irqs);
}

bool xpt__irqs_plan_domain(size_t most, struct arena *arena, struct irq_domain *ret_domain)
{
	*ret_domain = (struct irq_domain){
		.name = FACT_ABSENT("no domain is named"),
		.id = FACT_ABSENT("it does not run"),
		.type = FACT_UNREADABLE("no domain is named"),
		.vcpus = FACT_UNREADABLE("no domain is named"),
		.taken = fact_int_known(0),
		.devices = xpt__arena_array(arena, most + 1, sizeof(*ret_domain->devices)),
	};
	return ret_domain->devices;
}

/* The first that is not known stays. */
static void sum_up(struct fact_int *sum, const struct fact_int *part)
{
	if (sum->state != XPT_FACT_KNOWN)
		return;
	if (part->state == XPT_FACT_KNOWN)
		sum->value += part->value;
	else
		*sum = (struct fact_int)FACT_UNREADABLE(part->reason);
}

bool xpt__irqs_of_domain(const struct xpt_host *host, const struct xpt_domain *from, size_t more,
		struct arena *arena, struct irq_domain *ret_domain)
{
	char buffer[16];

	if (!xpt__irqs_plan_domain(from->devices.count + more, arena, ret_domain))
		return false;
	ret_domain->name = fact_text_known(xpt__arena_text(
			arena, "%s", xpt__model_domain_name(host, from->id, buffer)));
	ret_domain->id = fact_int_known(from->id);
	ret_domain->type = from->type;
	ret_domain->vcpus = from->vcpus;
	if (from->devices.state != XPT_FACT_KNOWN)
		ret_domain->taken = (struct fact_int)FACT_UNREADABLE(from->devices.reason);
	for (size_t i = 0; i < from->devices.count; i++) {
		const struct xpt_device *device = xpt__model_device(host, from->devices.items[i]);

		if (!device)
			continue;
		sum_up(&ret_domain->taken, &device->irqs_taken);
		xpt__irqs_add(host, device, ret_domain);
	}
	return ret_domain->name.value;
}

void xpt__irqs_sum(const struct xpt_host *host, struct irq_domain *domain)
{
	struct fact_text why;

	domain->limit = xpt__irqs_limit(host, &host->xen_command_line, &why);
	domain->may = domain->probably = fact_int_known(0);
	for (size_t i = 0; i < domain->device_count; i++) {
		sum_up(&domain->may, &domain->devices[i].may);
		sum_up(&domain->probably, &domain->devices[i].probably);
	}
	domain->left = domain->limit;
	if (domain->taken.state != XPT_FACT_KNOWN)
		domain->left = domain->taken;
	else if (domain->left.state == XPT_FACT_KNOWN)
		domain->left.value -= domain->taken.value;
}

struct irqs_of_host xpt__irqs_of_host(const struct xpt_host *host)
{
	struct fact_int taken = fact_int_known(0);
	long long room = VECTORS, given;

	for (size_t i = 0; i < host->device_count; i++)
		/* what Xen does not know has none of its interrupts */
		if (!fact_is(host->devices[i].known_to_xen, 0))
			sum_up(&taken, &host->devices[i].irqs_taken);
	if (host->cpus.state == XPT_FACT_KNOWN && host->cpus.value > FLAT_CPUS)
		room *= (cpus_of(host) + CLUSTER_CPUS - 1) / CLUSTER_CPUS;
	if (room_by_option(&host->xen_command_line, &given))
		room = smaller(room, given);
	return (struct irqs_of_host){ taken, fact_int_known(room) };
}
