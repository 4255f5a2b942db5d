/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Affinities and cpupools of this host, by hypercall: libxl makes one word of all errors, and its
 * log does not hold the number.
 */
#include <errno.h>
#include <string.h>

#include "../../base/error.h"
#include "live.h"

/* What the number means is explained with the refusal: see the rules for libxc's calls. */
static int refused(const char *call, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_REFUSED, "%s failed: %s", call, strerror(errno));
}

static void fill_map(const struct bitmap *bitmap, uint8_t *map, int bits)
{
	bitmap_each(number, bitmap) if ((int)number < bits) map[number / 8] |=
			(uint8_t)(1U << number % 8);
}

static xc_cpumap_t cpumap(xc_interface *xc, const struct bitmap *bitmap)
{
	xc_cpumap_t map = bitmap ? xc_cpumap_alloc(xc) : NULL;

	if (map)
		fill_map(bitmap, map, xc_get_max_cpus(xc));
	return map;
}

int xpt__live_set_affinity(struct writer *writer, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error)
{
	auto_free xc_cpumap_t hard_map = NULL, soft_map = NULL;
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	hard_map = cpumap(xc, hard);
	soft_map = cpumap(xc, soft);
	if ((hard && !hard_map) || (soft && !soft_map))
		return xpt__error_no_memory(ret_error);
	if (xc_vcpu_setaffinity(xc, domid, (int)vcpu, hard_map, soft_map,
			    (hard ? XEN_VCPUAFFINITY_HARD : 0) |
					    (soft ? XEN_VCPUAFFINITY_SOFT : 0) |
					    (force ? XEN_VCPUAFFINITY_FORCE : 0)))
		return refused("xc_vcpu_setaffinity", ret_error);
	return 0;
}

int xpt__live_set_nodes(struct writer *writer, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error)
{
	auto_free xc_nodemap_t map = NULL;
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	/* All of Xen's size: it reads as many bytes as it has nodes for. */
	map = xc_nodemap_alloc(xc);
	if (!map)
		return xpt__error_no_memory(ret_error);
	fill_map(nodes, map, xc_get_max_nodes(xc));
	if (xc_domain_node_setaffinity(xc, domid, map))
		return refused("xc_domain_node_setaffinity", ret_error);
	return 0;
}

static int scheduler_id(const char *name, uint32_t *ret_id, struct xpt_error **ret_error)
{
	static const struct {
		const char *name;
		uint32_t id;
	} known[] = {
		{ "credit", XEN_SCHEDULER_CREDIT },
		{ "credit2", XEN_SCHEDULER_CREDIT2 },
		{ "arinc653", XEN_SCHEDULER_ARINC653 },
		{ "rtds", XEN_SCHEDULER_RTDS },
		{ "null", XEN_SCHEDULER_NULL },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].name, name)) {
			*ret_id = known[i].id;
			return 0;
		}
	return xpt__error_set(ret_error, XPT_INVALID,
			"there is no scheduler \"%s\": credit, credit2, rtds, "
			"arinc653 or null",
			name);
}

int xpt__live_pool_create(struct writer *writer, unsigned int pool, const char *scheduler,
		struct xpt_error **ret_error)
{
	uint32_t id = pool, scheduler_number = 0;
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	rc = rc ? rc : scheduler_id(scheduler, &scheduler_number, ret_error);
	if (rc)
		return rc;
	return xc_cpupool_create(xc, &id, scheduler_number) ?
			refused("xc_cpupool_create", ret_error) :
			0;
}

int xpt__live_pool_destroy(struct writer *writer, unsigned int pool, struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	return xc_cpupool_destroy(xc, pool) ? refused("xc_cpupool_destroy", ret_error) : 0;
}

int xpt__live_pool_add(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	return xc_cpupool_addcpu(xc, pool, (int)cpu) ? refused("xc_cpupool_addcpu", ret_error) : 0;
}

/* After these a CPU has left its cpupool by half, and keeps every other one from leaving theirs. */
static bool is_half_way(int number)
{
	return number == EADDRINUSE || number == EAGAIN || number == ENOMEM;
}

#define REMOVE_TRIES 10
#define REMOVE_PAUSE_MS 20

int xpt__live_pool_remove(struct writer *writer, unsigned int pool, unsigned int cpu,
		struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error), number = 0;

	if (rc)
		return rc;
	for (int i = 0; i < REMOVE_TRIES; i++) {
		if (!xc_cpupool_removecpu(xc, pool, (int)cpu))
			return 0;
		number = errno;
		if (number != EADDRINUSE && number != EAGAIN)
			break;
		writer->ops->wait_ms(writer, REMOVE_PAUSE_MS);
	}
	if (is_half_way(number))
		(void)xc_cpupool_addcpu(xc, pool, (int)cpu);
	errno = number;
	return refused("xc_cpupool_removecpu", ret_error);
}

int xpt__live_pool_move(struct writer *writer, unsigned int pool, unsigned int domid,
		struct xpt_error **ret_error)
{
	xc_interface *xc;
	int rc = xpt__live_xc(live_of(writer), &xc, ret_error);

	if (rc)
		return rc;
	return xc_cpupool_movedomain(xc, pool, domid) ?
			refused("xc_cpupool_movedomain", ret_error) :
			0;
}
