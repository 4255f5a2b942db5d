/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_GRUB_EDIT_H
#define BOOT_GRUB_EDIT_H

#include "grub.h"
#include "loader.h"

/* xpt__grub_brand - PRODUCT_BRAND of /etc/xensource-inventory; empty: it has none. */
struct span xpt__grub_brand(struct span inventory);
/* xpt__grub_quote - a word as GRUB's script takes it; NULL when memory is out. */
const char *xpt__grub_quote(struct arena *arena, const char *word);
/* xpt__grub_edit - the entry that boots next, and those of the host's own tools, in grub.cfg itself. */
int xpt__grub_edit(struct arena *arena, const struct boot_file *file, struct grub *grub,
		const struct grub_entry *chosen, struct span brand, const struct boot_edits *edits,
		struct boot_change *ret_change, struct xpt_error **ret_error);

#endif
