/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what belongs together lie together? vCPUs, memory and devices of each domain. */
#include <string.h>

#include "../base/error.h"
#include "../model/numa.h"
#include "check.h"

#define REMOTE_PERCENT 10 /* of the memory, from which on it counts; a little spills always */

struct locality {
	const struct xpt_host *host;
	struct arena *arena;
	struct xpt_report *report;
};

/* One domain, and where it runs. */
struct domain_locality {
	const struct xpt_domain *domain;
	const char *name;
	const struct bitmap *home; /* empty: not known */
};

static bool memory_known(const struct xpt_domain *domain)
{
	return domain->node_memory_kib.state == XPT_FACT_KNOWN;
}

/* How much of its memory lies on these nodes, or with @outside on the others; in percent. */
static long long memory_percent(const struct xpt_host *host, const struct xpt_domain *domain,
		const struct bitmap *nodes, bool outside)
{
	const struct ints *memory = &domain->node_memory_kib;
	long long total = 0, part = 0;

	for (size_t i = 0; i < memory->count && i < host->numa->node_count; i++) {
		long long kib = memory->items[i] < 0 ? 0 : memory->items[i];

		total += kib;
		if (xpt__bitmap_has(nodes, host->numa->nodes[i].id) != outside)
			part += kib;
	}
	return total / 100 ? part / (total / 100) : 0;
}

static int judge_affinity(struct locality *locality, const struct domain_locality *domain_locality)
{
	size_t count;
	const struct xpt_vcpu *vcpus =
			xpt__model_vcpus(locality->host, domain_locality->domain->id, &count);
	struct bitmap told = { { 0 } }, same;

	for (size_t i = 0; i < count; i++) {
		if (vcpus[i].narrowed.state != XPT_FACT_KNOWN ||
				xpt__bitmap_has(&told, vcpus[i].id))
			continue;
		same = (struct bitmap){ { 0 } };
		for (size_t k = i; k < count; k++)
			if (fact_text_is(vcpus[k].narrowed, vcpus[i].narrowed.value))
				xpt__bitmap_add(&same, vcpus[k].id);
		xpt__bitmap_or(&told, &same);
		if (!xpt__report_add(locality->report, &xpt__cause_ineffective_affinity,
				    PLACEHOLDERS({ "domain", domain_locality->name },
						    { "vcpus",
								    xpt__arena_text(locality->arena,
										    xpt__bitmap_count(
												    &same) == 1 ?
												    "vCPU %s" :
												    "vCPUs %s",
										    xpt__bitmap_text(
												    locality->arena,
												    &same)) },
						    { "reason", vcpus[i].narrowed.value })))
			return XPT_NO_MEMORY;
	}
	return 0;
}

/* Does its cpupool have CPUs of one of these nodes? Then a pin brings it there. */
static bool pool_reaches(const struct locality *locality, const struct xpt_domain *domain,
		const struct bitmap *nodes)
{
	const struct xpt_pool *pool = domain->pool_id.state == XPT_FACT_KNOWN &&
					domain->pool_id.value <= UINT32_MAX ?
			xpt__model_pool(locality->host, (unsigned int)domain->pool_id.value) :
			NULL;
	struct bitmap both = *nodes;

	if (!pool || pool->nodes.state != XPT_FACT_KNOWN)
		return false;
	xpt__bitmap_and(&both, pool->nodes.value);
	return !xpt__bitmap_is_empty(&both);
}

/* The cpupool that a guest would have to move to for it; NULL: none. dom0 stays where it is. */
static const char *pool_of_nodes(struct locality *locality, const struct xpt_domain *domain,
		const struct bitmap *nodes)
{
	const struct numa *numa = locality->host->numa;
	char buffer[16];

	for (size_t i = 0; domain->id && i < numa->pool_count; i++) {
		const struct fact_bitmap *has = &numa->pools[i].nodes;
		struct bitmap both = *nodes;

		if (has->state != XPT_FACT_KNOWN)
			continue;
		xpt__bitmap_and(&both, has->value);
		if (!xpt__bitmap_is_empty(&both))
			return xpt__arena_text(locality->arena, "%s",
					xpt__model_pool_name(&numa->pools[i], buffer));
	}
	return NULL;
}

static const char *node_words(struct locality *locality, const struct bitmap *nodes)
{
	return xpt__arena_text(locality->arena,
			xpt__bitmap_count(nodes) == 1 ? "node %s" : "nodes %s",
			xpt__bitmap_text(locality->arena, nodes));
}

/* Its memory outside of the nodes where it runs. */
static int judge_memory(struct locality *locality, const struct domain_locality *domain_locality)
{
	const struct ints *memory = &domain_locality->domain->node_memory_kib;
	struct bitmap elsewhere = { { 0 } };
	bool reached;
	long long percent;

	if (!memory_known(domain_locality->domain) || xpt__bitmap_is_empty(domain_locality->home))
		return 0;
	percent = memory_percent(
			locality->host, domain_locality->domain, domain_locality->home, true);
	if (percent < REMOTE_PERCENT)
		return 0;
	for (size_t i = 0; i < memory->count && i < locality->host->numa->node_count; i++)
		if (memory->items[i] > 0)
			xpt__bitmap_add(&elsewhere, locality->host->numa->nodes[i].id);
	xpt__bitmap_minus(&elsewhere, domain_locality->home);
	reached = pool_reaches(locality, domain_locality->domain, &elsewhere);
	return xpt__report_add(locality->report, &xpt__cause_remote_memory,
			       PLACEHOLDERS({ "domain", domain_locality->name },
					       { "share",
							       xpt__arena_text(locality->arena,
									       "%lld", percent) },
					       { "memory_nodes", node_words(locality, &elsewhere) },
					       { "home", node_words(locality, domain_locality->home) },
					       { "dom0_nodes",
							       domain_locality->domain->id ?
									       NULL :
									       xpt__bitmap_text(
											       locality->arena,
											       domain_locality->home) },
					       { "target",
							       domain_locality->domain->id &&
											       xpt__bitmap_count(
													       domain_locality->home) ==
													       1 ?
									       xpt__bitmap_text(
											       locality->arena,
											       domain_locality->home) :
									       NULL },
					       { "reached",
							       reached ? xpt__bitmap_text(
											 locality->arena,
											 &elsewhere) :
									 NULL },
					       { "pool",
							       reached ? NULL :
									 pool_of_nodes(locality,
											 domain_locality->domain,
											 &elsewhere) })) ?
			0 :
			XPT_NO_MEMORY;
}

/* What of the domain is not on the device's node, as a clause; NULL: it is at home there. */
static const char *what_is_remote(struct locality *locality,
		const struct domain_locality *domain_locality, unsigned int node)
{
	struct bitmap there = { { 0 } };
	bool vcpus = !xpt__bitmap_is_empty(domain_locality->home) &&
			!xpt__bitmap_has(domain_locality->home, node);
	bool memory;

	xpt__bitmap_add(&there, node);
	memory = memory_known(domain_locality->domain) &&
			memory_percent(locality->host, domain_locality->domain, &there, false) <
					REMOTE_PERCENT;
	if (vcpus)
		return xpt__arena_text(locality->arena,
				"the vCPUs%s of domain %s, which has it, %s on %s",
				memory ? " and the memory" : "", domain_locality->name,
				memory ? "are" : "run",
				node_words(locality, domain_locality->home));
	return memory ? xpt__arena_text(locality->arena,
					"the memory of domain %s, which has it, is on other "
					"nodes",
					domain_locality->name) :
			NULL;
}

bool xpt__check_go_elsewhere(const struct xpt_host *host, const struct xpt_bdf *devices,
		size_t count, long long node)
{
	for (size_t i = 0; i < count; i++) {
		const struct xpt_device *device = xpt__model_device(host, devices[i]);

		if (device && device->node.state == XPT_FACT_KNOWN && device->node.value != node)
			return true;
	}
	return false;
}

static int judge_device(struct locality *locality, const struct domain_locality *domain_locality,
		const struct xpt_device *device)
{
	const char *where, *node;
	struct xpt_finding *finding;
	struct bitmap there = { { 0 } };
	bool reached, between;

	if (!device || device->node.state != XPT_FACT_KNOWN)
		return 0;
	where = what_is_remote(locality, domain_locality, (unsigned int)device->node.value);
	if (!where)
		return 0;
	node = xpt__arena_text(locality->arena, "%lld", device->node.value);
	xpt__bitmap_add(&there, (unsigned int)device->node.value);
	reached = pool_reaches(locality, domain_locality->domain, &there);
	between = xpt__check_go_elsewhere(locality->host, domain_locality->domain->devices.items,
			domain_locality->domain->devices.count, device->node.value);
	finding = xpt__report_add(locality->report, &xpt__cause_remote_device,
			PLACEHOLDERS({ "device", device->address },
					{ "domain", domain_locality->name }, { "node", node },
					{ "where", where }, { "near", between ? NULL : node },
					{ "between", between ? domain_locality->name : NULL },
					{ "reached", reached && !between ? node : NULL },
					{ "pool",
							reached || between ?
									NULL :
									pool_of_nodes(locality,
											domain_locality->domain,
											&there) }));
	return finding ? xpt__check_owner_evidence(finding, device) : XPT_NO_MEMORY;
}

static int judge_domain(struct locality *locality, const struct xpt_domain *domain)
{
	static const struct bitmap nowhere;
	char buffer[16];
	struct domain_locality domain_locality = { .domain = domain,
		.name = xpt__model_domain_name(locality->host, domain->id, buffer),
		.home = domain->nodes.state == XPT_FACT_KNOWN ? domain->nodes.value : &nowhere };
	int rc = judge_affinity(locality, &domain_locality);

	if (!rc)
		rc = judge_memory(locality, &domain_locality);
	/* dom0 drives what nobody else has, bridges and all: where it runs is not about them */
	for (size_t i = 0; domain->id && i < domain->devices.count && !rc; i++)
		rc = judge_device(locality, &domain_locality,
				xpt__model_device(locality->host, domain->devices.items[i]));
	return rc;
}

/* What was asked for and is not known. */
static int judge_gaps(struct locality *locality)
{
	const struct xpt_host *host = locality->host;

	for (size_t i = 0; i < host->domain_count; i++) {
		const struct ints *memory = &host->domains[i].node_memory_kib;

		if (memory->state == XPT_FACT_UNREADABLE)
			return xpt__check_unreadable(host, locality->report,
					"on which nodes the domains' memory lies", memory->reason);
	}
	return 0;
}

int xpt_host_check_locality(const struct xpt_host *host, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	struct locality locality = { host, xpt__arena_new(), xpt__report_new() };
	int rc = locality.arena && locality.report ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; host->numa && i < host->domain_count && !rc; i++)
		rc = judge_domain(&locality, &host->domains[i]);
	if (!rc)
		rc = judge_gaps(&locality);
	xpt__arena_free(locality.arena);
	if (rc) {
		xpt_report_free(locality.report);
		return xpt__error_no_memory(ret_error);
	}
	*ret_report = locality.report;
	return 0;
}
