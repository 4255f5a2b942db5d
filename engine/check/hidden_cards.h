/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings of devices in whose place hide= was written for another card. */
#ifndef CHECK_HIDDEN_CARDS_H
#define CHECK_HIDDEN_CARDS_H

#include "../base/hide_list.h"
#include "../boot/hidden_cards.h"
#include "check.h"

/* xpt__check_moved_card - the note of @device, if @hidden was written for it at another address. NULL: it was not. */
const struct device_name *xpt__check_moved_card(const struct boot *boot,
		const struct hide_list *hidden, const struct xpt_device *device);
/*
 * xpt__check_other_card - a finding of @device, which is not the one that hide= was written for
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__check_other_card(struct xpt_report *report, struct arena *arena, const struct cause *cause,
		const struct boot *boot, const struct xpt_device *device);
/* xpt__check_unsure_card - that it may be that one. Return: 0 or XPT_NO_MEMORY. */
int xpt__check_unsure_card(const struct xpt_host *host, struct xpt_report *report,
		const struct xpt_device *device);

#endif
