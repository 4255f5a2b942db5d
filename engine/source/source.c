/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source.h"

#include <string.h>

#include "../base/error.h"

/* A path comes partly from outside (a link's target, a key of a guest): it must stay below the root. */
static bool path_is_sane(const char *path)
{
	for (;;) {
		size_t length = strcspn(path, "/");

		if (!length || (length == 1 && path[0] == '.') ||
				(length == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (!path[length])
			return true;
		path += length + 1;
	}
}

static int refuse(const char *path, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"\"%s\" is not a path that a host is asked for", path);
}

int xpt__source_read(struct source *source, const char *path, struct blob *ret_blob,
		struct xpt_error **ret_error)
{
	if (!path_is_sane(path))
		return refuse(path, ret_error);
	return source->ops->read(source, path, ret_blob, ret_error);
}

int xpt__source_list(struct source *source, const char *path, struct names *ret_names,
		struct xpt_error **ret_error)
{
	if (!path_is_sane(path))
		return refuse(path, ret_error);
	return source->ops->list(source, path, ret_names, ret_error);
}

int xpt__source_link(struct source *source, const char *path, char **ret_target,
		struct xpt_error **ret_error)
{
	if (!path_is_sane(path))
		return refuse(path, ret_error);
	return source->ops->link(source, path, ret_target, ret_error);
}

void xpt__source_announce(struct source *source, const char *path)
{
	if (source->ops->announce && path_is_sane(path))
		source->ops->announce(source, path);
}

void xpt__source_free(struct source *source)
{
	if (source)
		source->ops->free(source);
}

void xpt__names_clear(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct names){ 0 };
}

/* Room is doubled whenever the count reached a power of two, so nobody needs to note it. */
bool xpt__names_add(struct names *names, const char *name, size_t length)
{
	size_t count = names->count;
	auto_free char *copy = strndup(name, length);

	if (!(count & (count - 1))) {
		size_t room = count ? 2 * count : 1;
		char **items = reallocarray(names->items, room, sizeof(*items));

		if (!items)
			return false;
		names->items = items;
	}
	if (!copy)
		return false;
	names->items[names->count++] = TAKE(copy);
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void xpt__names_sort(struct names *names)
{
	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), compare_names);
}
