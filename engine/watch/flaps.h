/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USB devices that come and go all the time: each plugging that was answered counts for a while, whether the domain got the
 * device or not. A plugging that is tried again counts once. Kept in no file: a watch that begins anew forgives.
 */
#ifndef WATCH_FLAPS_H
#define WATCH_FLAPS_H

#include <stdbool.h>

#include "../base/vector.h"

#define FLAPS_MAX 5
#define FLAPS_MINUTES 10

struct flap {
	char *subject;	/* "USB device 046d:c52b" */
	char *plugging; /* the last that counted: "device 7 of bus 1 attached to h1" */
	long long at_ms[FLAPS_MAX];
	size_t count;
};

struct watch_flaps {
	VECTOR(struct flap) items;
};

void xpt__watch_flaps_clear(struct watch_flaps *flaps);
/*
 * xpt__watch_flaps_may - may this plugging be answered? It counts if so.
 * @now_ms:  of a clock that does not jump
 * @ret_may: false: it is one too many
 * Return: false when memory is out.
 */
bool xpt__watch_flaps_may(struct watch_flaps *flaps, const char *subject, const char *plugging,
		long long now_ms, bool *ret_may);

#endif
