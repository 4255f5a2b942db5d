/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef READ_BOOT_HIDDEN_CARDS_H
#define READ_BOOT_HIDDEN_CARDS_H

#include "../read.h"

/* xpt__read_hidden_cards - what hide= was written for, as far as a boot still has that in its hide=. */
void xpt__read_hidden_cards(struct xpt_host *host);

#endif
