/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The firmware's boot entries: their device paths tell MAC addresses and the names of partitions. */
#ifndef SOURCE_REDACT_EFI_H
#define SOURCE_REDACT_EFI_H

#include <stdio.h>

#include "../base/text.h"

#define BOOT_TITLE_ROOM 256

bool xpt__redact_is_boot_entry(const char *path);
/* xpt__redact_boot_title - the title of an entry, in ASCII; empty: it has none, or is cut off. */
struct span xpt__redact_boot_title(struct span entry, char room[BOOT_TITLE_ROOM]);
/* xpt__redact_boot_write - the entry with this title, and no device path; nothing of one that is cut off. */
void xpt__redact_boot_write(struct span entry, struct span title, FILE *file);

#endif
