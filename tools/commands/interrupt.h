/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ctrl-C while the host is changed: the first one ends the change as soon as nothing is half done, the second
 * one ends the program at once. The signals are blocked and taken by a thread, so that no call is interrupted.
 */
#ifndef TOOLS_COMMANDS_INTERRUPT_H
#define TOOLS_COMMANDS_INTERRUPT_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

struct interrupts {
	sigset_t taken, before;
	pthread_t thread;
	bool is_watching; /* without the thread, the signals end the program as ever */
};

/* interrupts_begin - one at a time in the program */
void interrupts_begin(struct interrupts *interrupts);
void interrupts_end(const struct interrupts *interrupts);

/* Has one come since interrupts_begin()? */
bool interrupts_came(void);

#endif
