/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans tried on the world in memory, with a lock and a journal in a folder of the test's own. */
#ifndef TESTS_SCRIPT_TRY_H
#define TESTS_SCRIPT_TRY_H

#include "world.h"

extern const struct xpt_bdf try_nic, try_disk;
extern char try_folder[64];

void try_begin(void);
void try_finish(struct world *world);
const char *try_path(const char *name); /* in the folder; static buffer */
bool try_journal(void);			/* is one there? */
struct xpt_plan *try_plan(struct world *world, enum xpt_action action,
		const struct xpt_bdf *devices, size_t count, unsigned int flags);
/* Plan and apply; the code. @ret_message: static buffer, "" for success. */
int try_apply(struct world *world, enum xpt_action action, const struct xpt_bdf *devices,
		size_t count, unsigned int flags, const char **ret_message);
/* Apply in a child process: did it die, as the world says at which act? */
bool try_dies(struct world *world, const struct xpt_plan *plan);
/*
 * Die at each act of the plan that @make makes of @data, before it and after it; then undo: all is as it was. @world is left so.
 * Return: how often it died.
 */
size_t try_die_everywhere(struct world *world,
		struct xpt_plan *(*make)(struct world *world, const void *data), const void *data);
void try_log_clear(struct world *world);
void try_make_ready(struct world *world);    /* both devices reserved */
void try_make_attached(struct world *world); /* both devices attached */

#endif
