/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of udev rules that hide devices at the next boot. */
#ifndef PLAN_HIDE_RULES_H
#define PLAN_HIDE_RULES_H

#include "../boot/edit.h"
#include "../model/model.h"

/*
 * xpt__plan_hide_rules - what the file becomes, so that the devices of hide= in @edits are hidden and no others
 * Return: 0, XPT_UNSUPPORTED, XPT_UNREADABLE, XPT_INVALID, XPT_NO_MEMORY.
 */
int xpt__plan_hide_rules(struct arena *arena, const struct xpt_host *host,
		const struct boot_edits *edits, struct boot_change *ret_change,
		struct xpt_error **ret_error);

#endif
