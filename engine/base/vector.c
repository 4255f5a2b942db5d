/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vector.h"

#include <stdint.h>
#include <string.h>

void *xpt__vector_push_(void **items, size_t *count, size_t *room, size_t size)
{
	char *grown = *items;

	if (*count == *room) {
		size_t wanted = *room ? *room * 2 : 8;

		if (wanted > SIZE_MAX / size)
			return NULL;
		grown = realloc(*items, wanted * size);
		if (!grown)
			return NULL;
		*items = grown;
		*room = wanted;
	}
	return memset(grown + (*count)++ * size, 0, size);
}
