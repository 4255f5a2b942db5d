/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files.h"

#include <string.h>

const struct boot_file *xpt__boot_file(const struct boot_files *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++)
		if (!strcmp(files->items[i].path, path))
			return &files->items[i];
	return NULL;
}
