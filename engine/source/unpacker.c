/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unpacker.h"

#include <pthread.h>
#include <stdbool.h>

static const char *const names[] = { UNPACKER_FUNCTIONS(LIBRARY_NAME) };
static struct unpacker unpacker;
static bool is_there;

static void open_once(void)
{
	is_there = xpt__library_open(
			UNPACKER_LIBRARY, names, sizeof(names) / sizeof(*names), &unpacker);
}

const struct unpacker *xpt__unpacker(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_once);
	return is_there ? &unpacker : NULL;
}
