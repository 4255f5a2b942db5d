/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads of the library's own, for calls that may never come back. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

/* xpt__thread_start - a thread that takes no signal: those are for the program's own. Return: 0 or an errno. */
int xpt__thread_start(pthread_t *ret_thread, void *(*run)(void *data), void *data);

#endif
