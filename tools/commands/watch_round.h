/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look at the host: what is due is done, domain by domain, and what somebody changed is told. */
#ifndef TOOLS_COMMANDS_WATCH_ROUND_H
#define TOOLS_COMMANDS_WATCH_ROUND_H

#include "../command.h"
#include "watch_memory.h"

struct watch {
	const struct invocation *invocation;
	const struct xpt_desired *desired;
	struct memory memory;
	bool enforce;
	size_t waiting; /* devices of paused domains, in the last round */
	char *trouble;	/* that was told last, so that it is told once; NULL: all is well */
};

enum round_result {
	ROUND_DONE,
	ROUND_FAILED, /* something could not be done: again later */
	ROUND_BLIND,  /* the host could not be looked at: again soon */
};

/* @devices: look at devices too, which asks Xen by debug key. */
enum round_result watch_round(struct watch *watch, bool devices);

/* watch_trouble - tell it, unless it was told last. NULL: it is over. */
void watch_trouble(struct watch *watch, const char *text);

#endif
