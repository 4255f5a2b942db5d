/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who owns each device: the answer of Xen's debug key Q, the only place that tells. */
#include <string.h>

#include "../base/bdf.h"
#include "../formats/limits.h"
#include "../formats/owners.h"
#include "../formats/topology.h"
#include "../source/paths.h"
#include "ask.h"

static struct owner owner_of(struct xpt_host *host, const struct ownership *ownership)
{
	static const enum owner_kind kinds[] = { [OWNED_BY_UNKNOWN] = OWNER_UNKNOWN,
		[OWNED_BY_NOBODY] = OWNER_UNKNOWN,
		[OWNED_BY_DOMAIN] = OWNER_DOMAIN,
		[OWNED_BY_QUARANTINE] = OWNER_QUARANTINE,
		[OWNED_BY_XEN] = OWNER_XEN };
	struct owner owner = { .kind = kinds[ownership->by],
		.domid = ownership->domid,
		.line = ownership->line,
		.reason = ownership->reason };
	char buffer[OWNER_TEXT];

	if (owner.kind != OWNER_UNKNOWN)
		owner.text = xpt__read_keep(host,
				xpt__arena_text(host->arena, "%s",
						xpt__ownership_text(ownership, buffer)));
	return owner;
}

static void nothing_known(struct xpt_host *host, const char *reason)
{
	host->ownership = (struct fact_int)FACT_UNREADABLE(reason);
	for (size_t i = 0; i < host->device_count; i++) {
		host->devices[i].known_to_xen = host->ownership;
		host->devices[i].owner = (struct owner){ .kind = OWNER_UNKNOWN, .reason = reason };
		host->devices[i].node = (struct fact_int)FACT_UNREADABLE(reason);
		host->devices[i].irqs_taken = (struct fact_int)FACT_UNREADABLE(reason);
	}
}

/* Of a device that a torn answer lacks. */
static struct ownership torn(struct xpt_host *host, struct owners_noise noise)
{
	struct ownership ownership = OWNERSHIP_TORN;

	if (noise.rate)
		ownership.reason = xpt__read_keep(host,
				xpt__arena_text(host->arena,
						"%s, and d%u prints %lu lines per second into its console: "
						"pause d%u, or boot Xen with guest_loglvl=none",
						ownership.reason, noise.domid, noise.rate,
						noise.domid));
	return ownership;
}

/* What the text says of each of the host's devices, in their order. Return: how many it knows. */
static size_t collect(struct xpt_host *host, struct span text, struct ownership *all)
{
	struct owners_reader reader = { .rest = text };
	const struct xpt_device *device;
	struct ownership next;
	struct xpt_bdf bdf;
	size_t count = 0;

	for (size_t i = 0; i < host->device_count; i++)
		all[i] = OWNERSHIP_NONE;
	while (xpt__owners_next(&reader, &bdf, &next)) {
		count++;
		device = xpt__model_device(host, bdf);
		if (device)
			xpt__ownership_add(&all[device - host->devices], &next);
	}
	for (size_t i = 0; (reader.torn || reader.unheld) && i < host->device_count; i++)
		if (all[i].by == OWNED_BY_NOBODY)
			all[i] = reader.torn ? torn(host, reader.noise) : OWNERSHIP_UNHELD;
	return count;
}

static void take(struct xpt_host *host, const struct ownership *all)
{
	host->ownership = fact_int_known(1);
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_device *device = &host->devices[i];

		device->known_to_xen = all[i].by == OWNED_BY_UNKNOWN && !all[i].line ?
				(struct fact_int)FACT_UNREADABLE(all[i].reason) :
				fact_int_known(all[i].by != OWNED_BY_NOBODY);
		device->owner = owner_of(host, &all[i]);
		device->node = all[i].node;
		device->irqs_taken = all[i].msis;
	}
}

static void read_owner_lines(struct source *source, struct xpt_host *host)
{
	auto_free struct ownership *all = calloc(host->device_count + 1, sizeof(*all));
	auto_blob struct blob blob = { 0 };
	struct fact_text why;

	if (!all)
		host->out_of_memory = true;
	else if (!xpt__read_answer(source, host, PATH_XEN_OWNERS, &blob, &why))
		nothing_known(host, why.reason ? why.reason : "Xen was not asked who owns devices");
	else if (!collect(host, blob_span(&blob), all) && host->device_count)
		nothing_known(host, "Xen's answer to debug key Q holds no device");
	else
		take(host, all);
}

static void read_topology(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob blob = { 0 };
	struct xpt_device *device;
	struct fact_text why;
	struct fact_int node;
	struct xpt_bdf bdf;
	struct span rest;

	if (!xpt__read_answer(source, host, PATH_XEN_TOPOLOGY, &blob, &why))
		return;
	rest = blob_span(&blob);
	while (xpt__topology_next(&rest, &bdf, &node)) {
		device = xpt__model_device(host, bdf);
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
