/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vCPUs by Xen's word, and what becomes of the affinities that were set for them. */
#include <string.h>

#include "../base/vector.h"
#include "../formats/vcpus.h"
#include "../source/paths.h"
#include "ask.h"
#include "placement.h"

#define UNTOLD FACT_UNREADABLE("Xen does not report it")

/* What all vCPUs of a domain share. */
struct context {
	struct xpt_host *host;
	const struct xpt_domain *domain;
	const struct xpt_pool *pool; /* NULL: not known */
};

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

static void take_line(
		const struct context *context, const struct vcpu_line *line, struct xpt_vcpu *vcpu)
{
	struct xpt_host *host = context->host;

	*vcpu = (struct xpt_vcpu){ .domain_id = context->domain->id,
		.id = line->id,
		.domain = context->domain->name,
		.pool = context->domain->pool,
		.state = xpt__fact_of_span(host, &line->state),
		.cpu = line->cpu,
		.time_ms = line->time_ns,
		.hard = xpt__fact_of_set(host, &line->hard),
		.soft = xpt__fact_of_set(host, &line->soft),
		.effective = UNTOLD,
		.preferred = UNTOLD,
		.narrowed = FACT_ABSENT(NULL) };
	vcpu->time_ms.value /= 1000000;
	if (line->cpu.reason == xpt__line_untold)
		vcpu->cpu = (struct fact_int)FACT_ABSENT("it is offline");
	finish_vcpu(context, vcpu);
}

typedef VECTOR(struct xpt_vcpu) vcpus_found;

static void push_line(
		const struct context *context, const struct vcpu_line *line, vcpus_found *found)
{
	struct xpt_vcpu *vcpu = vector_push(found);

	if (vcpu)
		take_line(context, line, vcpu);
	else
		context->host->out_of_memory = true;
}

/* Ids grow; one that is there already makes it unknown what the vCPU does. */
static void keep_line(
		const struct context *context, const struct vcpu_line *line, vcpus_found *found)
{
	const struct vcpu_line twice = xpt__vcpu_twice(line->id);
	unsigned int domid = context->domain->id;
	struct xpt_vcpu *items = found->items;
	size_t i = found->count;

	while (i && items[i - 1].domain_id == domid && items[i - 1].id > line->id)
		i--;
	if (i && items[i - 1].domain_id == domid && items[i - 1].id == line->id)
		take_line(context, &twice, &items[i - 1]);
	else if (i == found->count)
		push_line(context, line, found);
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
	struct vcpu_line line;
	struct fact_set nodes;
	struct span rest;
	size_t before;

	domain->nodes = domain->node_affinity = (struct fact_bitmap)UNTOLD;
	if (!xpt__read_answer(source, host, xpt__read_path(room, PATH_XEN_VCPUS "/%u", domain->id),
			    &blob, &why))
		return;
	if (domain->pool_id.state == XPT_FACT_KNOWN && domain->pool_id.value <= UINT32_MAX)
		context.pool = xpt__model_pool(host, (unsigned int)domain->pool_id.value);
	rest = blob_span(&blob);
	before = found->count;
	while (xpt__vcpus_next(&rest, &line) && !host->out_of_memory)
		keep_line(&context, &line, found);
	nodes = xpt__vcpus_nodes(blob_span(&blob));
	domain->node_affinity = xpt__fact_of_set(host, &nodes);
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
