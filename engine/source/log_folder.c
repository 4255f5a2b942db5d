/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/vector.h"
#include "log_folder.h"
#include "paths.h"

static bool is_of_this_boot(int folder, const char *name)
{
	struct stat status;

	return name[0] != '.' && !fstatat(folder, name, &status, 0) && S_ISREG(status.st_mode) &&
			status.st_mtime >= xpt__clock_boot_time();
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int xpt__log_folder_list(struct names *ret_paths, struct xpt_error **ret_error)
{
	DIR *folder = opendir(PLACE_TOOLSTACK_LOGS);
	VECTOR(char *) paths = { 0 };
	bool out_of_memory = false;
	struct dirent *entry;

	while (folder && !out_of_memory && (entry = readdir(folder))) {
		char **path;

		if (!is_of_this_boot(dirfd(folder), entry->d_name))
			continue;
		path = vector_push(&paths);
		out_of_memory = !path ||
				asprintf(path, PLACE_TOOLSTACK_LOGS "/%s", entry->d_name) < 0;
		if (path && out_of_memory)
			*path = NULL;
	}
	if (folder)
		closedir(folder);
	if (paths.count && !out_of_memory)
		qsort(paths.items, paths.count, sizeof(*paths.items), compare_paths);
	*ret_paths = (struct names){ paths.items, paths.count };
	if (!out_of_memory)
		return 0;
	xpt__names_clear(ret_paths);
	return xpt__error_no_memory(ret_error);
}
