/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_numa.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../formats/cpus.h"
#include "../formats/limits.h"
#include "../formats/nodes.h"
#include "../formats/pools.h"
#include "../formats/vcpus.h"
#include "paths.h"
#include "xen_memory.h"

#define CPUS_LIMIT 4096U
#define POOLS_TOLD 4096 /* a CPU is in one of them */

/* Xen's answer for what is offline or does not exist. */
#define MISSING (~UINT32_C(0))

/* As Xen's libraries have it: @bits bits. */
static struct fact_set set_of(const uint8_t *map, int bits)
{
	struct fact_set set = { .state = XPT_FACT_KNOWN };

	for (int i = 0; i < bits; i++)
		if (map[i / 8] >> i % 8 & 1)
			xpt__bitmap_add(&set.value, (unsigned int)i);
	return set;
}

static void write_cpu(unsigned int id, const xc_cputopo_t *cpu, FILE *to)
{
	struct cpu_line line = xpt__cpu_unknown(id);

	line.socket = fact_int_known(cpu->socket);
	line.core = fact_int_known(cpu->core);
	if (cpu->node != MISSING)
		line.node = fact_int_known(cpu->node);
	xpt__cpus_write(to, &line);
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
	for (unsigned int i = 0; i < count; i++)
		if (cpus[i].core != MISSING)
			write_cpu(i, &cpus[i], to);
	return 0;
}

/*
 * Free memory below 2^24 … 2^32: which of it Xen keeps back for DMA depends on dma_bits=, or on
 * the size of the node that owns low memory.
 */
static void ask_low(xc_interface *xc, struct node_line *line)
{
	uint64_t bytes;

	for (unsigned int bits = LOW_BITS_FIRST; bits <= LOW_BITS_LAST; bits++)
		if (!xc_availheap(xc, 0, (int)bits, (int)line->id, &bytes))
			line->free_below_kib[bits - LOW_BITS_FIRST] =
					fact_int_known((long long)(bytes / 1024));
}

static void write_node(xc_interface *xc, unsigned int id, const xc_meminfo_t *memory,
		const uint32_t *distances, unsigned int count, FILE *to)
{
	struct node_line line = xpt__node_unknown(id);

	line.size_kib = fact_int_known((long long)(memory->memsize / 1024));
	line.free_kib = fact_int_known((long long)(memory->memfree / 1024));
	ask_low(xc, &line);
	line.distances_state = XPT_FACT_KNOWN;
	for (; line.distance_count < count; line.distance_count++)
		line.distances[line.distance_count] =
				distances[line.distance_count] < DISTANCE_UNKNOWN ?
				(long long)distances[line.distance_count] :
				-1;
	xpt__nodes_write(to, &line);
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
	count = count < room ? count : room;
	for (unsigned int i = 0; i < count; i++)
		if (memory[i].memsize != XEN_INVALID_MEM_SZ)
			write_node(xc, i, &memory[i], &distances[i * room], count, to);
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
	struct fact_set set;

	if (!map)
		return xpt__xen_failed("which CPUs are in no cpupool", ret_error);
	set = set_of(map, cpus);
	xpt__pools_write_free(to, &set);
	return 0;
}

static void write_pool(const xc_cpupoolinfo_t *info, int cpus, FILE *to)
{
	struct pool_line line = xpt__pool_unknown(info->cpupool_id);

	line.scheduler = fact_span_known(scheduler_name(info->sched_id));
	line.domains = fact_int_known(info->n_dom);
	line.cpus = set_of(info->cpumap, cpus);
	xpt__pools_write(to, &line);
}

int xpt__xen_write_pools(xc_interface *xc, FILE *to, struct xpt_error **ret_error)
{
	int cpus = xc_get_max_cpus(xc);
	xc_cpupoolinfo_t *info;
	uint32_t id = 0;

	if (cpus <= 0)
		return xpt__xen_failed("its CPUs", ret_error);
	/* Xen answers with this pool or the next one. */
	for (int i = 0; i < POOLS_TOLD && (info = xc_cpupool_getinfo(xc, id)); i++) {
		write_pool(info, cpus, to);
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

/* A vCPU that is gone, or never was, has no line. */
static void write_vcpu(
		xc_interface *xc, uint32_t domid, uint32_t vcpu, const struct maps *maps, FILE *to)
{
	struct vcpu_line line = xpt__vcpu_unknown(vcpu);
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
