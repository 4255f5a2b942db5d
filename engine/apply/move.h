/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving a domain's memory by way of a copy; parts of acts.c. */
#ifndef ACT_MOVE_H
#define ACT_MOVE_H

#include "verbs.h"

int relocate_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int relocate(const struct doing *doing, struct xpt_error **ret_error);
/* Whatever a relocation reached, afterwards one of the two instances is there, and runs. */
int settle(const struct doing *doing, struct xpt_error **ret_error);

#endif
