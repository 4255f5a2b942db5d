/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains that change their cpupool, and their affinities. */
#include <string.h>

#include "../base/error.h"
#include "../base/shell.h"
#include "pools.h"

/* One vCPU that has an affinity to lose. */
struct pinned {
	const struct xpt_vcpu *vcpu;
	const char *subject;
	const char *hard, *soft; /* NULL: everywhere, which is what Xen resets it to */
};

static bool is_everywhere(const struct fact_bitmap *affinity)
{
	return !strcmp(affinity->text, "all");
}

static struct pinned pinned_of(struct builder *builder, const struct xpt_vcpu *vcpu)
{
	char buffer[16];
	struct pinned pinned = { .vcpu = vcpu };

	pinned.subject = xpt__arena_text(builder->arena, "vCPU %u of %s", vcpu->id,
			xpt__model_domain_name(builder->host, vcpu->domain_id, buffer));
	pinned.hard = is_everywhere(&vcpu->hard) ?
			NULL :
			xpt__bitmap_text(builder->arena, vcpu->hard.value);
	pinned.soft = is_everywhere(&vcpu->soft) ?
			NULL :
			xpt__bitmap_text(builder->arena, vcpu->soft.value);
	if (!pinned.subject || (!pinned.hard && !is_everywhere(&vcpu->hard)) ||
			(!pinned.soft && !is_everywhere(&vcpu->soft))) {
		builder->failed = true;
		pinned.subject = "";
	}
	return pinned;
}

static bool keeps(const struct fact_bitmap *affinity, const struct bitmap *cpus)
{
	return xpt__bitmap_meets(affinity->value, cpus);
}

/* What becomes of it, for people. */
static const char *fate(struct builder *builder, const struct pinned *pinned,
		struct pool_ref target, const struct bitmap *cpus)
{
	bool hard_lost = pinned->hard && !keeps(&pinned->vcpu->hard, cpus);
	bool soft_lost = pinned->soft && !keeps(&pinned->vcpu->soft, cpus);
	const char *text = "the move resets it";

	if (hard_lost || soft_lost)
		text = xpt__arena_text(builder->arena,
				"the move resets it; %s has none of the CPUs %s%s%s, so that "
				"%s stays reset",
				target.name, hard_lost ? pinned->hard : "",
				hard_lost && soft_lost ? " and " : "",
				soft_lost ? pinned->soft : "",
				hard_lost && soft_lost	  ? "all of it" :
						hard_lost ? "the hard affinity" :
							    "the soft affinity");
	builder->failed = builder->failed || !text;
	return text ? text : "";
}

static void note(struct builder *builder, const struct xpt_vcpu *vcpu, struct pool_ref target,
		const struct bitmap *cpus)
{
	struct pinned pinned = pinned_of(builder, vcpu);
	const char *hard = xpt__bitmap_text(builder->arena, vcpu->hard.value);
	const char *soft = xpt__bitmap_text(builder->arena, vcpu->soft.value);

	builder->failed = builder->failed || !hard || !soft;
	xpt__plan_expect_on(builder,
			(struct expectation){
					EXPECT_PINS, .domid = vcpu->domain_id, .number = vcpu->id },
			"%s/%s", hard ? hard : "", soft ? soft : "");
	if (pinned.hard || pinned.soft)
		xpt__plan_save_affinity(builder, vcpu, fate(builder, &pinned, target, cpus));
}

void xpt__pool_member_step(struct builder *builder, const struct xpt_domain *domain,
		struct pool_ref to, const char *why)
{
	unsigned int number = (unsigned int)domain->pool_id.value;
	const struct xpt_pool *pool = xpt__model_pool(builder->host, number);
	struct pool_ref from = pool ? xpt__pool_ref_of(builder, pool) :
				      (struct pool_ref){ number, domain->pool.value };
	char buffer[16];

	xpt__plan_expect_on(builder, (struct expectation){ EXPECT_MEMBER, .domid = domain->id },
			"%u", from.id);
	xpt__plan_step_on(builder, xpt__model_domain_name(builder->host, domain->id, buffer),
			(struct op){ VERB_POOL_MOVE, to.name, .domid = domain->id, .pool = to.id },
			(struct op){ VERB_POOL_MOVE, from.name, .domid = domain->id,
					.pool = from.id },
			"%s", why);
}

int xpt__pool_move_steps(struct builder *builder, const struct xpt_domain *domain,
		const struct xpt_pool *target, const struct bitmap *cpus,
		struct xpt_error **ret_error)
{
	const struct xpt_pool *from =
			xpt__model_pool(builder->host, (unsigned int)domain->pool_id.value);
	struct pool_ref to = xpt__pool_ref_of(builder, target);
	char buffer[16];
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(builder->host, domain->id, &count);

	if (!from)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report the cpupool of %s",
				xpt__model_domain_name(builder->host, domain->id, buffer));
	for (size_t i = 0; i < count; i++) {
		if (vcpus[i].hard.state != XPT_FACT_KNOWN || vcpus[i].soft.state != XPT_FACT_KNOWN)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"Xen does not report the affinity of vCPU %u of %s",
					vcpus[i].id,
					xpt__model_domain_name(builder->host, domain->id, buffer));
		note(builder, &vcpus[i], to, cpus);
	}
	xpt__plan_expect_domain(builder, domain);
	xpt__pool_member_step(builder, domain, to, "its vCPUs run on the CPUs of that one then");
	return 0;
}

void xpt__pool_restore_steps(
		struct builder *builder, const struct xpt_domain *domain, const struct bitmap *cpus)
{
	size_t count;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(builder->host, domain->id, &count);
	const char *online = xpt__bitmap_text(builder->arena, &builder->host->numa->online);

	builder->failed = builder->failed || !online;
	for (size_t i = 0; i < count && !builder->failed; i++) {
		struct pinned pinned = pinned_of(builder, &vcpus[i]);
		const char *hard = pinned.hard && keeps(&vcpus[i].hard, cpus) ? pinned.hard : NULL;
		const char *soft = pinned.soft && keeps(&vcpus[i].soft, cpus) ? pinned.soft : NULL;

		if (!hard && !soft)
			continue;
		/* Undone before the CPUs leave again: Xen would do it then, with a warning. */
		xpt__plan_step_on(builder, pinned.subject,
				(struct op){ VERB_PIN, .domid = domain->id, .vcpu = vcpus[i].id,
						.cpus = hard, .soft = soft },
				(struct op){ VERB_PIN, .domid = domain->id, .vcpu = vcpus[i].id,
						.cpus = hard ? online : NULL,
						.soft = soft ? online : NULL },
				"as it was before the move");
	}
}

int xpt__pool_plan_move(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct xpt_domain *domain;
	const struct xpt_pool *pool;
	int rc;

	if (!request->domain)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no domain");
	rc = xpt_host_find_domain(builder->host, request->domain, &domain, ret_error);
	rc = rc ? rc : xpt__pool_find(builder->host, request->pool, &pool, ret_error);
	if (rc)
		return rc;
	if (domain->pool_id.state != XPT_FACT_KNOWN)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"Xen does not report the cpupool of %s", request->domain);
	*ret_title = xpt__arena_text(builder->arena, "move %s to the cpupool %s", request->domain,
			request->pool);
	if (domain->pool_id.value == pool->id)
		return 0;
	if (!domain->id)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"dom0 cannot leave the cpupool with number 0: give "
				"that one other CPUs (xpt pool add-cpu, xpt pool remove-cpu)");
	if (xpt__bitmap_is_empty(pool->cpus.value)) {
		const char *word = xpt__shell_word(builder->arena, xpt__span_of(request->pool));

		return xpt__error_set(ret_error, XPT_REFUSED,
				"the cpupool %s has no CPUs: give it some first "
				"(xpt pool add-cpu %s CPUS)",
				request->pool, word ? word : "POOL");
	}
	xpt__pool_expect(builder, pool);
	rc = xpt__pool_move_steps(builder, domain, pool, pool->cpus.value, ret_error);
	if (!rc)
		xpt__pool_restore_steps(builder, domain, pool->cpus.value);
	return rc;
}
