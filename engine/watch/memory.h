/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the watch has seen as desired, and of which run of a domain: whatever differs from that
 * was changed by hand. Kept in a file, so that the watch may end and begin; a reboot ends it.
 */
#ifndef WATCH_MEMORY_H
#define WATCH_MEMORY_H

#include <xpt/desired.h>

#include "../base/vector.h"

struct remembered {
	char *subject, *run; /* "vCPU 0 of g1"; "3/<uuid>" of its domain, "" for the host's */
	char *wanted;	     /* this was so once */
	char *told;	     /* how it was when its change was told; NULL: nobody changed it */
	bool seen;	     /* since xpt__watch_memory_begin() */
	char *doubted;	     /* how the last look alone saw it changed; or NULL */
};

struct watch_memory {
	char *path; /* NULL: kept in no file */
	char *boot; /* "": not known */
	VECTOR(struct remembered) items;
	bool changed;
};

void xpt__watch_memory_clear(struct watch_memory *memory);

/* What is remembered of this very run of the item's domain, or NULL. */
struct remembered *xpt__watch_memory_find(
		const struct watch_memory *memory, const struct xpt_item *item);
/* The item is as wanted. False: memory is out. */
bool xpt__watch_memory_note(struct watch_memory *memory, const struct xpt_item *item);
/* Its change was told. False: memory is out. */
bool xpt__watch_memory_report(
		struct watch_memory *memory, struct remembered *known, const char *is);
/* It was seen changed, by one look. False: memory is out. */
bool xpt__watch_memory_doubt(struct watch_memory *memory, struct remembered *known, const char *is);
/* A round begins that looks at all there is, and ends with xpt__watch_memory_forget(). */
void xpt__watch_memory_begin(struct watch_memory *memory);
/* All that was not seen since. */
void xpt__watch_memory_forget(struct watch_memory *memory);

/*
 * memory_file.c: the file at memory->path. One that is not there or of another boot is an empty memory, with success.
 * Return: 0, XPT_UNREADABLE (it cannot be read, or is damaged: what was understood counts), XPT_NO_MEMORY
 */
int xpt__watch_memory_load(struct watch_memory *memory, struct xpt_error **ret_error);
/* Return: 0, XPT_UNREADABLE (it cannot be written), XPT_NO_MEMORY */
int xpt__watch_memory_save(struct watch_memory *memory, struct xpt_error **ret_error);

#endif
