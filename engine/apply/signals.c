/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change is not torn apart by a signal. */
#include <string.h>

#include "steps.h"
#include "../base/error.h"
#include "../base/bdf.h"
#include "verbs.h"

static const int ends[] = { SIGINT, SIGTERM, SIGHUP };

void xpt__signals_hold(sigset_t *ret_before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		sigaddset(&held, ends[i]);
	sigaddset(&held, SIGPIPE);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &held, ret_before);
}

void xpt__signals_let_go(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

bool xpt__signals_want_end(void)
{
	sigset_t pending;

	if (sigpending(&pending))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (sigismember(&pending, ends[i]) == 1)
			return true;
	return false;
}
