/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "thread.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

int xpt__thread_start(pthread_t *ret_thread, void *(*run)(void *data), void *data)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(ret_thread, NULL, run, data);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

struct timespec xpt__deadline(unsigned int seconds)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += seconds;
	return deadline;
}

bool xpt__semaphore_wait(sem_t *semaphore, const struct timespec *deadline)
{
	int r;

	do
		r = sem_clockwait(semaphore, CLOCK_MONOTONIC, deadline);
	while (r && errno == EINTR);
	return !r;
}
