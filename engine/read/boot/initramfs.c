/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"

#include <string.h>

#include "../../boot/cmdline.h"
#include "../../boot/files.h"
#include "../../boot/hide_rules.h"
#include "../../formats/initramfs.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "../pci/pci.h"

#define MODPROBE_FILES 1000

/* Does anything of the next boot need to know? */
static bool matters(const struct boot *boot)
{
	struct cmdline_word word;

	if (!fact_true(boot->entry_xen) || boot->pciback_next.state != XPT_FACT_KNOWN ||
			strcmp(boot->pciback_next.value, "module") != 0)
		return false;
	return boot->rules.count ||
			(boot->dom0_line.state == XPT_FACT_KNOWN &&
					xpt__cmdline_find(xpt__span_of(boot->dom0_line.value),
							BOOT_LINE_DOM0, "xen-pciback.hide", &word));
}

static struct span keep(struct xpt_host *host, const struct blob *blob)
{
	const char *copy = xpt__arena_copy(host->arena, blob->bytes, blob->length);

	return (struct span){ xpt__read_keep(host, copy), copy ? blob->length : 0 };
}

static void read_image(struct source *source, struct xpt_host *host)
{
	struct early *early = &host->boot->early;
	const struct fact_text *file = &host->boot->initramfs;
	auto_blob struct blob blob = { 0 };
	struct fact_text why = *file;
	char path[PATH_ROOM];
	struct span name;

	if (file->state == XPT_FACT_KNOWN) {
		name = xpt__last_part(xpt__span_of(file->value));
		xpt__read_path(path, PATH_INITRAMFS "/boot/%.*s", (int)name.length, name.at);
		if (xpt__read_answer(source, host, path, &blob, &why)) {
			early->told = keep(host, &blob);
			early->state = XPT_FACT_KNOWN;
			return;
		}
	}
	early->state = XPT_FACT_UNREADABLE;
	early->reason = xpt__read_keep(host,
			xpt__arena_text(host->arena, "what the initramfs holds is not known: %s",
					why.reason ? why.reason : "there is none"));
}

/* dom0's own, in the words of an initramfs'. */
static void read_modprobe(struct source *source, struct xpt_host *host)
{
	auto_blob struct blob text = { 0 };
	auto_names struct names names = { 0 };
	FILE *to = open_memstream(&text.bytes, &text.length);
	char path[PATH_ROOM];
	struct fact_text why;

	if (to && xpt__probe_list(source, host, PATH_MODPROBE, &names, &why))
		for (size_t i = 0; i < names.count && i < MODPROBE_FILES; i++) {
			auto_blob struct blob blob = { 0 };

			xpt__read_path(path, PATH_MODPROBE "/%s", names.items[i]);
			if (xpt__read_answer(source, host, path, &blob, &why) &&
					xpt__initramfs_counts(path))
				xpt__initramfs_write(to, path, blob_span(&blob));
		}
	if (!to || fclose(to))
		host->out_of_memory = true;
	else
		host->boot->early.modprobe = keep(host, &text);
}

static void read_builtin(struct source *source, struct xpt_host *host, const char *release)
{
	auto_blob struct blob blob = { 0 };
	char path[PATH_ROOM];
	struct fact_text why;

	if (xpt__read_answer(source, host,
			    xpt__read_path(path, PATH_MODULES "/%s/modules.builtin", release),
			    &blob, &why))
		host->boot->early.builtin = keep(host, &blob);
}

void xpt__read_initramfs(struct source *source, struct xpt_host *host, const char *release)
{
	struct early *early = &host->boot->early;
	struct fact_text running;

	if (!matters(host->boot))
		return;
	running = xpt__read_text(source, host, PATH_KERNEL_RELEASE);
	early->release = release;
	early->running = running.state == XPT_FACT_KNOWN && !strcmp(running.value, release);
	read_image(source, host);
	if (early->state != XPT_FACT_KNOWN)
		return;
	read_modprobe(source, host);
	read_builtin(source, host, release);
	if (!(host->detail & XPT_DETAIL_CANDIDATES))
		xpt__pci_read_candidates(source, host);
}

/* "kernel/drivers/net/…/e1000e.ko" lines */
static bool is_builtin(struct span builtin, const char *module)
{
	struct span line;

	while (xpt__span_next_line(&builtin, &line)) {
		line = xpt__last_part(line);
		if (line.length < 3 || memcmp(line.at + line.length - 3, ".ko", 3) != 0)
			continue;
		line.length -= 3;
		if (xpt__initramfs_same_module(line, module))
			return true;
	}
	return false;
}

/* Why it is not known who comes first; NULL: whoever the initramfs says. */
static const char *doubt_of(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct early *early = &host->boot->early;
	const struct texts *drivers = &device->matching_drivers;

	if (early->state != XPT_FACT_KNOWN)
		return early->reason ? early->reason : "nobody looked into the initramfs";
	if (!xpt__initramfs_starts_udev(early->told))
		return "the initramfs was not made by initramfs-tools: when it loads drivers is not "
		       "known";
	if (!xpt__initramfs_has_pciback(early->told, early->release))
		return "the initramfs has no xen-pciback for its kernel: make it again, with "
		       "update-initramfs -u -k all";
	if (!early->running)
		return "another kernel than this one boots next: which of its drivers are built in "
		       "is not known";
	if (drivers->state != XPT_FACT_KNOWN)
		return drivers->reason ? drivers->reason :
					 "which drivers fit the device is not known";
	for (size_t i = 0; i < drivers->count; i++) {
		if (is_builtin(early->builtin, drivers->items[i]))
			return "a driver that fits it is built into the kernel, and comes before "
			       "xen-pciback";
		if (xpt__initramfs_loads(early->told, drivers->items[i]))
			return "a script of the initramfs may load its driver before udev starts";
	}
	return NULL;
}

struct fact_int xpt__initramfs_rule(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct boot_file *rules = xpt__boot_file(&host->boot->files, HIDE_RULES_FILE);
	const char *why = doubt_of(host, device);

	if (!why && !xpt__initramfs_has_rules(host->boot->early.told, HIDE_RULES_NAME, rules->text))
		why = "the initramfs was made before the rules of udev were as they are: make it "
		      "again, with update-initramfs -u -k all";
	return why ? (struct fact_int)FACT_UNREADABLE(why) : fact_int_known(1);
}

struct fact_int xpt__initramfs_hide(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct early *early = &host->boot->early;
	const char *why = doubt_of(host, device);
	bool first;

	if (why)
		return (struct fact_int)FACT_UNREADABLE(why);
	first = device->matching_drivers.count > 0;
	for (size_t i = 0; i < device->matching_drivers.count; i++)
		first &= xpt__initramfs_softdep(early->told, device->matching_drivers.items[i]) &&
				xpt__initramfs_softdep(
						early->modprobe, device->matching_drivers.items[i]);
	if (first || xpt__initramfs_init_top(early->told))
		return fact_int_known(1);
	return (struct fact_int)FACT_UNREADABLE(
			"xen-pciback is a module, and nothing in the initramfs loads it before the "
			"drivers for certain");
}
