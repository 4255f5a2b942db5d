/* SPDX-License-Identifier: GPL-2.0-or-later */
/* About CPUs, cpupools and where domains run. */
#include "causes.h"

const struct cause cause_affinity_of_the_moment = {
	.id = "affinity-of-the-moment",
	.verdict = XPT_BLOCKED,
	.title = "the domain itself has pinned the vCPU for the moment",
	.because = "the domain has pinned this vCPU itself for the moment",
	.why = "A domain with hardware access (dom0) may tie a vCPU to one CPU while it needs that, as for "
	       "firmware calls. Until it lets go, Xen changes neither its affinity nor its cpupool (EBUSY).",
	.remedies = {
		{ "try again", NULL },
		{ "end it, if it never lets go", "xpt pin --force DOMAIN VCPU CPUS" },
	},
};

const struct cause cause_affinity_outside_pool = {
	.id = "affinity-outside-pool",
	.verdict = XPT_BLOCKED,
	.title = "the affinity names no CPU of the domain's cpupool",
	.because = "none of these CPUs is in the cpupool of the domain and online",
	.why = "Xen runs a vCPU only on CPUs of its domain's cpupool, and refuses a hard affinity that has none of "
	       "them (EINVAL).",
	.remedies = {
		{ "see the cpupools and their CPUs", "xpt pool list" },
		{ "move the domain to the cpupool that has the CPUs", "xpt pool move DOMAIN POOL" },
	},
};
