/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What scripts of init-top do before udev starts. */
#include <string.h>

#include "initramfs.h"
#include "initramfs_told.h"

#define ORDER INIT_TOP "ORDER"
#define DOUBT "a script of the initramfs may load drivers before udev starts"
#define ORDER_MAX 256 /* an image that goes beyond it was made to keep us busy */

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
		if (!xpt__told_is_flag(word))
			return xpt__initramfs_same_module(word, PCIBACK) && !line.length;
	return false;
}

/* Nothing comes before the command that could end the script, or leave the command out. */
static bool script_loads(struct span lines)
{
	bool in_case = false, in_function = false, ended = false;
	struct span line;

	while (xpt__told_next_line(&lines, &line)) {
		line = xpt__span_trim(line);
		if (is_load(line))
			return !in_case && !in_function && !ended;
		if (!is_customary(line))
			return false;
		if (xpt__span_starts(line, "case "))
			in_case = true;
		else if (xpt__span_is(line, "esac"))
			in_case = false;
		else if (line.length &&
				(line.at[line.length - 1] == '{' ||
						xpt__span_is(line, "prereqs()")))
			in_function = true;
		else if (xpt__span_is(line, "}"))
			in_function = false;
		else if (xpt__span_is(line, "exit 0"))
			ended |= !in_case && !in_function;
	}
	return false;
}

static bool loads_another(struct span lines)
{
	struct span line;

	while (xpt__told_next_line(&lines, &line)) {
		line = xpt__span_trim(line);
		if ((xpt__told_has_name(line, "modprobe", ".") ||
				    xpt__told_has_name(line, "insmod", ".")) &&
				!is_load(line))
			return true;
	}
	return false;
}

/*
 * The next script that runs before udev's: "/scripts/init-top/pciback "$@"" lines, in the order in which they run.
 * Return: its lines; false: udev's is next, or @ret_lost: that is not known.
 */
static bool next_script(struct span told, struct span *order, size_t *count, struct span *ret_name,
		struct span *ret_lines, bool *ret_lost)
{
	char path[256] = INIT_TOP;
	struct span line, name;

	*ret_lost = false;
	while (xpt__told_next_line(order, &line)) {
		if (!xpt__span_skip(&line, "/" INIT_TOP) || !xpt__span_next_word(&line, &name))
			continue;
		if (xpt__span_is(name, "udev"))
			return false;
		if (++*count > ORDER_MAX || name.length >= sizeof(path) - sizeof(INIT_TOP))
			break;
		memcpy(path + sizeof(INIT_TOP) - 1, name.at, name.length);
		path[sizeof(INIT_TOP) - 1 + name.length] = '\0';
		*ret_name = name;
		if (xpt__told_file(told, path, ret_lines))
			return true;
	}
	*ret_lost = true;
	return false;
}

void xpt__initramfs_init_top(struct span told, struct before_udev *ret_before)
{
	static const struct before_udev unknown = { false, DOUBT };
	static const char *const folder[] = { INIT_TOP };
	struct span order, name, lines;
	size_t count = 0;
	bool lost = false;

	*ret_before = unknown;
	if (xpt__told_has_link(told, folder, 1) || !xpt__told_file(told, ORDER, &order))
		return;
	ret_before->doubt = NULL;
	while (next_script(told, &order, &count, &name, &lines, &lost)) {
		ret_before->pciback |= script_loads(lines);
		/* of that one only what the kernel's command line asks for is loaded */
		if (!xpt__span_is(name, "all_generic_ide") && loads_another(lines))
			ret_before->doubt = DOUBT;
	}
	if (lost)
		*ret_before = unknown;
}

bool xpt__initramfs_loads(struct span told, const char *module)
{
	struct span path, lines, line;

	while (xpt__told_next_file(&told, &path, &lines)) {
		if (!xpt__span_starts(path, INIT_TOP))
			continue;
		while (xpt__told_next_line(&lines, &line))
			if (xpt__told_has_name(line, module, ""))
				return true;
	}
	return false;
}
