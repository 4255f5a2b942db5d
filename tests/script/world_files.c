/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of the world that outlive a reboot, and the program that is run behind them. */
#include <stdio.h>
#include <string.h>

#include "world_inside.h"

static bool give_other(const struct world *world, const char *path, struct blob *ret_blob)
{
	for (size_t i = 0; i < WORLD_OTHER_FILES; i++)
		if (!strcmp(world->other_files[i].path, path))
			return world->other_files[i].there &&
					!world_give(ret_blob, world->other_files[i].text);
	return false;
}

static void set_other(struct world *world, const char *path, const char *text)
{
	size_t i = 0;

	while (i < WORLD_OTHER_FILES - 1 && *world->other_files[i].path &&
			strcmp(world->other_files[i].path, path) != 0)
		i++;
	snprintf(world->other_files[i].path, sizeof(world->other_files[i].path), "%s", path);
	snprintf(world->other_files[i].text, sizeof(world->other_files[i].text), "%s",
			text ? text : "");
	world->other_files[i].there = text;
}

size_t world_other_files(const struct world *world)
{
	size_t count = 0;

	for (size_t i = 0; i < WORLD_OTHER_FILES; i++)
		count += world->other_files[i].there;
	return count;
}

bool world_read_file(const struct world *world, const char *path, struct blob *ret_blob)
{
	if (!strcmp(path, "boot/grub/grub.cfg") && *world->menu)
		return !world_give(ret_blob, world->menu);
	if (strcmp(path, WORLD_FILE) != 0)
		return give_other(world, path, ret_blob);
	return world->file_there && !world_give(ret_blob, world->file);
}

static void set_file(struct world *world, const char *path, const char *text)
{
	if (strcmp(path, WORLD_FILE) != 0) {
		set_other(world, path, text);
		return;
	}
	world->file_there = text;
	snprintf(world->file, sizeof(world->file), "%s", text ? text : "");
}

int world_replace_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "%s %s", text ? "replace" : "remove", path);

	if (outcome == DO)
		set_file(world, path, text);
	return world_end(world, outcome != REFUSE, "No space left on device", ret_error);
}

int world_run_program(
		struct writer *writer, const char *program, int lock, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "run %s", program);

	(void)lock;
	return world_end(world, outcome != REFUSE, "Syntax error", ret_error);
}
