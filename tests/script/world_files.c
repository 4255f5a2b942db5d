/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one file of the world that outlives a reboot, and the program that is run behind it. */
#include <stdio.h>
#include <string.h>

#include "world_inside.h"

bool world_read_file(const struct world *world, const char *path, struct blob *ret_blob)
{
	if (!strcmp(path, "boot/grub/grub.cfg") && *world->menu)
		return !world_give(ret_blob, world->menu);
	return !strcmp(path, WORLD_FILE) && world->file_there && !world_give(ret_blob, world->file);
}

int world_replace_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "%s %s", text ? "replace" : "remove", path);

	if (outcome == DO) {
		world->file_there = text;
		snprintf(world->file, sizeof(world->file), "%s", text ? text : "");
	}
	return world_end(world, outcome != REFUSE, "No space left on device", ret_error);
}

int world_run_program(struct writer *writer, const char *program, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "run %s", program);

	return world_end(world, outcome != REFUSE, "Syntax error", ret_error);
}
