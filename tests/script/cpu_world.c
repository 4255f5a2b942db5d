/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpu_world.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../../engine/base/error.h"
#include "../../engine/formats/domains.h"
#include "../../engine/formats/pools.h"
#include "../../engine/formats/vcpus.h"
#include "../../engine/read/read.h"
#include "../../engine/source/paths.h"

#define ALL_CPUS 0xfU

static struct cpu_world *of_source(struct source *source)
{
	return (struct cpu_world *)((char *)source - offsetof(struct cpu_world, source));
}

static struct cpu_world *of_sink(struct writer *writer)
{
	return (struct cpu_world *)((char *)writer - offsetof(struct cpu_world, writer));
}

static struct fake_domain *domain_at(struct cpu_world *world, unsigned int id)
{
	for (size_t i = 0; i < CPU_WORLD_DOMAINS; i++)
		if (world->domains[i].id == id)
			return &world->domains[i];
	return NULL;
}

static unsigned int free_cpus(const struct cpu_world *world)
{
	unsigned int left = ALL_CPUS;

	for (size_t i = 0; i < CPU_WORLD_POOLS; i++)
		left &= world->pools[i].there ? ~world->pools[i].cpus : ALL_CPUS;
	return left;
}

static size_t members(const struct cpu_world *world, unsigned int pool)
{
	size_t count = 0;

	for (size_t i = 0; i < CPU_WORLD_DOMAINS; i++)
		count += world->domains[i].there && world->domains[i].pool == pool;
	return count;
}

/* "0,2" */
static const char *cpus_text(unsigned int cpus)
{
	static char texts[4][16];
	static size_t turn;
	char *text = texts[turn++ % 4];

	*text = '\0';
	for (unsigned int i = 0; i < CPU_WORLD_CPUS; i++)
		if (cpus >> i & 1)
			snprintf(text + strlen(text), 16 - strlen(text), "%s%u", *text ? "," : "",
					i);
	return text;
}

/* The source */

static int give(struct blob *ret_blob, const char *text)
{
	ret_blob->bytes = strdup(text);
	ret_blob->length = strlen(text);
	return ret_blob->bytes ? 0 : XPT_NO_MEMORY;
}

static int nothing(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
}

static struct fact_set set_of(unsigned int cpus)
{
	return (struct fact_set){ XPT_FACT_KNOWN, { { cpus } }, NULL };
}

static int read_pools(const struct cpu_world *world, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	const struct fact_set left = set_of(free_cpus(world));

	for (unsigned int i = 0; to && i < CPU_WORLD_POOLS; i++) {
		struct pool_line pool = xpt__pool_unknown(i);

		pool.scheduler = fact_span_known(world->pools[i].scheduler);
		pool.domains = fact_int_known((long long)members(world, i));
		pool.cpus = set_of(world->pools[i].cpus);
		if (world->pools[i].there)
			xpt__pools_write(to, &pool);
	}
	if (to)
		xpt__pools_write_free(to, &left);
	return !to || fclose(to) ? XPT_NO_MEMORY : 0;
}

static int read_domains_text(const struct cpu_world *world, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);

	for (size_t i = 0; to && i < CPU_WORLD_DOMAINS; i++) {
		struct domain_line domain = xpt__domain_unknown(world->domains[i].id);

		domain.type = fact_span_known("pv");
		domain.state = fact_span_known("running");
		domain.uuid = fact_span_known(world->domains[i].uuid);
		domain.pool = fact_int_known(world->domains[i].pool);
		if (world->domains[i].there)
			xpt__domains_write(to, &domain);
	}
	return !to || fclose(to) ? XPT_NO_MEMORY : 0;
}

static int read_vcpus_text(const struct fake_domain *domain, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);

	for (unsigned int i = 0; to && i < CPU_WORLD_VCPUS; i++) {
		struct vcpu_line vcpu = xpt__vcpu_unknown(i);

		vcpu.state = fact_span_known("blocked");
		vcpu.cpu = vcpu.time_ns = fact_int_known(0);
		vcpu.hard = set_of(domain->hard[i]);
		vcpu.soft = set_of(domain->soft[i]);
		xpt__vcpus_write(to, &vcpu);
	}
	return !to || fclose(to) ? XPT_NO_MEMORY : 0;
}

static int world_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_source(source);
	char version[128];
	unsigned int id;

	if (!strcmp(path, PATH_BOOT_ID))
		return give(ret_blob, "abcdef01-0000-0000-0000-000000000000");
	snprintf(version, sizeof(version), "version 4.17\ncommand_line %s\n", world->command_line);
	if (!strcmp(path, PATH_XEN_VERSION))
		return give(ret_blob, version);
	if (!strcmp(path, PATH_XEN_CPUS))
		return give(ret_blob,
				"0 socket=0 core=0 node=0\n1 socket=0 core=0 node=0\n"
				"2 socket=1 core=1 node=1\n3 socket=1 core=1 node=1\n");
	if (!strcmp(path, PATH_XEN_NODES))
		return give(ret_blob,
				"0 size_kib=1024 free_kib=512 distances=10,20\n"
				"1 size_kib=1024 free_kib=512 distances=20,10\n");
	if (!strcmp(path, PATH_XEN_POOLS))
		return read_pools(world, ret_blob);
	if (!strcmp(path, PATH_XEN_DOMAINS))
		return read_domains_text(world, ret_blob);
	if (sscanf(path, PATH_XEN_VCPUS "/%u", &id) == 1 && domain_at(world, id) &&
			domain_at(world, id)->there)
		return read_vcpus_text(domain_at(world, id), ret_blob);
	if (sscanf(path, PATH_STORE_POOLS "/%u/name", &id) == 1 && id < CPU_WORLD_POOLS &&
			*world->pools[id].name)
		return give(ret_blob, world->pools[id].name);
	if (sscanf(path, PATH_STORE_DOMAINS "/%u/name", &id) == 1 && strstr(path, "/name") &&
			domain_at(world, id))
		return give(ret_blob, domain_at(world, id)->name);
	return nothing(path, ret_error);
}

static int world_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	(void)source;
	(void)ret_names;
	return nothing(path, ret_error);
}

static int world_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	(void)source;
	(void)ret_target;
	return nothing(path, ret_error);
}

static void keep_source(struct source *source)
{
	(void)source;
}

static const struct source_ops source_ops = { world_read, world_list, world_link, keep_source };

/* The sink: note what is asked, and whether it shall be done. */

enum outcome { DO, IGNORE, REFUSE };

__attribute__((format(__printf__, 2, 3))) static enum outcome note(
		struct cpu_world *world, const char *format, ...)
{
	size_t used = strlen(world->log);
	char *line = world->log + used;
	va_list arguments;

	world->acts++;
	if (world->acts == world->die_before)
		raise(SIGKILL);
	va_start(arguments, format);
	vsnprintf(line, sizeof(world->log) - used - 1, format, arguments);
	va_end(arguments);
	strcat(line, "\n");
	if (world->refuse && world->refusals && strstr(line, world->refuse)) {
		world->refusals--;
		return REFUSE;
	}
	return world->ignore && strstr(line, world->ignore) ? IGNORE : DO;
}

static int end(struct cpu_world *world, bool ok, const char *call, const char *why,
		struct xpt_error **ret_error)
{
	if (world->acts == world->die_after)
		raise(SIGKILL);
	return ok ? 0 : xpt__error_set(ret_error, XPT_REFUSED, "%s failed: %s", call, why);
}

static unsigned int mask_of(const struct bitmap *bitmap)
{
	return (unsigned int)bitmap->words[0] & ALL_CPUS;
}

static int set_affinity(struct writer *writer, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	struct fake_domain *domain = domain_at(world, domid);
	enum outcome outcome = note(world, "pin d%u v%u %s %s%s", domid, vcpu,
			hard ? cpus_text(mask_of(hard)) : "-",
			soft ? cpus_text(mask_of(soft)) : "-", force ? " force" : "");
	bool ok = outcome != REFUSE && domain->there &&
			(!hard || mask_of(hard) & world->pools[domain->pool].cpus);

	if (ok && outcome == DO && hard)
		domain->hard[vcpu] = mask_of(hard);
	if (ok && outcome == DO && soft)
		domain->soft[vcpu] = mask_of(soft);
	return end(world, ok, "xc_vcpu_setaffinity", "Invalid argument", ret_error);
}

static int pool_create(struct writer *writer, unsigned int pool, const char *scheduler,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome = note(world, "create %u %s", pool, scheduler);
	bool ok = outcome != REFUSE && !world->pools[pool].there;

	if (ok && outcome == DO) {
		world->pools[pool].there = true;
		world->pools[pool].cpus = 0;
		snprintf(world->pools[pool].scheduler, sizeof(world->pools[pool].scheduler), "%s",
				scheduler);
	}
	return end(world, ok, "xc_cpupool_create", "File exists", ret_error);
}

static int pool_destroy(struct writer *writer, unsigned int pool, struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome = note(world, "destroy %u", pool);
	bool ok = outcome != REFUSE && pool && world->pools[pool].there &&
			!world->pools[pool].cpus && !members(world, pool);

	if (ok && outcome == DO)
		world->pools[pool].there = false;
	return end(world, ok, "xc_cpupool_destroy", "Device or resource busy", ret_error);
}

static unsigned int unit_of(const struct cpu_world *world, unsigned int cpu)
{
	return world->by_core ? 3U << (cpu & ~1U) : 1U << cpu;
}

static int pool_add(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome = note(world, "add %u %u", pool, cpu);
	unsigned int unit = unit_of(world, cpu);
	bool ok = outcome != REFUSE && world->pools[pool].there &&
			(free_cpus(world) & unit) == unit;

	if (ok && outcome == DO)
		world->pools[pool].cpus |= unit;
	return end(world, ok, "xc_cpupool_addcpu", "No such device", ret_error);
}

/* As Xen: what is pinned to nothing but the CPU may run everywhere then. */
static int pool_remove(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome = note(world, "remove %u %u", pool, cpu);
	unsigned int left = world->pools[pool].cpus & ~unit_of(world, cpu);
	bool ok = outcome != REFUSE && world->pools[pool].cpus >> cpu & 1 && (pool || cpu) &&
			(left || !members(world, pool));

	for (size_t i = 0; ok && outcome == DO && i < CPU_WORLD_DOMAINS; i++)
		for (size_t k = 0; world->domains[i].pool == pool && k < CPU_WORLD_VCPUS; k++)
			if (!(world->domains[i].hard[k] & left))
				world->domains[i].hard[k] = ALL_CPUS;
	if (ok && outcome == DO)
		world->pools[pool].cpus = left;
	return end(world, ok, "xc_cpupool_removecpu", "Device or resource busy", ret_error);
}

static int pool_move(struct writer *writer, unsigned int pool, unsigned int domid,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	struct fake_domain *domain = domain_at(world, domid);
	enum outcome outcome = note(world, "move d%u %u", domid, pool);
	bool ok = outcome != REFUSE && domid && domain->there && world->pools[pool].there &&
			world->pools[pool].cpus;

	if (ok && outcome == DO && domain->pool != pool) {
		domain->pool = pool;
		for (size_t i = 0; i < CPU_WORLD_VCPUS; i++)
			domain->hard[i] = domain->soft[i] = ALL_CPUS;
	}
	return end(world, ok, "xc_cpupool_movedomain", "Device or resource busy", ret_error);
}

static int store_write(struct writer *writer, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome =
			note(world, "name %s %s", path + strlen(PATH_STORE_POOLS "/"), value);
	unsigned int pool;

	if (outcome == DO && sscanf(path, PATH_STORE_POOLS "/%u/name", &pool) == 1)
		snprintf(world->pools[pool].name, sizeof(world->pools[pool].name), "%s", value);
	return end(world, outcome != REFUSE, "writing", "Quota", ret_error);
}

static int store_remove(struct writer *writer, const char *path, struct xpt_error **ret_error)
{
	struct cpu_world *world = of_sink(writer);
	enum outcome outcome = note(world, "forget %s", path + strlen(PATH_STORE_POOLS "/"));
	unsigned int pool;

	if (outcome == DO && sscanf(path, PATH_STORE_POOLS "/%u", &pool) == 1)
		*world->pools[pool].name = '\0';
	return end(world, outcome != REFUSE, "removing", "Permission denied", ret_error);
}

static void wait_ms(struct writer *writer, unsigned int milliseconds)
{
	(void)writer;
	(void)milliseconds;
}

static void listen_begin(struct writer *writer)
{
	(void)writer;
}

static void listen_end(struct writer *writer, const struct log_line **ret_lines, size_t *ret_count)
{
	(void)writer;
	*ret_lines = NULL;
	*ret_count = 0;
}

static const struct writer_ops writer_ops = {
	.store_write = store_write,
	.store_remove = store_remove,
	.set_affinity = set_affinity,
	.pool_create = pool_create,
	.pool_destroy = pool_destroy,
	.pool_add = pool_add,
	.pool_remove = pool_remove,
	.pool_move = pool_move,
	.wait_ms = wait_ms,
	.listen_begin = listen_begin,
	.listen_end = listen_end,
};

/* The world itself */

#define EVERYWHERE .hard = { ALL_CPUS, ALL_CPUS }, .soft = { ALL_CPUS, ALL_CPUS }

struct cpu_world *cpu_world_new(void)
{
	struct cpu_world *world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (world == MAP_FAILED)
		return NULL;
	*world = (struct cpu_world){
		.source = { &source_ops },
		.writer = { &writer_ops },
		.pools = { { true, "Pool-0", "credit2", ALL_CPUS } },
		.domains = {
			{ true, 0, 0, "Domain-0", "00000000-0000-0000-0000-000000000000", EVERYWHERE },
			{ true, 7, 0, "g1", "11111111-2222-3333-4444-555555555555", EVERYWHERE },
			{ true, 8, 0, "g2", "22222222-2222-3333-4444-555555555555", EVERYWHERE },
		},
		.command_line = "dom0_mem=1G",
		.options = { .size = sizeof(struct xpt_apply_options) },
	};
	return world;
}

void cpu_world_free(struct cpu_world *world)
{
	munmap(world, sizeof(*world));
}

struct apply_context cpu_world_actor(struct cpu_world *world, const char *folder)
{
	static char lock[256], journal[256];

	snprintf(lock, sizeof(lock), "%s/lock", folder);
	snprintf(journal, sizeof(journal), "%s/state/journal", folder);
	return (struct apply_context){ &world->source, &world->writer, { lock, journal, NULL },
		&world->options };
}

struct xpt_host *cpu_world_snapshot(struct cpu_world *world)
{
	struct xpt_host *host = NULL;

	if (xpt__read_host(&world->source, XPT_DETAIL_PLACEMENT, XPT_WITHOUT_DEVICES, &host, NULL))
		abort();
	return host;
}

const char *cpu_world_text(const struct cpu_world *world)
{
	static char text[2048];
	size_t used = 0;

	*text = '\0';
	for (unsigned int i = 0; i < CPU_WORLD_POOLS; i++)
		if (world->pools[i].there || *world->pools[i].name)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"%u%s %s %s %s\n", i,
					world->pools[i].there ? "" : " (gone)",
					world->pools[i].name, world->pools[i].scheduler,
					cpus_text(world->pools[i].cpus));
	for (size_t i = 0; i < CPU_WORLD_DOMAINS; i++)
		for (size_t k = 0; world->domains[i].there && k < CPU_WORLD_VCPUS; k++)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"%s.%zu in %u: %s/%s\n", world->domains[i].name, k,
					world->domains[i].pool,
					cpus_text(world->domains[i].hard[k]),
					cpus_text(world->domains[i].soft[k]));
	return text;
}
