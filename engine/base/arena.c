/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Chunks grow: most arenas hold one finding, some a host. */
#define CHUNK_FIRST 1024
#define CHUNK_LARGEST 65536

struct chunk {
	struct chunk *next;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct chunk *chunks;
	size_t used;
};

struct arena *xpt__arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void xpt__arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->chunks) {
		struct chunk *next = arena->chunks->next;

		free(arena->chunks);
		arena->chunks = next;
	}
	free(arena);
}

static struct chunk *chunk_with_room(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->chunks;
	size_t room = chunk ? chunk->size * 2 : CHUNK_FIRST;

	if (chunk && chunk->size - chunk->used >= size)
		return chunk;
	if (room > CHUNK_LARGEST)
		room = CHUNK_LARGEST;
	if (room < size)
		room = size;
	if (room > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = malloc(sizeof(*chunk) + room);
	if (!chunk)
		return NULL;
	*chunk = (struct chunk){ .next = arena->chunks, .size = room };
	arena->chunks = chunk;
	return chunk;
}

static void *allocate(struct arena *arena, size_t size, size_t alignment)
{
	struct chunk *chunk;
	size_t padded = size + alignment - 1;
	char *bytes;

	if (padded < size)
		return NULL;
	chunk = chunk_with_room(arena, padded);
	if (!chunk)
		return NULL;
	chunk->used = (chunk->used + alignment - 1) & ~(alignment - 1);
	bytes = chunk->bytes + chunk->used;
	chunk->used += size;
	arena->used += size;
	return bytes;
}

void *xpt__arena_alloc(struct arena *arena, size_t size)
{
	void *bytes = allocate(arena, size, alignof(max_align_t));

	return bytes ? memset(bytes, 0, size) : NULL;
}

void *xpt__arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return xpt__arena_alloc(arena, count * size);
}

char *xpt__arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = allocate(arena, length + 1, 1);

	if (!copy)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *xpt__arena_written(struct arena *arena, FILE *file, char *const *bytes, const size_t *length)
{
	char *text = fclose(file) ? NULL : xpt__arena_copy(arena, *bytes, *length);

	free(*bytes);
	return text;
}

char *xpt__arena_vtext(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return NULL;
	text = allocate(arena, (size_t)length + 1, 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

char *xpt__arena_text(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = xpt__arena_vtext(arena, format, arguments);
	va_end(arguments);
	return text;
}

char *xpt__arena_printable(struct arena *arena, const char *bytes, size_t length)
{
	size_t size;
	char *text;

	while (length && strchr(" \t\r\n", bytes[length - 1]) && bytes[length - 1])
		length--;
	size = xpt__text_printable(NULL, bytes, length);
	text = allocate(arena, size + 1, 1);
	if (text)
		xpt__text_printable(text, bytes, length);
	return text;
}

size_t xpt__arena_used(const struct arena *arena)
{
	return arena->used;
}
