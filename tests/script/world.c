/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world_inside.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../../engine/base/error.h"
#include "../../engine/base/bdf.h"
#include "../../engine/formats/claims.h"
#include "../../engine/formats/device_model.h"
#include "../../engine/source/paths.h"

struct world *world_of_sink(struct writer *writer)
{
	return (struct world *)((char *)writer - offsetof(struct world, writer));
}

struct fake_pci *world_device_at(struct world *world, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < WORLD_DEVICES && !world_lacks(world, i); i++)
		if (xpt__bdf_equal(world->devices[i].bdf, bdf))
			return &world->devices[i];
	return NO_DEVICE;
}

struct fake_pci *world_device_named(struct world *world, const char *text, size_t length)
{
	struct xpt_bdf bdf;

	return xpt__bdf_read((struct span){ text, length }, &bdf) ? world_device_at(world, bdf) :
								    NO_DEVICE;
}

/* The device and the file of "sys/bus/pci/devices/0000:00:05.0/driver". */
struct fake_pci *world_device_of_path(struct world *world, const char *path, const char **ret_file)
{
	size_t folder = strlen(PATH_DEVICES "/");
	const char *slash;

	if (strncmp(path, PATH_DEVICES "/", folder) != 0)
		return NO_DEVICE;
	slash = strchr(path + folder, '/');
	if (!slash)
		return NO_DEVICE;
	*ret_file = slash + 1;
	return world_device_named(world, path + folder, (size_t)(slash - path) - folder);
}

/* "xenstore/libxl/pci/0000-00-05-0/domid" */
struct fake_pci *world_device_of_claim(struct world *world, const char *path, const char **ret_key)
{
	struct span rest = xpt__span_of(path), name;
	struct xpt_bdf bdf;

	if (!xpt__span_skip(&rest, PATH_STORE_CLAIMS "/") ||
			!xpt__span_next_part(&rest, '/', &name) ||
			!xpt__claim_name_read(name, &bdf))
		return NO_DEVICE;
	*ret_key = rest.at;
	return world_device_at(world, bdf);
}

/* "xenstore/xpt/tainted/0000-00-05-0" */
struct fake_pci *world_device_of_taint(struct world *world, const char *path)
{
	struct span name = xpt__span_of(path);
	struct xpt_bdf bdf;

	return xpt__span_skip(&name, PATH_STORE_TAINTS "/") && xpt__claim_name_read(name, &bdf) ?
			world_device_at(world, bdf) :
			NO_DEVICE;
}

/* The writer: note what is asked, and whether it shall be done. */

enum outcome world_note(struct world *world, const char *format, ...)
{
	size_t used = strlen(world->log);
	char *line = world->log + used;
	va_list arguments;

	world->acts++;
	if (world->acts == world->die_before)
		raise(SIGKILL);
	va_start(arguments, format);
	vsnprintf(line, sizeof(world->log) - used - 1, format, arguments);
	va_end(arguments);
	strcat(line, "\n");
	if (world->refuse && world->refusals && strstr(line, world->refuse)) {
		world->refusals--;
		return REFUSE;
	}
	return world->ignore && strstr(line, world->ignore) ? IGNORE : DO;
}

int world_end(struct world *world, bool ok, const char *what, struct xpt_error **ret_error)
{
	if (world->acts == world->die_after)
		raise(SIGKILL);
	return ok ? 0 : xpt__error_set(ret_error, XPT_REFUSED, "%s", what);
}

static bool bind_device(const struct world *world, struct fake_pci *fake_pci, const char *driver)
{
	bool wanted = *fake_pci->override ? !strcmp(fake_pci->override, driver) : true;

	if (*fake_pci->driver || !wanted || !world_may_bind(world, fake_pci) ||
			(!strcmp(driver, "pciback") && !fake_pci->slot && !*fake_pci->override))
		return false;
	snprintf(fake_pci->driver, sizeof(fake_pci->driver), "%s", driver);
	return true;
}

static bool is_file(const char *path, const char *driver, const char *file)
{
	char full[96];

	snprintf(full, sizeof(full), PATH_DRIVERS "/%s/%s", driver, file);
	return !strcmp(path, full);
}

static bool write_driver(const struct world *world, struct fake_pci *fake_pci, const char *path)
{
	static const char *const drivers[] = { "e1000e", "nvme", "pciback", "other" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (is_file(path, drivers[i], "bind"))
			return bind_device(world, fake_pci, drivers[i]);
		if (is_file(path, drivers[i], "unbind") && !strcmp(fake_pci->driver, drivers[i])) {
			*fake_pci->driver = '\0';
			fake_pci->permissive = false;
			return true;
		}
	}
	if (is_file(path, "pciback", "new_slot") && !fake_pci->slot)
		return fake_pci->slot = true;
	if (is_file(path, "pciback", "remove_slot") && fake_pci->slot) {
		fake_pci->slot = false;
		return true;
	}
	return !strcmp(path, PATH_DRIVERS_PROBE) &&
			(*fake_pci->driver || bind_device(world, fake_pci, "other"));
}

static int write_file(struct writer *writer, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "write %s %s", path, *text == '\n' ? "" : text);
	const char *file = "";
	struct fake_pci *fake_pci = world_device_of_path(world, path, &file);
	bool ok = outcome != REFUSE;

	if (outcome == DO && fake_pci && !strcmp(file, "driver_override"))
		snprintf(fake_pci->override, sizeof(fake_pci->override), "%s",
				*text == '\n' ? "" : text);
	else if (outcome == DO &&
			(world_write_interface(world, path, text) ||
					world_write_display(world, path, text) ||
					world_write_nvme(world, path, text)))
		ok = true;
	else if (outcome == DO &&
			!(fake_pci &&
					(world_write_pf(world, fake_pci, file, text, &ok) ||
							world_write_vf(world, fake_pci, file, text,
									&ok))))
		ok = (fake_pci = world_device_named(world, text, strlen(text))) &&
				write_driver(world, fake_pci, path);
	return world_end(world, ok, "No such device", ret_error);
}

static int store_write(struct writer *writer, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "store-write %s %s", path, value);
	const char *key = "";
	struct fake_pci *fake_pci = world_device_of_claim(world, path, &key);
	struct fake_pci *tainted = world_device_of_taint(world, path);

	if (outcome == DO && tainted)
		snprintf(tainted->taint, sizeof(tainted->taint), "%s", value);
	if (outcome == DO && fake_pci && !strcmp(key, "driver_path"))
		snprintf(fake_pci->remembered, sizeof(fake_pci->remembered), "%s",
				strrchr(value, '/') + 1);
	return world_end(world, (fake_pci || tainted) && outcome != REFUSE, "Quota", ret_error);
}

static int store_remove(struct writer *writer, const char *path, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "store-remove %s", path);
	const char *key = "";
	struct fake_pci *fake_pci = world_device_of_claim(world, path, &key);
	struct fake_pci *tainted = world_device_of_taint(world, path);
	unsigned int domid = 0;
	bool backend = sscanf(path, PATH_STORE_BACKENDS "/%u", &domid) == 1;
	bool frontend = strstr(path, "/device/pci");

	for (size_t i = 0; backend && outcome == DO && i < WORLD_DEVICES; i++)
		if (world->devices[i].store == domid)
			world->devices[i].store = 0;
	if (outcome == DO && fake_pci && !strcmp(key, "driver_path"))
		*fake_pci->remembered = '\0';
	if (outcome == DO && tainted)
		*tainted->taint = '\0';
	if (outcome == DO && fake_pci && !strcmp(key, "domid"))
		fake_pci->claim = 0;
	return world_end(world, (fake_pci || tainted || backend || frontend) && outcome != REFUSE,
			"Permission denied", ret_error);
}

static const char *domain_word(unsigned int domid, char buffer[16])
{
	snprintf(buffer, 16, domid == WRITER_QUARANTINE ? "quarantine" : "d%u", domid);
	return buffer;
}

static int assign(struct writer *writer, struct xpt_bdf bdf, unsigned int domid, bool relaxed,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct fake_pci *fake_pci = world_device_at(world, bdf);
	char name[16], address[XPT_BDF_TEXT];
	enum outcome outcome = world_note(world, "assign %s %s%s", xpt_bdf_format(bdf, address),
			domain_word(domid, name), relaxed ? " relaxed" : "");
	bool ok = outcome != REFUSE &&
			(!strcmp(fake_pci->owner, "dom0") ||
					!strcmp(fake_pci->owner, "quarantine"));

	if (outcome == DO && ok)
		snprintf(fake_pci->owner, sizeof(fake_pci->owner), "%s", name);
	return world_end(world, ok, "xc_assign_device failed: Operation not permitted", ret_error);
}

static int deassign(struct writer *writer, struct xpt_bdf bdf, unsigned int domid,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct fake_pci *fake_pci = world_device_at(world, bdf);
	char name[16], address[XPT_BDF_TEXT];
	enum outcome outcome = world_note(world, "deassign %s %s", xpt_bdf_format(bdf, address),
			domain_word(domid, name));
	bool ok = outcome != REFUSE && !strcmp(fake_pci->owner, name);

	if (outcome == DO && ok)
		snprintf(fake_pci->owner, sizeof(fake_pci->owner), "%s",
				domid == WRITER_QUARANTINE ? "dom0" : "quarantine");
	return world_end(world, ok, "xc_deassign_device failed: No such device", ret_error);
}

static int pci_add(struct writer *writer, unsigned int domid, const struct pci_options *options,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct fake_pci *fake_pci = world_device_at(world, options->bdf);
	char address[XPT_BDF_TEXT];
	enum outcome outcome = world_note(world, "pci-add d%u %s%s%s", domid,
			xpt_bdf_format(options->bdf, address), options->relaxed ? " relaxed" : "",
			options->permissive ? " permissive" : "");
	bool ready = !strcmp(fake_pci->driver, "pciback") &&
			!strcmp(fake_pci->owner, "quarantine") && !fake_pci->claim &&
			!fake_pci->model && !fake_pci->store;

	/* As libxl: the device model learns of it first, and is not told of a refusal. */
	if (ready && world->hvm && outcome != IGNORE)
		fake_pci->model = domid;
	if (outcome == DO && ready) {
		fake_pci->claim = fake_pci->store = domid;
		fake_pci->permissive = fake_pci->permissive || options->permissive;
		snprintf(fake_pci->owner, sizeof(fake_pci->owner), "d%u", domid);
	}
	return world_end(world, ready && outcome != REFUSE && !world->monitor_taken,
			"libxl_device_pci_add failed (fail)", ret_error);
}

static int pci_remove(struct writer *writer, unsigned int domid, struct xpt_bdf bdf, bool force,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	struct fake_pci *fake_pci = world_device_at(world, bdf);
	char address[XPT_BDF_TEXT];
	enum outcome outcome = world_note(world, "pci-remove d%u %s%s", domid,
			xpt_bdf_format(bdf, address), force ? " force" : "");
	bool ok = outcome != REFUSE && fake_pci->store == domid && (force || !world->guest_is_deaf);

	/* As libxl: Xen's part is done, xenstore's is not, and that is a success. */
	if (ok && outcome == DO && !world->hvm && world->pv_driver) {
		fake_pci->claim = 0;
		snprintf(fake_pci->owner, sizeof(fake_pci->owner), "quarantine");
	} else if (ok && outcome == DO) {
		fake_pci->claim = fake_pci->store = fake_pci->model = 0;
		if (*fake_pci->owner == 'd' && strcmp(fake_pci->owner, "dom0") != 0)
			snprintf(fake_pci->owner, sizeof(fake_pci->owner), "quarantine");
	}
	return world_end(world, ok && !world->monitor_taken,
			"libxl_device_pci_remove failed (timed out)", ret_error);
}

static int model_command(struct writer *writer, unsigned int domid, const char *command,
		char **ret_answer, struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	enum outcome outcome = world_note(world, "model d%u %s", domid, command);

	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		struct fake_pci *fake_pci = &world->devices[i];
		char id[MODEL_ID_TEXT];

		xpt__model_id(fake_pci->bdf, id);
		if (outcome == DO && strstr(command, id) && !world->guest_is_deaf)
			fake_pci->model = 0;
	}
	*ret_answer = strdup("");
	return world_end(world, outcome != REFUSE && !world->monitor_taken,
			"libxl_qemu_monitor_command failed", ret_error);
}

static int take_permissions(struct writer *writer, unsigned int domid, struct xpt_bdf bdf,
		struct xpt_error **ret_error)
{
	struct world *world = world_of_sink(writer);
	char address[XPT_BDF_TEXT];
	enum outcome outcome =
			world_note(world, "revoke d%u %s", domid, xpt_bdf_format(bdf, address));

	return world_end(world, outcome != REFUSE, "xc_domain_iomem_permission failed", ret_error);
}

/* The guest and its copy */

void world_end_guest(struct world *world)
{
	world->guest.there = false;
	snprintf(world->devices[0].owner, sizeof(world->devices[0].owner), "quarantine");
	world->devices[0].model = 0;
}

static void wait_ms(struct writer *writer, unsigned int milliseconds)
{
	struct world *world = world_of_sink(writer);

	(void)milliseconds;
	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (world->devices[i].waits && !--world->devices[i].waits)
			world->devices[i].config = world->devices[i].config_later;
	if (world->link_waits)
		world->link_waits--;
	if (world->guest_ends && !--world->guest_ends)
		world_end_guest(world);
	if (world->pciback_keeps)
		world->pciback_keeps--;
	if (world->pv_starts && !--world->pv_starts)
		world->pv_driver = NULL;
}

static void listen_begin(struct writer *writer)
{
	(void)writer;
}

static void listen_end(struct writer *writer, const struct log_line **ret_lines, size_t *ret_count)
{
	struct world *world = world_of_sink(writer);

	*ret_lines = &world->line;
	*ret_count = world->line.text ? 1 : 0;
}

static void keep_sink(struct writer *writer)
{
	(void)writer;
}

static const struct writer_ops writer_ops = {
	.write_file = write_file,
	.replace_file = world_replace_file,
	.run_program = world_run_program,
	.store_write = store_write,
	.store_remove = store_remove,
	.assign = assign,
	.deassign = deassign,
	.pci_add = pci_add,
	.pci_remove = pci_remove,
	.model_command = model_command,
	.revoke = take_permissions,
	.set_affinity = world_set_affinity,
	.set_nodes = world_set_nodes,
	.domain_copy = world_domain_copy,
	.domain_rename = world_domain_rename,
	.domain_unpause = world_domain_unpause,
	.domain_resume = world_domain_resume,
	.domain_destroy = world_domain_destroy,
	.wait_ms = wait_ms,
	.listen_begin = listen_begin,
	.listen_end = listen_end,
	.free = keep_sink,
};

/* The world itself */

static int progress(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	static const char *const words[] = { "begin", "done", "failed", "undone", "copying",
		"waiting", "skipped", "tainted" };
	struct world *world = data;
	size_t used = strlen(world->told);

	if (what != XPT_STEP_WAITING || !index)
		snprintf(world->told + used, sizeof(world->told) - used, "%s %zu %s\n", words[what],
				index, what == XPT_STEP_WAITING ? step->why : step->subject);
	return 0;
}

struct world *world_new(void)
{
	struct world *world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (world == MAP_FAILED)
		return NULL;
	*world = (struct world){
		.source = { &world_source_ops },
		.writer = { &writer_ops },
		.devices = {
			{ .bdf = { 0, 0, 5, 0 }, .driver = "e1000e", .owner = "dom0" },
			{ .bdf = { 0, 0, 6, 0 }, .owner = "dom0" },
			{ .bdf = { 0, 1, 0, 0 }, .driver = "nvme", .owner = "dom0" },
			{ .bdf = { 0, 1, 0, 1 }, .owner = "dom0" },
			{ .bdf = { 0, 1, 0, 2 }, .owner = "dom0" },
		},
		.guest = { .id = WORLD_GUEST, .there = true, .ran = true, .name = "g1", .hard = "0-3",
			.soft = "0-3", .nodes = "0-1" },
		.autoprobe = true,
		.hvm = true,
		.said = "",
		.witness = true,
		.boot = "abcdef01-0000-0000-0000-000000000000",
		.options = { sizeof(struct xpt_apply_options), 1, progress, world },
	};
	return world;
}

void world_free(struct world *world)
{
	munmap(world, sizeof(*world));
}

struct apply_context world_actor(struct world *world, const char *folder)
{
	static char lock[256], journal[256], way_back[256];

	snprintf(lock, sizeof(lock), "%s/lock", folder);
	snprintf(journal, sizeof(journal), "%s/state/journal", folder);
	snprintf(way_back, sizeof(way_back), "%s/state/boot-undo", folder);
	return (struct apply_context){ &world->source, &world->writer, { lock, journal, way_back },
		&world->options };
}
