/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * initramfs/<file>: what in an initramfs decides who gets a device first, by file:
 *	file lib/modules/6.1.0-56-amd64/kernel/drivers/xen/xen-pciback/xen-pciback.ko
 *	file etc/modprobe.d/pciback.conf
 *		softdep e1000e pre: xen-pciback
 *	link etc/modprobe.d/other.conf
 * Paths are without "usr/" in front. Lines of text have a tab in front; the text of a file is there as far as it matters.
 * Of dracut's hooks and services it is the lines that load modules, of its etc/cmdline.d the words about drivers.
 * A path that stands there again replaces what was told before, as an archive behind another does.
 */
#ifndef FORMATS_INITRAMFS_H
#define FORMATS_INITRAMFS_H

#include <stdio.h>

#include "../base/text.h"

/* xpt__initramfs_counts - NULL: the file @name is not told; else its path as it is told */
const char *xpt__initramfs_counts(const char *name);
/* xpt__initramfs_counts_link - the same of a link: what it leads to is not told */
const char *xpt__initramfs_counts_link(const char *name);
/* xpt__initramfs_wants_text - of a path as it is told; false: that it is there is all */
bool xpt__initramfs_wants_text(const char *path);
void xpt__initramfs_write(FILE *to, const char *path, struct span text);
void xpt__initramfs_write_link(FILE *to, const char *path);

/* Do both name the same module? "xen_pciback" is "xen-pciback". */
bool xpt__initramfs_same_module(struct span word, const char *module);
/* Is xen-pciback of the kernel @release in it? */
bool xpt__initramfs_has_pciback(struct span told, const char *release);
/* Does udev start as in initramfs-tools, by a script of init-top? */
bool xpt__initramfs_starts_udev(struct span told);
/* Is the file of udev rules @name in it, and the same lines as @text? */
bool xpt__initramfs_has_rules(struct span told, const char *name, struct span text);
/* Are links among its udev rules? What those lead to is not told, so what is not there may be there all the same. */
bool xpt__initramfs_links_rules(struct span told);
/* Is xen-pciback loaded before @module by softdep, and nothing else told about it that matters? */
bool xpt__initramfs_softdep(struct span told, const char *module);
/* May settings of modprobe keep xen-pciback from loading, or are there such that cannot be followed? */
bool xpt__initramfs_keeps_out(struct span told);
/* Is it a file of settings of modprobe? Others in those folders do not count. */
bool xpt__initramfs_is_setting(struct span path);
/* What is done before udev starts. */
struct before_udev {
	bool pciback;	   /* xen-pciback is loaded, whatever happens */
	const char *doubt; /* what may load something else; NULL: nothing */
};
/* By scripts of init-top, where initramfs-tools made it. */
void xpt__initramfs_init_top(struct span told, struct before_udev *ret_before);
/* Was it made by dracut? */
bool xpt__initramfs_by_dracut(struct span told);
/*
 * xpt__initramfs_dracut - by hooks, services and settings, where dracut made it
 * @dom0_line: dom0's command line, which dracut and systemd obey
 */
void xpt__initramfs_dracut(struct span told, struct span dom0_line, struct before_udev *ret_before);
/* Which word of dom0's line starts something else than what hides devices; NULL: none. Return: why that is a doubt. */
const char *xpt__initramfs_other_start(struct span dom0_line);
/* May a script of init-top load @module? It names it. */
bool xpt__initramfs_loads(struct span told, const char *module);

#endif
