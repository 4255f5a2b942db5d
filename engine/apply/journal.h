/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an operation is about to do, on disk before it is done: a file as formats/unfinished.h describes it. */
#ifndef APPLY_JOURNAL_H
#define APPLY_JOURNAL_H

#include "../plan/step.h"

struct journal {
	int fd; /* -1: not open */
	char *path;
	char *boot;
	struct xpt_plan *plan; /* as read; NULL when written by this process */
	size_t begun;	       /* steps [0, begun) may have been done */
	bool *undone;
	unsigned int pid; /* of who wrote it; 0: this process */
	bool has_hold;	  /* its process meant to undo it itself */
};

/* xpt__journal_create - a new journal of @plan. XPT_STUCK: where it would not be obeyed. */
int xpt__journal_create(const char *path, const char *boot, const struct xpt_plan *plan,
		struct journal *ret_journal, struct xpt_error **ret_error);
/*
 * xpt__journal_read - what another process left, open for more lines
 * Return: 0, XPT_NOT_FOUND (there is none), XPT_STUCK (it cannot be understood, or others than root
 * can write it or its folder), XPT_DENIED.
 */
int xpt__journal_read(const char *path, struct journal *ret_journal, struct xpt_error **ret_error);
/* xpt__journal_none - there is no file whose name begins as that of @path, and no doubt of it */
bool xpt__journal_none(const char *path);

int xpt__journal_begin(struct journal *journal, size_t index, struct xpt_error **ret_error);
int xpt__journal_undone(struct journal *journal, size_t index, struct xpt_error **ret_error);
/* xpt__journal_hold - all steps are done; this process keeps it open, and undoes them in the end. */
int xpt__journal_hold(struct journal *journal, struct xpt_error **ret_error);
/* xpt__journal_is_held - does the process that holds it live? The kernel drops its lock when it dies. */
bool xpt__journal_is_held(const struct journal *journal);
/* xpt__journal_is_at - is @path this file? It may have been set aside meanwhile. */
bool xpt__journal_is_at(const struct journal *journal, const char *path);
/* xpt__journal_set_aside - keep it as @path, durably: another operation takes its place. */
int xpt__journal_set_aside(
		const struct journal *journal, const char *path, struct xpt_error **ret_error);
/* xpt__journal_remove - the operation is over. */
int xpt__journal_remove(struct journal *journal, struct xpt_error **ret_error);
void xpt__journal_clear(struct journal *journal);

#define auto_journal __attribute__((cleanup(xpt__journal_clear)))
#define JOURNAL_NONE     \
	{                \
		.fd = -1 \
	}

#endif
