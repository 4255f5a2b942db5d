/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpio_links.h"

#include <string.h>

#include "../base/cleanup.h"
#include "../formats/initramfs.h"

#define NAME_BYTES 4096
/* No image comes near these: then its links stay links. */
#define LINKS_MAX 20000
#define LINKS_BYTES (4U << 20)
#define FOLLOWED_MAX 256
#define HOPS_MAX 40   /* as many as the kernel follows */
#define STEPS_MAX 256 /* folders on the way */

void xpt__cpio_links_clear(struct cpio_links *links)
{
	for (size_t i = 0; i < links->count; i++) {
		free(links->items[i].path);
		free(links->items[i].target);
		free(links->items[i].as);
	}
	for (size_t i = 0; i < links->followed_count; i++) {
		free(links->followed[i].file);
		free(links->followed[i].text);
	}
	free(links->items);
	free(links->followed);
	*links = (struct cpio_links){ 0 };
}

/* Archives have names with and without these in front. */
static const char *from_top(const char *name)
{
	if (!strncmp(name, "./", 2))
		name += 2;
	return name + strspn(name, "/");
}

static bool grow(struct cpio_links *links)
{
	size_t room = links->room ? 2 * links->room : 64;
	struct cpio_link *items;

	if (links->count < links->room)
		return true;
	items = reallocarray(links->items, room, sizeof(*items));
	if (!items)
		return false;
	links->items = items;
	links->room = room;
	return true;
}

int xpt__cpio_links_note(struct cpio_links *links, const char *name, const char *target,
		const char *as, struct xpt_error **ret_error)
{
	struct cpio_link link = { 0 };

	links->bytes += strlen(name) + strlen(target);
	links->given_up |= links->count >= LINKS_MAX || links->bytes > LINKS_BYTES;
	if (links->given_up)
		return 0;
	if (!grow(links))
		return xpt__error_no_memory(ret_error);
	link.path = strdup(from_top(name));
	link.target = strdup(target);
	link.as = as ? strdup(as) : NULL;
	links->items[links->count++] = link;
	return link.path && link.target && (!as || link.as) ? 0 : xpt__error_no_memory(ret_error);
}

static int by_path(const void *a, const void *b)
{
	const struct cpio_link *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static struct cpio_link *find(const struct cpio_links *links, char *path)
{
	struct cpio_link wanted = { .path = path };

	return links->count ?
			bsearch(&wanted, links->items, links->count, sizeof(wanted), by_path) :
			NULL;
}

static void cut_last(char *path)
{
	char *slash = strrchr(path, '/');

	*(slash ? slash : path) = '\0';
}

/* One folder, or the file, further. */
static bool step(char *path, struct span part)
{
	size_t length = strlen(path);

	if (!part.length || xpt__span_is(part, "."))
		return true;
	if (xpt__span_is(part, "..")) {
		cut_last(path);
		return true;
	}
	if (length + 1 + part.length >= NAME_BYTES)
		return false;
	if (length)
		path[length++] = '/';
	memcpy(path + length, part.at, part.length);
	path[length + part.length] = '\0';
	return true;
}

/* Where a program of the initramfs comes out that opens @start. False: that is not known. */
static bool resolve(const struct cpio_links *links, const char *start, char to[NAME_BYTES])
{
	char rooms[2][2 * NAME_BYTES];
	struct span rest = xpt__span_of(start), part;
	int hops = 0;

	*to = '\0';
	for (int steps = 0; xpt__span_next_part(&rest, '/', &part); steps++) {
		struct cpio_link *link;
		char *room = rooms[hops % 2];
		int length;

		if (steps >= STEPS_MAX || !step(to, part))
			return false;
		link = find(links, to);
		if (!link)
			continue;
		link->used = true;
		length = snprintf(room, sizeof(rooms[0]), "%s/%.*s", link->target, (int)rest.length,
				rest.length ? rest.at : "");
		if (++hops > HOPS_MAX || length < 0 || (size_t)length >= sizeof(rooms[0]))
			return false;
		if (*link->target == '/')
			*to = '\0';
		else
			cut_last(to);
		rest = (struct span){ room, (size_t)length };
	}
	return true;
}

/* Something is mounted over what an image has there. */
static bool is_hidden(const char *path)
{
	static const char *const folders[] = { "dev", "proc", "run", "sys" };
	struct span rest = xpt__span_of(path), top;

	if (!xpt__span_next_part(&rest, '/', &top))
		return true;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (xpt__span_is(top, folders[i]))
			return true;
	return false;
}

/* One link is told as @path, and nothing else is. */
static bool is_told_once(struct span told, const char *path)
{
	struct span line;
	size_t links = 0;

	while (xpt__span_next_line(&told, &line)) {
		struct span file = line;

		if (xpt__span_skip(&file, "file ") && xpt__span_is(file, path))
			return false;
		links += xpt__span_skip(&line, "link ") && xpt__span_is(line, path);
	}
	return links == 1;
}

/* Two links of one path that lead to two places: the kernel keeps the first, others may not. */
static bool has_twins(const struct cpio_links *links)
{
	for (size_t i = 1; i < links->count; i++)
		if (!by_path(&links->items[i - 1], &links->items[i]) &&
				strcmp(links->items[i - 1].target, links->items[i].target) != 0)
			return true;
	return false;
}

static int follow(struct cpio_links *links, const struct cpio_link *link,
		struct xpt_error **ret_error)
{
	struct cpio_followed *followed = &links->followed[links->followed_count];
	char file[NAME_BYTES];

	if (!resolve(links, link->path, file) || is_hidden(file))
		return 0;
	*followed = (struct cpio_followed){ .file = strdup(file), .as = link->as };
	if (!followed->file)
		return xpt__error_no_memory(ret_error);
	links->followed_count++;
	return 0;
}

int xpt__cpio_links_follow(struct cpio_links *links, struct span told, bool *ret_any,
		struct xpt_error **ret_error)
{
	size_t tried = 0;
	int rc = 0;

	*ret_any = false;
	links->second = true;
	if (links->given_up || !links->count)
		return 0;
	qsort(links->items, links->count, sizeof(*links->items), by_path);
	if (has_twins(links))
		return 0;
	links->followed = calloc(FOLLOWED_MAX, sizeof(*links->followed));
	if (!links->followed)
		return xpt__error_no_memory(ret_error);
	for (size_t i = 0; i < links->count && tried < FOLLOWED_MAX && !rc; i++)
		if (links->items[i].as && is_told_once(told, links->items[i].as)) {
			rc = follow(links, &links->items[i], ret_error);
			tried++;
		}
	*ret_any = links->followed_count;
	return rc;
}

/* Of several links to one file the first has what it holds. */
static struct cpio_followed *leading_to(const struct cpio_links *links, const char *file)
{
	for (size_t i = 0; i < links->followed_count; i++)
		if (!strcmp(links->followed[i].file, file))
			return &links->followed[i];
	return NULL;
}

struct cpio_followed *xpt__cpio_links_meet(
		struct cpio_links *links, const char *name, bool is_link, bool is_file)
{
	char path[NAME_BYTES];
	struct cpio_followed *followed;
	struct cpio_link *link;

	if ((size_t)snprintf(path, sizeof(path), "%s", from_top(name)) >= sizeof(path))
		return NULL;
	link = is_link ? NULL : find(links, path);
	links->given_up |= link && link->used;
	followed = leading_to(links, path);
	if (followed && !is_file)
		followed->lost = true;
	return is_file ? followed : NULL;
}

void xpt__cpio_links_take(struct cpio_followed *followed, char *text, size_t length)
{
	free(followed->text);
	followed->text = text;
	followed->length = length;
	followed->found = true;
}

static const struct cpio_followed *told_as(const struct cpio_links *links, struct span path)
{
	for (size_t i = 0; i < links->followed_count && !links->given_up; i++) {
		const struct cpio_followed *first = leading_to(links, links->followed[i].file);

		if (xpt__span_is(path, links->followed[i].as))
			return first->found && !first->lost ? first : NULL;
	}
	return NULL;
}

void xpt__cpio_links_write(const struct cpio_links *links, struct span told, FILE *to)
{
	struct span line;

	while (xpt__span_next_line(&told, &line)) {
		struct span path = line;
		const struct cpio_followed *followed =
				xpt__span_skip(&path, "link ") ? told_as(links, path) : NULL;
		auto_free char *as = followed ? strndup(path.at, path.length) : NULL;

		if (as)
			xpt__initramfs_write(to, as,
					xpt__initramfs_wants_text(as) ?
							(struct span){ followed->text,
									followed->length } :
							(struct span){ 0 });
		else
			fprintf(to, "%.*s\n", (int)line.length, line.at);
	}
}
