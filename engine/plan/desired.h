/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: the parts of a plan that makes a host as desired, in the order in which they run. */
#ifndef PLAN_DESIRED_H
#define PLAN_DESIRED_H

#include "../compare/compare.h"
#include "build.h"

struct desired_run {
	struct builder *builder;
	const struct xpt_comparison *comparison;
	const struct xpt_judged *judged;
	struct bitmap *after; /* the CPUs of each cpupool of the snapshot, when all is done */
	struct xpt_error **ret_error;
};

/* xpt__desired_move - the item that moves @domain to another cpupool, or NULL. */
const struct item *xpt__desired_move(
		const struct desired_run *run, const struct xpt_domain *domain);
/* xpt__desired_pin - what files say of a vCPU and nobody wants left alone, or NULL. */
const struct item *xpt__desired_pin(const struct desired_run *run, const struct xpt_vcpu *vcpu);
/* xpt__desired_cpus - those of the cpupool where @domain will be; NULL: not known. */
const struct bitmap *xpt__desired_cpus(
		const struct desired_run *run, const struct xpt_domain *domain);
/* xpt__desired_breaks - will Xen let the vCPU run everywhere, as its CPUs leave the cpupool? */
bool xpt__desired_breaks(const struct desired_run *run, const struct xpt_domain *domain,
		const struct xpt_vcpu *vcpu);

/* xpt__desired_settle_pools - fill in @after, or refuse. */
int xpt__desired_settle_pools(struct desired_run *run);
void xpt__desired_change_pools(struct desired_run *run);
/* xpt__desired_change_vfs - how many VFs there are, and what their drivers do for them (desired_vfs.c) */
int xpt__desired_change_vfs(struct desired_run *run);
/* xpt__desired_change_reserved_vfs - what can only be done for VFs once the plan has reserved them */
int xpt__desired_change_reserved_vfs(struct desired_run *run);

#endif
