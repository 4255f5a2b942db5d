/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what belongs together lie together? vCPUs, memory and devices of each domain. */
#include <string.h>

#include "../base/error.h"
#include "../model/numa.h"
#include "check.h"

#define REMOTE_PERCENT 10 /* of the memory, from which on it counts; a little spills always */

struct survey {
	const struct xpt_host *host;
	struct arena *arena;
	struct xpt_report *report;
};

/* One domain, and where it runs. */
struct resident {
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
		if (bitmap_has(nodes, host->numa->nodes[i].id) != outside)
			part += kib;
	}
	return total / 100 ? part / (total / 100) : 0;
}

static int judge_affinity(struct survey *survey, const struct resident *resident)
{
	size_t count;
	const struct xpt_vcpu *vcpus = model_vcpus(survey->host, resident->domain->id, &count);
	struct bitmap told = { { 0 } }, same;

	for (size_t i = 0; i < count; i++) {
		if (vcpus[i].narrowed.state != XPT_FACT_KNOWN || bitmap_has(&told, vcpus[i].id))
			continue;
		same = (struct bitmap){ { 0 } };
		for (size_t k = i; k < count; k++)
			if (vcpus[k].narrowed.state == XPT_FACT_KNOWN &&
					!strcmp(vcpus[k].narrowed.value, vcpus[i].narrowed.value))
				bitmap_add(&same, vcpus[k].id);
		bitmap_or(&told, &same);
		if (!report_add(survey->report, &cause_ineffective_affinity, BLANKS(
				{ "domain", resident->name },
				{ "vcpus", arena_text(survey->arena, bitmap_count(&same) == 1 ?
					"vCPU %s" : "vCPUs %s", bitmap_text(survey->arena, &same)) },
				{ "reason", vcpus[i].narrowed.value })))
			return XPT_NO_MEMORY;
	}
	return 0;
}

/* Does its cpupool have CPUs of one of these nodes? Then a pin brings it there. */
static bool pool_reaches(const struct survey *survey, const struct xpt_domain *domain,
		const struct bitmap *nodes)
{
	const struct xpt_pool *pool = domain->pool_id.state == XPT_FACT_KNOWN &&
			domain->pool_id.value <= UINT32_MAX ?
			model_pool(survey->host, (unsigned int)domain->pool_id.value) : NULL;
	struct bitmap both = *nodes;

	if (!pool || pool->nodes.state != XPT_FACT_KNOWN)
		return false;
	bitmap_and(&both, pool->nodes.value);
	return !bitmap_is_empty(&both);
}

/* The cpupool that a guest would have to move to for it; NULL: none. dom0 stays where it is. */
static const char *pool_of_nodes(struct survey *survey, const struct xpt_domain *domain,
		const struct bitmap *nodes)
{
	const struct numa *numa = survey->host->numa;
	char buffer[16];

	for (size_t i = 0; domain->id && i < numa->pool_count; i++) {
		const struct fact_bitmap *has = &numa->pools[i].nodes;
		struct bitmap both = *nodes;

		if (has->state != XPT_FACT_KNOWN)
			continue;
		bitmap_and(&both, has->value);
		if (!bitmap_is_empty(&both))
			return arena_text(survey->arena, "%s",
					model_pool_name(&numa->pools[i], buffer));
	}
	return NULL;
}

static const char *node_words(struct survey *survey, const struct bitmap *nodes)
{
	return arena_text(survey->arena, bitmap_count(nodes) == 1 ? "node %s" : "nodes %s",
			bitmap_text(survey->arena, nodes));
}

/* Its memory outside of the nodes where it runs. */
static int judge_memory(struct survey *survey, const struct resident *resident)
{
	const struct ints *memory = &resident->domain->node_memory_kib;
	struct bitmap elsewhere = { { 0 } };
	bool reached;
	long long percent;

	if (!memory_known(resident->domain) || bitmap_is_empty(resident->home))
		return 0;
	percent = memory_percent(survey->host, resident->domain, resident->home, true);
	if (percent < REMOTE_PERCENT)
		return 0;
	for (size_t i = 0; i < memory->count && i < survey->host->numa->node_count; i++)
		if (memory->items[i] > 0)
			bitmap_add(&elsewhere, survey->host->numa->nodes[i].id);
	bitmap_minus(&elsewhere, resident->home);
	reached = pool_reaches(survey, resident->domain, &elsewhere);
	return report_add(survey->report, &cause_remote_memory, BLANKS(
			{ "domain", resident->name },
			{ "share", arena_text(survey->arena, "%lld", percent) },
			{ "memory_nodes", node_words(survey, &elsewhere) },
			{ "home", node_words(survey, resident->home) },
			{ "dom0_nodes", resident->domain->id ? NULL :
				bitmap_text(survey->arena, resident->home) },
			{ "target", resident->domain->id && bitmap_count(resident->home) == 1 ?
				bitmap_text(survey->arena, resident->home) : NULL },
			{ "reached", reached ? bitmap_text(survey->arena, &elsewhere) : NULL },
			{ "pool", reached ? NULL :
				pool_of_nodes(survey, resident->domain, &elsewhere) })) ?
			0 : XPT_NO_MEMORY;
}

/* What of the domain is not on the device's node, as a clause; NULL: it is at home there. */
static const char *what_is_remote(struct survey *survey, const struct resident *resident,
		unsigned int node)
{
	struct bitmap there = { { 0 } };
	bool vcpus = !bitmap_is_empty(resident->home) && !bitmap_has(resident->home, node);
	bool memory;

	bitmap_add(&there, node);
	memory = memory_known(resident->domain) && memory_percent(survey->host,
			resident->domain, &there, false) < REMOTE_PERCENT;
	if (vcpus)
		return arena_text(survey->arena, "the vCPUs%s of domain %s, which has it, %s on %s",
				memory ? " and the memory" : "", resident->name,
				memory ? "are" : "run",
				node_words(survey, resident->home));
	return memory ? arena_text(survey->arena, "the memory of domain %s, which has it, is on other "
			"nodes", resident->name) : NULL;
}

static int judge_device(struct survey *survey, const struct resident *resident,
		const struct xpt_device *device)
{
	const char *where, *node;
	struct xpt_finding *finding;
	struct bitmap there = { { 0 } };
	bool reached;

	if (!device || device->node.state != XPT_FACT_KNOWN)
		return 0;
	where = what_is_remote(survey, resident, (unsigned int)device->node.value);
	if (!where)
		return 0;
	node = arena_text(survey->arena, "%lld", device->node.value);
	bitmap_add(&there, (unsigned int)device->node.value);
	reached = pool_reaches(survey, resident->domain, &there);
	finding = report_add(survey->report, &cause_remote_device, BLANKS(
			{ "device", device->address }, { "domain", resident->name },
			{ "node", node }, { "where", where }, { "reached", reached ? node : NULL },
			{ "pool", reached ? NULL :
				pool_of_nodes(survey, resident->domain, &there) }));
	return finding ? check_owner_evidence(finding, device) : XPT_NO_MEMORY;
}

static int judge_domain(struct survey *survey, const struct xpt_domain *domain)
{
	static const struct bitmap nowhere;
	char buffer[16];
	struct resident resident = { .domain = domain,
		.name = model_domain_name(survey->host, domain->id, buffer),
		.home = domain->nodes.state == XPT_FACT_KNOWN ? domain->nodes.value : &nowhere };
	int rc = judge_affinity(survey, &resident);

	if (!rc)
		rc = judge_memory(survey, &resident);
	/* dom0 drives what nobody else has, bridges and all: where it runs is not about them */
	for (size_t i = 0; domain->id && i < domain->devices.count && !rc; i++)
		rc = judge_device(survey, &resident,
				model_device(survey->host, domain->devices.items[i]));
	return rc;
}

/* What was asked for and is not known. */
static int judge_gaps(struct survey *survey)
{
	const struct xpt_host *host = survey->host;

	for (size_t i = 0; i < host->domain_count; i++) {
		const struct ints *memory = &host->domains[i].node_memory_kib;

		if (memory->state == XPT_FACT_UNREADABLE)
			return report_add(survey->report, &cause_unreadable, BLANKS(
					{ "something", "on which nodes the domains' memory lies" },
					{ "reason", memory->reason })) ? 0 : XPT_NO_MEMORY;
	}
	return 0;
}

int xpt_host_check_locality(const struct xpt_host *host, struct xpt_report **ret_report,
		struct xpt_error **ret_error)
{
	struct survey survey = { host, arena_new(), report_new() };
	int rc = survey.arena && survey.report ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; host->numa && i < host->domain_count && !rc; i++)
		rc = judge_domain(&survey, &host->domains[i]);
	if (!rc)
		rc = judge_gaps(&survey);
	arena_free(survey.arena);
	if (rc) {
		xpt_report_free(survey.report);
		return error_no_memory(ret_error);
	}
	*ret_report = survey.report;
	return 0;
}
