/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"

#include <string.h>

#include "../../boot/cmdline.h"
#include "../../boot/files.h"
#include "../../boot/hide.h"
#include "../../boot/hide_rules.h"
#include "../../boot/initramfs_maker.h"
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

/* Only there is it certain that the loader's path is a path of dom0's. */
static struct fact_text image_path(struct xpt_host *host)
{
	const struct fact_text *file = &host->boot->initramfs;
	struct span text, name;

	if (file->state != XPT_FACT_KNOWN)
		return *file;
	text = xpt__span_of(file->value);
	name = xpt__last_part(text);
	text.length -= name.length;
	if (!host->boot->next.loader || !strcmp(host->boot->next.loader, "xen-efi") ||
			!(xpt__span_is(text, "/") || xpt__span_is(text, "/boot/")))
		return (struct fact_text)FACT_UNREADABLE("its file is not in /boot");
	return xpt__fact_span(host, name);
}

static void read_image(struct source *source, struct xpt_host *host)
{
	struct early *early = &host->boot->early;
	auto_blob struct blob blob = { 0 };
	struct fact_text why = image_path(host);
	char path[PATH_ROOM];

	if (why.state == XPT_FACT_KNOWN) {
		xpt__read_path(path, PATH_INITRAMFS "/boot/%s", why.value);
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

/* False: not all of the folder is known. */
static bool read_settings(
		struct source *source, struct xpt_host *host, const char *folder, FILE *to)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	size_t i;

	if (!xpt__probe_list(source, host, folder, &names, &why))
		return why.state == XPT_FACT_ABSENT;
	for (i = 0; i < names.count && i < MODPROBE_FILES; i++) {
		auto_blob struct blob blob = { 0 };
		char room[PATH_ROOM];
		const char *path = xpt__read_path(room, "%s/%s", folder, names.items[i]),
			   *counts = xpt__initramfs_counts(path);

		if (!*path)
			return false;
		if (!counts || !xpt__initramfs_is_setting(xpt__span_of(counts)))
			continue;
		if (!xpt__read_answer(source, host, path, &blob, &why))
			return false;
		xpt__initramfs_write(to, counts, blob_span(&blob));
	}
	return i == names.count;
}

/* dom0's own, in the words of an initramfs'. False: not all are known. */
static bool read_modprobe(struct source *source, struct xpt_host *host)
{
	static const char *const folders[] = { PATH_MODPROBE, PATH_MODPROBE_LOCAL,
		PATH_MODPROBE_LIB };
	auto_blob struct blob text = { 0 };
	FILE *to = open_memstream(&text.bytes, &text.length);
	bool all = true;

	for (size_t i = 0; to && i < sizeof(folders) / sizeof(*folders); i++)
		all &= read_settings(source, host, folders[i], to);
	if (!to || fclose(to))
		host->out_of_memory = true;
	else
		host->boot->early.modprobe = keep(host, &text);
	return all;
}

static struct span dom0_line(const struct boot *boot)
{
	return boot->dom0_line.state == XPT_FACT_KNOWN ? xpt__span_of(boot->dom0_line.value) :
							 (struct span){ 0 };
}

/* By the kernel, by modprobe, by initramfs-tools, or by dracut. */
static bool is_blacklisted(const struct boot *boot)
{
	static const char *const keys[] = { "module_blacklist", "modprobe.blacklist", "blacklist",
		"rd.driver.blacklist", "rdblacklist", "rd.driver.post", "rdinsmodpost" };
	struct span rest = dom0_line(boot), part;
	struct cmdline_word word;

	while (xpt__cmdline_next(&rest, BOOT_LINE_DOM0, &word)) {
		bool counts = false;

		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			counts |= xpt__cmdline_same_key(
					BOOT_LINE_DOM0, word.key, xpt__span_of(keys[i]));
		while (counts && word.value.length) {
			const char *comma = memchr(word.value.at, ',', word.value.length);

			part = word.value;
			part.length = comma ? (size_t)(comma - part.at) : part.length;
			word.value.at += part.length + (comma != NULL);
			word.value.length -= part.length + (comma != NULL);
			if (xpt__initramfs_same_module(part, "xen-pciback"))
				return true;
		}
	}
	return false;
}

static const char *make_again(struct xpt_host *host, const char *why)
{
	const char *program = xpt__initramfs_maker(&host->boot->files).program;

	return program ? xpt__read_keep(host,
					 xpt__arena_text(host->arena, "%s: make it again, with %s",
							 why, program)) :
			 why;
}

static bool is_understood(struct span told)
{
	return xpt__initramfs_starts_udev(told) || xpt__initramfs_by_dracut(told);
}

/* Why it is not known of any device who comes first. */
static const char *doubt_of_all(
		struct xpt_host *host, const char *release, bool all_settings, const char *first)
{
	const struct boot *boot = host->boot;
	const struct early *early = &boot->early;
	const char *start;

	if (!is_understood(early->told))
		return "neither initramfs-tools nor dracut made the initramfs: when it loads "
		       "drivers is not known";
	if (!xpt__initramfs_has_pciback(early->told, release))
		return make_again(host, "the initramfs has no xen-pciback for its kernel");
	if (is_blacklisted(boot))
		return "dom0's command line keeps xen-pciback from loading";
	start = xpt__initramfs_other_start(dom0_line(boot));
	if (start)
		return start;
	if (xpt__initramfs_keeps_out(early->told))
		return "settings of modprobe in the initramfs may keep xen-pciback from loading";
	if (!all_settings)
		return "dom0's settings of modprobe (/etc/modprobe.d) cannot be read";
	if (xpt__initramfs_keeps_out(early->modprobe))
		return "dom0's settings of modprobe (/etc/modprobe.d) may keep xen-pciback from "
		       "loading";
	return first;
}

static void look_before_udev(const struct boot *boot, struct before_udev *ret_before)
{
	if (xpt__initramfs_by_dracut(boot->early.told))
		xpt__initramfs_dracut(boot->early.told, dom0_line(boot), ret_before);
	else
		xpt__initramfs_init_top(boot->early.told, ret_before);
}

static struct fact_int has_rules(const struct boot *boot)
{
	const struct boot_file *rules = xpt__boot_file(&boot->files, HIDE_RULES_FILE);

	if (!boot->rules.count || !is_understood(boot->early.told))
		return (struct fact_int){ .state = XPT_FACT_UNREAD };
	if (xpt__initramfs_links_rules(boot->early.told))
		return (struct fact_int)FACT_UNREADABLE(
				"rules of udev in the initramfs are behind a link, which is not followed");
	return fact_int_known(
			xpt__initramfs_has_rules(boot->early.told, HIDE_RULES_NAME, rules->text));
}

void xpt__read_initramfs(struct source *source, struct xpt_host *host, const char *release)
{
	struct early *early = &host->boot->early;
	struct fact_text running;
	struct before_udev before;
	bool all_settings;

	if (!matters(host->boot))
		return;
	running = xpt__read_text(source, host, PATH_KERNEL_RELEASE);
	read_image(source, host);
	if (early->state != XPT_FACT_KNOWN)
		return;
	all_settings = read_modprobe(source, host);
	early->has_rules = has_rules(host->boot);
	look_before_udev(host->boot, &before);
	early->first = before.pciback;
	early->doubt = doubt_of_all(host, release, all_settings, before.doubt);
	if (!early->doubt && !(running.state == XPT_FACT_KNOWN && !strcmp(running.value, release)))
		early->doubt = "another kernel than this one boots next: which of its drivers are "
			       "built in is not known";
	if (!(host->detail & XPT_DETAIL_DRIVERS))
		xpt__pci_read_matching_drivers(source, host);
}

/* Why it is not known who comes first; NULL: whoever the initramfs says. */
static const char *doubt_of(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct early *early = &host->boot->early;
	const struct texts *drivers = &device->matching_drivers;
	bool certain;

	if (early->state != XPT_FACT_KNOWN)
		return early->reason ? early->reason : "nobody looked into the initramfs";
	if (early->doubt)
		return early->doubt;
	if (xpt__built_in_driver(host->boot, device, &certain))
		return "a driver that fits it is built into the kernel, and comes before "
		       "xen-pciback";
	if (drivers->state != XPT_FACT_KNOWN)
		return drivers->reason ? drivers->reason :
					 "which drivers fit the device is not known";
	for (size_t i = 0; i < drivers->count; i++)
		if (xpt__initramfs_loads(early->told, drivers->items[i]))
			return "a script of the initramfs may load its driver before udev starts";
	return NULL;
}

struct fact_int xpt__initramfs_rule(const struct xpt_host *host, const struct xpt_device *device)
{
	const struct fact_int *rules = &host->boot->early.has_rules;
	const char *why = doubt_of(host, device);

	if (!why && !fact_true(*rules))
		why = rules->state == XPT_FACT_UNREADABLE ?
				rules->reason :
				"the initramfs was made before the rules of udev were as they are";
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
	if (first || early->first)
		return fact_int_known(1);
	return (struct fact_int)FACT_UNREADABLE(
			"xen-pciback is a module, and nothing in the initramfs loads it before the "
			"drivers for certain");
}
