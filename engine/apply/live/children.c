/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "children.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../base/thread.h"

#define NOT_KNOWN 0xff00 /* as a process ends that exits with 255 */
#define THREAD_TRIES 100

struct children {
	pthread_mutex_t lock; /* of `libxl`; taken before libxl's own, so never where libxl calls us */
	libxl_ctx *libxl;     /* NULL: it is gone */
	atomic_uint users;    /* its owner, and each thread */
	pid_t owner;	      /* the process whose children they are */
};

struct child {
	struct children *children;
	sem_t forked;
	pid_t pid; /* once it is: what fork() returned */
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

static void child_free(struct child *child)
{
	drop(child->children);
	sem_destroy(&child->forked);
	free(child);
}

static void *reap(void *data)
{
	struct child *child = data;
	struct children *children = child->children;
	int status;

	while (sem_wait(&child->forked))
		;
	if (child->pid > 0) {
		status = wait_for(child->pid);
		pthread_mutex_lock(&children->lock);
		if (children->libxl)
			(void)xpt__libxl.childproc_reaped(children->libxl, child->pid, status);
		pthread_mutex_unlock(&children->lock);
	}
	child_free(child);
	return NULL;
}

static struct child *child_new(struct children *children)
{
	struct child *child = calloc(1, sizeof(*child));

	if (!child)
		return NULL;
	child->children = children;
	sem_init(&child->forked, 0, 0);
	atomic_fetch_add(&children->users, 1);
	return child;
}

/*
 * The thread is there before the process: one that must be killed again for want of a thread may have
 * started another by then, and libxl takes the spawning of a device model that was told to have failed
 * for one that goes on, and aborts the program later (4.17: libxl_exec.c looks for -1, and gets an error code).
 * So what is scarce for a moment is waited for, too.
 */
static int start_reaping(struct child *child)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	pthread_t thread;
	int r = EAGAIN;

	for (int tries = 0; r == EAGAIN && tries < THREAD_TRIES; tries++) {
		if (tries)
			nanosleep(&pause, NULL);
		r = xpt__thread_start(&thread, reap, child);
	}
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

/* libxl's process between us and a device model waits for that by itself. */
static pid_t fork_grandchild(void)
{
	pid_t pid = fork();

	if (!pid)
		become_child();
	return pid;
}

static pid_t fork_child(void *user)
{
	struct children *children = user;
	struct child *child;
	pid_t pid;
	int r;

	if (getpid() != children->owner)
		return fork_grandchild();
	child = child_new(children);
	if (!child)
		return -1;
	r = start_reaping(child);
	if (r) {
		child_free(child);
		errno = r;
		return -1;
	}
	xpt__live_forks_hold();
	pid = fork();
	xpt__live_forks_let_go();
	if (!pid) {
		become_child();
		return 0;
	}
	r = errno;
	child->pid = pid;
	sem_post(&child->forked);
	errno = r;
	return pid;
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
	children->owner = getpid();
	atomic_store(&children->users, 1);
	xpt__libxl.childproc_setmode(libxl, &told_by_us, children);
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
