/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who owns each device: the answer of Xen's debug key Q, the only place that tells. Lines are
 *	0000:03:00.0 - d5 - node 0   - MSIs < 57 58 >
 * with owners d0, d5, DomIO:7ff2 and d[IO] (quarantine), d[XEN] (hidden).
 */
#include <string.h>

#include "../base/bdf.h"
#include "../source/paths.h"
#include "ask.h"

static struct fact_int read_node(struct span text)
{
	struct span word;
	uint64_t node;

	if (xpt__span_next_word(&text, &word) && xpt__span_number(word, 10, &node) && node < 4096)
		return fact_int_known((long long)node);
	return (struct fact_int)FACT_ABSENT("Xen does not know where the device is");
}

static struct owner domain_owner(struct xpt_host *host, struct span number)
{
	struct owner owner = { .kind = OWNER_UNKNOWN, .reason = "Xen's answer is garbled" };
	uint64_t id;

	if (!xpt__span_number(xpt__span_trim(number), 10, &id) || id > UINT32_MAX)
		return owner;
	owner = (struct owner){ .kind = OWNER_DOMAIN, .domid = (unsigned int)id, .text = "dom0" };
	if (id)
		owner.text = xpt__read_keep(host, xpt__arena_text(host->arena, "d%u", owner.domid));
	return owner;
}

static struct owner read_owner(struct xpt_host *host, struct span text)
{
	text = xpt__span_trim(text);
	if (xpt__span_is(text, "d[IO]") || xpt__span_starts(text, "DomIO"))
		return (struct owner){ .kind = OWNER_QUARANTINE, .text = "quarantine" };
	if (xpt__span_is(text, "d[XEN]"))
		return (struct owner){ .kind = OWNER_XEN, .text = "xen" };
	if (xpt__span_starts(text, "dom"))
		return domain_owner(host, (struct span){ text.at + 3, text.length - 3 });
	if (xpt__span_starts(text, "d"))
		return domain_owner(host, (struct span){ text.at + 1, text.length - 1 });
	return domain_owner(host, text);
}

static bool same_owner(const struct owner *a, const struct owner *b)
{
	return a->kind == b->kind && a->domid == b->domid;
}

/* Cut off what stands before " - ". */
static struct span next_column(struct span *rest)
{
	const char *end = memmem(rest->at, rest->length, " - ", 3);
	struct span column = { rest->at, end ? (size_t)(end - rest->at) : rest->length };

	rest->at += column.length + (end ? 3 : 0);
	rest->length -= column.length + (end ? 3 : 0);
	return column;
}

static bool read_owner_line(struct xpt_host *host, struct span line, unsigned long number)
{
	struct span address = xpt__span_trim(next_column(&line)), who = next_column(&line), column;
	struct xpt_device *device;
	struct owner owner;
	struct xpt_bdf bdf;

	if (!xpt__bdf_read(address, &bdf) || !who.length)
		return false;
	device = xpt__model_device(host, bdf);
	if (!device)
		return true;
	owner = read_owner(host, who);
	owner.line = number;
	/* two different answers: at least one is not Xen's */
	if (fact_true(device->known_to_xen) && !same_owner(&owner, &device->owner))
		owner = (struct owner){ .kind = OWNER_UNKNOWN,
			.line = number,
			.reason = "Xen's answer names two owners" };
	device->owner = owner;
	device->known_to_xen = fact_int_known(1);
	column = xpt__span_trim(next_column(&line));
	if (xpt__span_starts(column, "node "))
		device->node = read_node((struct span){ column.at + 5, column.length - 5 });
	return true;
}

static void nothing_known(struct xpt_host *host, const char *reason)
{
	host->ownership = (struct fact_int)FACT_UNREADABLE(reason);
	for (size_t i = 0; i < host->device_count; i++) {
		host->devices[i].known_to_xen = host->ownership;
		host->devices[i].owner = (struct owner){ .kind = OWNER_UNKNOWN, .reason = reason };
		host->devices[i].node = (struct fact_int)FACT_UNREADABLE(reason);
	}
}

static void read_owner_lines(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line;
	struct fact_text why;
	unsigned long number = 0;
	size_t told = 0;

	if (!xpt__read_answer(source, host, PATH_XEN_OWNERS, &blob, &why)) {
		nothing_known(host, why.reason ? why.reason : "Xen was not asked who owns devices");
		return;
	}
	for (size_t i = 0; i < host->device_count; i++) {
		host->devices[i].known_to_xen = fact_int_known(0);
		host->devices[i].owner = (struct owner){ .kind = OWNER_UNKNOWN,
			.reason = "Xen does not know the device" };
		host->devices[i].node = (struct fact_int)FACT_ABSENT(host->devices[i].owner.reason);
	}
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line) && !host->out_of_memory)
		told += read_owner_line(host, line, ++number);
	host->ownership = fact_int_known(1);
	if (!told && host->device_count)
		nothing_known(host, "Xen's answer to debug key Q holds no device");
}

/* "0000:00:05.0 1", or "-" where Xen does not know the node */
static void read_topology(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct span rest, line, word;
	struct xpt_device *device;
	struct fact_text why;
	struct fact_int node;
	struct xpt_bdf bdf;

	if (!xpt__read_answer(source, host, PATH_XEN_TOPOLOGY, &blob, &why))
		return;
	rest = blob_span(&blob);
	while (xpt__span_next_line(&rest, &line)) {
		if (!xpt__span_next_word(&line, &word) || !xpt__bdf_read(word, &bdf))
			continue;
		device = xpt__model_device(host, bdf);
		node = read_node(line);
		if (device &&
				(node.state == XPT_FACT_KNOWN ||
						device->node.state != XPT_FACT_KNOWN))
			device->node = node;
	}
}

static void list_of_domains(struct xpt_host *host)
{
	for (size_t i = 0; i < host->domain_count; i++)
		host->domains[i].devices = (struct bdfs){
			.state = fact_true(host->ownership) ? XPT_FACT_KNOWN : XPT_FACT_UNREADABLE,
			.reason = host->ownership.reason
		};
	for (size_t i = 0; i < host->device_count && !host->out_of_memory; i++) {
		struct xpt_device *device = &host->devices[i];
		struct xpt_domain *domain = device->owner.kind == OWNER_DOMAIN ?
				xpt__model_domain(host, device->owner.domid) :
				NULL;

		if (domain)
			xpt__read_note_bdf(host, &domain->devices, device->bdf);
	}
}

int xpt__read_owners(struct source *source, struct xpt_host *host)
{
	read_owner_lines(source, host);
	read_topology(source, host);
	list_of_domains(host);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
