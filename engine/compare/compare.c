/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "items.h"

#include <string.h>

#include "../base/options.h"
#include "../base/error.h"
#include "../model/judged.h"

#define POOLS_MAX 4096U

static int located(const struct comparison_builder *run, struct origin at, int code,
		struct xpt_error *error)
{
	return xpt__error_wrap(run->ret_error, code, error, "%s line %lu: %s", at.file, at.line,
			xpt_error_message(error));
}

static int take_cpus(const struct comparison_builder *run, struct origin at, const char *text,
		struct bitmap *ret_cpus)
{
	struct xpt_error *error = NULL;
	int rc = xpt__cpulist_parse(run->comparison->host, text, ret_cpus, &error);

	return rc ? located(run, at, rc, error) : 0;
}

/* "all", as xl says it. */
static const char *cpus_text(const struct xpt_comparison *comparison, const struct bitmap *cpus)
{
	return xpt__bitmap_within(&comparison->host->numa->online, cpus) ?
			"all" :
			xpt__bitmap_text(comparison->arena, cpus);
}

/* Cpupools */

static const struct xpt_pool *pool_called(const struct xpt_host *host, const char *name)
{
	uint64_t number;

	for (size_t i = 0; i < host->numa->pool_count; i++) {
		const struct xpt_pool *pool = &host->numa->pools[i];

		if (fact_text_is(pool->name, name))
			return pool;
	}
	return xpt__span_number(xpt__span_of(name), 10, &number) && number < POOLS_MAX ?
			xpt__model_pool(host, (unsigned int)number) :
			NULL;
}

static const struct target_pool *target_called(
		const struct xpt_comparison *comparison, const char *name)
{
	for (size_t i = 0; i < comparison->target_count; i++)
		if (!strcmp(comparison->targets[i].desired->name, name))
			return &comparison->targets[i];
	return NULL;
}

static unsigned int unused_number(const struct xpt_comparison *comparison)
{
	unsigned int id = 1;

	for (bool used = true; used && id < POOLS_MAX;) {
		used = xpt__model_pool(comparison->host, id);
		for (size_t i = 0; i < comparison->target_count; i++)
			used = used || comparison->targets[i].id == id;
		id += used;
	}
	return id;
}

/* A CPU is in one cpupool. */
static int check_overlap(const struct comparison_builder *run, const struct target_pool *target)
{
	for (const struct target_pool *other = run->comparison->targets; other < target; other++) {
		struct bitmap both = other->cpus;

		xpt__bitmap_and(&both, &target->cpus);
		if (!xpt__bitmap_is_empty(&both))
			return xpt__error_set(run->ret_error, XPT_INVALID,
					"%s line %lu: CPU %u of the "
					"cpupool %s is also in %s (%s line %lu); a CPU is in one only",
					target->desired->at.file, target->desired->at.line,
					xpt__bitmap_next(&both, 0), target->desired->name,
					other->desired->name, other->desired->at.file,
					other->desired->at.line);
	}
	return 0;
}

static const char *pool_is(
		const struct xpt_comparison *comparison, const struct target_pool *target)
{
	const struct xpt_pool *pool = target->pool;

	if (!pool)
		return "not there";
	return target->desired->scheduler ?
			xpt__arena_text(comparison->arena, "CPUs %s, scheduler %s", pool->cpus.text,
					pool->scheduler.state == XPT_FACT_KNOWN ?
							pool->scheduler.value :
							"not known") :
			xpt__arena_text(comparison->arena, "CPUs %s", pool->cpus.text);
}

static int add_pool(const struct comparison_builder *run, struct target_pool *target)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct desired_pool *desired = target->desired;
	const char *scheduler = desired->scheduler;
	struct item item = { .kind = ITEM_POOL, .target = target };

	item.shown.subject = xpt__arena_text(comparison->arena, "cpupool %s", desired->name);
	item.shown.is = pool_is(comparison, target);
	item.shown.wanted = xpt__arena_text(comparison->arena, "CPUs %s%s%s",
			xpt__bitmap_text(comparison->arena, &target->cpus),
			scheduler ? ", scheduler " : "", scheduler ? scheduler : "");
	item.shown.state = target->pool &&
					xpt__bitmap_equal(
							target->pool->cpus.value, &target->cpus) &&
					(!scheduler ||
							(target->pool->scheduler.state ==
											XPT_FACT_KNOWN &&
									!strcmp(target->pool->scheduler.value,
											scheduler))) ?
			XPT_ITEM_SAME :
			XPT_ITEM_DIFFERS;
	target->item = comparison->items.count;
	return xpt__comparison_add(run, item, desired->at);
}

static int compare_pools(const struct comparison_builder *run)
{
	struct xpt_comparison *comparison = run->comparison;
	size_t count = comparison->desired->pools.count;
	int rc = 0;

	comparison->targets = xpt__arena_array(
			comparison->arena, count + 1, sizeof(*comparison->targets));
	if (!comparison->targets)
		return xpt__error_no_memory(run->ret_error);
	for (size_t i = 0; !rc && i < count; i++) {
		struct target_pool *target = &comparison->targets[i];

		target->desired = &comparison->desired->pools.items[i];
		target->pool = pool_called(comparison->host, target->desired->name);
		target->id = target->pool ? target->pool->id : unused_number(comparison);
		comparison->target_count++;
		rc = take_cpus(run, target->desired->at, target->desired->cpus, &target->cpus);
		rc = rc ? rc : check_overlap(run, target);
		rc = rc ? rc : add_pool(run, target);
	}
	return rc;
}

static int add_member(const struct comparison_builder *run, const struct desired_member *member)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_domain *domain = run->domain;
	struct item item = { .kind = ITEM_MEMBER };

	item.target = target_called(comparison, member->pool);
	item.pool = item.target ? NULL : pool_called(comparison->host, member->pool);
	if (!item.target && !item.pool)
		return xpt__error_set(run->ret_error, XPT_INVALID,
				"%s line %lu: there is no cpupool \"%s\": "
				"add it to pools= of the host's file",
				member->at.file, member->at.line, member->pool);
	if (domain->pool_id.state != XPT_FACT_KNOWN)
		return xpt__error_set(run->ret_error, XPT_UNREADABLE,
				"Xen does not report the cpupool of %s", member->domain);
	item.shown.subject = xpt__arena_text(comparison->arena, "domain %s", member->domain);
	item.shown.is = xpt__arena_text(comparison->arena, "in the cpupool %s",
			domain->pool.state == XPT_FACT_KNOWN ? domain->pool.value : "?");
	item.shown.wanted = xpt__arena_text(comparison->arena, "in the cpupool %s", member->pool);
	item.shown.state = fact_is(domain->pool_id, item.target ? item.target->id : item.pool->id) ?
			XPT_ITEM_SAME :
			XPT_ITEM_DIFFERS;
	return xpt__comparison_add(run, item, member->at);
}

/* vCPUs */

/* "hard 0-3, soft 2"; what no file speaks of is left out. */
static const char *affinity_text(const struct xpt_comparison *comparison, const struct bitmap *hard,
		const struct bitmap *soft)
{
	const char *one = hard ? cpus_text(comparison, hard) : "";
	const char *two = soft ? cpus_text(comparison, soft) : "";

	return one && two ?
			xpt__arena_text(comparison->arena, "%s%s%s%s%s", hard ? "hard " : "", one,
					hard && soft ? ", " : "", soft ? "soft " : "", two) :
			NULL;
}

static bool is_same(const struct xpt_comparison *comparison, const struct bitmap *wanted,
		const struct fact_bitmap *is)
{
	struct bitmap online = *is->value;

	xpt__bitmap_and(&online, &comparison->host->numa->online);
	return !wanted || xpt__bitmap_equal(wanted, &online);
}

static int keep_cpus(const struct comparison_builder *run, struct origin at, const char *text,
		const struct bitmap **ret_cpus)
{
	struct bitmap *cpus;
	int rc;

	if (!text)
		return 0;
	cpus = xpt__arena_alloc(run->comparison->arena, sizeof(*cpus));
	rc = cpus ? take_cpus(run, at, text, cpus) : xpt__error_no_memory(run->ret_error);
	if (!rc)
		*ret_cpus = cpus;
	return rc;
}

static int add_pin(const struct comparison_builder *run, struct item item, struct origin at)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_vcpu *vcpu = item.vcpu;

	if (vcpu->hard.state != XPT_FACT_KNOWN || vcpu->soft.state != XPT_FACT_KNOWN)
		return xpt__error_set(run->ret_error, XPT_UNREADABLE,
				"Xen does not report the affinity of vCPU %u of %s", vcpu->id,
				run->name->name);
	item.kind = ITEM_PIN;
	item.shown.subject = xpt__arena_text(
			comparison->arena, "vCPU %u of %s", vcpu->id, run->name->name);
	item.shown.is = affinity_text(comparison, item.hard ? vcpu->hard.value : NULL,
			item.soft ? vcpu->soft.value : NULL);
	item.shown.wanted = affinity_text(comparison, item.hard, item.soft);
	item.shown.state = is_same(comparison, item.hard, &vcpu->hard) &&
					is_same(comparison, item.soft, &vcpu->soft) ?
			XPT_ITEM_SAME :
			XPT_ITEM_DIFFERS;
	return xpt__comparison_add(run, item, at);
}

/* The last word about a vCPU counts, for each of its affinities. */
static int compare_vcpu(const struct comparison_builder *run, const struct xpt_vcpu *vcpu)
{
	const struct xpt_desired *desired = run->comparison->desired;
	struct item item = { .vcpu = vcpu };
	struct origin at = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->pins.count; i++) {
		const struct desired_pin *pin = &desired->pins.items[i];

		if (strcmp(pin->domain, run->name->name) != 0 ||
				(pin->vcpu != XPT_VCPU_ALL && pin->vcpu != vcpu->id))
			continue;
		at = pin->at;
		rc = keep_cpus(run, at, pin->hard, &item.hard);
		rc = rc ? rc : keep_cpus(run, at, pin->soft, &item.soft);
	}
	return rc || !at.file ? rc : add_pin(run, item, at);
}

/* Domains */

static int add_absent(const struct comparison_builder *run)
{
	struct item item = { .kind = ITEM_DOMAIN };

	item.shown.subject = xpt__arena_text(run->comparison->arena, "domain %s", run->name->name);
	item.shown.is = "not running";
	item.shown.wanted = "as its files say, once it runs";
	item.shown.state = XPT_ITEM_WAITS;
	return xpt__comparison_add(run, item, run->name->at);
}

static int compare_domain(struct comparison_builder *run)
{
	const struct xpt_comparison *comparison = run->comparison;
	const struct xpt_desired *desired = comparison->desired;
	const struct xpt_vcpu *vcpus;
	size_t count;
	int rc = 0;

	run->domain = xpt__comparison_domain_runs(comparison->host, run->name->name);
	if (!run->domain)
		return add_absent(run);
	for (size_t i = 0; !rc && i < desired->members.count; i++)
		if (!strcmp(desired->members.items[i].domain, run->name->name))
			rc = add_member(run, &desired->members.items[i]);
	vcpus = xpt__model_vcpus(comparison->host, run->domain->id, &count);
	for (size_t i = 0; !rc && i < count; i++)
		rc = compare_vcpu(run, &vcpus[i]);
	rc = rc ? rc : xpt__comparison_devices(run, run->name->name);
	rc = rc ? rc : xpt__comparison_usb(run);
	return rc ? rc : xpt__comparison_usb_numbers(run);
}

static int check_snapshot(const struct comparison_builder *run)
{
	const struct xpt_host *host = run->comparison->host;

	if (!host->numa)
		return xpt__error_set(run->ret_error, XPT_INVALID,
				"a snapshot with XPT_DETAIL_PLACEMENT is needed");
	if (!fact_true(host->store))
		return xpt__error_set(run->ret_error, XPT_UNREADABLE,
				"xenstore does not report the names of domains: %s",
				host->store.reason ? host->store.reason : "no answer");
	if (!fact_true(host->domains_read))
		return xpt__error_set(run->ret_error, XPT_UNREADABLE, "%s",
				host->domains_read.reason ? host->domains_read.reason :
							    "Xen does not list its domains");
	for (size_t i = 0; i < host->numa->pool_count; i++)
		if (host->numa->pools[i].cpus.state != XPT_FACT_KNOWN)
			return xpt__error_set(run->ret_error, XPT_UNREADABLE,
					"Xen does not report the CPUs of cpupool %u",
					host->numa->pools[i].id);
	return 0;
}

static int compare(struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = check_snapshot(run);

	rc = rc ? rc : xpt__comparison_vfs(run);
	rc = rc ? rc : compare_pools(run);
	rc = rc ? rc : xpt__comparison_devices(run, NULL);
	rc = rc ? rc : xpt__comparison_usb_reserved(run);
	rc = rc ? rc : xpt__comparison_names(run);
	rc = rc ? rc : xpt__comparison_boot(run);
	for (size_t i = 0; !rc && i < desired->domains.count; i++) {
		run->name = &desired->domains.items[i];
		rc = compare_domain(run);
	}
	return rc;
}

int xpt_compare(const struct xpt_host *host, const struct xpt_desired *desired,
		struct xpt_comparison **ret_comparison, struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_comparison *comparison =
			arena ? xpt__arena_alloc(arena, sizeof(*comparison)) : NULL;
	struct comparison_builder run = { .comparison = comparison, .ret_error = ret_error };
	int rc;

	if (!comparison) {
		xpt__arena_free(arena);
		return xpt__error_no_memory(ret_error);
	}
	*comparison = (struct xpt_comparison){
		.arena = arena, .identity = xpt__identity_new(), .host = host, .desired = desired
	};
	rc = compare(&run);
	if (!rc)
		*ret_comparison = comparison;
	else
		xpt_comparison_free(comparison);
	return rc;
}

void xpt_comparison_free(struct xpt_comparison *comparison)
{
	if (!comparison)
		return;
	vector_clear(&comparison->items);
	xpt__arena_free(comparison->arena); /* holds the struct itself */
}

bool xpt_comparison_item(
		const struct xpt_comparison *comparison, size_t index, struct xpt_item *ret_item)
{
	if (index >= comparison->items.count)
		return false;
	xpt__options_give(&comparison->items.items[index].shown, sizeof(*ret_item), ret_item);
	return true;
}

void xpt_comparison_leave(struct xpt_comparison *comparison, size_t index)
{
	if (index >= comparison->items.count)
		return;
	comparison->items.items[index].left = true;
	if (comparison->items.items[index].kind == ITEM_VFS)
		xpt__comparison_leave_vfs(comparison, &comparison->items.items[index]);
	comparison->identity = xpt__identity_new();
}
