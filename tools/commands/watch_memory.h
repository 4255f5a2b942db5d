/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the watch has seen as desired, and of which run of a domain: whatever differs from that
 * was changed by hand. Kept in a file, so that the watch may end and begin; a reboot ends it.
 */
#ifndef TOOLS_COMMANDS_WATCH_MEMORY_H
#define TOOLS_COMMANDS_WATCH_MEMORY_H

#include "../command.h"

struct remembered {
	char *subject, *run; /* "vCPU 0 of g1"; "3/<uuid>" of its domain, "" for the host's */
	char *wanted;	     /* this was so once */
	char *told;	     /* how it was when its change was told; NULL: nobody changed it */
	bool seen;	     /* in the round at hand */
};

struct memory {
	char *boot;
	struct remembered *items;
	size_t count, room;
	bool changed;
};

/* False: memory is out. A file that is not there, of another boot, or damaged is an empty memory. */
bool memory_load(struct memory *memory);
/* False: it cannot be kept; says why. */
bool memory_save(struct memory *memory);
void memory_clear(struct memory *memory);

/* memory_find - what is remembered of this very run of the item's domain, or NULL. */
struct remembered *memory_find(const struct memory *memory, const struct xpt_item *item);
/* memory_note - the item is as wanted. False: memory is out. */
bool memory_note(struct memory *memory, const struct xpt_item *item);
/* memory_tell - its change was told. */
bool memory_tell(struct memory *memory, struct remembered *known, const char *is);
/* memory_forget - all that was not seen since the last call. */
void memory_forget(struct memory *memory);

#endif
