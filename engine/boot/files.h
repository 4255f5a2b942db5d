/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a loader, as text. */
#ifndef BOOT_FILES_H
#define BOOT_FILES_H

#include "../base/fact.h"
#include "../base/text.h"
#include "../model/boot.h"

struct boot_file {
	const char *path; /* without a leading slash: "boot/grub/grub.cfg" */
	enum xpt_state state;
	struct span text;
	const char *reason; /* why it is not known */
};

struct boot_files {
	struct boot_file *items;
	size_t count;
	struct fact_int efi; /* bool: the firmware is EFI */
};

/* xpt__boot_file - NULL: nobody looked for it. */
const struct boot_file *xpt__boot_file(const struct boot_files *files, const char *path);

#endif
