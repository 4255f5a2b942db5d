/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef APPLY_LOCK_H
#define APPLY_LOCK_H

#include "../base/arena.h"
#include "apply.h"

/*
 * xpt__lock_take - one xpt at a time on a host
 * Waits up to the options' lock_timeout_s and tells for whom; the lock lasts until the end of @ret_fd, an auto_lock.
 */
int xpt__lock_take(struct apply_context *apply_context, int *ret_fd, struct xpt_error **ret_error);
/*
 * auto_lock: ends the lock also where a program that was run has it open; one that outlives its xpt holds it until it
 * ends, as nobody may write over what it writes.
 */
#define auto_lock __attribute__((cleanup(xpt__lock_end)))
void xpt__lock_end(int *fd);
/* xpt__lock_sign - who waits for the lock @fd is told of @pid; 0: none is held */
void xpt__lock_sign(int fd, long pid);
/* "xpt attach g1 0000:00:05.0 (pid 123)"; NULL: no memory. */
const char *xpt__process_text(struct apply_context *apply_context, long pid, struct arena *arena);

/*
 * xpt__lock_check_dpkg - does another process hold the lock at @path, as dpkg and apt hold theirs? It is not waited for.
 * Return: 0 (nobody, or there is no such file), XPT_BUSY (somebody does, or that is not known)
 */
int xpt__lock_check_dpkg(const char *path, struct xpt_error **ret_error);

#endif
