/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change under way: what is shown of it, and what an interrupt does to it. */
#include <string.h>

#include "change.h"
#include "say.h"

static void on_signal(int number)
{
	static const char text[] = "\nxpt: finishing what was begun; once more ends it at once "
			"(then run: xpt undo)\n";
	ssize_t r = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)r;
	(void)number;
}

void apply_begin(struct apply_guard *guard)
{
	/* SA_RESETHAND: the second one has its usual effect. */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART | SA_RESETHAND };

	sigaction(SIGINT, &action, &guard->interrupt);
	sigaction(SIGTERM, &action, &guard->terminate);
	sigaction(SIGHUP, &action, &guard->hangup);
}

void apply_end(const struct apply_guard *guard)
{
	sigaction(SIGINT, &guard->interrupt, NULL);
	sigaction(SIGTERM, &guard->terminate, NULL);
	sigaction(SIGHUP, &guard->hangup, NULL);
	transient_clear();
}

void show_progress(void *data, enum xpt_progress what, size_t index, const struct xpt_step *step)
{
	bool *done = data;

	if (done && (what == XPT_STEP_DONE || what == XPT_STEP_UNDONE))
		done[index] = what == XPT_STEP_DONE;
	switch (what) {
	case XPT_STEP_BEGIN:
		transient_say("%s: %s ...", step->device, step->what);
		break;
	case XPT_STEP_UNDONE:
		transient_say("%s: undone: %s", step->device, step->what);
		break;
	case XPT_STEP_WAITING:
		say("waiting for another xpt: %s", step->why ? step->why : "it holds the lock");
		break;
	default:
		break;
	}
}
