/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initramfs.h"

#include <string.h>

#define PCIBACK "xen-pciback"
#define MODULES "lib/modules/"
#define INIT_TOP "scripts/init-top/"
#define ORDER INIT_TOP "ORDER"
#define UDEV INIT_TOP "udev"
#define MODPROBE "etc/modprobe.d/"
#define RULES "lib/udev/rules.d/"
#define XPT_RULES "10-xpt"

static bool is_below(const char *path, const char *folder)
{
	return !strncmp(path, folder, strlen(folder));
}

static bool is_pciback(const char *path)
{
	const char *last = strrchr(path, '/');

	return last && is_below(path, MODULES) && is_below(last + 1, PCIBACK ".ko");
}

const char *xpt__initramfs_counts(const char *name)
{
	static const char *const front[] = { "./", "/", "usr/" };

	for (size_t i = 0; i < sizeof(front) / sizeof(*front); i++)
		if (is_below(name, front[i]))
			name += strlen(front[i]);
	if (strchr(name, '\n'))
		return NULL;
	return is_pciback(name) || is_below(name, MODPROBE) || is_below(name, INIT_TOP) ||
					is_below(name, RULES XPT_RULES) ?
			name :
			NULL;
}

bool xpt__initramfs_wants_text(const char *path)
{
	return !is_pciback(path);
}

bool xpt__initramfs_same_module(struct span word, const char *module)
{
	size_t length = strlen(module);

	if (word.length != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((word.at[i] == '_' ? '-' : word.at[i]) != (module[i] == '_' ? '-' : module[i]))
			return false;
	return true;
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

void xpt__initramfs_write(FILE *to, const char *path, struct span text)
{
	bool all = is_below(path, RULES);
	struct span line;

	fprintf(to, "file %s\n", path);
	while (xpt__span_next_line(&text, &line)) {
		if (!all && is_comment(line))
			continue;
		fputc('\t', to);
		fwrite(line.at, 1, line.length, to);
		fputc('\n', to);
	}
}

/* The next file, and the lines that follow it. */
static bool next_file(struct span *rest, struct span *ret_path, struct span *ret_lines)
{
	struct span line;

	while (xpt__span_next_line(rest, &line)) {
		if (!xpt__span_skip(&line, "file "))
			continue;
		*ret_path = line;
		*ret_lines = (struct span){ rest->at, 0 };
		while (rest->length && rest->at[0] == '\t' && xpt__span_next_line(rest, &line))
			ret_lines->length = (size_t)(rest->at - ret_lines->at);
		return true;
	}
	return false;
}

static bool next_line(struct span *lines, struct span *ret_line)
{
	return xpt__span_next_line(lines, ret_line) && xpt__span_skip(ret_line, "\t");
}

/* What was told of it last. */
static bool find_file(struct span told, const char *path, struct span *ret_lines)
{
	struct span found, lines;
	bool any = false;

	while (next_file(&told, &found, &lines))
		if (xpt__span_is(found, path)) {
			*ret_lines = lines;
			any = true;
		}
	return any;
}

bool xpt__initramfs_has_pciback(struct span told, const char *release)
{
	struct span path, lines;

	while (next_file(&told, &path, &lines))
		if (xpt__span_skip(&path, MODULES) && xpt__span_skip(&path, release) &&
				xpt__span_starts(path, "/"))
			return true;
	return false;
}

bool xpt__initramfs_starts_udev(struct span told)
{
	struct span lines;

	return find_file(told, UDEV, &lines);
}

bool xpt__initramfs_has_rules(struct span told, const char *name, struct span text)
{
	struct span path, lines, found = { 0 }, a, b;
	bool any = false, more;

	while (next_file(&told, &path, &lines))
		if (xpt__span_skip(&path, RULES) && xpt__span_is(path, name)) {
			found = lines;
			any = true;
		}
	if (!any)
		return false;
	while ((more = xpt__span_next_line(&text, &a)))
		if (!next_line(&found, &b) || a.length != b.length ||
				memcmp(a.at, b.at, a.length) != 0)
			return false;
	return !found.length;
}

/* "softdep e1000e pre: a xen-pciback post: b" */
static bool is_softdep(struct span line, const char *module)
{
	struct span word;
	bool pre = false;

	if (!xpt__span_next_word(&line, &word) || !xpt__span_is(word, "softdep") ||
			!xpt__span_next_word(&line, &word) ||
			!xpt__initramfs_same_module(word, module))
		return false;
	while (xpt__span_next_word(&line, &word)) {
		if (word.at[word.length - 1] == ':')
			pre = xpt__span_is(word, "pre:");
		else if (pre && xpt__initramfs_same_module(word, PCIBACK))
			return true;
	}
	return false;
}

/* What would keep it from being loaded, or from being loaded first. */
static bool is_obstacle(struct span line, const char *module)
{
	struct span word;

	if (!xpt__span_next_word(&line, &word))
		return false;
	return (xpt__span_is(word, "install") || xpt__span_is(word, "blacklist") ||
			       xpt__span_is(word, "alias")) &&
			(has_module(line, PCIBACK) || has_module(line, module));
}

bool xpt__initramfs_softdep(struct span told, const char *module)
{
	struct span path, lines, line;
	bool any = false;

	while (next_file(&told, &path, &lines)) {
		if (!xpt__span_starts(path, MODPROBE))
			continue;
		while (next_line(&lines, &line)) {
			if (is_obstacle(line, module))
				return false;
			any |= is_softdep(line, module);
		}
	}
	return any;
}

/* What every script of initramfs-tools begins with does nothing. */
static bool is_customary(struct span line)
{
	static const char *const customary[] = { "", "PREREQ=\"\"", "PREREQS=\"\"", "prereqs()",
		"prereqs() {", "prereqs () {", "{", "}", "echo \"$PREREQ\"", "echo \"$PREREQS\"",
		"case $1 in", "case \"$1\" in", "prereqs)", "prereqs", "exit 0", ";;", "esac",
		"set -e", ". /scripts/functions", "prereqs() { echo \"$PREREQS\"; }",
		"prereqs() { echo \"$PREREQ\"; }" };

	for (size_t i = 0; i < sizeof(customary) / sizeof(*customary); i++)
		if (xpt__span_is(line, customary[i]))
			return true;
	return false;
}

/* By its path: busybox's shell may have a modprobe of its own, which knows no hide= of the kernel's command line. */
static bool is_load(struct span line)
{
	struct span word;

	if (!xpt__span_next_word(&line, &word) ||
			!(xpt__span_is(word, "/sbin/modprobe") ||
					xpt__span_is(word, "/usr/sbin/modprobe")))
		return false;
	while (xpt__span_next_word(&line, &word))
		if (!xpt__span_starts(word, "-"))
			return xpt__initramfs_same_module(word, PCIBACK) && !line.length;
	return false;
}

/* Nothing comes before the command that could end the script, or leave the command out. */
static bool script_loads(struct span lines)
{
	bool in_case = false, ended = false;
	struct span line;

	while (next_line(&lines, &line)) {
		line = xpt__span_trim(line);
		if (is_load(line))
			return !in_case && !ended;
		if (!is_customary(line))
			return false;
		if (xpt__span_starts(line, "case "))
			in_case = true;
		else if (xpt__span_is(line, "esac"))
			in_case = false;
		else if (xpt__span_is(line, "exit 0"))
			ended |= !in_case;
	}
	return false;
}

/* "/scripts/init-top/pciback "$@"" lines, in the order in which they run. */
bool xpt__initramfs_init_top(struct span told)
{
	struct span order, line, name, lines;
	char path[256] = INIT_TOP;

	if (!find_file(told, ORDER, &order))
		return false;
	while (next_line(&order, &line)) {
		if (!xpt__span_skip(&line, "/" INIT_TOP) || !xpt__span_next_word(&line, &name) ||
				name.length >= sizeof(path) - sizeof(INIT_TOP))
			continue;
		if (xpt__span_is(name, "udev"))
			return false;
		memcpy(path + sizeof(INIT_TOP) - 1, name.at, name.length);
		path[sizeof(INIT_TOP) - 1 + name.length] = '\0';
		if (find_file(told, path, &lines) && script_loads(lines))
			return true;
	}
	return false;
}

bool xpt__initramfs_loads(struct span told, const char *module)
{
	struct span path, lines, line;

	while (next_file(&told, &path, &lines)) {
		if (!xpt__span_starts(path, INIT_TOP))
			continue;
		while (next_line(&lines, &line))
			if (has_module(line, module))
				return true;
	}
	return false;
}
