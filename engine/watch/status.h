/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of each thing that files want, as the last look of a round left it, kept in a file for who asks
 * (xpt_watch_status_open()). The file is locked as long as the watch lives, which tells who reads it that it does.
 */
#ifndef WATCH_STATUS_H
#define WATCH_STATUS_H

#include "../base/vector.h"
#include "../compare/compare.h"

struct status_item {
	char *subject, *domain, *state, *is, *wanted, *text, *file; /* as the fields are called */
	unsigned long line;
	long long since_ms; /* of the boot */
};

/* What was tried in this round and failed. */
struct failed_item {
	char *subject, *domain, *why; /* domain NULL: the host's */
};

struct watch_status {
	char *path; /* NULL: nobody asks */
	int fd;	    /* of what lies there; -1: nothing yet */
	VECTOR(struct status_item) items;
	VECTOR(struct failed_item) failed;
	bool lost;	     /* memory was out: not all that failed in this round is there */
	bool torn;	     /* the same of the items: they are not written */
	bool looked;	     /* there was a round */
	long long looked_ms; /* when the last one was */
};

struct xpt_watch;

/* Removes the file, if it is still this watch's. */
void xpt__watch_status_clear(struct watch_status *status);
/* A round begins. */
void xpt__watch_status_begin(struct watch_status *status);
/* What of @comparison was not left was tried. */
void xpt__watch_status_fail(struct watch_status *status, const struct xpt_comparison *comparison,
		const char *why);
/* How a round left what was compared; what it did not look at stays as it was. */
void xpt__watch_status_take(struct xpt_watch *watch, const struct xpt_comparison *comparison);
/*
 * status_file.c: write it
 * @trouble: what the watch told last; or NULL
 * Return: 0, XPT_UNREADABLE (it cannot be written), XPT_BUSY (another watch has its own there), XPT_NO_MEMORY.
 */
int xpt__watch_status_save(
		struct watch_status *status, const char *trouble, struct xpt_error **ret_error);
/* Is what lies at @path what @fd has open? @fd: -1: nothing */
bool xpt__watch_status_is_at(int fd, const char *path);

#endif
