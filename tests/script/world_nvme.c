/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A PF that is a disk, and gives queues and interrupts to the controllers of its VFs. */
#include <stdio.h>
#include <string.h>

#include "../../engine/source/paths.h"
#include "world_inside.h"

#define QUEUES 5U
#define INTERRUPTS 2U

static bool is_controller(const struct world *world, const char *path)
{
	return world->nvme && !strcmp(path, PATH_NVME_ADMIN "/nvme0");
}

bool world_read_nvme(const struct world *world, const char *path, struct blob *ret_blob)
{
	unsigned int queues = 0, interrupts = 0;
	char text[512];
	size_t used;

	if (world->nvme && !strcmp(path, PATH_DEVICES "/0000:01:00.0/nvme/nvme0/state"))
		return !world_give(ret_blob, "live\n");
	if (!is_controller(world, path))
		return false;
	for (unsigned int i = 0; i < WORLD_VFS; i++) {
		queues += world->nvme_vfs[i].queues;
		interrupts += world->nvme_vfs[i].interrupts;
	}
	used = (size_t)snprintf(text, sizeof(text),
			"queues total=%u primary=%u assigned=%u most=4 step=1\n"
			"interrupts total=%u primary=0 assigned=%u most=4 step=1\n",
			QUEUES, world->nvme_keeps, queues, INTERRUPTS, interrupts);
	for (unsigned int i = 0; i < WORLD_VFS; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
				"%u cntlid=%u online=%d vq=%u vi=%u\n", i, i + 1,
				world->nvme_vfs[i].online, world->nvme_vfs[i].queues,
				world->nvme_vfs[i].interrupts);
	return !world_give(ret_blob, text);
}

/* What is not there cannot be brought online. */
bool world_write_nvme(struct world *world, const char *path, const char *text)
{
	unsigned int vf, cntlid, online, queues, interrupts;

	if (!is_controller(world, path) ||
			sscanf(text, "%u cntlid=%u online=%u vq=%u vi=%u", &vf, &cntlid, &online,
					&queues, &interrupts) != 5 ||
			vf >= world->vfs || cntlid != vf + 1)
		return false;
	world->nvme_vfs[vf].online = online;
	world->nvme_vfs[vf].queues = queues;
	world->nvme_vfs[vf].interrupts = interrupts;
	return true;
}
