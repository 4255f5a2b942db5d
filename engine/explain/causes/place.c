/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the way of a placement. */
#include "causes.h"

const struct cause xpt__cause_placement_across_pools = {
	.id = "placement-across-pools",
	.verdict = XPT_RISK,
	.title = "the nodes that suit best belong to different cpupools",
	.because = "no cpupool has CPUs on all of nodes {nodes}: give one of them these CPUs first",
	.why = "A domain runs in one cpupool. With a pool for each node, a domain that is larger than a node fits "
	       "into none of them.",
	.remedies = {
		{ "see which CPUs each pool has", "xl cpupool-list -c" },
	},
};

const struct cause xpt__cause_placement_no_room = {
	.id = "placement-no-room",
	.verdict = XPT_BLOCKED,
	.title = "no NUMA nodes have room for the domain",
	.because = "the nodes that it may use do not have {what}",
	.why = "The memory asked for, and what Xen needs for page tables besides, is more than the nodes have free "
	       "together. Xen would refuse the domain, or take its memory from nodes that were not allowed.",
	.remedies = {
		{ "allow more nodes, or more cpupools", NULL },
		{ "shut a domain down, or shrink one", "xl mem-set DOMAIN MEMORY" },
	},
};

const struct cause xpt__cause_placement_unknown = {
	.id = "placement-unknown",
	.verdict = XPT_RISK,
	.title = "a fact that matters to the placement is not known",
	.because = "Xen does not report {what}: {taken_as}",
	.why = "Xen knows the node of a device only if the firmware names it (_PXM) and dom0's kernel passes it on. "
	       "Where the memory of a domain lies is told by debug key u alone, which stops a large host for "
	       "seconds; its node affinity tells only where memory was preferred.",
	.remedies = {
		{ "name the nodes by hand", "xpt place --nodes NODES ..." },
	},
};
