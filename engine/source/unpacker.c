/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unpacker.h"

static struct unpacker unpacker;

LIBRARY_LOADER(load, UNPACKER_LIBRARY, UNPACKER_FUNCTIONS, LIBRARY_NAME, unpacker)

const struct unpacker *xpt__unpacker(void)
{
	return load() ? &unpacker : NULL;
}
