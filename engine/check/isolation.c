/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that the IOMMU, or the device itself, does not keep apart. */
#include "check.h"
#include "group.h"

#define EVIDENCE 4
#define DEPTH 256 /* bridges above each other */

struct finding_siblings {
	struct bdfs siblings;
	bool elsewhere; /* one of them is with a guest, not with dom0 */
};

static int add_sibling(const struct subject *subject, const struct xpt_device *sibling,
		struct finding_siblings *found)
{
	if (xpt__subject_requests(subject, sibling->bdf) || xpt__subject_owns(subject, sibling) ||
			sibling->owner.kind == OWNER_QUARANTINE || sibling->owner.kind == OWNER_XEN)
		return 0;
	found->elsewhere = found->elsewhere || xpt__check_is_guests(sibling);
	return xpt__bdfs_add(subject->arena, &found->siblings, sibling->bdf) ? 0 : XPT_NO_MEMORY;
}

static int find_siblings(const struct subject *subject, const struct xpt_group *group,
		struct finding_siblings *found)
{
	for (size_t i = 1; i < group->members.count; i++)
		if (add_sibling(subject, group->members.items[i].device, found))
			return XPT_NO_MEMORY;
	return 0;
}

/* Why, of the first few. */
static int add_evidence(struct xpt_finding *finding, const struct xpt_group *group,
		const struct bdfs *siblings)
{
	size_t told = 0;
	int rc = finding ? 0 : XPT_NO_MEMORY;

	for (size_t i = 1; i < group->members.count && !rc && told < EVIDENCE; i++) {
		const struct member *member = &group->members.items[i];

		if (!xpt__bdfs_have(siblings, member->device->bdf))
			continue;
		rc = xpt__finding_evidence(finding, "config space", 0, "%s %s",
				member->device->address, member->why);
		told++;
	}
	return rc;
}

static bool is_unreadable(const struct xpt_device *device)
{
	return device->kind.state == XPT_FACT_UNREAD || device->kind.state == XPT_FACT_UNREADABLE;
}

static bool note_unreadable(const struct subject *subject, const struct xpt_device *device,
		struct bdfs *unreadable, const char **reason)
{
	if (!device || !is_unreadable(device) || xpt__bdfs_have(unreadable, device->bdf))
		return true;
	if (!*reason)
		*reason = device->kind.reason;
	return xpt__bdfs_add(subject->arena, unreadable, device->bdf);
}

/* What cannot be read, of the bridges above and of the functions beside them and the device. */
static int find_unreadable(
		const struct subject *subject, struct bdfs *unreadable, const char **reason)
{
	const struct xpt_device *at = subject->device;

	for (int depth = 0; at && depth < DEPTH; depth++, at = at->parent) {
		if (!note_unreadable(subject, at, unreadable, reason))
			return XPT_NO_MEMORY;
		for (size_t i = 0; i < at->functions.count; i++)
			if (!note_unreadable(subject,
					    xpt__model_device(
							    subject->host, at->functions.items[i]),
					    unreadable, reason))
				return XPT_NO_MEMORY;
	}
	return 0;
}

static int check_unreadable(const struct subject *subject, struct xpt_report *report)
{
	struct bdfs unreadable = { 0 };
	const char *reason = NULL, *text, *why;

	if (find_unreadable(subject, &unreadable, &reason))
		return XPT_NO_MEMORY;
	if (!unreadable.count)
		return 0;
	text = xpt__bdfs_text(subject->arena, &unreadable);
	why = text ? xpt__arena_text(subject->arena, "%s: %s", text,
				     reason ? reason : "config space was not read") :
		     NULL;
	return why ? xpt__check_unknown(subject, report, "which devices it is not isolated from",
				     why) :
		     XPT_NO_MEMORY;
}

static int check_isolation_run(const struct subject *subject, struct xpt_report *report)
{
	auto_of(group) struct xpt_group *group = NULL;
	struct finding_siblings found = { 0 };
	const char *text;

	if (is_unreadable(subject->device))
		return xpt__check_unknown(subject, report, "which devices it is not isolated from",
				subject->device->kind.reason);
	if (check_unreadable(subject, report))
		return XPT_NO_MEMORY;
	group = xpt__group_new(subject->host, &subject->device, 1, GROUP_ISOLATION);
	if (!group || find_siblings(subject, group, &found))
		return XPT_NO_MEMORY;
	if (!found.siblings.count)
		return 0;
	text = xpt__bdfs_text(subject->arena, &found.siblings);
	return text ? add_evidence(xpt__report_add(report, &xpt__cause_not_isolated,
						   BLANKS({ "device", subject->device->address },
								   { "siblings", text },
								   { "go elsewhere",
										   found.elsewhere ?
												   "do not all go with it" :
												   found.siblings.count >
														   1 ?
												   "stay with dom0" :
												   "stays with dom0" },
								   { "domain",
										   xpt__subject_domain_name(
												   subject) })),
				      group, &found.siblings) :
		      XPT_NO_MEMORY;
}

const struct check xpt__check_isolation = {
	"isolation",
	"is the device isolated from those that do not go with it?",
	ON(XPT_ATTACH),
	false,
	check_isolation_run,
};
