/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings for grub-mkconfig: a block of shell between two marks, which filters parameters out of the
 * variables that somebody else set and adds ours. Its comments hold what it does, so that it can be
 * read again; a block that somebody edited is refused.
 */
#ifndef BOOT_GRUB_DEFAULTS_H
#define BOOT_GRUB_DEFAULTS_H

#include "loader.h"

/*
 * xpt__grub_defaults_edit - @before with its block changed, or with a new one at its end
 * @next: what boots now, to know which parameters somebody else set.
 * @ret_after: NULL where nothing is left of the text. Return: 0, XPT_UNSUPPORTED, XPT_NO_MEMORY.
 */
int xpt__grub_defaults_edit(struct arena *arena, const char *path, struct span before,
		const struct boot_entry *next, const struct boot_edits *edits,
		const char **ret_after, struct xpt_error **ret_error);

#endif
