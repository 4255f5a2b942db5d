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

/* What was tried in this round and failed: the items of a unit are done together. */
struct failed_unit {
	char *unit, *why;
};

struct watch_status {
	char *path; /* NULL: nobody asks */
	int fd;	    /* of what lies there; -1: nothing yet */
	VECTOR(struct status_item) items;
	VECTOR(struct failed_unit) failed;
	bool torn; /* memory was out: it is not written */
};

struct xpt_watch;

/* Removes the file, if it is still this watch's. */
void xpt__watch_status_clear(struct watch_status *status);
/* A round begins. */
void xpt__watch_status_begin(struct watch_status *status);
void xpt__watch_status_fail(struct watch_status *status, const char *unit, const char *why);
/* How a round left what was compared; what it did not look at stays as it was. @unit_of: what fails together */
void xpt__watch_status_take(struct xpt_watch *watch, const struct xpt_comparison *comparison,
		const char *(*unit_of)(const struct item *item));
/*
 * status_file.c: write it
 * @trouble: what the watch told last; or NULL
 * Return: 0, XPT_UNREADABLE (it cannot be written), XPT_NO_MEMORY.
 */
int xpt__watch_status_save(struct watch_status *status, const char *trouble, long long now_ms,
		struct xpt_error **ret_error);

#endif
