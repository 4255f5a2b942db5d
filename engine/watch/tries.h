/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of VFs that cannot be had: each try makes VFs and takes them away again, so it is not tried for ever. Kept in no
 * file: a watch that begins anew tries anew.
 */
#ifndef WATCH_TRIES_H
#define WATCH_TRIES_H

#include <stdbool.h>

#include <xpt/desired.h>

#include "../base/vector.h"

#define TRIES_MAX 3

struct tries {
	char *subject, *is, *wanted; /* as an item tells */
	char *why;		     /* of the last one */
	unsigned int count;
};

struct watch_tries {
	VECTOR(struct tries) items;
};

void xpt__watch_tries_clear(struct watch_tries *tries);
/* xpt__watch_tries_note - @item was tried and failed. Return: false when memory is out. */
bool xpt__watch_tries_note(struct watch_tries *tries, const struct xpt_item *item, const char *why);
/* xpt__watch_tries_forget - it was done */
void xpt__watch_tries_forget(const struct watch_tries *tries, const char *subject);
/* xpt__watch_tries_over - why @item is not tried again, as long as it is so and is wanted so; NULL: it is */
const char *xpt__watch_tries_over(const struct watch_tries *tries, const struct xpt_item *item);

#endif
