/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hide= goes by address; what was there when xpt wrote it is known. */
#ifndef CHECK_HIDDEN_CARDS_H
#define CHECK_HIDDEN_CARDS_H

#include "../base/hide_list.h"
#include "../model/boot.h"
#include "check.h"

enum hidden_card {
	HIDDEN_CARD_SAME,   /* or nobody noted what was there */
	HIDDEN_CARD_OTHER,  /* this is not it */
	HIDDEN_CARD_UNSURE, /* this may be it */
};

/*
 * xpt__check_hidden_card - is @device the one that hide=, which names its address, was written for?
 * Of notes that cannot be read nothing is known; captures of old lack them.
 */
enum hidden_card xpt__check_hidden_card(
		const struct xpt_host *host, const struct xpt_device *device);
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
