/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../../engine/base/error.h"
#include "../../engine/model/bdf.h"
#include "../../engine/source/paths.h"

#define UNKNOWN_TOY ((struct toy *)NULL)

static struct world *of_source(struct source *source)
{
	return (struct world *)((char *)source - offsetof(struct world, source));
}

static struct world *of_sink(struct sink *sink)
{
	return (struct world *)((char *)sink - offsetof(struct world, sink));
}

static struct toy *toy_at(struct world *world, struct xpt_bdf bdf)
{
	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (bdf_equal(world->toys[i].bdf, bdf))
			return &world->toys[i];
	return UNKNOWN_TOY;
}

static struct toy *toy_named(struct world *world, const char *text, size_t length)
{
	struct xpt_bdf bdf;

	return bdf_read((struct span){ text, length }, &bdf) ? toy_at(world, bdf) : UNKNOWN_TOY;
}

/* The toy and the file of "sys/bus/pci/devices/0000:00:05.0/driver". */
static struct toy *toy_of_path(struct world *world, const char *path, const char **ret_file)
{
	size_t folder = strlen(PATH_DEVICES "/");
	const char *slash;

	if (strncmp(path, PATH_DEVICES "/", folder) != 0)
		return UNKNOWN_TOY;
	slash = strchr(path + folder, '/');
	*ret_file = slash + 1;
	return toy_named(world, path + folder, (size_t)(slash - path) - folder);
}

/* "xenstore/libxl/pci/0000-00-05-0/domid" */
static struct toy *toy_of_claim(struct world *world, const char *path, const char **ret_key)
{
	size_t folder = strlen(PATH_STORE_CLAIMS "/");
	struct xpt_bdf bdf;
	unsigned int part[4];

	if (strncmp(path, PATH_STORE_CLAIMS "/", folder) != 0 ||
			sscanf(path + folder, "%4x-%2x-%2x-%1x", &part[0], &part[1], &part[2], &part[3]) != 4)
		return UNKNOWN_TOY;
	bdf = (struct xpt_bdf){ part[0], (uint8_t)part[1], (uint8_t)part[2], (uint8_t)part[3] };
	*ret_key = strrchr(path, '/') + 1;
	return toy_at(world, bdf);
}

/* The source */

static int give(struct blob *ret_blob, const char *text)
{
	ret_blob->bytes = strdup(text);
	ret_blob->length = strlen(text);
	return ret_blob->bytes ? 0 : XPT_NO_MEMORY;
}

static int nothing(const char *path, struct xpt_error **ret_error)
{
	return error_set(ret_error, XPT_NOT_FOUND, "there is no %s", path);
}

static int read_device(const struct toy *toy, const char *file, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	if (!strcmp(file, "vendor"))
		return give(ret_blob, "0x8086\n");
	if (!strcmp(file, "device"))
		return give(ret_blob, "0x10d3\n");
	if (!strcmp(file, "driver_override"))
		return give(ret_blob, *toy->override ? toy->override : "(null)\n");
	return nothing(file, ret_error);
}

static int read_claim(const struct toy *toy, const char *key, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char text[64];

	if (!strcmp(key, "domid") && toy->claim)
		snprintf(text, sizeof(text), "%u", toy->claim);
	else if (!strcmp(key, "driver_path") && *toy->remembered)
		snprintf(text, sizeof(text), "/%s/%s", PATH_DRIVERS, toy->remembered);
	else
		return nothing(key, ret_error);
	return give(ret_blob, text);
}

/* What Xen and xenstore say of the guest and its copy. */
static bool read_twins(const struct world *world, const char *path, struct blob *ret_blob)
{
	const struct twin *twins[] = { &world->guest, &world->copy };
	char text[512] = "0 type=pv\n", wanted[64];
	size_t used = strlen(text);

	for (size_t i = 0; i < 2; i++) {
		const struct twin *twin = twins[i];

		if (!twin->there)
			continue;
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%u type=hvm uuid=" WORLD_UUID
				" vcpus=1 state=%s\n", twin->id, twin->suspended ? "suspended" :
				twin->paused ? "paused" : "blocked");
		snprintf(wanted, sizeof(wanted), PATH_STORE_DOMAINS "/%u/name", twin->id);
		if (!strcmp(path, wanted))
			return !give(ret_blob, twin->name);
		/* Of the domain, or of its only vCPU. */
		snprintf(wanted, sizeof(wanted), PATH_XEN_VCPUS "/%u/0", twin->id);
		if (strncmp(path, wanted, strlen(path)) != 0)
			continue;
		snprintf(text, sizeof(text), "0 state=blocked cpu=0 time_ns=%d hard=%s soft=%s\nall nodes=%s\n",
				twin->ran ? 1000 : 0, twin->hard, twin->soft, twin->nodes);
		return !give(ret_blob, text);
	}
	return !strcmp(path, PATH_XEN_DOMAINS) && !give(ret_blob, text);
}

static int read_made_up(struct world *world, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	char text[1024] = "", address[XPT_BDF_TEXT];
	size_t used = 0;
	unsigned int number = 0;
	bool owners = !strcmp(path, PATH_XEN_OWNERS), slots = !strcmp(path, PATH_PCIBACK "/slots");
	bool model = world->hvm && !strncmp(path, PATH_XEN_MODEL "/", strlen(PATH_XEN_MODEL "/"));
	unsigned int domid = 0;
	bool backend = sscanf(path, PATH_STORE_BACKENDS "/%u/0/dev-%u", &domid, &number) == 2;

	if (!strcmp(path, PATH_BOOT_ID))
		return give(ret_blob, world->boot);
	if (read_twins(world, path, ret_blob))
		return 0;
	if (!owners && !slots && !model && !backend)
		return nothing(path, ret_error);
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct toy *toy = &world->toys[i];

		xpt_bdf_format(toy->bdf, address);
		if (owners && *toy->owner)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s - %s - node -1\n",
					address, !strcmp(toy->owner, "dom0") ? "d0" :
					!strcmp(toy->owner, "quarantine") ? "DomIO:7ff2" : toy->owner);
		if (slots && toy->slot)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\n", address);
		if (model && toy->model)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"id \"pci-pt-%s\"\n", address + 5);
		if (backend && i == number)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", address);
	}
	for (char *at = model ? text : NULL; at && (at = strchr(at, ':')); at++)
		*at = '_'; /* libxl's ids: pci-pt-00_05.0 */
	return give(ret_blob, text);
}

static int world_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	struct world *world = of_source(source);
	const char *file;
	const struct toy *toy = toy_of_path(world, path, &file);

	if (toy)
		return read_device(toy, file, ret_blob, ret_error);
	toy = toy_of_claim(world, path, &file);
	if (toy)
		return read_claim(toy, file, ret_blob, ret_error);
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
		if (world->toys[i].store == domid)
			ret_names->items[ret_names->count++] = strdup(name);
	}
	return 0;
}

static int world_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	const char *file = "";
	const struct toy *toy = toy_of_path(of_source(source), path, &file);

	if (!toy || strcmp(file, "driver") != 0 || !*toy->driver)
		return nothing(path, ret_error);
	if (asprintf(ret_target, "../../../bus/pci/drivers/%s", toy->driver) < 0)
		return XPT_NO_MEMORY;
	return 0;
}

static void keep_source(struct source *source)
{
	(void)source;
}

static const struct source_ops source_ops = { world_read, world_list, world_link, keep_source };

/* The sink: note what is asked, and whether it shall be done. */

enum outcome { DO, IGNORE, REFUSE };

__attribute__((format(__printf__, 2, 3)))
static enum outcome note(struct world *world, const char *format, ...)
{
	size_t used = strlen(world->log);
	char *line = world->log + used;
	va_list arguments;

	world->acts++;
	if (world->acts == world->die_before)
		_exit(9);
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

static int end(struct world *world, bool ok, const char *what, struct xpt_error **ret_error)
{
	if (world->acts == world->die_after)
		_exit(9);
	return ok ? 0 : error_set(ret_error, XPT_REFUSED, "%s", what);
}

static bool bind_toy(struct toy *toy, const char *driver)
{
	bool wanted = *toy->override ? !strcmp(toy->override, driver) : true;

	if (*toy->driver || !wanted || (!strcmp(driver, "pciback") && !toy->slot && !*toy->override))
		return false;
	snprintf(toy->driver, sizeof(toy->driver), "%s", driver);
	return true;
}

static bool is_file(const char *path, const char *driver, const char *file)
{
	char full[96];

	snprintf(full, sizeof(full), PATH_DRIVERS "/%s/%s", driver, file);
	return !strcmp(path, full);
}

static bool write_driver(struct toy *toy, const char *path)
{
	static const char *const drivers[] = { "e1000e", "nvme", "pciback", "other" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		if (is_file(path, drivers[i], "bind"))
			return bind_toy(toy, drivers[i]);
		if (is_file(path, drivers[i], "unbind") && !strcmp(toy->driver, drivers[i])) {
			*toy->driver = '\0';
			toy->permissive = false;
			return true;
		}
	}
	if (is_file(path, "pciback", "new_slot") && !toy->slot)
		return toy->slot = true;
	if (is_file(path, "pciback", "remove_slot") && toy->slot) {
		toy->slot = false;
		return true;
	}
	return !strcmp(path, PATH_DRIVERS_PROBE) && (*toy->driver || bind_toy(toy, "other"));
}

static int write_file(struct sink *sink, const char *path, const char *text,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "write %s %s", path, *text == '\n' ? "" : text);
	const char *file = "";
	struct toy *toy = toy_of_path(world, path, &file);
	bool ok = outcome != REFUSE;

	if (outcome == DO && toy && !strcmp(file, "driver_override"))
		snprintf(toy->override, sizeof(toy->override), "%s", *text == '\n' ? "" : text);
	else if (outcome == DO)
		ok = (toy = toy_named(world, text, strlen(text))) && write_driver(toy, path);
	return end(world, ok, "No such device", ret_error);
}

static int store_write(struct sink *sink, const char *path, const char *value,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "store-write %s %s", path, value);
	const char *key = "";
	struct toy *toy = toy_of_claim(world, path, &key);

	if (outcome == DO && toy && !strcmp(key, "driver_path"))
		snprintf(toy->remembered, sizeof(toy->remembered), "%s", strrchr(value, '/') + 1);
	return end(world, toy && outcome != REFUSE, "Quota", ret_error);
}

static int store_remove(struct sink *sink, const char *path, struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "store-remove %s", path);
	const char *key = "";
	struct toy *toy = toy_of_claim(world, path, &key);

	if (outcome == DO && toy && !strcmp(key, "driver_path"))
		*toy->remembered = '\0';
	if (outcome == DO && toy && !strcmp(key, "domid"))
		toy->claim = 0;
	return end(world, toy && outcome != REFUSE, "Permission denied", ret_error);
}

static const char *domain_word(unsigned int domid, char buffer[16])
{
	snprintf(buffer, 16, domid == SINK_QUARANTINE ? "quarantine" : "d%u", domid);
	return buffer;
}

static int assign(struct sink *sink, struct xpt_bdf bdf, unsigned int domid, bool relaxed,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct toy *toy = toy_at(world, bdf);
	char name[16], address[XPT_BDF_TEXT];
	enum outcome outcome = note(world, "assign %s %s%s", xpt_bdf_format(bdf, address),
			domain_word(domid, name), relaxed ? " relaxed" : "");
	bool ok = outcome != REFUSE && (!strcmp(toy->owner, "dom0") ||
			!strcmp(toy->owner, "quarantine"));

	if (outcome == DO && ok)
		snprintf(toy->owner, sizeof(toy->owner), "%s", name);
	return end(world, ok, "xc_assign_device failed: Operation not permitted", ret_error);
}

static int deassign(struct sink *sink, struct xpt_bdf bdf, unsigned int domid,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct toy *toy = toy_at(world, bdf);
	char name[16], address[XPT_BDF_TEXT];
	enum outcome outcome = note(world, "deassign %s %s", xpt_bdf_format(bdf, address),
			domain_word(domid, name));
	bool ok = outcome != REFUSE && !strcmp(toy->owner, name);

	if (outcome == DO && ok)
		snprintf(toy->owner, sizeof(toy->owner), "%s",
				domid == SINK_QUARANTINE ? "dom0" : "quarantine");
	return end(world, ok, "xc_deassign_device failed: No such device", ret_error);
}

static int pci_add(struct sink *sink, unsigned int domid, const struct pci_options *options,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct toy *toy = toy_at(world, options->bdf);
	char address[XPT_BDF_TEXT];
	enum outcome outcome = note(world, "pci-add d%u %s%s%s", domid,
			xpt_bdf_format(options->bdf, address), options->relaxed ? " relaxed" : "",
			options->permissive ? " permissive" : "");
	bool ready = !strcmp(toy->driver, "pciback") && !strcmp(toy->owner, "quarantine") &&
			!toy->claim && !toy->model && !toy->store;

	/* As libxl: the device model learns of it first, and is not told of a refusal. */
	if (ready && world->hvm && outcome != IGNORE)
		toy->model = domid;
	if (outcome == DO && ready) {
		toy->claim = toy->store = domid;
		toy->permissive = toy->permissive || options->permissive;
		snprintf(toy->owner, sizeof(toy->owner), "d%u", domid);
	}
	return end(world, ready && outcome != REFUSE, "libxl_device_pci_add failed (fail)", ret_error);
}

static int pci_remove(struct sink *sink, unsigned int domid, struct xpt_bdf bdf, bool force,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct toy *toy = toy_at(world, bdf);
	char address[XPT_BDF_TEXT];
	enum outcome outcome = note(world, "pci-remove d%u %s%s", domid, xpt_bdf_format(bdf, address),
			force ? " force" : "");
	bool ok = outcome != REFUSE && toy->store == domid && (force || !world->guest_is_deaf);

	if (ok && outcome == DO) {
		toy->claim = toy->store = toy->model = 0;
		if (*toy->owner == 'd' && strcmp(toy->owner, "dom0") != 0)
			snprintf(toy->owner, sizeof(toy->owner), "quarantine");
	}
	return end(world, ok, "libxl_device_pci_remove failed (timed out)", ret_error);
}

static int model_command(struct sink *sink, unsigned int domid, const char *command,
		char **ret_answer, struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "model d%u %s", domid, command);

	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		struct toy *toy = &world->toys[i];
		char id[32];

		snprintf(id, sizeof(id), "pci-pt-%02x_%02x.%u", toy->bdf.bus, toy->bdf.device,
				toy->bdf.function);
		if (outcome == DO && strstr(command, id) && !world->guest_is_deaf)
			toy->model = 0;
	}
	*ret_answer = strdup("");
	return end(world, outcome != REFUSE, "libxl_qemu_monitor_command failed", ret_error);
}

static int take_permissions(struct sink *sink, unsigned int domid, struct xpt_bdf bdf,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	char address[XPT_BDF_TEXT];
	enum outcome outcome = note(world, "revoke d%u %s", domid, xpt_bdf_format(bdf, address));

	return end(world, outcome != REFUSE, "xc_domain_iomem_permission failed", ret_error);
}

/* The guest and its copy */

static struct twin *twin_of(struct world *world, unsigned int domid)
{
	return domid == WORLD_COPY ? &world->copy : &world->guest;
}

static void words(const struct bitmap *bitmap, char *text, size_t size)
{
	struct arena *arena = arena_new();

	snprintf(text, size, "%s", bitmap_text(arena, bitmap));
	arena_free(arena);
}

static int set_affinity(struct sink *sink, unsigned int domid, unsigned int vcpu,
		const struct bitmap *hard, const struct bitmap *soft, bool force,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct twin *twin = twin_of(world, domid);
	char one[8] = "-", two[8] = "-";
	enum outcome outcome;

	(void)force;
	if (hard)
		words(hard, one, sizeof(one));
	if (soft)
		words(soft, two, sizeof(two));
	outcome = note(world, "pin d%u v%u %s/%s", domid, vcpu, one, two);
	if (outcome == DO && hard)
		snprintf(twin->hard, sizeof(twin->hard), "%s", one);
	if (outcome == DO && soft)
		snprintf(twin->soft, sizeof(twin->soft), "%s", two);
	return end(world, outcome != REFUSE, "xc_vcpu_setaffinity failed: Invalid argument", ret_error);
}

static int set_nodes(struct sink *sink, unsigned int domid, const struct bitmap *nodes,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	char text[8];
	enum outcome outcome;

	words(nodes, text, sizeof(text));
	outcome = note(world, "nodes d%u %s", domid, text);
	if (outcome == DO)
		snprintf(twin_of(world, domid)->nodes, sizeof(text), "%s", text);
	return end(world, outcome != REFUSE, "xc_domain_node_setaffinity failed: Invalid argument",
			ret_error);
}

/* Refused, it is as far as a restore that fails at its end: the original is suspended. */
static int domain_copy(struct sink *sink, const struct copying *copying, long long *ret_suspended_ms,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "copy d%u d%u%s", copying->domid, copying->copy,
			copying->passthrough ? " passthrough" : "");

	world->guest.suspended = true;
	snprintf(world->guest.name, sizeof(world->guest.name), "%s-original", copying->aside);
	world->copy = world->guest;
	world->copy.id = WORLD_COPY;
	world->copy.suspended = world->copy.ran = false;
	world->copy.paused = true;
	snprintf(world->copy.name, sizeof(world->copy.name), "%s", copying->name);
	*ret_suspended_ms = 1;
	return end(world, outcome != REFUSE, "libxl_domain_create_restore failed (fail)", ret_error);
}

static int domain_rename(struct sink *sink, unsigned int domid, const char *name,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "rename d%u %s", domid, name);

	if (outcome == DO)
		snprintf(twin_of(world, domid)->name, sizeof(world->guest.name), "%s", name);
	return end(world, outcome != REFUSE, "libxl_domain_rename failed (fail)", ret_error);
}

static int domain_unpause(struct sink *sink, unsigned int domid, struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	struct twin *twin = twin_of(world, domid);
	enum outcome outcome = note(world, "unpause d%u", domid);

	if (outcome == DO) {
		twin->paused = false;
		twin->ran = true;
	}
	return end(world, outcome != REFUSE, "libxl_domain_unpause failed (fail)", ret_error);
}

static int domain_resume(struct sink *sink, unsigned int domid, bool suspended,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "resume d%u%s", domid, suspended ? " suspended" : "");

	if (outcome == DO)
		twin_of(world, domid)->suspended = false;
	return end(world, outcome != REFUSE, "libxl_domain_resume failed (fail)", ret_error);
}

static int domain_destroy(struct sink *sink, unsigned int domid, unsigned int survivor,
		struct xpt_error **ret_error)
{
	struct world *world = of_sink(sink);
	enum outcome outcome = note(world, "destroy d%u for d%u", domid, survivor);

	if (outcome == DO)
		twin_of(world, domid)->there = false;
	return end(world, outcome != REFUSE, "libxl_domain_destroy failed (fail)", ret_error);
}

static void wait_ms(struct sink *sink, unsigned int milliseconds)
{
	(void)sink;
	(void)milliseconds;
}

static void listen_begin(struct sink *sink)
{
	(void)sink;
}

static void listen_end(struct sink *sink, const struct log_line **ret_lines, size_t *ret_count)
{
	struct world *world = of_sink(sink);

	*ret_lines = &world->line;
	*ret_count = world->line.text ? 1 : 0;
}

static void keep_sink(struct sink *sink)
{
	(void)sink;
}

static const struct sink_ops sink_ops = {
	.write_file = write_file,
	.store_write = store_write,
	.store_remove = store_remove,
	.assign = assign,
	.deassign = deassign,
	.pci_add = pci_add,
	.pci_remove = pci_remove,
	.model_command = model_command,
	.revoke = take_permissions,
	.set_affinity = set_affinity,
	.set_nodes = set_nodes,
	.domain_copy = domain_copy,
	.domain_rename = domain_rename,
	.domain_unpause = domain_unpause,
	.domain_resume = domain_resume,
	.domain_destroy = domain_destroy,
	.wait_ms = wait_ms,
	.listen_begin = listen_begin,
	.listen_end = listen_end,
	.free = keep_sink,
};

/* The world itself */

static void progress(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	static const char *const words[] = { "begin", "done", "failed", "undone", "copying",
		"waiting" };
	struct world *world = data;
	size_t used = strlen(world->told);

	snprintf(world->told + used, sizeof(world->told) - used, "%s %zu %s\n", words[what], index,
			what == XPT_STEP_WAITING ? step->why : step->subject);
}

struct world *world_new(void)
{
	struct world *world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (world == MAP_FAILED)
		return NULL;
	*world = (struct world){
		.source = { &source_ops },
		.sink = { &sink_ops },
		.toys = {
			{ .bdf = { 0, 0, 5, 0 }, .driver = "e1000e", .owner = "dom0" },
			{ .bdf = { 0, 0, 6, 0 }, .owner = "dom0" },
			{ .bdf = { 0, 1, 0, 0 }, .driver = "nvme", .owner = "dom0" },
		},
		.guest = { .id = WORLD_GUEST, .there = true, .ran = true, .name = "g1", .hard = "0-3",
			.soft = "0-3", .nodes = "0-1" },
		.hvm = true,
		.boot = "abcdef01-0000-0000-0000-000000000000",
		.options = { sizeof(struct xpt_apply_options), 1, progress, world },
	};
	return world;
}

void world_free(struct world *world)
{
	munmap(world, sizeof(*world));
}

struct actor world_actor(struct world *world, const char *folder)
{
	static char lock[256], journal[256];

	snprintf(lock, sizeof(lock), "%s/lock", folder);
	snprintf(journal, sizeof(journal), "%s/state/journal", folder);
	return (struct actor){ &world->source, &world->sink, { lock, journal }, &world->options };
}

static struct fact_text text_fact(const char *text)
{
	return *text ? fact_text_known(text) : (struct fact_text)FACT_ABSENT(NULL);
}

static struct fact_int domain_fact(unsigned int domid)
{
	return domid ? fact_int_known(domid) : (struct fact_int)FACT_ABSENT(NULL);
}

static struct owner owner_of(const struct toy *toy)
{
	if (!strcmp(toy->owner, "quarantine"))
		return (struct owner){ OWNER_QUARANTINE, .text = toy->owner };
	if (!strcmp(toy->owner, "xen"))
		return (struct owner){ OWNER_XEN, .text = toy->owner };
	if (!strcmp(toy->owner, "dom0"))
		return (struct owner){ OWNER_DOMAIN, 0, toy->owner, 0 };
	return (struct owner){ OWNER_DOMAIN, (unsigned int)strtoul(toy->owner + 1, NULL, 10),
		toy->owner, 0 };
}

static struct fact_bitmap map_fact(struct arena *arena, const char *text)
{
	struct bitmap *bitmap = arena_alloc(arena, sizeof(*bitmap));

	(void)bitmap_parse(span_of(text), bitmap);
	return (struct fact_bitmap){ XPT_FACT_KNOWN, bitmap, bitmap_text(arena, bitmap), NULL };
}

static struct numa *numa_picture(const struct world *world, struct arena *arena)
{
	struct numa *numa = arena_alloc(arena, sizeof(*numa));

	numa->node_count = 2;
	numa->nodes = arena_array(arena, 2, sizeof(*numa->nodes));
	for (unsigned int i = 0; i < 2; i++)
		numa->nodes[i] = (struct xpt_node){ .id = i, .free_kib = fact_int_known(1048576),
			.cpus = map_fact(arena, i ? "2-3" : "0-1") };
	numa->pool_count = 1;
	numa->pools = arena_array(arena, 1, sizeof(*numa->pools));
	numa->pools[0] = (struct xpt_pool){ .name = fact_text_known("Pool-0"),
		.cpus = map_fact(arena, "0-3") };
	numa->vcpu_count = 1;
	numa->vcpus = arena_array(arena, 1, sizeof(*numa->vcpus));
	numa->vcpus[0] = (struct xpt_vcpu){ .domain_id = WORLD_GUEST,
		.hard = map_fact(arena, world->guest.hard), .soft = map_fact(arena, world->guest.soft) };
	return numa;
}

struct xpt_host *world_picture(const struct world *world)
{
	struct arena *arena = arena_new();
	struct xpt_host *host = arena_alloc(arena, sizeof(*host));

	host->arena = arena;
	host->devices = arena_array(arena, WORLD_DEVICES, sizeof(*host->devices));
	host->device_count = WORLD_DEVICES;
	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct toy *toy = &world->toys[i];
		struct xpt_device *device = &host->devices[i];

		device->bdf = toy->bdf;
		xpt_bdf_format(toy->bdf, device->address);
		device->vendor_id = fact_int_known(0x8086);
		device->device_id = fact_int_known(0x10d3);
		device->driver = text_fact(toy->driver);
		device->driver_override = text_fact(toy->override);
		device->original_driver = text_fact(toy->remembered);
		device->owner = owner_of(toy);
		device->claim_domid = domain_fact(toy->claim);
		device->store_domid = domain_fact(toy->store);
		device->model_domid = domain_fact(toy->model);
		device->in_slots = fact_int_known(toy->slot);
		device->permissive = fact_int_known(toy->permissive);
	}
	host->domains = arena_array(arena, 2, sizeof(*host->domains));
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
	for (size_t i = 0; i < WORLD_DEVICES; i++)
		if (world->toys[i].store == WORLD_GUEST)
			(void)bdfs_add(arena, &host->domains[1].devices, world->toys[i].bdf);
	host->numa = numa_picture(world, arena);
	return host;
}

const char *world_text(const struct world *world)
{
	static char text[2048];
	size_t used = 0;

	for (size_t i = 0; i < WORLD_DEVICES; i++) {
		const struct toy *toy = &world->toys[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
				"driver=%s override=%s remembered=%s owner=%s claim=%u store=%u model=%u "
				"slot=%d\n", toy->driver, toy->override, toy->remembered, toy->owner,
				toy->claim, toy->store, toy->model, toy->slot);
	}
	for (size_t i = 0; i < 2; i++) {
		const struct twin *twin = i ? &world->copy : &world->guest;

		if (twin->there)
			used += (size_t)snprintf(text + used, sizeof(text) - used,
					"d%u %s paused=%d suspended=%d hard=%s soft=%s nodes=%s\n", twin->id,
					twin->name, twin->paused, twin->suspended, twin->hard, twin->soft,
					twin->nodes);
	}
	return text;
}
