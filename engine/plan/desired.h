/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside plan/: the parts of a plan that makes a host as desired, in the order in which they run. */
#ifndef PLAN_DESIRED_H
#define PLAN_DESIRED_H

#include "../compare/compare.h"
#include "build.h"

struct desired_run {
	struct builder *builder;
	const struct xpt_comparison *comparison;
	struct bitmap *after; /* the CPUs of each cpupool of the picture, when all is done */
	struct xpt_error **ret_error;
};

/* desired_move - the item that moves @domain to another cpupool, or NULL. */
const struct item *desired_move(const struct desired_run *run, const struct xpt_domain *domain);
/* desired_pin - what files say of a vCPU and nobody wants left alone, or NULL. */
const struct item *desired_pin(const struct desired_run *run, const struct xpt_vcpu *vcpu);
/* desired_cpus - those of the cpupool where @domain will be; NULL: not known. */
const struct bitmap *desired_cpus(const struct desired_run *run, const struct xpt_domain *domain);
/* desired_breaks - will Xen let the vCPU run everywhere, as its CPUs leave the cpupool? */
bool desired_breaks(const struct desired_run *run, const struct xpt_domain *domain,
		const struct xpt_vcpu *vcpu);

/* desired_settle_pools - fill in @after, or refuse. */
int desired_settle_pools(struct desired_run *run);
void desired_change_pools(struct desired_run *run);

#endif
