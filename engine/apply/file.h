/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef APPLY_FILE_H
#define APPLY_FILE_H

#include "verbs.h"

/* The sum of a file's text (base/sum.h); NULL: there is no such file. */
int xpt__ask_sum(struct source *source, const char *path, char **ret_sum,
		struct xpt_error **ret_error);

/* Deeds of VERB_FILE and VERB_RUN. */
int xpt__file_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__file_write(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__program_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__program_run(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
