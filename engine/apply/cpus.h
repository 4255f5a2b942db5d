/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations on vCPUs and cpupools; parts of verbs.c. */
#ifndef APPLY_CPUS_H
#define APPLY_CPUS_H

#include "verbs.h"

int xpt__verb_pin_done(const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pin(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_nodes_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_nodes(const struct attempt *attempt, struct xpt_error **ret_error);

int xpt__verb_pool_present_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pool_create(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_pool_absent_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pool_destroy(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_pool_name_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pool_rename(const struct attempt *attempt, struct xpt_error **ret_error);
/* VERB_POOL_ADD and VERB_POOL_REMOVE */
int xpt__verb_pool_cpus_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pool_cpus(const struct attempt *attempt, struct xpt_error **ret_error);
int xpt__verb_pool_member_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error);
int xpt__verb_pool_move(const struct attempt *attempt, struct xpt_error **ret_error);

#endif
