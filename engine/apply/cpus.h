/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Acts on vCPUs and cpupools; parts of acts.c. */
#ifndef ACT_CPUS_H
#define ACT_CPUS_H

#include "verbs.h"

int pin_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pin(const struct doing *doing, struct xpt_error **ret_error);
int nodes_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int nodes(const struct doing *doing, struct xpt_error **ret_error);

int pool_made_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pool_create(const struct doing *doing, struct xpt_error **ret_error);
int pool_gone_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pool_destroy(const struct doing *doing, struct xpt_error **ret_error);
int pool_name_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pool_rename(const struct doing *doing, struct xpt_error **ret_error);
/* VERB_POOL_ADD and VERB_POOL_REMOVE */
int pool_cpus_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pool_cpus(const struct doing *doing, struct xpt_error **ret_error);
int pool_member_done(const struct doing *doing, bool *ret_done, struct xpt_error **ret_error);
int pool_move(const struct doing *doing, struct xpt_error **ret_error);

#endif
