/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen assigns nothing (EXDEV) to a guest whose memory may move or be missing. */
#include "check.h"

static int check_memory_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_domain *domain = subject->domain;
	const struct {
		const char *key;
		const struct fact_int *fact;
	} kinds[] = { { "pod_kib", &domain->pod_kib }, { "shared_kib", &domain->shared_kib },
		{ "paged_kib", &domain->paged_kib } };

	if (!xpt__subject_type_is(subject, "hvm"))
		return NOT_ASKED;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct xpt_finding *finding;

		if (!fact_true(*kinds[i].fact))
			continue;
		finding = xpt__report_add(report, &xpt__cause_populate_on_demand,
				PLACEHOLDERS({ "domain", xpt__subject_domain_name(subject) }));
		return finding ? xpt__finding_evidence(finding, "xen/domains", 0, "%u %s=%lld",
						 domain->id, kinds[i].key, kinds[i].fact->value) :
				 XPT_NO_MEMORY;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].fact->state != XPT_FACT_KNOWN)
			return xpt__check_unknown(subject, report,
					"whether all of the domain's memory is there",
					kinds[i].fact->reason);
	return 0;
}

const struct check xpt__check_memory = {
	"memory",
	"is all of the guest's memory there, and its own?",
	ON(XPT_ATTACH),
	true,
	check_memory_run,
	true,
};
