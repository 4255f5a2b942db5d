/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libxl_library.h"

#include "../../base/library.h"
#include "../../base/thread.h"

#define LIBXL_NAME(name) "libxl_" #name,

struct libxl_functions xpt__libxl;

LIBRARY_LOADER(load, LIBXL_LIBRARY, LIBXL_FUNCTIONS, LIBXL_NAME, xpt__libxl)

bool xpt__libxl_load(void)
{
	return load();
}

static void *load_meanwhile(void *data)
{
	(void)data;
	(void)load();
	return NULL;
}

bool xpt__libxl_load_meanwhile(pthread_t *ret_thread)
{
	return !xpt__thread_start(ret_thread, load_meanwhile, NULL);
}
