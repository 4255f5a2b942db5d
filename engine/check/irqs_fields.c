/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/field.h"
#include "irqs.h"

#define DEVICE(member, form, key, label, help) FIELD(irq_device, member, form, key, label, help)

static const struct field device_fields[] = {
	DEVICE(address, FORM_CHARS, "address", "DEVICE", "segment:bus:device.function"),
	DEVICE(uses, FORM_FACT_TEXT, "uses", "USES", "MSI-X, MSI or INTx"),
	DEVICE(taken, FORM_FACT_INT, "taken", "TAKEN", "vectors that are set up now"),
	DEVICE(probably, FORM_FACT_INT, "probably", "PROBABLY",
			"vectors that Linux's driver of its class asks for"),
	DEVICE(may, FORM_FACT_INT, "may", "MAY", "the most that a driver can ask for"),
};

static const struct xpt_kind kind_irq_device = { "irq device", device_fields,
	COUNT(device_fields) };

const struct xpt_kind *xpt_kind_irq_device(void)
{
	return &kind_irq_device;
}

#define DOMAIN(member, form, key, label, help) FIELD(irq_domain, member, form, key, label, help)

static const struct field domain_fields[] = {
	DOMAIN(name, FORM_FACT_TEXT, "name", "NAME", "name, where it has one yet"),
	DOMAIN(id, FORM_FACT_INT, "id", "ID", "number, if it runs"),
	DOMAIN(type, FORM_FACT_TEXT, "type", "TYPE", "pv, hvm or pvh"),
	DOMAIN(vcpus, FORM_FACT_INT, "vcpus", "VCPUS", "virtual CPUs"),
	DOMAIN(limit, FORM_FACT_INT, "limit", "LIMIT",
			"interrupts that it can have for MSI and MSI-X"),
	DOMAIN(taken, FORM_FACT_INT, "taken", "TAKEN", "of these, what its devices take now"),
	DOMAIN(left, FORM_FACT_INT, "left", "LEFT", "of these, what is left now"),
	DOMAIN(probably, FORM_FACT_INT, "probably", "PROBABLY",
			"what Linux's drivers of all its devices ask for"),
	DOMAIN(may, FORM_FACT_INT, "may", "MAY", "the most that they can ask for"),
	OBJECTS(irq_domain, devices, device_count, irq_device, kind_irq_device, "devices",
			"DEVICES", "its devices, and those it is to get"),
};

static const struct xpt_kind kind_irq_domain = { "irq domain", domain_fields,
	COUNT(domain_fields) };

const struct xpt_kind *xpt_kind_irq_domain(void)
{
	return &kind_irq_domain;
}

#define IRQS(member, form, key, label, help) FIELD(xpt_irqs, member, form, key, label, help)

static const struct field irqs_fields[] = {
	IRQS(limit, FORM_FACT_INT, "limit", "LIMIT",
			"interrupts that each guest can have for MSI and MSI-X"),
	IRQS(limit_why, FORM_FACT_TEXT, "limit_from", "FROM", "where that number comes from"),
	IRQS(limit_next, FORM_FACT_INT, "limit_next_boot", "NEXT BOOT",
			"the same at the next boot"),
	IRQS(limit_next_why, FORM_FACT_TEXT, "limit_next_boot_from", "FROM",
			"where that number comes from"),
	IRQS(of_host.taken, FORM_FACT_INT, "host_taken", "HOST TAKEN",
			"MSI and MSI-X vectors of all devices of the host, those of dom0 too"),
	IRQS(of_host.room, FORM_FACT_INT, "host_room", "HOST ROOM",
			"so many fit at least, whatever Xen's APIC mode"),
	IRQS(of_xen.apic, FORM_FACT_TEXT, "apic", "APIC",
			"Xen's APIC mode, as its log tells it; without loglvl=info or all it tells only of a switch to x2APIC"),
	IRQS(of_xen.vectors, FORM_FACT_TEXT, "vectors", "VECTORS",
			"whose the host's interrupt vectors are in that mode; some 190 each"),
	IRQS(of_xen.dom0_limit, FORM_FACT_INT, "dom0_limit", "DOM0",
			"interrupts that a PV dom0 can have, those of its interrupt lines too"),
	OBJECTS(xpt_irqs, domains.items, domains.count, irq_domain, kind_irq_domain, "domains",
			"DOMAINS", "guests, and the devices of each"),
};

static const struct xpt_kind kind_irqs = { "irqs", irqs_fields, COUNT(irqs_fields) };

const struct xpt_kind *xpt_kind_irqs(void)
{
	return &kind_irqs;
}

struct xpt_object xpt_irqs_object(const struct xpt_irqs *irqs)
{
	return (struct xpt_object){ &kind_irqs, irqs };
}
