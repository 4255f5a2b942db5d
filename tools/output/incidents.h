/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Incidents, once or as they come. */
#ifndef TOOLS_OUTPUT_INCIDENTS_H
#define TOOLS_OUTPUT_INCIDENTS_H

#include "../command.h"

/* print_incidents - on stdout, text or JSON; @history: those that are over in full, too. Return: enum status of the worst. */
int print_incidents(
		const struct invocation *invocation, const struct xpt_report *report, bool history);
/* incidents_follow - until a signal ends it. Return: enum status. */
int incidents_follow(const struct invocation *invocation, struct xpt_explainer *explainer);
/* since_read - "2024-01-31 10:09", or "15min" before now; in this machine's clock. */
bool since_read(const char *text, int64_t *ret_seconds);

#endif
