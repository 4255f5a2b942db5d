/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The world as a snapshot and as text. */
#include "world.h"

#include <stdio.h>
#include <string.h>

#include "../../engine/check/request.h"
#include "../../engine/model/numa.h"
#include "../../engine/plan/build.h"

static struct fact_text text_fact(const char *text)
{
	return *text ? fact_text_known(text) : (struct fact_text)FACT_ABSENT(NULL);
}

static struct fact_int domain_fact(unsigned int domid)
{
	return domid ? fact_int_known(domid) : (struct fact_int)FACT_ABSENT(NULL);
}

static struct owner owner_of(const struct fake_pci *fake_pci)
{
	if (!strcmp(fake_pci->owner, "quarantine"))
		return (struct owner){ OWNER_QUARANTINE, .text = fake_pci->owner };
	if (!strcmp(fake_pci->owner, "xen"))
		return (struct owner){ OWNER_XEN, .text = fake_pci->owner };
	if (!strcmp(fake_pci->owner, "dom0"))
		return (struct owner){ OWNER_DOMAIN, 0, fake_pci->owner, 0 };
	return (struct owner){ OWNER_DOMAIN, (unsigned int)strtoul(fake_pci->owner + 1, NULL, 10),
		fake_pci->owner, 0 };
}

static struct fact_bitmap map_fact(struct arena *arena, const char *text)
{
	struct bitmap *bitmap = xpt__arena_alloc(arena, sizeof(*bitmap));

	(void)xpt__bitmap_parse(xpt__span_of(text), bitmap);
	return (struct fact_bitmap){ XPT_FACT_KNOWN, bitmap, xpt__bitmap_text(arena, bitmap),
		NULL };
}

static struct numa *numa_snapshot(const struct world *world, struct arena *arena)
{
	struct numa *numa = xpt__arena_alloc(arena, sizeof(*numa));

	numa->node_count = 2;
	numa->nodes = xpt__arena_array(arena, 2, sizeof(*numa->nodes));
	for (unsigned int i = 0; i < 2; i++)
		numa->nodes[i] = (struct xpt_node){ .id = i,
			.free_kib = fact_int_known(1048576),
			.cpus = map_fact(arena, i ? "2-3" : "0-1") };
	numa->pool_count = 1;
	numa->pools = xpt__arena_array(arena, 1, sizeof(*numa->pools));
	numa->pools[0] = (struct xpt_pool){ .name = fact_text_known("Pool-0"),
		.cpus = map_fact(arena, "0-3") };
	numa->vcpu_count = 1;
	numa->vcpus = xpt__arena_array(arena, 1, sizeof(*numa->vcpus));
	numa->vcpus[0] = (struct xpt_vcpu){ .domain_id = WORLD_GUEST,
		.hard = map_fact(arena, world->guest.hard),
		.soft = map_fact(arena, world->guest.soft) };
	return numa;
}

int world_plan(const struct xpt_host *host, const struct xpt_request *request,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	struct arena *arena = xpt__arena_new();
	struct judged_request known;
	int rc = xpt__request_resolve(host, request, arena, &known, ret_error);

	rc = rc ? rc : xpt__plan_build(host, &known, xpt__plan_add_request, ret_plan, ret_error);
	xpt__arena_free(arena);
	return rc;
}

static void add_vfs(const struct world *world, struct xpt_host *host)
{
	struct xpt_device *pf = &host->devices[WORLD_PF];

	pf->vf_total = fact_int_known(WORLD_VFS);
	pf->vf_count = fact_int_known(world->vfs);
	pf->vf_autoprobe = fact_int_known(world->autoprobe);
	pf->vf_offset = pf->vf_stride = fact_int_known(1);
	for (unsigned int i = 0; i < world->vfs; i++) {
		struct xpt_device *vf = pf + 1 + i;

		(void)xpt__bdfs_add(host->arena, &pf->virtual_functions, vf->bdf);
		vf->physical_function = fact_text_known(pf->address);
		vf->vf_number = fact_int_known(i);
	}
}

struct xpt_host *world_snapshot(const struct world *world)
{
	struct arena *arena = xpt__arena_new();
	struct xpt_host *host = xpt__arena_alloc(arena, sizeof(*host));

	host->arena = arena;
	host->identity = xpt__identity_new();
	host->devices = xpt__arena_array(arena, WORLD_DEVICES, sizeof(*host->devices));
	host->device_count = WORLD_PF + 1 + world->vfs;
	host->detail = XPT_DETAIL_CRITICAL;
	host->pciback = fact_int_known(1);
	for (size_t i = 0; i < host->device_count; i++) {
		const struct fake_pci *fake_pci = &world->devices[i];
		struct xpt_device *device = &host->devices[i];

		device->bdf = fake_pci->bdf;
		xpt_bdf_format(fake_pci->bdf, device->address);
		device->vendor_id = fact_int_known(0x8086);
		device->device_id = fact_int_known(0x10d3);
		device->driver = text_fact(fake_pci->driver);
		device->driver_override = text_fact(fake_pci->override);
		device->original_driver = text_fact(fake_pci->remembered);
		device->owner = owner_of(fake_pci);
		device->claim_domid = domain_fact(fake_pci->claim);
		device->store_domid = domain_fact(fake_pci->store);
		device->model_domid = domain_fact(fake_pci->model);
		device->in_slots = fact_int_known(fake_pci->slot);
		device->permissive = fact_int_known(fake_pci->permissive);
		device->critical.state = XPT_FACT_KNOWN;
	}
	add_vfs(world, host);
	host->domains_read = fact_int_known(1);
	host->domains = xpt__arena_array(arena, 2, sizeof(*host->domains));
	host->domain_count = 2;
	host->domains[0].name = fact_text_known("Domain-0");
	host->domains[1].id = WORLD_GUEST;
	host->domains[1].name = fact_text_known("g1");
	host->domains[1].uuid = fact_text_known(WORLD_UUID);
	host->domains[1].type = fact_text_known("hvm");
	host->domains[1].state = fact_text_known(world->guest.paused ? "paused" : "blocked");
	host->domains[1].memory_kib = fact_int_known(262144);
	host->domains[1].passthrough = host->domains[1].pool_id = fact_int_known(0);
	host->domains[1].node_affinity = map_fact(arena, world->guest.nodes);
	host->last_domain = fact_int_known(WORLD_GUEST);
	host->ownership = fact_int_known(1);
	if (world->hvm)
		host->domains[1].model = fact_text_known("qemu");
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		if (world->devices[i].store == WORLD_GUEST)
			(void)xpt__bdfs_add(
					arena, &host->domains[1].devices, world->devices[i].bdf);
		if (world->devices[i].model == WORLD_GUEST)
			(void)xpt__bdfs_add(arena, &host->domains[1].model_devices,
					world->devices[i].bdf);
	}
	host->numa = numa_snapshot(world, arena);
	return host;
}

const char *world_text(const struct world *world)
{
	static char text[2048];
	size_t used = 0;

	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct fake_pci *fake_pci = &world->devices[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
				"driver=%s override=%s remembered=%s owner=%s claim=%u store=%u model=%u "
				"slot=%d\n",
				fake_pci->driver, fake_pci->override, fake_pci->remembered,
				fake_pci->owner, fake_pci->claim, fake_pci->store, fake_pci->model,
				fake_pci->slot);
	}
	used += (size_t)snprintf(text + used, sizeof(text) - used, "vfs=%u autoprobe=%d\n",
			world->vfs, world->autoprobe);
	for (size_t i = 0; i < 2; i++) {
		const struct twin *twin = i ? &world->copy : &world->guest;

		if (twin->there)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"d%u %s paused=%d suspended=%d hard=%s soft=%s nodes=%s\n",
					twin->id, twin->name, twin->paused, twin->suspended,
					twin->hard, twin->soft, twin->nodes);
	}
	return text;
}
