/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the world lists. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/base/error.h"
#include "../../engine/formats/claims.h"
#include "../../engine/source/paths.h"
#include "world_inside.h"

#define NAMES (WORLD_DEVICES + 1)

const struct fake_pci *world_listed(const struct world *world, unsigned int domid, size_t number)
{
	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (world->devices[i].store == domid && !number--)
			return &world->devices[i];
	return NULL;
}

__attribute__((format(__printf__, 2, 3))) static void add(
		struct names *names, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&names->items[names->count], format, arguments) >= 0)
		names->count++;
	va_end(arguments);
}

static void list_devices(const struct world *world, struct names *names)
{
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; i < WORLD_DEVICES && !world_lacks(world, i); i++)
		if (!world->devices[i].gone)
			add(names, "%s", xpt_bdf_format(world->devices[i].bdf, address));
}

static void list_claims(const struct world *world, struct names *names)
{
	char name[CLAIM_NAME_TEXT];

	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (world->devices[i].claim || *world->devices[i].remembered)
			add(names, "%s", xpt__claim_name(world->devices[i].bdf, name));
}

static void list_backends(const struct world *world, struct names *names)
{
	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (world->devices[i].store &&
				world_listed(world, world->devices[i].store, 0) ==
						&world->devices[i])
			add(names, "%u", world->devices[i].store);
}

static void list_domains(const struct world *world, struct names *names)
{
	add(names, "0");
	if (world->guest.there)
		add(names, "%u", world->guest.id);
	if (world->copy.there)
		add(names, "%u", world->copy.id);
}

int world_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	const struct world *world = world_of_source(source);
	const char *of_display[WORLD_DEVICES];
	unsigned int domid = 0;

	ret_names->items = calloc(NAMES, sizeof(*ret_names->items));
	if (world_list_display(world, path, of_display)) {
		for (size_t i = 0; of_display[i]; i++)
			add(ret_names, "%s", of_display[i]);
	} else if (!strcmp(path, PATH_DEVICES)) {
		list_devices(world, ret_names);
	} else if (!strcmp(path, PATH_STORE_CLAIMS)) {
		list_claims(world, ret_names);
	} else if (!strcmp(path, PATH_STORE_DOMAINS)) {
		list_domains(world, ret_names);
	} else if (world->interface && !strcmp(path, PATH_DEVICES "/0000:01:00.0/net")) {
		add(ret_names, "eth0");
	} else if (world->pciback_keeps &&
			!strncmp(path, PATH_BACKEND_DEVICES "/",
					strlen(PATH_BACKEND_DEVICES "/"))) {
		add(ret_names, "state");
	} else if (world->nvme && !strcmp(path, PATH_DEVICES "/0000:01:00.0/nvme")) {
		add(ret_names, "nvme0");
	} else if (!strcmp(path, PATH_PCIBACK)) {
		add(ret_names, "slots");
	} else if (!strcmp(path, PATH_STORE_BACKENDS)) {
		list_backends(world, ret_names);
	} else if (sscanf(path, PATH_STORE_BACKENDS "/%u/0", &domid) == 1) {
		for (size_t i = 0; world_listed(world, domid, i); i++)
			add(ret_names, "dev-%zu", i);
	} else {
		free(ret_names->items);
		ret_names->items = NULL;
		return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
	}
	return 0;
}
