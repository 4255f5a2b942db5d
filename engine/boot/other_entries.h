/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a change that is made for the next boot's entry takes out of other entries of the menu. */
#ifndef BOOT_OTHER_ENTRIES_H
#define BOOT_OTHER_ENTRIES_H

#include "loader.h"

/*
 * xpt__other_entries - look at the entries of @before that @after has changed besides the next boot's
 * Notes in @change what they lose that the next boot's entry has not. Devices that an entry hides are
 * not among what can be lost.
 * Return: 0, XPT_REFUSED (with the entry and the devices), XPT_NO_MEMORY.
 */
int xpt__other_entries(struct arena *arena, const struct boot_next *before,
		const struct boot_next *after, const struct boot_edits *edits,
		struct boot_change *change, struct xpt_error **ret_error);

#endif
