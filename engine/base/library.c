/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "library.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

void *xpt__library_open(
		const char *soname, const char *const *names, size_t count, void *ret_functions)
{
	auto_free void **found = calloc(count, sizeof(*found));
	void *handle = found ? dlopen(soname, RTLD_NOW | RTLD_LOCAL) : NULL;

	for (size_t i = 0; handle && i < count; i++) {
		found[i] = dlsym(handle, names[i]);
		if (!found[i]) {
			dlclose(handle);
			handle = NULL;
		}
	}
	if (handle)
		memcpy(ret_functions, found, count * sizeof(*found));
	return handle;
}
