/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef READ_BOOT_EFI_H
#define READ_BOOT_EFI_H

#include "../read.h"

/* xpt__read_efi - what EFI firmware starts: a doubt where that is another loader, and what it tries first. */
void xpt__read_efi(struct source *source, struct xpt_host *host);

#endif
