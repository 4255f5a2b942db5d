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

void xpt__libxl_load_meanwhile(void)
{
	pthread_t thread;

	if (!xpt__thread_start(&thread, load_meanwhile, NULL))
		pthread_detach(thread);
}
