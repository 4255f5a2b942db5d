/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vCPUs by Xen's word, and what becomes of the affinities that were set for them. */
#include <string.h>

#include "../base/vector.h"
#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

#define UNTOLD FACT_UNREADABLE("Xen does not tell")

#define VCPUS_MAX 8192 /* of one domain; Xen's own limit for PV */

/* What all vCPUs of a domain share. */
struct context {
	struct xpt_host *host;
	const struct xpt_domain *domain;
	const struct xpt_pool *pool; /* NULL: not known */
};

static void read_vcpu_key(
		struct xpt_host *host, struct xpt_vcpu *vcpu, struct span key, struct span value)
{
	if (xpt__span_is(key, "state"))
		vcpu->state = xpt__fact_span(host, value);
	if (xpt__span_is(key, "cpu"))
		vcpu->cpu = xpt__fact_number(value, 10, BITMAP_BITS - 1);
	if (xpt__span_is(key, "time_ns")) {
		vcpu->time_ms = xpt__fact_number(value, 10, INT64_MAX);
		vcpu->time_ms.value /= 1000000;
	}
	if (xpt__span_is(key, "hard"))
		vcpu->hard = xpt__fact_bitmap_span(host, value);
	if (xpt__span_is(key, "soft"))
		vcpu->soft = xpt__fact_bitmap_span(host, value);
}

/* Every CPU that there is: xl, too, shows it and takes it as one word. */
static void call_all(const struct xpt_host *host, struct fact_bitmap *affinity)
{
	if (affinity->state == XPT_FACT_KNOWN &&
			xpt__bitmap_within(&host->numa->online, affinity->value))
		affinity->text = "all";
}

static bool is_all(const struct fact_bitmap *affinity)
{
	return !strcmp(affinity->text, "all");
}

static void note_narrowed(struct xpt_host *host, struct xpt_vcpu *vcpu, const char *text)
{
	if (xpt__read_keep(host, text))
		vcpu->narrowed = fact_text_known(text);
}

/* Where it may run, and where it runs first. */
static void take_effect(const struct context *context, struct xpt_vcpu *vcpu)
{
	struct xpt_host *host = context->host;
	const struct xpt_pool *pool = context->pool;
	struct bitmap effective, preferred;
	char buffer[16];

	if (!pool || pool->cpus.state != XPT_FACT_KNOWN || vcpu->hard.state != XPT_FACT_KNOWN ||
			vcpu->soft.state != XPT_FACT_KNOWN)
		return;
	effective = preferred = *vcpu->hard.value;
	xpt__bitmap_and(&effective, pool->cpus.value);
	vcpu->effective = xpt__fact_bitmap_of(host, &effective);
	preferred = effective;
	xpt__bitmap_and(&preferred, vcpu->soft.value);
	if (!is_all(&vcpu->hard) && !xpt__bitmap_equal(&effective, vcpu->hard.value))
		note_narrowed(host, vcpu,
				xpt__arena_text(host->arena, "the cpupool %s has only CPUs %s",
						xpt__model_pool_name(pool, buffer),
						pool->cpus.text));
	else if (xpt__bitmap_is_empty(&preferred))
		note_narrowed(host, vcpu, "none of the soft CPUs is among those where it may run");
	vcpu->preferred = xpt__fact_bitmap_of(
			host, xpt__bitmap_is_empty(&preferred) ? &effective : &preferred);
}

static void finish_vcpu(const struct context *context, struct xpt_vcpu *vcpu)
{
	const struct xpt_cpu *cpu = vcpu->cpu.state == XPT_FACT_KNOWN ?
			xpt__model_cpu(context->host, (unsigned int)vcpu->cpu.value) :
			NULL;

	vcpu->node = cpu ? cpu->node : xpt__fact_int_why(xpt__fact_text_why(vcpu->cpu));
	call_all(context->host, &vcpu->hard);
	call_all(context->host, &vcpu->soft);
	take_effect(context, vcpu);
}

static void read_vcpu_line(const struct context *context, unsigned int id, struct span line,
		struct xpt_vcpu *vcpu)
{
	struct span key, value;

	*vcpu = (struct xpt_vcpu){ .domain_id = context->domain->id,
		.id = id,
		.domain = context->domain->name,
		.pool = context->domain->pool,
		.state = UNTOLD,
		.cpu = FACT_ABSENT("it is offline"),
		.time_ms = UNTOLD,
		.hard = UNTOLD,
		.soft = UNTOLD,
		.effective = UNTOLD,
		.preferred = UNTOLD,
		.narrowed = FACT_ABSENT(NULL) };
	while (xpt__span_next_pair(&line, &key, &value))
		read_vcpu_key(context->host, vcpu, key, value);
	finish_vcpu(context, vcpu);
}

typedef VECTOR(struct xpt_vcpu) vcpus_found;

/* "0 state=…", or "all nodes=0-1" */
static void read_line(const struct context *context, struct span line, vcpus_found *found)
{
	struct xpt_domain *domain = xpt__model_domain(context->host, context->domain->id);
	const struct xpt_vcpu *last = found->count ? &found->items[found->count - 1] : NULL;
	struct span word, key, value;
	struct xpt_vcpu *vcpu;
	uint64_t id;

	if (!xpt__span_next_word(&line, &word))
		return;
	if (xpt__span_is(word, "all")) {
		if (xpt__span_next_pair(&line, &key, &value) && xpt__span_is(key, "nodes"))
			domain->node_affinity = xpt__fact_bitmap_span(context->host, value);
		return;
	}
	if (!xpt__span_number(word, 10, &id) || id >= VCPUS_MAX ||
			(last && last->domain_id == domain->id && id <= last->id))
		return;
	vcpu = vector_push(found);
	if (vcpu)
		read_vcpu_line(context, (unsigned int)id, line, vcpu);
	else
		context->host->out_of_memory = true;
}

/* Where its vCPUs run first, as far as it is known. */
static void find_nodes(struct xpt_host *host, struct xpt_domain *domain,
		const struct xpt_vcpu *vcpus, size_t count)
{
	struct bitmap nodes, all = { { 0 } };

	for (size_t i = 0; i < count; i++)
		if (vcpus[i].preferred.state == XPT_FACT_KNOWN) {
			xpt__model_nodes_of(host, vcpus[i].preferred.value, &nodes);
			xpt__bitmap_or(&all, &nodes);
		}
	if (!xpt__bitmap_is_empty(&all))
		domain->nodes = xpt__fact_bitmap_of(host, &all);
}

static void read_domain_vcpus(struct source *source, struct xpt_host *host,
		struct xpt_domain *domain, vcpus_found *found)
{
	struct context context = { .host = host, .domain = domain };
	auto_blob struct blob blob = { 0 };
	struct fact_text why;
	char room[PATH_ROOM];
	struct span rest, line;
	size_t before;

	domain->nodes = domain->node_affinity = (struct fact_bitmap)UNTOLD;
	if (!xpt__read_answer(source, host, xpt__read_path(room, PATH_XEN_VCPUS "/%u", domain->id),
			    &blob, &why))
		return;
	if (domain->pool_id.state == XPT_FACT_KNOWN && domain->pool_id.value <= UINT32_MAX)
		context.pool = xpt__model_pool(host, (unsigned int)domain->pool_id.value);
	rest = blob_span(&blob);
	before = found->count;
	while (xpt__span_next_line(&rest, &line) && !host->out_of_memory)
		read_line(&context, line, found);
	if (!host->out_of_memory && found->count > before)
		find_nodes(host, domain, found->items + before, found->count - before);
}

void xpt__read_vcpus(struct source *source, struct xpt_host *host)
{
	vcpus_found found = { 0 };

	for (size_t i = 0; i < host->domain_count && !host->out_of_memory; i++)
		read_domain_vcpus(source, host, &host->domains[i], &found);
	host->numa->vcpus =
			xpt__arena_array(host->arena, found.count + 1, sizeof(*host->numa->vcpus));
	if (!host->numa->vcpus)
		host->out_of_memory = true;
	else if (found.count)
		memcpy(host->numa->vcpus, found.items, found.count * sizeof(*found.items));
	host->numa->vcpu_count = host->numa->vcpus ? found.count : 0;
	vector_clear(&found);
}
