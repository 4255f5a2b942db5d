/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the world answers. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/base/error.h"
#include "../../engine/formats/device_model.h"
#include "../../engine/source/paths.h"
#include "world_inside.h"

static struct world *of_source(struct source *source)
{
	return (struct world *)((char *)source - offsetof(struct world, source));
}

struct ownership world_owner(const struct fake_pci *fake_pci)
{
	struct ownership ownership = { .by = OWNED_BY_DOMAIN };

	if (!*fake_pci->owner)
		ownership.by = OWNED_BY_NOBODY;
	else if (!strcmp(fake_pci->owner, "quarantine"))
		ownership.by = OWNED_BY_QUARANTINE;
	else if (!strcmp(fake_pci->owner, "xen"))
		ownership.by = OWNED_BY_XEN;
	else if (strcmp(fake_pci->owner, "dom0") != 0)
		ownership.domid = (unsigned int)strtoul(fake_pci->owner + 1, NULL, 10);
	return ownership;
}

int world_give(struct blob *ret_blob, const char *text)
{
	ret_blob->bytes = strdup(text);
	ret_blob->length = strlen(text);
	return ret_blob->bytes ? 0 : XPT_NO_MEMORY;
}

static int nothing(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
}

static int read_device(const struct fake_pci *fake_pci, const char *file, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	if (fake_pci->gone)
		return nothing(file, ret_error);
	if (!strcmp(file, "vendor"))
		return world_give(ret_blob, "0x8086\n");
	if (!strcmp(file, "device"))
		return world_give(ret_blob, fake_pci->replaced ? "0x100e\n" : "0x10d3\n");
	if (!strcmp(file, "driver_override"))
		return world_give(ret_blob, *fake_pci->override ? fake_pci->override : "(null)\n");
	return nothing(file, ret_error);
}

static int read_claim(const struct fake_pci *fake_pci, const char *key, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char text[64];

	if (!strcmp(key, "domid") && fake_pci->claim)
		snprintf(text, sizeof(text), "%u", fake_pci->claim);
	else if (!strcmp(key, "driver_path") && *fake_pci->remembered)
		snprintf(text, sizeof(text), "/%s/%s", PATH_DRIVERS, fake_pci->remembered);
	else
		return nothing(key, ret_error);
	return world_give(ret_blob, text);
}

/* What Xen says to debug key Q. */
static int read_owners(const struct world *world, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	struct ownership ownership;

	if (!to)
		return XPT_NO_MEMORY;
	xpt__owners_write_head(to, 0);
	for (size_t i = 0; i < WORLD_DEVICES && !world_lacks(world, i); i++) {
		ownership = world_owner(&world->devices[i]);
		xpt__owners_write(to, world->devices[i].bdf, &ownership);
	}
	fputs(world->said, to);
	return fclose(to) ? XPT_NO_MEMORY : 0;
}

static bool read_pv_driver(struct world *world, const char *path, struct blob *ret_blob)
{
	char type[64], backend[64], frontend[64], count[64], text[8];
	unsigned int listed = 0;

	for (size_t i = 0; i < WORLD_DEVICES; i++)
		listed += world->devices[i].store == WORLD_GUEST;
	snprintf(text, sizeof(text), "%u", listed);
	snprintf(count, sizeof(count), PATH_STORE_BACKENDS "/%u/0/num_devs", WORLD_GUEST);
	snprintf(type, sizeof(type), PATH_STORE_LIBXL "/%u/type", WORLD_GUEST);
	snprintf(backend, sizeof(backend), PATH_STORE_BACKENDS "/%u/0/state", WORLD_GUEST);
	snprintf(frontend, sizeof(frontend), PATH_STORE_DOMAINS "/%u/device/pci/0/state",
			WORLD_GUEST);
	if (!strcmp(path, type))
		return !world_give(ret_blob, world->hvm ? "hvm" : "pv");
	if (!strcmp(path, count))
		return !world_give(ret_blob, text);
	if (strcmp(path, backend) != 0 && strcmp(path, frontend) != 0)
		return false;
	return !world_give(ret_blob, world->pv_driver ? world->pv_driver : "4");
}

static int read_model(const struct world *world, struct blob *ret_blob)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);

	for (size_t i = 0; to && i < WORLD_DEVICES; i++)
		if (world->devices[i].model)
			xpt__model_write(to, world->devices[i].bdf);
	return !to || fclose(to) ? XPT_NO_MEMORY : 0;
}

static int read_made_up(struct world *world, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char text[1024] = "", address[XPT_BDF_TEXT];
	size_t used = 0;
	unsigned int number = 0;
	bool slots = !strcmp(path, PATH_PCIBACK "/slots");
	bool model = world->hvm && !strncmp(path, PATH_XEN_MODEL "/", strlen(PATH_XEN_MODEL "/"));
	unsigned int domid = 0;
	bool backend = sscanf(path, PATH_STORE_BACKENDS "/%u/0/dev-%u", &domid, &number) == 2;

	if (!strcmp(path, PATH_BOOT_ID))
		return world_give(ret_blob, world->boot);
	if (read_pv_driver(world, path, ret_blob))
		return 0;
	if (world_read_twins(world, path, ret_blob))
		return 0;
	if (!strcmp(path, PATH_XEN_OWNERS))
		return read_owners(world, ret_blob);
	if (model)
		return read_model(world, ret_blob);
	if (!slots && !backend)
		return nothing(path, ret_error);
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct fake_pci *fake_pci = &world->devices[i];

		xpt_bdf_format(fake_pci->bdf, address);
		if (slots && fake_pci->slot)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n", address);
		if (backend && i == number)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", address);
	}
	return world_give(ret_blob, text);
}

static int world_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct world *world = of_source(source);
	const char *file;
	const struct fake_pci *fake_pci = world_device_of_path(world, path, &file);

	if (world_read_file(world, path, ret_blob))
		return 0;
	if (fake_pci && world_read_pf(world, fake_pci, file, ret_blob))
		return 0;
	if (fake_pci)
		return read_device(fake_pci, file, ret_blob, ret_error);
	fake_pci = world_device_of_claim(world, path, &file);
	if (fake_pci)
		return read_claim(fake_pci, file, ret_blob, ret_error);
	return read_made_up(world, path, ret_blob, ret_error);
}

static int world_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	struct world *world = of_source(source);
	unsigned int domid = 0;
	char name[16];

	if (sscanf(path, PATH_STORE_BACKENDS "/%u/0", &domid) != 1)
		return nothing(path, ret_error);
	ret_names->items = calloc(WORLD_DEVICES, sizeof(*ret_names->items));
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		snprintf(name, sizeof(name), "dev-%zu", i);
		if (world->devices[i].store == domid)
			ret_names->items[ret_names->count++] = strdup(name);
	}
	return 0;
}

static int world_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	const char *file = "";
	struct world *world = of_source(source);
	const struct fake_pci *fake_pci = world_device_of_path(world, path, &file);

	if (fake_pci && world_link_vf(world, fake_pci, file, ret_target))
		return 0;
	if (!fake_pci || strcmp(file, "driver") != 0 || !*fake_pci->driver)
		return nothing(path, ret_error);
	if (asprintf(ret_target, "../../../bus/pci/drivers/%s", fake_pci->driver) < 0)
		return XPT_NO_MEMORY;
	return 0;
}

static void keep_source(struct source *source)
{
	(void)source;
}

const struct source_ops world_source_ops = { world_read, world_list, world_link, keep_source };
