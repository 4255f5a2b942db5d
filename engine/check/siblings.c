/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that the IOMMU, or the device itself, does not keep apart. */
#include "check.h"

#include <string.h>

struct finding_siblings {
	struct bdfs siblings;
	bool elsewhere; /* one of them is with a guest, not with dom0 */
};

static bool is_conventional(const struct xpt_device *bridge)
{
	return bridge->kind.state == XPT_FACT_KNOWN && (!strcmp(bridge->kind.value, "pci-bridge") ||
			!strcmp(bridge->kind.value, "pcie-pci-bridge"));
}

/* The highest conventional bridge above: all below it looks the same to the IOMMU. */
static const struct xpt_device *alias_bridge(const struct xpt_device *device)
{
	const struct xpt_device *found = NULL, *bridge = device->parent;

	for (int depth = 0; bridge && depth < 256; depth++, bridge = bridge->parent)
		if (is_conventional(bridge))
			found = bridge;
	return found;
}

static bool is_below(const struct xpt_device *device, const struct xpt_device *bridge)
{
	for (int depth = 0; device && depth < 256; depth++, device = device->parent)
		if (device->parent == bridge)
			return true;
	return false;
}

static int add_sibling(const struct subject *subject, const struct xpt_device *sibling,
		struct finding_siblings *found)
{
	bool bridge = fact_is(sibling->header_type, 1);
	bool virtual = sibling->physical_function.state == XPT_FACT_KNOWN;

	if (sibling == subject->device || bridge || virtual ||
			bdfs_have(&found->siblings, sibling->bdf) ||
			subject_requests(subject, sibling->bdf) || subject_owns(subject, sibling) ||
			sibling->owner.kind == OWNER_QUARANTINE || sibling->owner.kind == OWNER_XEN)
		return 0;
	found->elsewhere = found->elsewhere || check_is_guests(sibling);
	return bdfs_add(subject->arena, &found->siblings, sibling->bdf) ? 0 : XPT_NO_MEMORY;
}

static int find_siblings(const struct subject *subject, struct finding_siblings *found)
{
	const struct bdfs *functions = &subject->device->functions;
	const struct xpt_device *bridge = alias_bridge(subject->device);

	for (size_t i = 0; i < functions->count; i++) {
		const struct xpt_device *sibling = model_device(subject->host, functions->items[i]);

		if (sibling && add_sibling(subject, sibling, found))
			return XPT_NO_MEMORY;
	}
	for (size_t i = 0; bridge && i < subject->host->device_count; i++)
		if (is_below(&subject->host->devices[i], bridge) &&
				add_sibling(subject, &subject->host->devices[i], found))
			return XPT_NO_MEMORY;
	return 0;
}

static int run(const struct subject *subject, struct xpt_report *report)
{
	struct finding_siblings found = { 0 };
	const char *text;

	/* VFs share slots with their PF and with each other, and are isolated all the same. */
	if (subject->device->physical_function.state == XPT_FACT_KNOWN)
		return 0;
	if (subject->device->kind.state == XPT_FACT_UNREAD)
		return check_unknown(subject, report, "which devices it is not isolated from",
				subject->device->kind.reason);
	if (find_siblings(subject, &found))
		return XPT_NO_MEMORY;
	if (!found.siblings.count)
		return 0;
	text = bdfs_text(subject->arena, &found.siblings);
	return text && report_add(report, &cause_siblings_must_travel,
			BLANKS({ "device", subject->device->address }, { "siblings", text },
				{ "go elsewhere", found.elsewhere ? "do not all go with it" :
					found.siblings.count > 1 ? "stay with dom0" : "stays with dom0" },
				{ "domain", subject_domain_name(subject) })) ? 0 : XPT_NO_MEMORY;
}

const struct check check_siblings = {
	"siblings", "is the device isolated from those that do not go with it?",
	ON(XPT_ATTACH), false, run,
};
