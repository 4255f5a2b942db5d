/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * USB devices that come and go all the time: each plugging counts for a while, whether the domain got the device or not, and
 * so does each time that a device model lost one that it had got. What is tried again counts once. One too many, and none
 * is answered until there was none for so long. Kept in no file: a watch that begins anew forgives.
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
	bool attached; /* the domain got it */
	bool refused;  /* until nothing counts any more */
};

struct watch_flaps {
	VECTOR(struct flap) items;
};

void xpt__watch_flaps_clear(struct watch_flaps *flaps);
/*
 * xpt__watch_flaps_may - may this plugging be answered? It counts.
 * @lost:    the device model has not what it was given, of whatever plugging
 * @now_ms:  of a clock that does not jump
 * @ret_may: false: it is one too many
 * Return: false when memory is out.
 */
bool xpt__watch_flaps_may(struct watch_flaps *flaps, const char *subject, const char *plugging,
		bool lost, long long now_ms, bool *ret_may);
/* xpt__watch_flaps_refuse - is none of it answered now? */
bool xpt__watch_flaps_refuse(const struct watch_flaps *flaps, const char *subject);
/* xpt__watch_flaps_attached - the domain got what was plugged in last */
void xpt__watch_flaps_attached(struct watch_flaps *flaps, const char *subject);

#endif
