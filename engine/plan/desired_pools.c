/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cpupools as desired: CPUs leave where they are, pools come into being, CPUs join. Xen takes the
 * last CPU of a cpupool only when no domain is in it.
 */
#include <string.h>

#include "../base/error.h"
#include "desired.h"
#include "pools.h"

#define SCHEDULER "credit2" /* Xen's own choice since 4.12 */

static size_t index_of(const struct desired_run *run, const struct xpt_pool *pool)
{
	return (size_t)(pool - run->builder->host->numa->pools);
}

static bool is_due(const struct desired_run *run, const struct target_pool *target)
{
	return item_is_due(&run->comparison->items.items[target->item]);
}

static const struct bitmap *target_cpus(
		const struct desired_run *run, const struct target_pool *target)
{
	if (is_due(run, target))
		return &target->cpus;
	return target->pool ? &run->after[index_of(run, target->pool)] : NULL;
}

const struct item *xpt__desired_move(const struct desired_run *run, const struct xpt_domain *domain)
{
	for (size_t i = 0; i < run->comparison->items.count; i++) {
		const struct item *item = &run->comparison->items.items[i];

		if (item->kind == ITEM_MEMBER && item->domain == domain && item_is_due(item))
			return item->target && !target_cpus(run, item->target) ? NULL : item;
	}
	return NULL;
}

const struct item *xpt__desired_pin(const struct desired_run *run, const struct xpt_vcpu *vcpu)
{
	for (size_t i = 0; i < run->comparison->items.count; i++) {
		const struct item *item = &run->comparison->items.items[i];

		if (item->vcpu == vcpu)
			return item->left ? NULL : item;
	}
	return NULL;
}

const struct bitmap *xpt__desired_cpus(
		const struct desired_run *run, const struct xpt_domain *domain)
{
	const struct item *move = xpt__desired_move(run, domain);
	const struct xpt_pool *pool = domain->pool_id.state == XPT_FACT_KNOWN ?
			xpt__model_pool(run->builder->host, (unsigned int)domain->pool_id.value) :
			NULL;

	if (move)
		return move->target ? target_cpus(run, move->target) :
				      &run->after[index_of(run, move->pool)];
	return pool ? &run->after[index_of(run, pool)] : NULL;
}

bool xpt__desired_breaks(const struct desired_run *run, const struct xpt_domain *domain,
		const struct xpt_vcpu *vcpu)
{
	const struct bitmap *cpus = xpt__desired_cpus(run, domain);
	const struct xpt_pool *pool = domain->pool_id.state == XPT_FACT_KNOWN ?
			xpt__model_pool(run->builder->host, (unsigned int)domain->pool_id.value) :
			NULL;
	struct bitmap before, rest;

	if (!pool || !cpus || vcpu->hard.state != XPT_FACT_KNOWN || xpt__desired_move(run, domain))
		return false;
	before = rest = *vcpu->hard.value;
	xpt__bitmap_and(&before, pool->cpus.value);
	xpt__bitmap_and(&rest, cpus);
	return !xpt__bitmap_is_empty(&before) && xpt__bitmap_is_empty(&rest);
}

static void compute_after(struct desired_run *run)
{
	const struct numa *numa = run->builder->host->numa;

	for (size_t i = 0; i < numa->pool_count; i++) {
		struct bitmap *after = &run->after[i];

		*after = *numa->pools[i].cpus.value;
		for (size_t k = 0; k < run->comparison->target_count; k++) {
			const struct target_pool *target = &run->comparison->targets[k];

			if (!is_due(run, target))
				continue;
			if (target->pool == &numa->pools[i])
				*after = target->cpus;
			else
				xpt__bitmap_minus(after, &target->cpus);
		}
	}
}

static int refuse_scheduler(const struct desired_run *run, const struct target_pool *target)
{
	const struct desired_pool *desired = target->desired;

	if (!target->pool || !desired->scheduler || !is_due(run, target) ||
			(fact_text_is(target->pool->scheduler, desired->scheduler)))
		return 0;
	return xpt__error_set(run->ret_error, XPT_REFUSED,
			"%s line %lu: the cpupool %s has another scheduler "
			"than %s, and Xen cannot change it: leave sched= out, or destroy the cpupool first",
			desired->at.file, desired->at.line, desired->name, desired->scheduler);
}

static int refuse_empty(const struct desired_run *run, const struct xpt_pool *pool)
{
	char buffer[16];

	if (!xpt__bitmap_is_empty(&run->after[index_of(run, pool)]) ||
			xpt__bitmap_is_empty(pool->cpus.value) ||
			(pool->id && fact_is(pool->domain_count, 0)))
		return 0;
	return xpt__error_set(run->ret_error, XPT_REFUSED,
			"the cpupool %s would lose its last CPU, and there "
			"are domains in it: leave it one, or move them elsewhere first",
			xpt__model_pool_name(pool, buffer));
}

static int refuse_broken(const struct desired_run *run, const struct xpt_domain *domain)
{
	const struct xpt_vcpu *vcpus;
	char buffer[16];
	size_t count;

	vcpus = xpt__model_vcpus(run->builder->host, domain->id, &count);
	for (size_t i = 0; i < count; i++) {
		const struct item *pin = xpt__desired_pin(run, &vcpus[i]);

		if (xpt__desired_breaks(run, domain, &vcpus[i]) && !(pin && pin->hard))
			return xpt__error_set(run->ret_error, XPT_REFUSED,
					"vCPU %u of %s is pinned to CPUs "
					"%s, which leave its cpupool: pin it elsewhere first, or in pins=",
					vcpus[i].id,
					xpt__model_domain_name(
							run->builder->host, domain->id, buffer),
					vcpus[i].hard.text);
	}
	return 0;
}

int xpt__desired_settle_pools(struct desired_run *run)
{
	const struct xpt_host *host = run->builder->host;
	int rc = 0;

	run->after = xpt__arena_array(
			run->builder->arena, host->numa->pool_count + 1, sizeof(*run->after));
	if (!run->after)
		return xpt__error_no_memory(run->ret_error);
	compute_after(run);
	for (size_t i = 0; !rc && i < run->comparison->target_count; i++)
		rc = refuse_scheduler(run, &run->comparison->targets[i]);
	for (size_t i = 0; !rc && i < host->numa->pool_count; i++)
		rc = refuse_empty(run, &host->numa->pools[i]);
	for (size_t i = 0; !rc && i < host->domain_count; i++)
		rc = refuse_broken(run, &host->domains[i]);
	return rc;
}

/* The steps */

static void take_cpus(struct desired_run *run, const struct xpt_pool *pool)
{
	struct bitmap leaving = *pool->cpus.value;

	if (!xpt__bitmap_equal(pool->cpus.value, &run->after[index_of(run, pool)]))
		xpt__pool_expect(run->builder, pool);
	xpt__bitmap_minus(&leaving, &run->after[index_of(run, pool)]);
	xpt__pool_remove_step(run->builder, xpt__pool_ref_of(run->builder, pool), &leaving,
			"a CPU is in one cpupool at a time");
}

static void give_cpus(struct desired_run *run, const struct target_pool *target)
{
	const struct item *item = &run->comparison->items.items[target->item];
	const char *scheduler = target->desired->scheduler ? target->desired->scheduler : SCHEDULER;
	const char *why = xpt__arena_text(run->builder->arena, "%s line %lu wants it",
			item->shown.file, item->shown.line);
	struct pool_ref pool = { target->id, target->desired->name };
	struct bitmap joining = target->cpus;

	if (!item_is_due(item))
		return;
	run->builder->failed = run->builder->failed || !why;
	if (target->pool)
		xpt__bitmap_minus(&joining, target->pool->cpus.value);
	else if (why)
		xpt__pool_create_step(run->builder, pool, scheduler, why);
	xpt__pool_add_step(run->builder, pool, &joining, "these are its CPUs");
}

void xpt__desired_change_pools(struct desired_run *run)
{
	const struct numa *numa = run->builder->host->numa;

	for (size_t i = 0; i < numa->pool_count; i++)
		take_cpus(run, &numa->pools[i]);
	for (size_t i = 0; i < run->comparison->target_count; i++)
		give_cpus(run, &run->comparison->targets[i]);
}
