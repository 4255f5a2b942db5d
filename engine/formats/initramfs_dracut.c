/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an initramfs of dracut does before udev starts. */
#include <string.h>

#include "initramfs.h"
#include "initramfs_told.h"

#define MODULES_TXT "lib/dracut/modules.txt" /* dracut's own list of what the image is made of */
#define CMDLINE "etc/cmdline.d/"
#define PRE_UDEV_NAME "dracut-pre-udev.service"
#define PRE_UDEV "lib/systemd/system/" PRE_UDEV_NAME
#define PARSE_KERNEL \
	"lib/dracut/hooks/cmdline/01-parse-kernel.sh" /* its stand-in without systemd */
#define LOAD_PRE "modprobe \"$p\" 2>&1 | vinfo"
#define CONDITION "ConditionPathExistsGlob=|/" CMDLINE "*.conf"
/* An image that goes beyond it was made to keep us busy. */
#define LOOKS_MAX 16

struct folders {
	const char *const *items;
	size_t count;
};

#define FOLDERS(...)                                                           \
	{                                                                      \
		(const char *const[]){ __VA_ARGS__ },                          \
				sizeof((const char *const[]){ __VA_ARGS__ }) / \
				sizeof(const char *)                           \
	}

/* Of all places that releases of dracut and systemd read. */
static const struct folders words = FOLDERS(CMDLINE, "lib/cmdline.d/"),
			    lists = FOLDERS("etc/modules-load.d/", "local/lib/modules-load.d/",
					    "lib/modules-load.d/"),
			    units = FOLDERS("etc/systemd/system/", "lib/systemd/system/"),
			    hooks = FOLDERS("lib/dracut/hooks/", "var/lib/dracut/hooks/",
					    "etc/dracut/hooks/");

static bool is_in(struct span path, const struct folders *folders, struct span *ret_rest)
{
	for (size_t i = 0; i < folders->count; i++) {
		*ret_rest = path;
		if (xpt__span_skip(ret_rest, folders->items[i]))
			return true;
	}
	return false;
}

/* Those that run before the first device is looked at. */
static bool is_early_hook(struct span path)
{
	struct span rest;

	return is_in(path, &hooks, &rest) &&
			(xpt__span_starts(rest, "cmdline/") ||
					xpt__span_starts(rest, "pre-udev/") ||
					xpt__span_starts(rest, "pre-trigger/"));
}

bool xpt__dracut_counts(const char *path)
{
	struct span rest, name = xpt__span_of(path);

	return !strcmp(path, MODULES_TXT) || is_early_hook(name) || is_in(name, &words, &rest) ||
			is_in(name, &lists, &rest) || is_in(name, &units, &rest);
}

static bool is_folder_of(const char *path, const struct folders *folders)
{
	for (size_t i = 0; i < folders->count; i++)
		if (strlen(path) + 1 == strlen(folders->items[i]) &&
				!memcmp(path, folders->items[i], strlen(path)))
			return true;
	return false;
}

/* Services that are switched on are links to what is told. */
bool xpt__dracut_counts_link(const char *path)
{
	struct span rest, name = xpt__span_of(path);

	return is_early_hook(name) || is_in(name, &words, &rest) || is_in(name, &lists, &rest) ||
			is_folder_of(path, &words) || is_folder_of(path, &lists) ||
			(is_in(name, &units, &rest) &&
					(strstr(path, "modprobe@") ||
							xpt__span_is(rest, PRE_UDEV_NAME)));
}

bool xpt__dracut_wants_text(const char *path)
{
	return strcmp(path, MODULES_TXT) != 0;
}

static bool is_about_drivers(struct span word)
{
	static const char *const keys[] = { "rd.driver.",
		"rdloaddriver=", "rdblacklist=", "rdinsmodpost=", "modules_load=", "modules-load=",
		"rd.modules_load=", "rd.modules-load=", "rd.hostonly", "rd.cmdline",
		/* of any service: it may be modprobe@.service */
		"systemd.wants=", "rd.systemd.wants=" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct span rest = word;

		if (xpt__told_skip_quoted(&rest, keys[i]))
			return true;
	}
	return false;
}

static bool loads(struct span line)
{
	return xpt__told_has_name(line, "modprobe", ".") || xpt__told_has_name(line, "insmod", ".");
}

static void write_line(FILE *to, struct span line)
{
	fputc('\t', to);
	fwrite(line.at, 1, line.length, to);
	fputc('\n', to);
}

/* The other words of etc/cmdline.d may be secrets. */
static void write_words(FILE *to, struct span line)
{
	struct span word;

	while (xpt__span_next_word(&line, &word))
		if (is_about_drivers(word))
			write_line(to, word);
}

void xpt__dracut_write(FILE *to, const char *path, struct span text)
{
	struct span line, rest, name = xpt__span_of(path);

	while (xpt__span_next_line(&text, &line)) {
		line = xpt__span_trim(line);
		if (!line.length || *line.at == '#' || *line.at == ';' ||
				xpt__span_starts(line, "Documentation="))
			continue;
		if (is_in(name, &words, &rest))
			write_words(to, line);
		else if (is_in(name, &lists, &rest) || loads(line) || xpt__span_is(line, CONDITION))
			write_line(to, line);
	}
}

bool xpt__initramfs_by_dracut(struct span told)
{
	struct span lines;

	return xpt__told_file(told, MODULES_TXT, &lines);
}

/* No driver of a PCI device, and none that needs one. */
static bool is_harmless(struct span module)
{
	static const char *const others[] = { PCIBACK, "btrfs", "configfs", "drm", "efi_pstore",
		"fuse", "loop" };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (xpt__initramfs_same_module(module, others[i]))
			return true;
	return module.length > 3 && xpt__initramfs_same_start((struct span){ module.at, 3 }, "dm-");
}

/* "[ -e /x ] || modprobe -q dm_mod" */
static bool is_harmless_command(struct span line)
{
	struct span word;

	/* of rd.driver.pre, which is looked at by itself */
	if (xpt__span_is(line, LOAD_PRE))
		return true;
	while (xpt__span_next_word(&line, &word)) {
		struct span module = { 0 };

		if (!loads(word))
			continue;
		if (!xpt__span_is(word, "modprobe") && !xpt__span_is(word, "/sbin/modprobe"))
			return false;
		while (xpt__span_next_word(&line, &module) && xpt__told_is_flag(module))
			;
		if (xpt__told_is_flag(module) || !is_harmless(module))
			return false;
	}
	return true;
}

/* "Wants=modprobe@drm.service" */
static bool is_harmless_unit(struct span line)
{
	struct span word, end;

	(void)xpt__span_next_part(&line, '=', &word);
	while (xpt__span_next_word(&line, &word)) {
		if (!loads(word))
			continue;
		if (!xpt__span_skip(&word, "modprobe@") || !xpt__span_next_part(&word, '.', &end) ||
				!xpt__span_is(word, "service") || !is_harmless(end))
			return false;
	}
	return true;
}

/* "rd.driver.pre=xen_pciback,btrfs": all others may be what keeps it out, or comes before it. */
static bool is_harmless_word(struct span word, bool *ret_pciback)
{
	struct span module;

	if (!xpt__span_skip(&word, "rd.driver.pre="))
		return false;
	while (xpt__span_next_part(&word, ',', &module)) {
		if (!is_harmless(module))
			return false;
		*ret_pciback |= xpt__initramfs_same_module(module, PCIBACK);
	}
	return true;
}

static bool has_line(struct span told, const char *path, const char *wanted)
{
	struct span lines, line;

	if (!xpt__told_file(told, path, &lines))
		return false;
	while (xpt__told_next_line(&lines, &line))
		if (xpt__span_is(line, wanted))
			return true;
	return false;
}

/* Is there what loads the modules of rd.driver.pre? */
static bool has_listener(struct span told)
{
	return has_line(told, PRE_UDEV, CONDITION) || has_line(told, PARSE_KERNEL, LOAD_PRE);
}

static const char *doubt_of_line(struct span path, struct span line, bool *ret_pciback)
{
	struct span rest;

	if (is_early_hook(path) && !is_harmless_command(line))
		return "a hook of dracut in the initramfs may load drivers before udev starts";
	if (is_in(path, &units, &rest) && !xpt__span_is(line, CONDITION) &&
			!xpt__span_is(rest, "modprobe@.service") && !is_harmless_unit(line))
		return "a service of the initramfs may load drivers before udev starts";
	if (is_in(path, &lists, &rest) && !is_harmless(line))
		return "modules-load.d of the initramfs may load drivers before udev does";
	if (is_in(path, &words, &rest) && !is_harmless_word(line, ret_pciback))
		return "rd.driver of the initramfs (etc/cmdline.d) may load drivers before udev "
		       "starts";
	return NULL;
}

static bool has_quote(struct span line)
{
	for (size_t i = 0; i < line.length; i++)
		if (xpt__told_is_quote(line.at[i]))
			return true;
	return false;
}

/* Releases of dracut read quotes differently: what stands beside them is certain to none. */
static void look_at_line(struct span told, struct span line, struct before_udev *before)
{
	bool pciback = false, plain = !has_quote(line);
	struct span word;

	while (!before->doubt && xpt__span_next_word(&line, &word))
		if (is_about_drivers(word) && !is_harmless_word(word, &pciback))
			before->doubt = "dom0's command line may have the initramfs load drivers "
					"before udev starts";
	before->pciback |= pciback && plain && has_listener(told);
}

static bool has_link(struct span told)
{
	const struct folders *const all[] = { &words, &lists, &units, &hooks };
	bool any = false;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		any |= xpt__told_has_link(told, all[i]->items, all[i]->count);
	return any;
}

void xpt__initramfs_dracut(struct span told, struct span dom0_line, struct before_udev *ret_before)
{
	struct span rest = told, path, lines, line;
	size_t looked = 0;

	*ret_before = (struct before_udev){ false, NULL };
	if (has_link(told))
		ret_before->doubt = "what dracut's initramfs loads first is behind a link, which "
				    "is not followed";
	while (!ret_before->doubt && xpt__told_next_file(&rest, &path, &lines)) {
		bool pciback = false;

		while (!ret_before->doubt && xpt__told_next_line(&lines, &line))
			ret_before->doubt = doubt_of_line(path, line, &pciback);
		if (pciback && looked++ < LOOKS_MAX)
			ret_before->pciback |= xpt__span_starts(path, CMDLINE) &&
					!xpt__told_again(rest, path) && has_listener(told);
	}
	look_at_line(told, dom0_line, ret_before);
}
