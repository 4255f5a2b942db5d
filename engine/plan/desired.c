/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cpupools first, then who is in them, as a move resets affinities; then affinities, and devices last (VFs
 * before others, which may be among them), which take the longest and are refused the most.
 */
#include "desired.h"

#include <string.h>

#include "../base/error.h"
#include "pools.h"

static bool is_all(const struct desired_run *run, const struct bitmap *cpus)
{
	return xpt__bitmap_within(&run->builder->host->numa->online, cpus);
}

/* What a later step makes Xen forget comes back when the plan is undone. */
static void note_pins(struct desired_run *run, const struct xpt_domain *domain)
{
	struct builder *builder = run->builder;
	bool moves = xpt__desired_move(run, domain);
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(builder->host, domain->id, &count);

	for (size_t i = 0; i < count; i++) {
		if (vcpus[i].hard.state != XPT_FACT_KNOWN ||
				vcpus[i].soft.state != XPT_FACT_KNOWN ||
				(!moves && !xpt__desired_breaks(run, domain, &vcpus[i])) ||
				(is_all(run, vcpus[i].hard.value) &&
						is_all(run, vcpus[i].soft.value)))
			continue;
		xpt__plan_save_affinity(builder, &vcpus[i],
				moves ? "a move to another cpupool resets them" :
					"they are reset when their CPUs leave the cpupool");
	}
}

static void move_domain(struct desired_run *run, const struct item *item)
{
	const struct xpt_domain *domain = item->domain;
	struct pool_ref to = item->target ?
			(struct pool_ref){ item->target->id, item->target->desired->name } :
			xpt__pool_ref_of(run->builder, item->pool);
	const char *why = xpt__arena_text(run->builder->arena, "%s line %lu wants it there",
			item->shown.file, item->shown.line);

	run->builder->failed = run->builder->failed || !why;
	if (why)
		xpt__pool_member_step(run->builder, domain, to, why);
}

/* Xen refuses a hard affinity without any CPU of the cpupool: say so before. */
static int check_hard(const struct desired_run *run, const struct xpt_domain *domain,
		const struct item *item)
{
	const struct bitmap *cpus = xpt__desired_cpus(run, domain);
	struct bitmap rest;

	if (!item || !item->hard || !cpus)
		return 0;
	rest = *item->hard;
	xpt__bitmap_and(&rest, cpus);
	if (!xpt__bitmap_is_empty(&rest))
		return 0;
	return xpt__error_set(run->ret_error, XPT_REFUSED,
			"%s line %lu: %s cannot have %s: its cpupool has "
			"only CPUs %s",
			item->shown.file, item->shown.line, item->shown.subject, item->shown.wanted,
			xpt__bitmap_text(run->builder->arena, cpus));
}

static int pin_vcpu(struct desired_run *run, const struct xpt_domain *domain,
		const struct xpt_vcpu *vcpu, bool moves)
{
	const struct item *item = xpt__desired_pin(run, vcpu);
	const struct bitmap *cpus = xpt__desired_cpus(run, domain);
	bool was_reset = moves || xpt__desired_breaks(run, domain, vcpu);
	struct vcpu_pin pin = { domain, vcpu, .was_reset = was_reset, .why = "as it was before" };
	int rc = check_hard(run, domain, item);
	struct bitmap rest;

	if (rc || (!was_reset && !(item && item_is_due(item))))
		return rc;
	if (item) {
		pin.hard = item->hard;
		pin.soft = item->soft;
		pin.why = xpt__arena_text(run->builder->arena, "%s line %lu says so",
				item->shown.file, item->shown.line);
	}
	if (!pin.why || vcpu->hard.state != XPT_FACT_KNOWN || vcpu->soft.state != XPT_FACT_KNOWN)
		return pin.why ? 0 : xpt__error_no_memory(run->ret_error);
	/* What the move reset, and what still makes sense there. */
	rest = *vcpu->hard.value;
	if (cpus)
		xpt__bitmap_and(&rest, cpus);
	if (moves && !pin.hard && !is_all(run, vcpu->hard.value) && !xpt__bitmap_is_empty(&rest))
		pin.hard = vcpu->hard.value;
	if (moves && !pin.soft && !is_all(run, vcpu->soft.value))
		pin.soft = vcpu->soft.value;
	if (pin.hard || pin.soft)
		xpt__plan_pin_vcpu(run->builder, &pin);
	return 0;
}

static int place_domain(struct desired_run *run, const struct xpt_domain *domain)
{
	bool moves = xpt__desired_move(run, domain);
	size_t count, before = run->builder->steps.count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(run->builder->host, domain->id, &count);
	int rc = 0;

	if (moves)
		move_domain(run, xpt__desired_move(run, domain));
	for (size_t i = 0; !rc && i < count; i++)
		rc = pin_vcpu(run, domain, &vcpus[i], moves);
	if (!rc && run->builder->steps.count != before)
		xpt__plan_expect_domain(run->builder, domain);
	return rc;
}

static int change_devices(struct desired_run *run)
{
	const char *title;
	int rc = 0;

	for (size_t i = 0; !rc && i < run->judged->requests.count; i++)
		rc = xpt__plan_add_request(run->builder, &run->judged->requests.items[i], &title,
				run->ret_error);
	return rc;
}

static void name_devices(struct desired_run *run)
{
	for (size_t i = 0; i < run->comparison->items.count; i++) {
		const struct item *item = &run->comparison->items.items[i];
		const char *why;

		if (!item->name || !item->found || !item_is_due(item))
			continue;
		why = xpt__arena_text(run->builder->arena, "%s line %lu says so", item->shown.file,
				item->shown.line);
		run->builder->failed = run->builder->failed || !why;
		if (why)
			xpt__plan_name_device(run->builder, item->found, item->name, why);
	}
}

struct desired_request {
	const struct xpt_comparison *comparison;
	const struct xpt_judged *judged;
};

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct xpt_host *host = builder->host;
	const struct desired_request *desired = request;
	struct desired_run run = { builder, desired->comparison, desired->judged, NULL, ret_error };
	int rc = xpt__desired_settle_pools(&run);

	for (size_t i = 0; !rc && i < host->domain_count; i++)
		note_pins(&run, &host->domains[i]);
	if (!rc)
		xpt__desired_change_pools(&run);
	for (size_t i = 0; !rc && i < host->domain_count; i++)
		rc = place_domain(&run, &host->domains[i]);
	rc = rc ? rc : xpt__desired_change_vfs(&run);
	rc = rc ? rc : change_devices(&run);
	rc = rc ? rc : xpt__desired_change_reserved_vfs(&run);
	if (!rc)
		name_devices(&run);
	*ret_title = "make the host as its files say";
	return rc;
}

int xpt_plan_for_comparison(const struct xpt_comparison *comparison,
		const struct xpt_judged *judged, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	const struct desired_request request = { comparison, judged };
	int rc = xpt__judged_may_be_planned(judged, comparison->identity, ret_error);

	return rc ? rc : xpt__plan_build(comparison->host, &request, fill, ret_plan, ret_error);
}
