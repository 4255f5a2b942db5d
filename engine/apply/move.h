/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving a domain's memory by way of a copy; parts of verbs.c. */
#ifndef APPLY_MOVE_H
#define APPLY_MOVE_H

#include "verbs.h"

int xpt__verb_migrate_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_migrate(const struct attempt *attempt, struct xpt_error **ret_error);
/* Whatever a relocation reached, afterwards one of the two instances is there, and runs. */
int xpt__verb_finish_migration(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
