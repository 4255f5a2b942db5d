/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside live/: the processes that libxl starts. libxl's own ways to learn of their end handle SIGCHLD for the whole
 * program, which belongs to the program; so each child has a thread that waits for it alone and tells libxl.
 */
#ifndef APPLY_LIVE_CHILDREN_H
#define APPLY_LIVE_CHILDREN_H

#include "libxl_library.h"

struct children;

/* xpt__children_new - for @libxl, which must have no child yet. Return: NULL when memory is out. */
struct children *xpt__children_new(libxl_ctx *libxl);

/* xpt__children_forget - before @libxl is freed: whatever still lives is waited for all the same. NULL is fine. */
void xpt__children_forget(struct children *children);

/*
 * libxl forks processes that go on without exec(), such as the one that destroys a domain. One that is forked
 * while another thread is inside libxenctrl waits for ever for the locks that were held at that moment
 * (libxencall's cache of buffers has one for the whole process; seen with 4.17). No such process is forked in
 * between these two.
 */
void xpt__live_forks_hold(void);
void xpt__live_forks_let_go(void);

#endif
