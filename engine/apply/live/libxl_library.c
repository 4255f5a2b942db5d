/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libxl_library.h"

#include "../../base/library.h"

#define LIBXL_NAME(name) "libxl_" #name,

struct libxl_functions xpt__libxl;

LIBRARY_LOADER(load, LIBXL_LIBRARY, LIBXL_FUNCTIONS, LIBXL_NAME, xpt__libxl)

bool xpt__libxl_load(void)
{
	return load();
}
