/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world_inside.h"

#include <stdio.h>
#include <string.h>

#include "../../engine/base/error.h"
#include "../../engine/formats/domains.h"
#include "../../engine/formats/vcpus.h"
#include "../../engine/source/paths.h"

static int read_domains(const struct world *world, struct blob *ret_blob)
{
	const struct world_domain *both[] = { &world->guest, &world->copy };
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	struct domain_line domain = xpt__domain_unknown(0);

	if (!to)
		return XPT_NO_MEMORY;
	domain.type = fact_span_known("pv");
	domain.pool = fact_int_known(0);
	xpt__domains_write(to, &domain);
	for (size_t i = 0; i < 2; i++) {
		domain = xpt__domain_unknown(both[i]->id);
		domain.uuid = fact_span_known(both[i]->uuid ? both[i]->uuid : WORLD_UUID);
		domain.type = fact_span_known("hvm");
		domain.vcpus = fact_int_known(1);
		domain.memory_kib = fact_int_known(262144);
		domain.pool = domain.iommu = fact_int_known(0);
		domain.state = fact_span_known(both[i]->dying	   ? "dying" :
						both[i]->suspended ? "suspended" :
						both[i]->paused	   ? "paused" :
								     "blocked");
		if (both[i]->there)
			xpt__domains_write(to, &domain);
	}
	return fclose(to) ? XPT_NO_MEMORY : 0;
}

static struct fact_set set_of(const char *text)
{
	struct fact_set set = { .state = XPT_FACT_KNOWN };

	(void)xpt__bitmap_parse(xpt__span_of(text), &set.value);
	return set;
}

static int read_vcpus(const struct world_domain *each, bool garbled, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	struct vcpu_line vcpu = xpt__vcpu_unknown(0);
	struct fact_set nodes = set_of(each->nodes);

	if (!to)
		return XPT_NO_MEMORY;
	vcpu.state = fact_span_known("blocked");
	vcpu.cpu = fact_int_known(0);
	if (!garbled)
		vcpu.time_ns = fact_int_known(each->ran ? 1000 : 0);
	vcpu.hard = set_of(each->hard);
	vcpu.soft = set_of(each->soft);
	xpt__vcpus_write(to, &vcpu);
	xpt__vcpus_write_nodes(to, &nodes);
	return fclose(to) ? XPT_NO_MEMORY : 0;
}

/* What Xen and xenstore say of the guest and its copy. */
bool world_read_twins(const struct world *world, const char *path, struct blob *ret_blob)
{
	const struct world_domain *both[] = { &world->guest, &world->copy };
	char wanted[64];

	for (size_t i = 0; i < 2; i++) {
		const struct world_domain *each = both[i];

		if (!each->there)
			continue;
		snprintf(wanted, sizeof(wanted), PATH_STORE_DOMAINS "/%u/name", each->id);
		if (!strcmp(path, wanted))
			return !world_give(ret_blob, each->name);
		/* Of the domain, or of its only vCPU. */
		snprintf(wanted, sizeof(wanted), PATH_XEN_VCPUS "/%u/0", each->id);
		if (strncmp(path, wanted, strlen(path)) != 0)
			continue;
		return !read_vcpus(each, world->vcpus_garbled, ret_blob);
	}
	return !strcmp(path, PATH_XEN_DOMAINS) && !read_domains(world, ret_blob);
}

static struct world_domain *domain_of(struct world *world, unsigned int domid)
{
	return domid == WORLD_COPY ? &world->copy : &world->guest;
}

static void words(const struct bitmap *bitmap, char *text, size_t size)
{
	struct arena *arena = xpt__arena_new();

	snprintf(text, size, "%s", xpt__bitmap_text(arena, bitmap));
	xpt__arena_free(arena);
}

int world_set_affinity(struct writer *writer, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct world_domain *each = domain_of(world, domid);
	char one[8] = "-", two[8] = "-";
	enum outcome outcome;

	(void)force;
	if (hard)
		words(hard, one, sizeof(one));
	if (soft)
		words(soft, two, sizeof(two));
	outcome = world_note(world, "pin d%u v%u %s/%s", domid, vcpu, one, two);
	if (outcome == DO && hard)
		snprintf(each->hard, sizeof(each->hard), "%s", one);
	if (outcome == DO && soft)
		snprintf(each->soft, sizeof(each->soft), "%s", two);
	return world_end(world, outcome != REFUSE, "xc_vcpu_setaffinity failed: Invalid argument",
			ret_error);
}

int world_set_nodes(struct writer *writer, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	char text[8];
	enum outcome outcome;

	words(nodes, text, sizeof(text));
	outcome = world_note(world, "nodes d%u %s", domid, text);
	if (outcome == DO)
		snprintf(domain_of(world, domid)->nodes, sizeof(text), "%s", text);
	return world_end(world, outcome != REFUSE,
			"xc_domain_node_setaffinity failed: Invalid argument", ret_error);
}

/* Refused, it is as far as a restore that fails at its end: the original is suspended. */
int world_domain_copy(struct writer *writer, const struct local_migration *local_migration,
		long long *ret_suspended_ms, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "copy d%u d%u%s", local_migration->domid,
			local_migration->copy, local_migration->passthrough ? " passthrough" : "");

	world->guest.suspended = true;
	snprintf(world->guest.name, sizeof(world->guest.name), "%s-original",
			local_migration->aside);
	world->copy = world->guest;
	world->copy.id = WORLD_COPY;
	world->copy.suspended = world->copy.ran = false;
	world->copy.paused = true;
	snprintf(world->copy.name, sizeof(world->copy.name), "%s", local_migration->name);
	*ret_suspended_ms = 1;
	return world_end(world, outcome != REFUSE, "libxl_domain_create_restore failed (fail)",
			ret_error);
}

int world_domain_rename(struct writer *writer, unsigned int domid, const char *name,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "rename d%u %s", domid, name);

	if (outcome == DO)
		snprintf(domain_of(world, domid)->name, sizeof(world->guest.name), "%s", name);
	return world_end(world, outcome != REFUSE, "libxl_domain_rename failed (fail)", ret_error);
}

int world_domain_unpause(struct writer *writer, unsigned int domid, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct world_domain *each = domain_of(world, domid);
	enum outcome outcome = world_note(world, "unpause d%u", domid);

	if (outcome == DO) {
		each->paused = false;
		each->ran = !each->idle;
	}
	return world_end(world, outcome != REFUSE, "libxl_domain_unpause failed (fail)", ret_error);
}

int world_domain_resume(struct writer *writer, unsigned int domid, bool suspended,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome =
			world_note(world, "resume d%u%s", domid, suspended ? " suspended" : "");

	if (outcome == DO)
		domain_of(world, domid)->suspended = false;
	return world_end(world, outcome != REFUSE, "libxl_domain_resume failed (fail)", ret_error);
}

int world_domain_destroy(struct writer *writer, unsigned int domid, unsigned int survivor,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "destroy d%u for d%u", domid, survivor);

	if (outcome == DO)
		domain_of(world, domid)->there = false;
	return world_end(world, outcome != REFUSE, "libxl_domain_destroy failed (fail)", ret_error);
}
