/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libxl_library.h"

#include <pthread.h>

#include "../../base/library.h"

#define LIBXL_NAME(name) "libxl_" #name,

static const char *const names[] = { LIBXL_FUNCTIONS(LIBXL_NAME) };
static bool is_there;

struct libxl_functions xpt__libxl;

static void load_once(void)
{
	is_there = xpt__library_open(
			LIBXL_LIBRARY, names, sizeof(names) / sizeof(*names), &xpt__libxl);
}

bool xpt__libxl_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load_once);
	return is_there;
}
