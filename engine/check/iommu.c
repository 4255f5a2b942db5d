/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

int xpt__check_iommu_off(
		const struct xpt_host *host, struct arena *arena, struct xpt_report *report)
{
	static const char *const words[] = { "no", "off", "0", "false", "disable" };
	bool amd = host->cpu_vendor.state == XPT_FACT_KNOWN &&
			strstr(host->cpu_vendor.value, "AMD");
	const char *option = NULL, *reason = "it did not turn one on at boot";
	struct xpt_finding *finding;

	if (fact_is(host->iommu_firmware, 0))
		return xpt__report_add(report, &xpt__cause_firmware_iommu_missing,
				       PLACEHOLDERS({ "table", amd ? "IVRS" : "DMAR" })) ?
				0 :
				XPT_NO_MEMORY;
	for (size_t i = 0; !option && i < sizeof(words) / sizeof(*words); i++)
		option = xpt__check_suboption(arena, &host->xen_command_line, "iommu", words[i]);
	if (!option)
		option = xpt__check_option(arena, &host->xen_command_line, "no-iommu");
	if (option)
		reason = xpt__arena_text(arena, "%s is on its command line", option);
	finding = reason ? xpt__report_add(report, &xpt__cause_iommu_disabled,
					   PLACEHOLDERS({ "reason", reason })) :
			   NULL;
	if (!finding)
		return XPT_NO_MEMORY;
	return xpt__finding_evidence(finding, "xen/physinfo", 0, "cap_hvm_directio 0");
}

static int check_iommu_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_host *host = subject->host;

	if (fact_is(host->iommu, 0))
		return xpt__check_iommu_off(host, subject->arena, report);
	if (host->iommu.state != XPT_FACT_KNOWN)
		return xpt__check_unknown(
				subject, report, "whether the IOMMU is on", host->iommu.reason);
	/* not known is usual here, and not worth a doubt: the line that told it scrolled away */
	if (subject->request->action == XPT_ATTACH && fact_is(host->interrupt_remapping, 0))
		return xpt__report_add(report, &xpt__cause_interrupt_remapping_off, NULL) ?
				0 :
				XPT_NO_MEMORY;
	return 0;
}

const struct check xpt__check_iommu = {
	"iommu",
	"does Xen confine devices to their owner's memory?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH),
	true,
	check_iommu_run,
};
