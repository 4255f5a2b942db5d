/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The world as a snapshot and as text. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/check/request.h"
#include "../../engine/plan/build.h"
#include "../../engine/read/read.h"

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

struct xpt_host *world_snapshot(struct world *world)
{
	struct xpt_host *host = NULL;

	if (xpt__read_host(&world->source, XPT_DETAIL_ALL, 0, &host, NULL))
		abort();
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
	used += (size_t)snprintf(text + used, sizeof(text) - used,
			"vfs=%u autoprobe=%d vlans=%u,%u trust=%u,%u msix=%u,%u\n", world->vfs,
			world->autoprobe, world->vf_vlan[0], world->vf_vlan[1], world->vf_trust[0],
			world->vf_trust[1], world->vf_msix[0], world->vf_msix[1]);
	for (size_t i = 0; i < WORLD_VFS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
				"online=%d vq=%u vi=%u\n", world->nvme_vfs[i].online,
				world->nvme_vfs[i].queues, world->nvme_vfs[i].interrupts);
	used += (size_t)snprintf(text + used, sizeof(text) - used, "drawn=%d framebuffer=%d\n",
			world->drawn, world->framebuffer);
	for (size_t i = 0; i < 2; i++) {
		const struct world_domain *each = i ? &world->copy : &world->guest;

		if (each->there)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"d%u %s paused=%d suspended=%d hard=%s soft=%s nodes=%s\n",
					each->id, each->name, each->paused, each->suspended,
					each->hard, each->soft, each->nodes);
	}
	return text;
}
