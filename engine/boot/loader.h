/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boot/ - boot loaders: text in, text out. What the next boot will do, and what a change of the
 * command lines makes of the loader's files. Reads nothing, writes nothing, starts nothing.
 */
#ifndef BOOT_LOADER_H
#define BOOT_LOADER_H

#include "edit.h"

struct boot_loader {
	const char *name;  /* "grub-debian" */
	const char *title; /* "GRUB, as Debian and Ubuntu set it up" */
	/* Where the menu may be; the first that is there is it. Ends with NULL. */
	const char *const *menus;
	/* What else is looked at. Ends with NULL. */
	const char *const *others;
	/* Only where this file is there too; NULL: everywhere. */
	const char *sign;
	/* Parameters that survive an upgrade of the system; NULL: all do. */
	const char *const *upgrade_keeps;
	/* What boots next, from the menu @file. False when memory is out. */
	bool (*next)(struct arena *arena, const struct boot_files *files,
			const struct boot_file *file, struct boot_next *ret_next);
	/*
	 * What @edits make of the loader's files: the menu itself, or what it is generated from.
	 * @next: as next() told it. Return: 0, XPT_UNSUPPORTED (with what to do by hand), XPT_NO_MEMORY.
	 */
	int (*edit)(struct arena *arena, const struct boot_files *files,
			const struct boot_file *file, const struct boot_next *next,
			const struct boot_edits *edits, struct boot_change *ret_change,
			struct xpt_error **ret_error);
};

/* All of them, in the order in which they are looked for; ends with NULL. */
extern const struct boot_loader *const xpt__boot_loaders[];

/* xpt__boot_next - what boots next. False when memory is out. */
bool xpt__boot_next(
		struct arena *arena, const struct boot_files *files, struct boot_next *ret_next);

/*
 * xpt__boot_edit - the change of a file that makes @edits come true at the next boot
 * Return: 0, XPT_INVALID, XPT_UNSUPPORTED, XPT_UNREADABLE, XPT_NO_MEMORY.
 */
int xpt__boot_edit(struct arena *arena, const struct boot_files *files,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error);
/*
 * xpt__boot_kept - does @next do what @edits promise? Asked after the change was made.
 * Return: 0 or XPT_REFUSED, with the line and the parameter.
 */
int xpt__boot_kept(const struct boot_next *next, const struct boot_edits *edits,
		struct xpt_error **ret_error);

extern const struct boot_loader xpt__loader_grub_xcp, xpt__loader_grub_debian, xpt__loader_grub2,
		xpt__loader_extlinux, xpt__loader_xen_efi;

#endif
