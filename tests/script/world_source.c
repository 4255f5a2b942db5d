/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the world answers. */
#include <stdio.h>
#include <string.h>

#include "../../engine/base/bdf.h"
#include "../../engine/base/error.h"
#include "../../engine/formats/device_model.h"
#include "../../engine/source/key_text.h"
#include "../../engine/source/paths.h"
#include "world_inside.h"

struct world *world_of_source(struct source *source)
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
	if (!strcmp(file, "resource"))
		return world_give(ret_blob, WORLD_RESOURCE);
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

/* What Xen says to debug key Q, and @ret_known: the devices that it knows. */
static int say_owners(struct world *world, struct blob *ret_blob, struct xpt_bdf *ret_known,
		size_t *ret_count)
{
	FILE *to = open_memstream(&ret_blob->bytes, &ret_blob->length);
	struct ownership ownership;

	if (!to)
		return XPT_NO_MEMORY;
	xpt__owners_write_head(to, 0);
	for (size_t i = 0; i < WORLD_DEVICES && !world_lacks(world, i); i++) {
		ownership = world_owner(&world->devices[i]);
		if (ownership.by != OWNED_BY_NOBODY)
			ret_known[(*ret_count)++] = world->devices[i].bdf;
		if (i || !world->line_lost || world->keys < world->line_lost)
			xpt__owners_write(to, world->devices[i].bdf, &ownership);
	}
	fputs(world->said, to);
	return fclose(to) ? XPT_NO_MEMORY : 0;
}

static int read_owners(struct world *world, struct blob *ret_blob)
{
	enum key_quality quality = KEY_WHOLE;
	struct xpt_bdf known[WORLD_DEVICES];
	size_t count = 0;

	world->keys++;
	return say_owners(world, ret_blob, known, &count) ||
					xpt__hold_owners(ret_blob, known, count, &quality) ?
			XPT_NO_MEMORY :
			0;
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

/* What never changes. */
static bool read_fixed(const char *path, struct blob *ret_blob)
{
	static const struct {
		const char *path, *text;
	} fixed[] = {
		{ PATH_XEN_VERSION, "xen 4.17.2\ncommand_line dom0_mem=1G\n" },
		{ PATH_XEN_PHYSINFO, "outstanding_kib 0\n" },
		{ PATH_XEN_CPUS,
				"0 socket=0 core=0 node=0\n1 socket=0 core=1 node=0\n"
				"2 socket=1 core=0 node=1\n3 socket=1 core=1 node=1\n" },
		{ PATH_XEN_NODES,
				"0 size_kib=2097152 free_kib=1048576 distances=10,20\n"
				"1 size_kib=2097152 free_kib=1048576 distances=20,10\n" },
		{ PATH_XEN_POOLS, "0 sched=credit2 domains=2 cpus=0-3\nfree cpus=\n" },
		{ PATH_STORE_POOLS "/0/name", "Pool-0" },
		{ PATH_MOUNTS, "1 1 0:20 / / rw - tmpfs tmpfs rw\n" },
		{ PATH_SWAPS, "Filename Type Size Used Priority\n" },
		{ PATH_ROUTES, "Iface Destination Gateway Flags\n" },
		{ PATH_PCI "/0000:01:00.0",
				"header_type 0\nkind endpoint\nsriov_total 2\n"
				"sriov_offset 1\nsriov_stride 1\n" },
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (!strcmp(path, fixed[i].path))
			return !world_give(ret_blob, fixed[i].text);
	return false;
}

static int read_free(struct world *world, const char *path, struct blob *ret_blob)
{
	const char *address = path + strlen(PATH_XEN_FREE "/");
	const struct fake_pci *fake_pci = world_device_named(world, address, strlen(address));
	bool is_free = fake_pci &&
			(!strcmp(fake_pci->owner, "dom0") ||
					!strcmp(fake_pci->owner, "quarantine"));

	return world_give(ret_blob, is_free ? PATH_XEN_FREE_YES : "");
}

static int read_made_up(struct world *world, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char text[1024] = "", address[XPT_BDF_TEXT];
	size_t used = 0;
	unsigned int number = 0;
	bool slots = !strcmp(path, PATH_PCIBACK "/slots");
	bool permissive = !strcmp(path, PATH_PCIBACK "/permissive");
	bool model = world->hvm && !strncmp(path, PATH_XEN_MODEL "/", strlen(PATH_XEN_MODEL "/"));
	unsigned int domid = 0;
	bool backend = sscanf(path, PATH_STORE_BACKENDS "/%u/0/dev-%u", &domid, &number) == 2;

	if (!strcmp(path, PATH_BOOT_ID))
		return world_give(ret_blob, world->boot);
	if (read_pv_driver(world, path, ret_blob))
		return 0;
	if (world_read_twins(world, path, ret_blob))
		return 0;
	if (world->witness && !strncmp(path, PATH_XEN_FREE "/", strlen(PATH_XEN_FREE "/")))
		return read_free(world, path, ret_blob);
	if (!strcmp(path, PATH_XEN_OWNERS))
		return read_owners(world, ret_blob);
	if (model) {
		world->monitor_taken = false;
		return read_model(world, ret_blob);
	}
	if (backend && world_listed(world, domid, number))
		return world_give(ret_blob,
				xpt_bdf_format(world_listed(world, domid, number)->bdf, address));
	if (!slots && !permissive)
		return read_fixed(path, ret_blob) ? 0 : nothing(path, ret_error);
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct fake_pci *fake_pci = &world->devices[i];

		if (slots ? fake_pci->slot : fake_pci->permissive)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n",
					xpt_bdf_format(fake_pci->bdf, address));
	}
	return world_give(ret_blob, text);
}

/* "pci/0000:00:05.0" */
static const struct fake_pci *device_of_config(struct world *world, const char *path)
{
	struct span address = xpt__span_of(path);

	return xpt__span_skip(&address, PATH_PCI "/") ?
			world_device_named(world, address.at, address.length) :
			NULL;
}

static int world_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_source(source);
	const char *file;
	const struct fake_pci *fake_pci = world_device_of_path(world, path, &file);

	if (world_read_file(world, path, ret_blob) || world_read_interface(world, path, ret_blob) ||
			world_read_display(world, path, ret_blob) ||
			world_read_nvme(world, path, ret_blob))
		return 0;
	if (fake_pci && world_read_pf(world, fake_pci, file, ret_blob))
		return 0;
	if (fake_pci)
		return read_device(fake_pci, file, ret_blob, ret_error);
	fake_pci = world_device_of_claim(world, path, &file);
	if (fake_pci)
		return read_claim(fake_pci, file, ret_blob, ret_error);
	fake_pci = world_device_of_taint(world, path);
	if (fake_pci)
		return *fake_pci->taint ? world_give(ret_blob, fake_pci->taint) :
					  nothing(path, ret_error);
	fake_pci = device_of_config(world, path);
	if (fake_pci && world_read_msix(world, fake_pci, ret_blob))
		return 0;
	if (fake_pci && fake_pci->config)
		return world_give(ret_blob, fake_pci->config);
	return read_made_up(world, path, ret_blob, ret_error);
}

static int world_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	const char *file = "";
	struct world *world = world_of_source(source);
	const struct fake_pci *fake_pci = world_device_of_path(world, path, &file);

	if (world_link_display(world, path, ret_target) ||
			(fake_pci && world_link_vf(world, fake_pci, file, ret_target)))
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

static void world_announce(struct source *source, const char *path)
{
	struct world *world = (struct world *)source;

	if (!world->hvm || strncmp(path, PATH_XEN_MODEL "/", strlen(PATH_XEN_MODEL "/")) != 0)
		return;
	if (!world->monitor_asked) {
		world->acts_before = world->acts;
		world->keys_before = world->keys;
	}
	world->monitor_asked = world->monitor_taken = true;
}

const struct source_ops world_source_ops = { world_read, world_list, world_link, keep_source,
	world_announce };
