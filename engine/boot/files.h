/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a loader, as text. */
#ifndef BOOT_FILES_H
#define BOOT_FILES_H

#include "../model/boot.h"

/* xpt__boot_file - NULL: nobody looked for it. */
const struct boot_file *xpt__boot_file(const struct boot_files *files, const char *path);

#endif
