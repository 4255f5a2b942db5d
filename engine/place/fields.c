/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../model/field.h"
#include "place.h"

#define CANDIDATE(member, form, key, label, help) FIELD(candidate, member, form, key, label, help)
#define COST(key, heading, help) CANDIDATE(costs[CONCERN_##key], FORM_INT, #key, heading, help),

static const struct field candidate_fields[] = { CANDIDATE(nodes_text, FORM_TEXT, "nodes", "NODES",
								 "NUMA nodes"),
	CANDIDATE(pool_text, FORM_TEXT, "pool", "CPUPOOL", "cpupool that has CPUs on all of them"),
	CANDIDATE(cpus_text, FORM_TEXT, "cpus", "CPUS", "its CPUs there"),
	CANDIDATE(free_kib, FORM_LONG, "free_kib", "FREE",
			"free memory without what Xen keeps back for DMA, in KiB"),
	CANDIDATE(fits, FORM_BOOL, "fits", "FITS", "there is room for the memory"),
	CANDIDATE(missing_kib, FORM_LONG, "missing_kib", "MISSING",
			"memory that is missing, in KiB"),
	CANDIDATE(cost, FORM_INT, "cost", "COST", "sum of the costs: less is better"),
	CONCERNS(COST) };

static const struct xpt_kind kind_candidate = { "candidate", candidate_fields,
	COUNT(candidate_fields) };

const struct xpt_kind *xpt_kind_candidate(void)
{
	return &kind_candidate;
}
