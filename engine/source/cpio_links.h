/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbolic links of an initramfs, followed within it, in two readings: of the first all links are noted, of the second
 * what the files hold that they lead to. Then the link is told as such a file. What is not certain stays a link.
 */
#ifndef SOURCE_CPIO_LINKS_H
#define SOURCE_CPIO_LINKS_H

#include <stdbool.h>
#include <stdio.h>

#include "../base/error.h"
#include "../base/text.h"

struct cpio_link {
	char *path, *target;
	char *as; /* how it is told, or NULL */
	bool used;
};

struct cpio_followed {
	char *file; /* where it leads */
	char *text;
	size_t length;
	const char *as;
	bool found, lost; /* lost: something else than a file was there, too */
};

struct cpio_links {
	struct cpio_link *items;
	size_t count, room, bytes;
	struct cpio_followed *followed;
	size_t followed_count;
	bool given_up, second; /* second: the second reading */
};

void xpt__cpio_links_clear(struct cpio_links *links);

/* xpt__cpio_links_note - of the first reading; @as: how it is told, or NULL. Return: 0, XPT_NO_MEMORY. */
int xpt__cpio_links_note(struct cpio_links *links, const char *name, const char *target,
		const char *as, struct xpt_error **ret_error);
/*
 * xpt__cpio_links_follow - begin the second reading
 * @told:     of the first
 * @ret_any:  false: no link leads to a file that could be told
 */
int xpt__cpio_links_follow(struct cpio_links *links, struct span told, bool *ret_any,
		struct xpt_error **ret_error);
/* xpt__cpio_links_meet - of the second reading. Return: a link leads to this file, or NULL; @is_link, @is_file: what it is */
struct cpio_followed *xpt__cpio_links_meet(
		struct cpio_links *links, const char *name, bool is_link, bool is_file);
/* xpt__cpio_links_take - what the file holds; @text becomes its own */
void xpt__cpio_links_take(struct cpio_followed *followed, char *text, size_t length);
/* xpt__cpio_links_write - @told, where links that were followed are files */
void xpt__cpio_links_write(const struct cpio_links *links, struct span told, FILE *to);

#endif
