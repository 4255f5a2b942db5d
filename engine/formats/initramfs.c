/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"
#include "initramfs_told.h"

#include <string.h>

#define MODULES "lib/modules/"
#define UDEV INIT_TOP "udev"
#define MODPROBE "etc/modprobe.d/"
#define CONF ".conf"
#define RULES "lib/udev/rules.d/"
#define OWN_RULES "etc/udev/rules.d/" /* a file here hides the one of its name there */
#define XPT_RULES "10-xpt"
/* An image that goes beyond it was made to keep us busy. */
#define SOFTDEPS_MAX 16

/* Where kmod looks for settings; the first one's come before all others'. What an image has in /run is hidden there. */
static const char *const modprobe_folders[] = { MODPROBE, "local/lib/modprobe.d/",
	"lib/modprobe.d/" };
#define FOLDER_COUNT (sizeof(modprobe_folders) / sizeof(*modprobe_folders))

static bool is_below(const char *path, const char *folder)
{
	return !strncmp(path, folder, strlen(folder));
}

static bool is_pciback(const char *path)
{
	const char *last = strrchr(path, '/');

	return last && is_below(path, MODULES) && is_below(last + 1, PCIBACK ".ko");
}

static bool is_in_modprobe(const char *path)
{
	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (is_below(path, modprobe_folders[i]))
			return true;
	return false;
}

static bool is_rules(const char *path)
{
	return is_below(path, RULES XPT_RULES) || is_below(path, OWN_RULES XPT_RULES);
}

/* Without what stands in front; NULL: a name that no line holds. */
static const char *path_of(const char *name)
{
	if (is_below(name, "./"))
		name += strlen("./");
	if (is_below(name, "/"))
		name += strlen("/");
	if (is_below(name, "usr/lib/") || is_below(name, "usr/local/"))
		name += strlen("usr/");
	return strchr(name, '\n') ? NULL : name;
}

const char *xpt__initramfs_counts(const char *name)
{
	const char *path = path_of(name);

	return path &&
					(is_pciback(path) || is_in_modprobe(path) ||
							is_below(path, INIT_TOP) ||
							is_rules(path) ||
							xpt__dracut_counts(path)) ?
			path :
			NULL;
}

/* @folder ends with a slash. */
static bool is_folder(const char *path, const char *folder)
{
	size_t length = strlen(path);

	return length + 1 == strlen(folder) && !memcmp(path, folder, length);
}

const char *xpt__initramfs_counts_link(const char *name)
{
	const char *path = path_of(name);

	if (!path)
		return NULL;
	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (is_folder(path, modprobe_folders[i]))
			return path;
	return is_in_modprobe(path) || is_below(path, INIT_TOP) || is_folder(path, INIT_TOP) ||
					is_rules(path) || is_folder(path, RULES) ||
					is_folder(path, OWN_RULES) ||
					xpt__dracut_counts_link(path) ?
			path :
			NULL;
}

bool xpt__initramfs_wants_text(const char *path)
{
	return !is_pciback(path) && xpt__dracut_wants_text(path);
}

static bool has_module(struct span line, const char *module)
{
	struct span word;

	while (xpt__span_next_word(&line, &word))
		if (xpt__initramfs_same_module(word, module))
			return true;
	return false;
}

/* Comments hold names of machines and people, which captures shall not. */
static bool is_comment(struct span line)
{
	return xpt__span_starts(xpt__span_trim(line), "#");
}

static bool goes_on(struct span line)
{
	return line.length && line.at[line.length - 1] == '\\';
}

void xpt__initramfs_write_link(FILE *to, const char *path)
{
	fprintf(to, "link %s\n", path);
}

void xpt__initramfs_write(FILE *to, const char *path, struct span text)
{
	bool all = is_rules(path);
	struct span line;

	fprintf(to, "file %s\n", path);
	if (xpt__dracut_counts(path)) {
		xpt__dracut_write(to, path, text);
		return;
	}
	while (xpt__span_next_line(&text, &line)) {
		if (!all && is_comment(line)) {
			/* to kmod the next line is a comment, too */
			if (goes_on(line))
				fputs("\t#\\\n", to);
			continue;
		}
		fputc('\t', to);
		fwrite(line.at, 1, line.length, to);
		fputc('\n', to);
	}
}

bool xpt__initramfs_has_pciback(struct span told, const char *release)
{
	struct span path, lines;

	while (xpt__told_next_file(&told, &path, &lines))
		if (xpt__span_skip(&path, MODULES) && xpt__span_skip(&path, release) &&
				xpt__span_starts(path, "/"))
			return true;
	return false;
}

bool xpt__initramfs_starts_udev(struct span told)
{
	struct span lines;

	return xpt__told_file(told, UDEV, &lines);
}

/* Those that udev reads. */
static bool find_rules(struct span told, const char *name, struct span *ret_lines)
{
	struct span rest = told, path, lines;
	bool any = false, first = false;

	while (xpt__told_next_file(&rest, &path, &lines)) {
		bool here = xpt__span_skip(&path, OWN_RULES);

		if ((!here && (first || !xpt__span_skip(&path, RULES))) ||
				!xpt__span_is(path, name))
			continue;
		*ret_lines = lines;
		any = true;
		first |= here;
	}
	return any;
}

bool xpt__initramfs_links_rules(struct span told)
{
	static const char *const folders[] = { OWN_RULES, RULES };

	return xpt__told_has_link(told, folders, 2);
}

bool xpt__initramfs_has_rules(struct span told, const char *name, struct span text)
{
	struct span found, a, b;
	bool more;

	if (xpt__initramfs_links_rules(told) || !find_rules(told, name, &found))
		return false;
	while ((more = xpt__span_next_line(&text, &a)))
		if (!xpt__told_next_line(&found, &b) || a.length != b.length ||
				memcmp(a.at, b.at, a.length) != 0)
			return false;
	return !found.length;
}

bool xpt__initramfs_is_setting(struct span path)
{
	size_t end = strlen(CONF);

	for (size_t i = 0; i < FOLDER_COUNT; i++)
		if (xpt__span_skip(&path, modprobe_folders[i]))
			return path.length > end && !memchr(path.at, '/', path.length) &&
					!memcmp(path.at + path.length - end, CONF, end);
	return false;
}

/* kmod takes names as patterns; what stands behind the first sign of one is not looked at. */
static bool may_match(struct span pattern, const char *module)
{
	size_t length = 0;

	while (length < pattern.length &&
			(!pattern.at[length] || !strchr("*?[\\", pattern.at[length])))
		length++;
	if (length == pattern.length)
		return xpt__initramfs_same_module(pattern, module);
	pattern.length = length;
	return xpt__initramfs_same_start(pattern, module);
}

enum softdep { SOFTDEP_OTHER, SOFTDEP_PRE, SOFTDEP_WITHOUT };

/* "softdep e1000e pre: a xen-pciback post: b" */
static enum softdep softdep_of(struct span line, const char *module)
{
	struct span word;
	bool pre = false;

	if (!xpt__span_next_word(&line, &word) || !xpt__span_is(word, "softdep") ||
			!xpt__span_next_word(&line, &word) || !may_match(word, module))
		return SOFTDEP_OTHER;
	if (!xpt__initramfs_same_module(word, module))
		return SOFTDEP_WITHOUT;
	while (xpt__span_next_word(&line, &word)) {
		if (word.at[word.length - 1] == ':')
			pre = xpt__span_is(word, "pre:");
		else if (pre && xpt__initramfs_same_module(word, PCIBACK))
			return SOFTDEP_PRE;
	}
	return SOFTDEP_WITHOUT;
}

/* What would keep it from being loaded, or from being loaded first. */
static bool is_obstacle(struct span line, const char *module)
{
	struct span word, name, rest;

	if (!xpt__span_next_word(&line, &word))
		return false;
	rest = line;
	if (!xpt__span_next_word(&rest, &name))
		return false;
	return (xpt__span_is(word, "install") || xpt__span_is(word, "blacklist") ||
			       xpt__span_is(word, "alias")) &&
			(has_module(line, module) || may_match(name, module));
}

static bool keeps_pciback_out(struct span line)
{
	return goes_on(line) || is_obstacle(line, PCIBACK) ||
			softdep_of(line, PCIBACK) != SOFTDEP_OTHER;
}

bool xpt__initramfs_keeps_out(struct span told)
{
	struct span path, lines, line, rest = told;

	while (xpt__told_next_file(&rest, &path, &lines)) {
		if (!xpt__initramfs_is_setting(path))
			continue;
		while (xpt__told_next_line(&lines, &line))
			if (keeps_pciback_out(line))
				return true;
	}
	return xpt__told_has_link(told, modprobe_folders, FOLDER_COUNT);
}

/* Of the lines of one file; false: one of them leaves it in doubt. */
static bool look_for_softdep(struct span lines, const char *module, bool *ret_found)
{
	struct span line;

	*ret_found = false;
	while (xpt__told_next_line(&lines, &line)) {
		enum softdep softdep = softdep_of(line, module);

		if (is_obstacle(line, module) || softdep == SOFTDEP_WITHOUT)
			return false;
		*ret_found |= softdep == SOFTDEP_PRE;
	}
	return true;
}

bool xpt__initramfs_softdep(struct span told, const char *module)
{
	struct span path, lines;
	size_t softdeps = 0;
	bool any = false, found;

	if (xpt__initramfs_keeps_out(told))
		return false;
	while (xpt__told_next_file(&told, &path, &lines)) {
		if (!xpt__initramfs_is_setting(path))
			continue;
		if (!look_for_softdep(lines, module, &found))
			return false;
		/* a file of another folder may be hidden by one of its name in the first */
		if (found && xpt__span_starts(path, MODPROBE) && softdeps++ < SOFTDEPS_MAX)
			any |= !xpt__told_again(told, path);
	}
	return any;
}
