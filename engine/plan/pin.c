/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Affinities of vCPUs: each step of a vCPU knows the ones from before. */
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "../model/numa.h"
#include "build.h"

/* One part of the request, understood. */
struct pins {
	const struct xpt_pin *pin;
	const struct xpt_domain *domain;
	struct bitmap hard, soft;
	bool with_hard, with_soft;
};

struct pin_list {
	const struct xpt_pin *pins;
	size_t count;
};

static int take_affinity(const struct xpt_host *host, const char *text, struct bitmap *ret_cpus,
		bool *ret_given, struct xpt_error **ret_error)
{
	*ret_given = text && strcmp(text, "-") != 0;
	return *ret_given ? xpt__cpulist_parse(host, text, ret_cpus, ret_error) : 0;
}

static int take_pin(const struct xpt_host *host, const struct xpt_pin *pin, struct pins *pins,
		struct xpt_error **ret_error)
{
	int rc;

	if (pin->flags & ~(unsigned int)XPT_FORCE)
		return xpt__error_set(
				ret_error, XPT_INVALID, "flags that mean nothing for pinning");
	rc = xpt_host_find_domain(host, pin->domain, &pins->domain, ret_error);
	rc = rc ? rc : take_affinity(host, pin->hard, &pins->hard, &pins->with_hard, ret_error);
	rc = rc ? rc : take_affinity(host, pin->soft, &pins->soft, &pins->with_soft, ret_error);
	if (!rc && !pins->with_hard && !pins->with_soft)
		rc = xpt__error_set(ret_error, XPT_INVALID,
				"nothing to pin: neither a hard nor a soft "
				"affinity is given");
	pins->pin = pin;
	return rc;
}

/* Xen refuses a hard affinity without any CPU of the domain's cpupool: say so before. */
static int check_pool(
		const struct xpt_host *host, const struct pins *pins, struct xpt_error **ret_error)
{
	const struct xpt_pool *pool = pins->domain->pool_id.state == XPT_FACT_KNOWN ?
			xpt__model_pool(host, (unsigned int)pins->domain->pool_id.value) :
			NULL;
	struct bitmap rest = pins->hard;
	char buffer[16], name[16];

	if (!pins->with_hard || !pool || pool->cpus.state != XPT_FACT_KNOWN)
		return 0;
	xpt__bitmap_and(&rest, pool->cpus.value);
	if (!xpt__bitmap_is_empty(&rest))
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED,
			"%s is in the cpupool %s, which has only CPUs %s: pin it "
			"to some of these, or move it to another cpupool first (xpt pool move)",
			xpt__model_domain_name(host, pins->domain->id, buffer),
			xpt__model_pool_name(pool, name), pool->cpus.text);
}

/* The CPUs that there are; more than these no affinity means. */
static bool is_affinity(const struct builder *builder, const struct bitmap *wanted,
		const struct fact_bitmap *is)
{
	struct bitmap online = *is->value;

	xpt__bitmap_and(&online, &builder->host->numa->online);
	return !wanted || xpt__bitmap_equal(wanted, is->value) ||
			xpt__bitmap_equal(wanted, &online);
}

static const char *vcpu_subject(struct builder *builder, const struct xpt_vcpu *vcpu)
{
	char buffer[16];

	return xpt__arena_text(builder->arena, "vCPU %u of %s", vcpu->id,
			xpt__model_domain_name(builder->host, vcpu->domain_id, buffer));
}

void xpt__plan_save_affinity(struct builder *builder, const struct xpt_vcpu *vcpu, const char *why)
{
	const char *subject = vcpu_subject(builder, vcpu);
	struct op op = { VERB_SAVE_AFFINITY, .domid = vcpu->domain_id, .vcpu = vcpu->id };
	struct op undo = { VERB_PIN, .domid = vcpu->domain_id, .vcpu = vcpu->id,
		.cpus = xpt__bitmap_text(builder->arena, vcpu->hard.value),
		.soft = xpt__bitmap_text(builder->arena, vcpu->soft.value) };

	if (subject && undo.cpus && undo.soft)
		xpt__plan_step_on(builder, subject, op, undo, "%s", why);
	else
		builder->failed = true;
}

void xpt__plan_pin_vcpu(struct builder *builder, const struct vcpu_pin *pin)
{
	const struct xpt_vcpu *vcpu = pin->vcpu;
	struct arena *arena = builder->arena;
	struct op op = { VERB_PIN, .domid = pin->domain->id, .vcpu = vcpu->id,
		.flags = pin->flags };
	struct op undo = op;
	const char *subject = vcpu_subject(builder, vcpu);
	const char *old_hard = xpt__bitmap_text(arena, vcpu->hard.value);
	const char *old_soft = xpt__bitmap_text(arena, vcpu->soft.value);
	const char *all = xpt__bitmap_text(arena, &builder->host->numa->online);

	if (!pin->was_reset && !pin->flags && is_affinity(builder, pin->hard, &vcpu->hard) &&
			is_affinity(builder, pin->soft, &vcpu->soft))
		return;
	op.cpus = pin->hard ? xpt__bitmap_text(arena, pin->hard) : NULL;
	op.soft = pin->soft ? xpt__bitmap_text(arena, pin->soft) : NULL;
	if (!subject || !old_hard || !old_soft || !all || !op.cpus != !pin->hard ||
			!op.soft != !pin->soft) {
		builder->failed = true;
		return;
	}
	undo.cpus = !op.cpus ? NULL : pin->was_reset ? all : old_hard;
	undo.soft = !op.soft ? NULL : pin->was_reset ? all : old_soft;
	xpt__plan_expect_on(builder,
			(struct expectation){
					EXPECT_PINS, .domid = pin->domain->id, .number = vcpu->id },
			"%s/%s", old_hard, old_soft);
	xpt__plan_step_on(builder, subject, op, undo, "%s", pin->why);
}

static int pin_domain(
		struct builder *builder, const struct pins *pins, struct xpt_error **ret_error)
{
	size_t count, pinned = 0;
	const struct xpt_vcpu *vcpus = xpt__model_vcpus(builder->host, pins->domain->id, &count);
	char buffer[16];
	const char *name = xpt__model_domain_name(builder->host, pins->domain->id, buffer);

	for (size_t i = 0; i < count; i++) {
		if (pins->pin->vcpu != XPT_VCPU_ALL && pins->pin->vcpu != vcpus[i].id)
			continue;
		if (vcpus[i].hard.state != XPT_FACT_KNOWN || vcpus[i].soft.state != XPT_FACT_KNOWN)
			return xpt__error_set(ret_error, XPT_UNREADABLE,
					"Xen does not report the affinity of vCPU %u of %s",
					vcpus[i].id, name);
		xpt__plan_pin_vcpu(builder,
				&(struct vcpu_pin){ .domain = pins->domain,
						.vcpu = &vcpus[i],
						.hard = pins->with_hard ? &pins->hard : NULL,
						.soft = pins->with_soft ? &pins->soft : NULL,
						.flags = pins->pin->flags,
						.why = "as requested" });
		pinned++;
	}
	if (pinned)
		return 0;
	if (!count)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "Xen tells no vCPUs of %s", name);
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "%s has no vCPU %u; the last one is %u",
			name, pins->pin->vcpu, vcpus[count - 1].id);
}

void xpt__plan_expect_domain(struct builder *builder, const struct xpt_domain *domain)
{
	for (size_t i = 0; i < builder->expectations.count; i++)
		if (builder->expectations.items[i].kind == EXPECT_DOMAIN &&
				builder->expectations.items[i].domid == domain->id)
			return;
	if (domain->uuid.state == XPT_FACT_KNOWN)
		xpt__plan_expect_on(builder,
				(struct expectation){ EXPECT_DOMAIN, .domid = domain->id }, "%s",
				domain->uuid.value);
}

static const char *title(struct builder *builder, const struct pin_list *list)
{
	const struct xpt_pin *first = &list->pins[0];

	if (list->count > 1)
		return xpt__arena_text(builder->arena, "pin vCPUs of %zu domains", list->count);
	if (first->vcpu == XPT_VCPU_ALL)
		return xpt__arena_text(builder->arena, "pin the vCPUs of %s", first->domain);
	return xpt__arena_text(builder->arena, "pin vCPU %u of %s", first->vcpu, first->domain);
}

static int fill(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct pin_list *list = request;

	for (size_t i = 0; i < list->count; i++) {
		struct pins pins = { 0 };
		int rc = take_pin(builder->host, &list->pins[i], &pins, ret_error);

		rc = rc ? rc : check_pool(builder->host, &pins, ret_error);
		if (!rc)
			xpt__plan_expect_domain(builder, pins.domain);
		rc = rc ? rc : pin_domain(builder, &pins, ret_error);
		if (rc)
			return rc;
	}
	*ret_title = title(builder, list);
	return 0;
}

int xpt_plan_for_pin(const struct xpt_host *host, const struct xpt_pin *pins, size_t count,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	auto_free struct xpt_pin *known = calloc(count ? count : 1, sizeof(*known));
	struct pin_list list = { known, count };

	if (!known)
		return xpt__error_no_memory(ret_error);
	if (!count)
		return xpt__error_set(ret_error, XPT_INVALID, "the request pins nothing");
	for (size_t i = 0; i < count; i++) {
		const void *given = (const char *)pins + i * pins->size;

		if (!xpt__options_take(given, &known[i], sizeof(*known)))
			return xpt__error_set(ret_error, XPT_INVALID,
					"pin %zu holds what this libxpt does not know", i + 1);
	}
	return xpt__plan_build(host, &list, fill, ret_plan, ret_error);
}
