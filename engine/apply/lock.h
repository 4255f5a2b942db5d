/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACT_LOCK_H
#define ACT_LOCK_H

#include "apply.h"

/*
 * lock_take - one xpt at a time on a host
 * Waits up to the options' lock_timeout_s and tells for whom; the lock lasts until @ret_fd is closed.
 */
int lock_take(struct actor *actor, int *ret_fd, struct xpt_error **ret_error);

#endif
