/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen takes a domain's memory from the nodes of its node affinity; DMA to another one is slower. */
#include "../base/bitmap.h"
#include "check.h"

/* What the domain has, and what it is to get at the same time. */
static bool is_between(const struct subject *subject, long long node)
{
	const struct bdfs *has = &subject->domain->devices;

	return xpt__check_go_elsewhere(subject->host, has->items, has->count, node) ||
			xpt__check_go_elsewhere(subject->host, subject->request->devices,
					subject->request->device_count, node);
}

static int check_locality_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_int *node = &subject->device->node, *nodes = &subject->host->nodes;
	const struct fact_bitmap *affinity = &subject->domain->node_affinity;
	struct xpt_finding *finding;
	const char *where;
	bool between;

	if (!(subject->host->detail & XPT_DETAIL_PLACEMENT) || !subject->domain->id)
		return NOT_ASKED;
	if (nodes->state == XPT_FACT_KNOWN && nodes->value < 2)
		return 0;
	if (node->state == XPT_FACT_ABSENT)
		return NOT_ASKED;
	if (node->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(subject, report, "which NUMA node the device is near",
				node->reason);
	if (affinity->state != XPT_FACT_KNOWN)
		return xpt__check_unknown(subject, report, "which NUMA nodes the domain is on",
				affinity->reason);
	if (node->value < BITMAP_BITS &&
			xpt__bitmap_has(affinity->value, (unsigned int)node->value))
		return 0;
	where = xpt__arena_text(subject->arena, "%lld", node->value);
	between = is_between(subject, node->value);
	finding = xpt__report_add(report, &xpt__cause_remote_device,
			PLACEHOLDERS({ "device", subject->device->address },
					{ "domain", xpt__subject_domain_name(subject) },
					{ "node", where }, { "near", between ? NULL : where },
					{ "between",
							between ? xpt__subject_domain_name(
										  subject) :
								  NULL },
					{ "where",
							xpt__arena_text(subject->arena,
									"domain %s takes its memory from node %s",
									xpt__subject_domain_name(
											subject),
									affinity->text) }));
	return finding ? 0 : XPT_NO_MEMORY;
}

const struct check xpt__check_locality = {
	"locality",
	"is the device near the domain's memory?",
	ON(XPT_ATTACH),
	false,
	check_locality_run,
	true,
};
