/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that the IOMMU, or the device itself, does not keep apart. */
#include "check.h"
#include "group.h"

#define EVIDENCE 4
#define SIBLINGS_NAMED 8

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
		if (!group->members.items[i].possible &&
				add_sibling(subject, group->members.items[i].device, found))
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

static int report_siblings(const struct subject *subject, const struct xpt_group *group,
		const struct finding_siblings *found, struct xpt_report *report)
{
	struct bdfs named = found->siblings;
	const char *text, *others;

	if (named.count > SIBLINGS_NAMED)
		named.count = SIBLINGS_NAMED;
	text = others = xpt__bdfs_text(subject->arena, &named);
	if (text && named.count < found->siblings.count)
		others = xpt__arena_text(subject->arena, "%s and %zu more", text,
				found->siblings.count - named.count);
	if (!others)
		return XPT_NO_MEMORY;
	return add_evidence(
			xpt__report_add(report, &xpt__cause_not_isolated,
					BLANKS({ "device", subject->device->address },
							{ "others", others },
							{ "siblings",
									others == text ? text :
											 NULL },
							{ "go elsewhere",
									found->elsewhere ?
											"do not all go with it" :
											found->siblings.count >
													1 ?
											"stay with dom0" :
											"stays with dom0" },
							{ "domain",
									xpt__subject_domain_name(
											subject) })),
			group, &found->siblings);
}

/* What could not be read, of the bridges above and of the functions beside them and the device. */
static int report_unknown(const struct subject *subject, const struct xpt_group *group,
		struct xpt_report *report)
{
	struct bdfs unknown = { 0 };
	const char *reason = NULL, *text, *why;

	for (size_t i = 0; i < group->notes.count; i++) {
		const struct note *note = &group->notes.items[i];

		if (!note->unknown)
			continue;
		if (!reason)
			reason = note->why;
		if (!xpt__bdfs_add(subject->arena, &unknown, note->device->bdf))
			return XPT_NO_MEMORY;
	}
	if (!unknown.count)
		return 0;
	text = xpt__bdfs_text(subject->arena, &unknown);
	why = text ? xpt__arena_text(subject->arena, "%s: %s", text,
				     reason ? reason : "config space was not read") :
		     NULL;
	return why ? xpt__check_unknown(subject, report, "which devices it is not isolated from",
				     why) :
		     XPT_NO_MEMORY;
}

/* What isolates only once the kernel set it, and nothing shows that it did. */
static int report_believed(const struct subject *subject, const struct xpt_group *group,
		struct xpt_report *report)
{
	struct bdfs believed = { 0 };
	const char *text, *why = NULL;

	for (size_t i = 0; i < group->notes.count; i++) {
		if (!group->notes.items[i].kernel_sets_it)
			continue;
		why = group->notes.items[i].why;
		if (!xpt__bdfs_add(subject->arena, &believed, group->notes.items[i].device->bdf))
			return XPT_NO_MEMORY;
	}
	if (!why)
		return 0;
	text = xpt__bdfs_text(subject->arena, &believed);
	return text &&
					xpt__report_add(report, &xpt__cause_isolation_believed,
							BLANKS({ "device", subject->device->address },
									{ "ports", text },
									{ "vendor", why })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_isolation_run(const struct subject *subject, struct xpt_report *report)
{
	auto_of(group) struct xpt_group *group =
			xpt__group_new(subject->host, &subject->device, 1, GROUP_ISOLATION);
	struct finding_siblings found = { 0 };
	int rc;

	if (!group || find_siblings(subject, group, &found))
		return XPT_NO_MEMORY;
	rc = report_unknown(subject, group, report);
	if (!rc)
		rc = report_believed(subject, group, report);
	if (!rc && found.siblings.count)
		rc = report_siblings(subject, group, &found, report);
	return rc;
}

const struct check xpt__check_isolation = {
	"isolation",
	"is the device isolated from those that do not go with it?",
	ON(XPT_ATTACH),
	false,
	check_isolation_run,
};
