/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "children.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../base/thread.h"

#define NOT_KNOWN 0xff00 /* as a process ends that exits with 255 */

struct children {
	pthread_mutex_t lock; /* of `libxl`; taken before libxl's own, so never where libxl calls us */
	libxl_ctx *libxl;     /* NULL: it is gone */
	atomic_uint users;    /* its owner, and each thread */
};

struct child {
	struct children *children;
	pid_t pid;
};

static pthread_mutex_t forks = PTHREAD_MUTEX_INITIALIZER;

void xpt__live_forks_hold(void)
{
	pthread_mutex_lock(&forks);
}

void xpt__live_forks_let_go(void)
{
	pthread_mutex_unlock(&forks);
}

static void drop(struct children *children)
{
	if (atomic_fetch_sub(&children->users, 1) > 1)
		return;
	pthread_mutex_destroy(&children->lock);
	free(children);
}

/* A program that reaps children which are not its own takes the status from us: that is not a success. */
static int wait_for(pid_t pid)
{
	int status = NOT_KNOWN;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return NOT_KNOWN;
	return status;
}

static void *reap(void *data)
{
	struct child child = *(struct child *)data;
	int status;

	free(data);
	status = wait_for(child.pid);
	pthread_mutex_lock(&child.children->lock);
	if (child.children->libxl)
		(void)libxl_childproc_reaped(child.children->libxl, child.pid, status);
	pthread_mutex_unlock(&child.children->lock);
	drop(child.children);
	return NULL;
}

static int start_reaping(struct child *child)
{
	pthread_t thread;
	int r = xpt__thread_start(&thread, reap, child);

	if (!r)
		pthread_detach(thread);
	return r;
}

/*
 * libxl's processes must not inherit the signals that are held while a plan is done: it ends a device
 * model by SIGHUP, which one that was started so would never hear. A terminal's Ctrl-C is still not
 * for them: it must not end the half of an act.
 */
static void become_child(void)
{
	sigset_t none;

	(void)setpgid(0, 0);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static pid_t fork_child(void *user)
{
	struct children *children = user;
	struct child *child = malloc(sizeof(*child));
	int r;

	if (!child)
		return -1;
	xpt__live_forks_hold();
	*child = (struct child){ children, fork() };
	xpt__live_forks_let_go();
	if (!child->pid) {
		become_child();
		return 0;
	}
	if (child->pid < 0) {
		free(child);
		return -1;
	}
	atomic_fetch_add(&children->users, 1);
	r = start_reaping(child);
	if (r) {
		pid_t pid = child->pid;

		free(child);
		drop(children);
		kill(pid, SIGKILL);
		(void)wait_for(pid);
		errno = r;
		return -1;
	}
	return child->pid;
}

static const libxl_childproc_hooks told_by_us = {
	.chldowner = libxl_sigchld_owner_mainloop,
	.fork_replacement = fork_child,
};

struct children *xpt__children_new(libxl_ctx *libxl)
{
	struct children *children = calloc(1, sizeof(*children));

	if (!children)
		return NULL;
	pthread_mutex_init(&children->lock, NULL);
	children->libxl = libxl;
	atomic_store(&children->users, 1);
	libxl_childproc_setmode(libxl, &told_by_us, children);
	return children;
}

void xpt__children_forget(struct children *children)
{
	if (!children)
		return;
	pthread_mutex_lock(&children->lock);
	children->libxl = NULL;
	pthread_mutex_unlock(&children->lock);
	drop(children);
}
