/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Typed growable arrays: VECTOR(struct device) devices = {0}; */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include <stddef.h>
#include <stdlib.h>

#define VECTOR(type)                \
	struct {                    \
		type *items;        \
		size_t count, room; \
	}

/* vector_push - a new zeroed item at the end, or NULL when memory is out. */
#define vector_push(vector)                                                        \
	((__typeof__((vector)->items))xpt__vector_push_((void **)&(vector)->items, \
			&(vector)->count, &(vector)->room, sizeof(*(vector)->items)))

#define vector_clear(vector)                          \
	do {                                          \
		free((vector)->items);                \
		(vector)->items = NULL;               \
		(vector)->count = (vector)->room = 0; \
	} while (0)

void *xpt__vector_push_(void **items, size_t *count, size_t *room, size_t size);

#endif
