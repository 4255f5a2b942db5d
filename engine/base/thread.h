/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads of the library's own, for calls that may never come back, and waiting for them no longer than is wanted. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

/* xpt__thread_start - a thread that takes no signal: those are for the program's own. Return: 0 or an errno. */
int xpt__thread_start(pthread_t *ret_thread, void *(*run)(void *data), void *data);

/* xpt__deadline - so many seconds from now */
struct timespec xpt__deadline(unsigned int seconds);
/* xpt__semaphore_wait - false: it is @deadline, and nobody posted it. */
bool xpt__semaphore_wait(sem_t *semaphore, const struct timespec *deadline);

#endif
