/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Choosing which devices to list. */
#ifndef TOOLS_COMMANDS_FILTERS_H
#define TOOLS_COMMANDS_FILTERS_H

#include "../output/output.h"

/* Each is a list with commas, or NULL for any. */
struct filters {
	const char *class, *driver, *id, *node, *state, *domain;
};

/* filters_check - are the words ones that can match? Return: enum status, told. */
int filters_check(const struct invocation *invocation, const struct filters *filters,
		const struct xpt_host *host);
bool filters_match(const struct filters *filters, const struct xpt_host *host,
		struct xpt_object device);

/* What completion offers. */
extern const char *const state_words[]; /* ends with NULL */

#endif
