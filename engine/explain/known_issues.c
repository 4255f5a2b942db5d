/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "known_issues.h"

#include <stdio.h>
#include <string.h>

#include "../base/error.h"

/* clang-format off */
const struct known_issue xpt__known_issues[] = {
	{ "hvm-pirq-delivery-mode", "an HVM guest's MSI over an event channel is lost when its driver restores it",
		&xpt__cause_msi_setup_failed, "Unsupported MSI delivery mode 7", 0, 0,
		"the guest is Linux and may route interrupts over event channels (before Xen 4.19 each may; since then "
		"those with hvm_pirq=1)",
		"Xen 4.19, which does not offer it to HVM guests by default",
		"Xen 4.19 or newer without hvm_pirq=1; before, boot the guest's kernel with xen_nopv",
		"xen.git 024e7131be; QubesOS/qubes-issues 7971",
		"(XEN) d9v0: Unsupported MSI delivery mode 7 for Dom9\n",
		"(XEN) d9v0: Unsupported MSI delivery mode 3 for Dom9\n" },
	{ "ice-vf-msix-count", "the ice driver shows its VFs to Xen before they have their MSI-X vectors",
		&xpt__cause_msi_setup_failed, "Mapping of MSI-X (err: 22", 0, 0,
		"the device is a VF of a card that dom0's driver ice runs (Intel E810)",
		"dom0's kernel with \"ice: Fix enabling SR-IOV with Xen\"",
		"update dom0's kernel; until then make the VFs anew: numvfs to 0 and back",
		"netdev, \"[PATCH v2] ice: Fix enabling SR-IOV with Xen\", 2024-04-29",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 22, vec: 0, entry 0x1)\n",
		"msi_msix_setup: Error: Mapping of MSI (err: 22, vec: 0, entry 0x1)\n" },
	{ "igd-rmrr-unmapped", "the graphics device's reserved region in a gap of the memory map is not mapped for dom0",
		&xpt__cause_reserved_memory_unmapped, "Request device [0000:00:02.0]", RELEASE(4, 12, 0), RELEASE(4, 12, 2),
		"Xen is 4.12.0 or 4.12.1 and dom0 a PV domain",
		"Xen 4.12.2 and 4.13",
		"update Xen; until then iommu=no-igfx, or dom0-iommu=map-inclusive, on Xen's command line",
		"xen.git 77a994f3f8; xen-devel, \"[BUG] After upgrade to Xen 4.12.0 iommu=no-igfx\", 2019-07-20",
		"(XEN) Xen version 4.12.1 (build@host)\n"
		"(XEN) [VT-D]  RMRR address range 8d800000..8fffffff not in reserved memory; need \"iommu_inclusive_mapping=1\"?\n"
		"(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:02.0] fault addr 8e480000\n",
		"(XEN) Xen version 4.12.2 (build@host)\n"
		"(XEN) [VT-D]  RMRR address range 8d800000..8fffffff not in reserved memory; need \"iommu_inclusive_mapping=1\"?\n"
		"(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:02.0] fault addr 8e480000\n" },
	{ "ivmd-acpi-nvs", "Xen refuses a region of the IVRS table (IVMD) in ACPI NVS memory, and turns the IOMMU off",
		&xpt__cause_iommu_firmware_defect, "can't be converted", 0, RELEASE(4, 19, 0),
		"the IVMD's pages are ACPI NVS in Xen's memory map, and Xen is older than 4.17.4, 4.18.1 or 4.19",
		"Xen 4.17.4, 4.18.1 and 4.19",
		"update Xen",
		"xen.git 83afa31358; xen-devel, 2024-02-01",
		"(XEN) Xen version 4.17.3 (build@host)\n(XEN) AMD-Vi: Error: IVMD: page at c9f1c000 can't be converted\n",
		"(XEN) Xen version 4.19.0 (build@host)\n(XEN) AMD-Vi: Error: IVMD: page at c9f1c000 can't be converted\n" },
	{ "ivmd-without-iommu", "a region of the IVRS table (IVMD) for a device that no IOMMU covers turns the IOMMU off",
		&xpt__cause_iommu_firmware_defect, "no IOMMU for Dev_Id", 0, RELEASE(4, 20, 0),
		"Xen is older than 4.18.4, 4.19.1 or 4.20",
		"Xen 4.18.4, 4.19.1 and 4.20, which pass over such a region",
		"update Xen, or the firmware",
		"xen.git 2defb54490; QubesOS/qubes-issues 8734",
		"(XEN) AMD-Vi: Error: IVMD: no IOMMU for Dev_Id 0xa0\n",
		"(XEN) Xen version 4.20.0 (build@host)\n(XEN) AMD-Vi: Error: IVMD: no IOMMU for Dev_Id 0xa0\n" },
	{ "libvirt-root-bus", "libvirt knows no root bus but 00, and refuses devices of others",
		&xpt__cause_toolstack_refused, "is not assignable", 0, 0,
		"lspci -t shows the device's bus as a root bus, and it is not 00",
		"pull request 51 of qubes-core-libvirt (Qubes OS)",
		"update libvirt; xl has no such check",
		"QubesOS/qubes-issues 10393",
		"Start failed: Requested operation is not valid: PCI device 0000:80:14.0 is not assignable\n",
		"libxl: error: libxl_pci.c:1225:libxl__device_pci_add: PCI device 0000:80:14.0 is not assignable\n" },
	{ "libxl-backend-order", "libxl waits for a domain's PCI backend before it has made it",
		&xpt__cause_toolstack_defect, "does not exist", RELEASE(4, 15, 0), RELEASE(4, 16, 1),
		"libxl is 4.15.0, 4.15.1 or 4.16.0, and the domain a running PV domain or a stub domain",
		"Xen 4.15.2 and 4.16.1",
		"update Xen's tools",
		"xen.git 73ee2795aa",
		"libxl: error: libxl_device.c:1388:libxl__wait_for_backend: Backend /local/domain/0/backend/pci/43/0 does not exist\n",
		"libxl: error: libxl_device.c:1385:libxl__wait_for_backend: Backend /local/domain/0/backend/pci/43/0 not ready\n" },
	{ "mt7922-flr", "the wireless card MT7922 promises a reset (FLR) that it does not survive",
		&xpt__cause_reset_failed, "after FLR; giving up", 0, 0,
		"lspci -n shows the device as 14c3:0616, and dom0's Linux is older than 6.14",
		"Linux 6.14, and stable kernels with \"PCI: Avoid FLR for Mediatek MT7922 WiFi\"",
		"update dom0's kernel, or write another method to the device's reset_method in sysfs",
		"linux-pci, \"PCI: Avoid FLR for Mediatek MT7922 WiFi\", 2025-02",
		"pciback 0000:01:00.0: not ready 65535ms after FLR; giving up\n",
		"pciback 0000:01:00.0: not ready 65535ms after bus reset; giving up\n" },
	{ "pvh-dom0-map-pirq", "a PVH dom0 cannot give a device's interrupt line to a guest",
		&xpt__cause_domain_type_unsupported, "xc_physdev_map_pirq", 0, RELEASE(4, 20, 0),
		"dom0 is PVH and Xen older than 4.20",
		"Xen 4.20, with a Linux in dom0 that tells the interrupts of passed devices",
		"boot dom0 as a PV domain: remove dom0=pvh from Xen's command line",
		"xen.git f97f885c71",
		"libxl: error: libxl_pci.c:1461:pci_add_dm_done: Domain 1:xc_physdev_map_pirq irq=17 (error=-1): Function not implemented\n",
		"libxl: error: libxl_pci.c:1461:pci_add_dm_done: Domain 1:xc_physdev_map_pirq irq=17 (error=-1): Invalid argument\n" },
	{ "stubdomain-msix", "QEMU in a stub domain cannot reach a device's MSI-X registers",
		&xpt__cause_msi_setup_failed, "Failed to allocate MSI-X interrupts. Err: -22", 0, RELEASE(4, 18, 0),
		"the line is of a guest whose device model runs in a stub domain, and Xen is older than 4.18 or QEMU than 8.1",
		"Xen 4.18 with QEMU 8.1, and Qubes OS's packages of 2022-11",
		"update Xen, QEMU and dom0's kernel; until then boot the guest's kernel with pci=nomsi",
		"QubesOS/qubes-issues 4799; qubes-vmm-xen pull request 143",
		"ixgbe 0000:00:06.0: Failed to allocate MSI-X interrupts. Err: -22\n",
		"ixgbe 0000:00:06.0: Failed to allocate MSI-X interrupts. Err: -28\n" },
	{ "vf-msix-assertion", "enabling MSI-X of a VF trips an assertion about Xen's lock of devices",
		&xpt__cause_xen_bug, "'d || pcidevs_locked()' failed at drivers/passthrough/pci.c", RELEASE(4, 20, 0), RELEASE(4, 21, 0),
		"Xen is a debug build of 4.20 before its release",
		"Xen 4.20.0; release builds have no assertions",
		"update Xen",
		"xen.git 931eaa21cd",
		"(XEN) Assertion 'd || pcidevs_locked()' failed at drivers/passthrough/pci.c:535\n",
		"(XEN) Assertion 'pcidevs_locked()' failed at drivers/passthrough/pci.c:535\n" },
	{ "xapi-hide-short-form", "xapi reads an entry of hide= only with its segment, and fails on others",
		&xpt__cause_toolstack_config, "Scanf.Scan_failure", 0, 0,
		"dom0's command line has an entry of xen-pciback.hide= without a segment, such as (04:00.0)",
		NULL,
		"write each entry in full, such as (0000:04:00.0), and reboot",
		"xen-api, ocaml/xapi/pciops.ml",
		"Scanf.Scan_failure(\"scanf: bad input at char number 6: looking for ':', found '.'\")\n",
		"xenopsd internal error: VM_REQUIRES_IOMMU\n" },
	{ 0 },
};
/* clang-format on */

int xpt__version_read(const char *text)
{
	int major = 0, minor = 0, patch = 0;

	if (!text || sscanf(text, "%3d.%2d.%2d", &major, &minor, &patch) < 2 || major < 0 ||
			minor < 0 || patch < 0)
		return 0;
	return RELEASE(major, minor, patch);
}

/* Of the Xen that the logs are of; 0: nothing tells. */
static int xen_version(const struct explainer *explainer)
{
	const struct xpt_host *host = explainer->host;

	if (explainer->setting.xen_version || !host || host->xen_version.state != XPT_FACT_KNOWN)
		return explainer->setting.xen_version;
	return xpt__version_read(host->xen_version.value);
}

static bool has_line(const struct group *group, const char *text)
{
	for (size_t i = 0; i < group->line_count && i < GROUP_LINES; i++)
		if (strstr(group->lines[i].text, text))
			return true;
	return false;
}

static bool may_be(const struct known_issue *issue, const struct group *group, int version)
{
	return issue->cause == group->cause && has_line(group, issue->line) &&
			(!version || version >= issue->since) &&
			(!version || !issue->until || version < issue->until);
}

int xpt__known_issues_add(const struct explainer *explainer, const struct group *group,
		struct xpt_finding *finding)
{
	int version = xen_version(explainer);

	for (const struct known_issue *issue = xpt__known_issues; issue->id; issue++) {
		const char *sign;

		if (!may_be(issue, group, version))
			continue;
		sign = xpt__arena_text(explainer->arena, "%s; see: xpt explain --known %s",
				issue->condition, issue->id);
		if (!sign || xpt__finding_candidate(finding, issue->id, issue->title, sign))
			return XPT_NO_MEMORY;
	}
	return 0;
}
