/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: what the plans about cpupools share. */
#ifndef PLAN_POOLS_H
#define PLAN_POOLS_H

#include "../model/numa.h"
#include "build.h"

/* A cpupool, there already or to be made by the plan. */
struct pool_ref {
	unsigned int id;
	const char *name;
};

/* Look-up and checks (pool_checks.c); they change nothing. */

int xpt__pool_find(const struct xpt_host *host, const char *name, const struct xpt_pool **ret_pool,
		struct xpt_error **ret_error);
/* xpt__pool_ref_of - its name lives as long as the builder's arena. */
struct pool_ref xpt__pool_ref_of(struct builder *builder, const struct xpt_pool *pool);
/* xpt__pool_check_name - may a cpupool be called so? @self, if it is there, is the one to be called so. */
int xpt__pool_check_name(const struct xpt_host *host, const char *name, const struct xpt_pool *self,
		struct xpt_error **ret_error);
/* xpt__pool_check_leaving - may these CPUs leave? Names the domains that would be left without. */
int xpt__pool_check_leaving(struct builder *builder, const struct xpt_pool *pool,
		const struct bitmap *leaving, struct xpt_error **ret_error);
/* xpt__pool_check_units - sched-gran= ties CPUs together. */
int xpt__pool_check_units(const struct xpt_host *host, const struct bitmap *cpus,
		struct xpt_error **ret_error);
/* xpt__pool_check_empty - is no domain in it? */
int xpt__pool_check_empty(
		struct builder *builder, const struct xpt_pool *pool, struct xpt_error **ret_error);
/* Is the domain in the cpupool, and does Xen not take it down just now? */
bool xpt__pool_holds(const struct xpt_pool *pool, const struct xpt_domain *domain);
int xpt__pool_need_first(const struct xpt_host *host, const struct xpt_pool **ret_pool,
		struct xpt_error **ret_error);

/* Steps (pools.c) */

/* The lowest free number from @from on. */
unsigned int xpt__pool_free_number(const struct xpt_host *host, unsigned int from);
void xpt__pool_expect(struct builder *builder, const struct xpt_pool *pool);
void xpt__pool_create_step(struct builder *builder, struct pool_ref pool, const char *scheduler,
		const char *why);
void xpt__pool_rename_step(struct builder *builder, const struct xpt_pool *pool, const char *name,
		const char *why);
/* Nothing where @cpus is empty. */
void xpt__pool_add_step(struct builder *builder, struct pool_ref pool, const struct bitmap *cpus,
		const char *why);
void xpt__pool_remove_step(struct builder *builder, struct pool_ref pool, const struct bitmap *cpus,
		const char *why);
void xpt__pool_destroy_step(struct builder *builder, const struct xpt_pool *pool, const char *why);

/*
 * Domains (pool_domains.c): Xen resets the affinities of a domain that changes its cpupool, so they are
 * noted before, and set again once the CPUs are where they shall be.
 */
/* xpt__pool_member_step - the move itself, into a cpupool that is there or will be by then. */
void xpt__pool_member_step(struct builder *builder, const struct xpt_domain *domain,
		struct pool_ref to, const char *why);
int xpt__pool_move_steps(struct builder *builder, const struct xpt_domain *domain,
		const struct xpt_pool *target, const struct bitmap *cpus,
		struct xpt_error **ret_error);
void xpt__pool_restore_steps(struct builder *builder, const struct xpt_domain *domain,
		const struct bitmap *cpus);

/* Whole requests. */

int xpt__pool_plan_move(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error);
int xpt__pool_plan_split(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error);
int xpt__pool_plan_merge(struct builder *builder, const struct xpt_pool_request *request,
		const char **ret_title, struct xpt_error **ret_error);

#endif
