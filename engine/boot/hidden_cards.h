/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hide= goes by address; what was there when xpt wrote it is known. */
#ifndef BOOT_HIDDEN_CARDS_H
#define BOOT_HIDDEN_CARDS_H

#include "../model/boot.h"

enum hidden_card {
	HIDDEN_CARD_SAME,   /* or nobody noted what was there */
	HIDDEN_CARD_OTHER,  /* this is not it */
	HIDDEN_CARD_UNSURE, /* this may be it */
};

/*
 * xpt__hidden_card - is @device the one that hide=, which names its address, was written for?
 * Of notes that cannot be read nothing is known; captures of old lack them.
 */
enum hidden_card xpt__hidden_card(const struct xpt_host *host, const struct xpt_device *device);
/*
 * xpt__hidden_note - of a device's address, or of that of a bridge above it: an entry that names one takes all below
 * @ret_there: what is at the address of the note
 * Return: NULL: nobody noted what was there.
 */
const struct device_name *xpt__hidden_note(const struct boot *boot, const struct xpt_device *device,
		const struct xpt_device **ret_there);

#endif
