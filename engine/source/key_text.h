/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Picks the answer to a debug key out of what Xen's console said meanwhile. */
#ifndef SOURCE_KEY_TEXT_H
#define SOURCE_KEY_TEXT_H

#include "../base/text.h"
#include "../formats/owners.h"
#include "source.h"

enum key_quality {
	KEY_WHOLE,
	KEY_TORN,   /* another CPU printed into it, or something is missing: ask again */
	KEY_SILENT, /* no answer begins */
	KEY_UNHELD, /* it seems whole, and there is nothing to hold it against: asking again helps nothing */
};

/*
 * @console without what guests printed into it, malloc'd. Xen puts "(d1) " before and an end of line
 * behind each line of a guest, but not on a line of its own: what Xen's own was broken by is joined.
 * A guest cannot print an end of line, so what is cut is all its own.
 * Return: 0 or XPT_NO_MEMORY.
 */
int xpt__xen_without_guests(struct span console, struct blob *ret_console);

/* The guest that printed most of the guests' lines, or false. @ret_lines: how many */
bool xpt__xen_loudest_guest(struct span console, unsigned int *ret_domid, unsigned long *ret_lines);

/* @console: what it said since the key was sent. Return: 0 or XPT_NO_MEMORY. */
typedef int key_picker(struct span console, struct blob *ret_answer, enum key_quality *ret_quality);

/*
 * A whole line that went missing breaks none: an answer of key Q that was whole is torn if it lacks one of @known, those that
 * Xen knows, and unheld if that is NULL: not known. Return: 0 or XPT_NO_MEMORY.
 */
int xpt__hold_owners(struct blob *answer, const struct xpt_bdf *known, size_t count,
		enum key_quality *quality);
/* Who printed most into a torn answer of key Q. Return: 0 or XPT_NO_MEMORY. */
int xpt__add_noise(struct blob *answer, struct owners_noise noise);

key_picker xpt__pick_owners; /* Q: who owns the devices, as PATH_XEN_OWNERS */
key_picker xpt__pick_memory; /* u: on which nodes memory lies, as PATH_XEN_MEMORY */

#endif
