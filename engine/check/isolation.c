/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that the IOMMU, or the device itself, does not keep apart. */
#include "check.h"
#include "acs.h"
#include "group.h"
#include "isolation.h"

#define EVIDENCE 4
#define NAMED 8
#define LOOKED_AT 64 /* so large a set is looked at again for each of its devices */

/* Those of @ties that are not @device itself, which is among them where @among is true. */
static const char *names(struct arena *arena, const struct ties *ties,
		const struct xpt_device *device, bool among)
{
	struct bdfs named = { 0 };
	size_t count = ties->count - among;
	const char *text;

	for (size_t i = 0; i < ties->count && named.count < NAMED; i++)
		if (ties->items[i].device != device &&
				!xpt__bdfs_add(arena, &named, ties->items[i].device->bdf))
			return NULL;
	text = xpt__bdfs_text(arena, &named);
	return text && named.count < count ?
			xpt__arena_text(arena, "%s and %zu more", text, count - named.count) :
			text;
}

/* Which tie binds @other, as seen from the device that @own begins with; what the set says is seen from another. */
static const char *why_of(const struct xpt_group *own, const struct xpt_device *other)
{
	for (size_t i = 0; i < own->members.count; i++)
		if (own->members.items[i].device == other)
			return own->members.items[i].why;
	return NULL;
}

/* Of the first few; @own: NULL where there are too many to look at them for each device. */
static int add_evidence(struct xpt_finding *finding, const struct ties *ties,
		const struct xpt_device *device, const struct xpt_group *own)
{
	size_t told = 0;
	int rc = finding ? 0 : XPT_NO_MEMORY;

	for (size_t i = 0; i < ties->count && !rc && told < EVIDENCE; i++) {
		const struct xpt_device *other = ties->items[i].device;
		const char *why = own ? why_of(own, other) : NULL;

		if (other == device)
			continue;
		rc = xpt__finding_evidence(finding, "config space", 0, "%s %s", other->address,
				why ? why : "is in one group with it, see xpt group");
		told++;
	}
	return rc;
}

static struct xpt_finding *add_siblings(const struct subject *subject,
		const struct isolation_set *set, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	bool among = xpt__isolation_elsewhere(subject->isolation, device);
	size_t count = set->others.count - among;
	size_t guests = set->guests - (among && xpt__check_is_guests(device));
	const char *others = names(subject->arena, &set->others, device, among);

	return others ? xpt__report_add(report, &xpt__cause_not_isolated,
					PLACEHOLDERS({ "device", device->address },
							{ "others", others },
							{ "siblings",
									count <= NAMED ? others :
											 NULL },
							{ "go elsewhere",
									guests ? "do not all go with it" :
											count > 1 ?
										 "stay with dom0" :
										 "stays with dom0" },
							{ "domain",
									xpt__subject_domain_name(
											subject) })) :
			NULL;
}

static int report_siblings(const struct subject *subject, const struct isolation_set *set,
		struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	auto_of(group) struct xpt_group *own = NULL;

	if (set->others.count == xpt__isolation_elsewhere(subject->isolation, device))
		return 0;
	if (set->members <= LOOKED_AT) {
		own = xpt__group_new(subject->host, &device, 1, GROUP_ISOLATION);
		if (!own)
			return XPT_NO_MEMORY;
	}
	return add_evidence(add_siblings(subject, set, report), &set->others, device, own);
}

/* Is it not even known what the device is? Then whatever is beside it may be tied to it. */
static bool is_unknown(const struct subject *subject, const char **ret_why)
{
	struct acs acs = xpt__acs_of(subject->host, subject->device);

	*ret_why = acs.why;
	return !xpt__kind_is_known(subject->device) && acs.state == ACS_UNKNOWN;
}

/* What could not be read, of the bridges above and of the functions beside them and the device. */
static int report_unknown(const struct subject *subject, const struct isolation_doubts *doubts,
		struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;
	const struct ties *unknown = &doubts->unknown;
	const char *reason, *why, *text;
	bool itself = is_unknown(subject, &reason);

	if (!itself && !unknown->count)
		return 0;
	if (!itself)
		reason = unknown->items[0].why;
	text = names(subject->arena, unknown, itself ? device : NULL,
			itself &&
					subject->isolation->places[device - subject->host->devices]
									.noted == doubts);
	why = text ? xpt__arena_text(subject->arena, "%s%s%s: %s", itself ? device->address : "",
				     itself && *text ? " " : "", text,
				     reason ? reason : "config space was not read") :
		     NULL;
	return why ? xpt__check_unknown(subject, report, "which devices it is not isolated from",
				     why) :
		     XPT_NO_MEMORY;
}

/* What isolates only once the kernel set it, and nothing shows that it did. */
static int report_believed(const struct subject *subject, const struct ties *believed,
		struct xpt_report *report)
{
	const char *text;

	if (!believed->count)
		return 0;
	text = names(subject->arena, believed, NULL, false);
	return text &&
					xpt__report_add(report, &xpt__cause_isolation_believed,
							PLACEHOLDERS({ "device", subject->device->address },
									{ "ports", text },
									{ "vendor",
											believed->items[believed->count -
														1]
													.why })) ?
			0 :
			XPT_NO_MEMORY;
}

static int check_isolation_run(const struct subject *subject, struct xpt_report *report)
{
	const struct isolation_set *set;
	const struct isolation_doubts *doubts;
	int rc;

	if (!xpt__isolation_of(subject->isolation, subject->device, &set, &doubts))
		return XPT_NO_MEMORY;
	if (!set->members)
		return NOT_ASKED;
	rc = report_unknown(subject, doubts, report);
	if (!rc)
		rc = report_believed(subject, &doubts->believed, report);
	return rc ? rc : report_siblings(subject, set, report);
}

const struct check xpt__check_isolation = {
	"isolation",
	"is the device isolated from those that do not go with it?",
	ON(XPT_ATTACH),
	false,
	check_isolation_run,
};
