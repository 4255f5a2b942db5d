/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen_topology.h"

#include <stdlib.h>

#include "../base/cleanup.h"
#include "../base/error.h"
#include "../formats/topology.h"
#include "xen_memory.h"

struct topology {
	struct xpt_bdf *devices; /* those whose address Xen could know */
	uint32_t *nodes;	 /* of each; XEN_INVALID_DEV: Xen does not know it */
	size_t count;
};

static void topology_clear(struct topology *topology)
{
	free(topology->devices);
	free(topology->nodes);
}

static int ask_nodes(xc_interface *xc, struct topology *topology, struct xpt_error **ret_error)
{
	auto_free physdev_pci_device_t *asked = calloc(topology->count + 1, sizeof(*asked));

	if (!asked)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < topology->count; i++)
		asked[i] = (physdev_pci_device_t){ (uint16_t)topology->devices[i].segment,
			topology->devices[i].bus, xpt__xen_devfn(topology->devices[i]) };
	if (topology->count &&
			xc_pcitopoinfo(xc, (unsigned int)topology->count, asked, topology->nodes))
		return xpt__xen_failed("which node a device is near", ret_error);
	return 0;
}

/* What was taken is to be given back, however it goes. */
static int ask_topology(xc_interface *xc, const struct names *devices, struct topology *topology,
		struct xpt_error **ret_error)
{
	topology->devices = calloc(devices->count + 1, sizeof(*topology->devices));
	topology->nodes = calloc(devices->count + 1, sizeof(*topology->nodes));
	if (!topology->devices || !topology->nodes)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < devices->count; i++)
		topology->count += xpt__xen_address(
				devices->items[i], &topology->devices[topology->count]);
	return ask_nodes(xc, topology, ret_error);
}

static void write_nodes(const struct topology *topology, FILE *to)
{
	for (size_t i = 0; i < topology->count; i++) {
		uint32_t node = topology->nodes[i];

		xpt__topology_write(to, topology->devices[i],
				node == XEN_INVALID_NODE_ID || node == XEN_INVALID_DEV ?
						(struct fact_int)FACT_ABSENT(NULL) :
						fact_int_known(node));
	}
}

int xpt__xen_write_topology(xc_interface *xc, const struct names *devices, FILE *to,
		struct xpt_error **ret_error)
{
	struct topology topology = { 0 };
	int rc = ask_topology(xc, devices, &topology, ret_error);

	if (!rc)
		write_nodes(&topology, to);
	topology_clear(&topology);
	return rc;
}

int xpt__xen_known_devices(xc_interface *xc, const struct names *devices,
		struct xpt_bdf **ret_known, size_t *ret_count, struct xpt_error **ret_error)
{
	struct topology topology = { 0 };
	int rc = ask_topology(xc, devices, &topology, ret_error);
	size_t count = 0;

	for (size_t i = 0; !rc && i < topology.count; i++)
		if (topology.nodes[i] != XEN_INVALID_DEV)
			topology.devices[count++] = topology.devices[i];
	if (!rc) {
		*ret_known = topology.devices;
		*ret_count = count;
		topology.devices = NULL;
	}
	topology_clear(&topology);
	return rc;
}
