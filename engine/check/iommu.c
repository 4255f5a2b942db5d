/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

int check_iommu_off(const struct xpt_host *host, struct arena *arena, struct xpt_report *report)
{
	static const char *const words[] = { "no", "off", "0", "false", "disable" };
	bool amd = host->cpu_vendor.state == XPT_FACT_KNOWN &&
			strstr(host->cpu_vendor.value, "AMD");
	const char *option = NULL, *reason = "it did not turn one on at boot";
	struct xpt_finding *finding;

	if (fact_is(host->iommu_firmware, 0))
		return report_add(report, &cause_firmware_iommu_missing,
				BLANKS({ "table", amd ? "IVRS" : "DMAR" })) ? 0 : XPT_NO_MEMORY;
	for (size_t i = 0; !option && i < sizeof(words) / sizeof(*words); i++)
		option = check_suboption(arena, &host->xen_command_line, "iommu", words[i]);
	if (!option)
		option = check_option(arena, &host->xen_command_line, "no-iommu");
	if (option)
		reason = arena_text(arena, "%s is on its command line", option);
	finding = reason ? report_add(report, &cause_iommu_disabled,
			BLANKS({ "reason", reason })) : NULL;
	if (!finding)
		return XPT_NO_MEMORY;
	return finding_evidence(finding, "xen/physinfo", 0, "cap_hvm_directio 0");
}

static int run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_host *host = subject->host;

	if (fact_is(host->iommu, 0))
		return check_iommu_off(host, subject->arena, report);
	if (host->iommu.state != XPT_FACT_KNOWN)
		return check_unknown(subject, report, "whether the IOMMU is on", host->iommu.reason);
	/* not known is usual here, and not worth a doubt: the line that told it scrolled away */
	if (subject->request->action == XPT_ATTACH && fact_is(host->interrupt_remapping, 0))
		return report_add(report, &cause_interrupt_remapping_off, NULL) ? 0 : XPT_NO_MEMORY;
	return 0;
}

const struct check check_iommu = {
	"iommu", "does Xen confine devices to their owner's memory?",
	ON(XPT_RESERVE) | ON(XPT_ATTACH), true, run,
};
