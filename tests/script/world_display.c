/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first of the world's devices as a display that the firmware's framebuffer lies on, and dom0's console. */
#include <stdio.h>
#include <string.h>

#include "../../engine/source/paths.h"
#include "world_inside.h"

#define CONSOLES PATH_DRAWN_CONSOLES
#define FRAMEBUFFER "efi-framebuffer.0"
#define FRAMEBUFFER_DRIVER PATH_PLATFORM_DRIVERS "/efi-framebuffer"

bool world_read_display(const struct world *world, const char *path, struct blob *ret_blob)
{
	const struct {
		const char *path, *text;
	} files[] = {
		{ PATH_DEVICES "/0000:00:05.0/class", "0x030000\n" },
		{ PATH_DEVICES "/0000:00:05.0/boot_vga", "1\n" },
		{ PATH_IOMEM, world->framebuffer ? "fe000000-fe00ffff : efifb\n" : "" },
		{ CONSOLES "/vtcon0/name", "(S) dummy device\n" },
		{ CONSOLES "/vtcon0/bind", "1\n" },
		{ CONSOLES "/vtcon1/name", "(M) frame buffer device\n" },
		{ CONSOLES "/vtcon1/bind", world->drawn ? "1\n" : "0\n" },
	};

	if (world->second_display && !strcmp(path, PATH_DEVICES "/0000:01:00.0/class"))
		return !world_give(ret_blob, "0x030000\n");
	for (size_t i = 0; world->display && i < sizeof(files) / sizeof(*files); i++)
		if (!strcmp(path, files[i].path))
			return !world_give(ret_blob, files[i].text);
	return false;
}

bool world_list_display(
		const struct world *world, const char *path, const char *ret_names[WORLD_DEVICES])
{
	size_t count = 0;

	if (!world->display)
		return false;
	if (!strcmp(path, CONSOLES)) {
		ret_names[count++] = "vtcon0";
		if (!world->deferred)
			ret_names[count++] = "vtcon1";
	} else if (world->second_display && !strcmp(path, PATH_FRAMEBUFFERS)) {
		ret_names[count++] = "fb1";
	} else if (!strcmp(path, PATH_PLATFORM_DEVICES)) {
		ret_names[count++] = "serial8250";
		ret_names[count++] = FRAMEBUFFER;
	} else if (!strcmp(path, PATH_PLATFORM_DEVICES "/" FRAMEBUFFER)) {
		ret_names[count++] = "driver_override";
		if (world->framebuffer)
			ret_names[count++] = "driver";
	} else {
		return false;
	}
	ret_names[count] = NULL;
	return true;
}

bool world_link_display(const struct world *world, const char *path, char **ret_target)
{
	if (world->second_display && !strcmp(path, PATH_FRAMEBUFFERS "/fb1"))
		return asprintf(ret_target, "../../devices/pci0000:00/0000:01:00.0/graphics/fb1") >
				0;
	return world->display && world->framebuffer &&
			!strcmp(path, PATH_PLATFORM_DEVICES "/" FRAMEBUFFER "/driver") &&
			asprintf(ret_target, "../../../bus/platform/drivers/efi-framebuffer") > 0;
}

bool world_write_display(struct world *world, const char *path, const char *text)
{
	if (!world->display)
		return false;
	if (!strcmp(path, CONSOLES "/vtcon1/bind"))
		world->drawn = *text == '1';
	else if (!strcmp(path, FRAMEBUFFER_DRIVER "/bind") && !strcmp(text, FRAMEBUFFER))
		world->framebuffer = true;
	else if (!strcmp(path, FRAMEBUFFER_DRIVER "/unbind") && !strcmp(text, FRAMEBUFFER))
		world->framebuffer = false;
	else
		return false;
	return true;
}
