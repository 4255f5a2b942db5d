/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_numa.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../formats/limits.h"
#include "../formats/vcpus.h"
#include "paths.h"
#include "xen_memory.h"

#define CPUS_LIMIT 4096U
#define POOLS_LIMIT 4096

/* Xen's answer for what is offline or does not exist. */
#define MISSING (~UINT32_C(0))

/* "0-3,8" of a map of @bits bits. */
static void write_map(const char *key, const uint8_t *map, int bits, FILE *to)
{
	const char *comma = "";

	fprintf(to, " %s=", key);
	for (int i = 0; i < bits; i++) {
		int last = i;

		if (!(map[i / 8] >> i % 8 & 1))
			continue;
		while (last + 1 < bits && map[(last + 1) / 8] >> (last + 1) % 8 & 1)
			last++;
		fprintf(to, "%s%d", comma, i);
		if (last > i)
			fprintf(to, "-%d", last);
		comma = ",";
		i = last;
	}
}

int xpt__xen_write_cpus(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	auto_free xc_cputopo_t *cpus = NULL;
	unsigned int count = 0;

	if (xc_cputopoinfo(xc, &count, NULL))
		return xpt__xen_failed("its CPUs", ret_error);
	if (count > CPUS_LIMIT)
		count = CPUS_LIMIT;
	cpus = calloc(count + 1, sizeof(*cpus));
	if (!cpus)
		return xpt__error_no_memory(ret_error);
	if (xc_cputopoinfo(xc, &count, cpus))
		return xpt__xen_failed("its CPUs", ret_error);
	for (unsigned int i = 0; i < count; i++) {
		if (cpus[i].core == MISSING)
			continue;
		fprintf(to, "%u socket=%u core=%u", i, cpus[i].socket, cpus[i].core);
		if (cpus[i].node != MISSING)
			fprintf(to, " node=%u", cpus[i].node);
		fputc('\n', to);
	}
	return 0;
}

/*
 * Free memory below 2^24 … 2^32: which of it Xen keeps back for DMA depends on dma_bits=, or on
 * the size of the node that owns low memory.
 */
static void write_low(xc_interface *xc, unsigned int node, FILE *to)
{
	uint64_t bytes;

	for (int width = 24; width <= 32; width++)
		if (!xc_availheap(xc, 0, width, (int)node, &bytes))
			fprintf(to, " free_below_%d_kib=%" PRIu64, width, bytes / 1024);
}

int xpt__xen_write_nodes(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	auto_free xc_meminfo_t *memory = NULL;
	auto_free uint32_t *distances = NULL;
	unsigned int count = 0, room;

	if (xc_numainfo(xc, &count, NULL, NULL))
		return xpt__xen_failed("its NUMA nodes", ret_error);
	room = count = count > NODES_LIMIT ? NODES_LIMIT : count;
	memory = calloc(room + 1, sizeof(*memory));
	distances = calloc(room * room + 1, sizeof(*distances));
	if (!memory || !distances)
		return xpt__error_no_memory(ret_error);
	if (xc_numainfo(xc, &count, memory, distances))
		return xpt__xen_failed("its NUMA nodes", ret_error);
	for (unsigned int i = 0; i < count && i < room; i++) {
		if (memory[i].memsize == XEN_INVALID_MEM_SZ)
			continue;
		fprintf(to, "%u size_kib=%" PRIu64 " free_kib=%" PRIu64, i,
				memory[i].memsize / 1024, memory[i].memfree / 1024);
		write_low(xc, i, to);
		fputs(" distances=", to);
		for (unsigned int k = 0; k < count; k++) /* "-": not known */
			fprintf(to, distances[i * room + k] < 255 ? "%s%u" : "%s-", k ? "," : "",
					distances[i * room + k]);
		fputc('\n', to);
	}
	return 0;
}

static const char *scheduler_name(uint32_t id)
{
	static const char *const names[] = {
		[XEN_SCHEDULER_CREDIT] = "credit",
		[XEN_SCHEDULER_CREDIT2] = "credit2",
		[XEN_SCHEDULER_ARINC653] = "arinc653",
		[XEN_SCHEDULER_RTDS] = "rtds",
		[XEN_SCHEDULER_NULL] = "null",
	};

	return id < sizeof(names) / sizeof(*names) && names[id] ? names[id] : "unknown";
}

static int write_free(xc_interface *xc, int cpus, FILE *to, struct xpt_error **ret_error)
{
	auto_free xc_cpumap_t map = xc_cpupool_freeinfo(xc);

	if (!map)
		return xpt__xen_failed("which CPUs are in no cpupool", ret_error);
	fputs("free", to);
	write_map("cpus", map, cpus, to);
	fputc('\n', to);
	return 0;
}

int xpt__xen_write_pools(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	int cpus = xc_get_max_cpus(xc);
	xc_cpupoolinfo_t *info;
	uint32_t id = 0;

	if (cpus <= 0)
		return xpt__xen_failed("its CPUs", ret_error);
	/* Xen answers with this pool or the next one. */
	for (int i = 0; i < POOLS_LIMIT && (info = xc_cpupool_getinfo(xc, id)); i++) {
		fprintf(to, "%u sched=%s domains=%u", info->cpupool_id,
				scheduler_name(info->sched_id), info->n_dom);
		write_map("cpus", info->cpumap, cpus, to);
		fputc('\n', to);
		id = info->cpupool_id + 1;
		xc_cpupool_infofree(xc, info);
	}
	if (!id)
		return xpt__xen_failed("its cpupools", ret_error);
	return write_free(xc, cpus, to, ret_error);
}

struct maps {
	xc_cpumap_t hard, soft;
	xc_nodemap_t nodes;
	int cpus, node_count;
};

static void maps_clear(struct maps *maps)
{
	free(maps->hard);
	free(maps->soft);
	free(maps->nodes);
}

static const char *vcpu_state(const xc_vcpuinfo_t *info)
{
	if (!info->online)
		return "offline";
	if (info->running)
		return "running";
	return info->blocked ? "blocked" : "runnable";
}

/* As Xen's libraries have it: @bits bits. */
static struct fact_set set_of(const uint8_t *map, int bits)
{
	struct fact_set set = { .state = XPT_FACT_KNOWN };

	for (int i = 0; i < bits; i++)
		if (map[i / 8] >> i % 8 & 1)
			xpt__bitmap_add(&set.value, (unsigned int)i);
	return set;
}

/* A vCPU that is gone, or never was, has no line. */
static void write_vcpu(
		xc_interface *xc, uint32_t domid, uint32_t vcpu, const struct maps *maps, FILE *to)
{
	struct vcpu_line line = xpt__vcpu_untold(vcpu);
	xc_vcpuinfo_t info = { 0 };

	if (xc_vcpu_getinfo(xc, domid, vcpu, &info) ||
			xc_vcpu_getaffinity(xc, domid, (int)vcpu, maps->hard, maps->soft,
					XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT))
		return;
	line.state = fact_span_known(vcpu_state(&info));
	if (info.online)
		line.cpu = fact_int_known(info.cpu);
	line.time_ns = fact_int_known((long long)info.cpu_time);
	line.hard = set_of(maps->hard, maps->cpus);
	line.soft = set_of(maps->soft, maps->cpus);
	xpt__vcpus_write(to, &line);
}

/* "xen/vcpus/7", or "xen/vcpus/7/0" */
struct vcpus_wanted {
	uint32_t domid, first, last;
};

static bool read_path(const char *path, struct vcpus_wanted *ret_wanted)
{
	struct span vcpu = xpt__span_of(path + strlen(PATH_XEN_VCPUS "/")), id;
	bool one = strchr(vcpu.at, '/');
	uint64_t domid, number = 0;

	if (!xpt__span_next_part(&vcpu, '/', &id) || !xpt__span_number(id, 10, &domid) ||
			domid >= DOMID_LIMIT ||
			(one && (!xpt__span_number(vcpu, 10, &number) || number > UINT16_MAX)))
		return false;
	*ret_wanted = (struct vcpus_wanted){ (uint32_t)domid, (uint32_t)number,
		one ? (uint32_t)number : UINT32_MAX };
	return true;
}

static int write_vcpus(xc_interface *xc, const xc_domaininfo_t *info,
		const struct vcpus_wanted *wanted, const struct maps *maps, FILE *to,
		struct xpt_error **ret_error)
{
	struct fact_set nodes;

	if (!maps->hard || !maps->soft || !maps->nodes || maps->cpus <= 0 || maps->node_count <= 0)
		return xpt__xen_failed("its CPUs", ret_error);
	for (uint32_t i = wanted->first;
			i <= wanted->last && i <= info->max_vcpu_id && info->nr_online_vcpus; i++)
		write_vcpu(xc, info->domain, i, maps, to);
	if (!xc_domain_node_getaffinity(xc, info->domain, maps->nodes)) {
		nodes = set_of(maps->nodes, maps->node_count);
		xpt__vcpus_write_nodes(to, &nodes);
	}
	return 0;
}

int xpt__xen_write_vcpus(xc_interface *xc, const char *path, FILE *to, struct xpt_error **ret_error)
{
	__attribute__((cleanup(maps_clear))) struct maps maps = { 0 };
	struct vcpus_wanted wanted;
	xc_domaininfo_t info;

	if (!read_path(path, &wanted) || xc_domain_getinfolist(xc, wanted.domid, 1, &info) != 1 ||
			info.domain != wanted.domid)
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	maps.hard = xc_cpumap_alloc(xc);
	maps.soft = xc_cpumap_alloc(xc);
	maps.nodes = xc_nodemap_alloc(xc);
	maps.cpus = xc_get_max_cpus(xc);
	maps.node_count = xc_get_max_nodes(xc);
	return write_vcpus(xc, &info, &wanted, &maps, to, ret_error);
}
