/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "known_issues.h"

#include <stdio.h>
#include <string.h>

#include "../base/error.h"

/* clang-format off */
const struct known_issue xpt__known_issues[] = {
	{ "amd-irte-update", "Xen turns an entry of interrupt remapping off for a moment when it changes it",
		&xpt__cause_interrupt_fault, "IO_PAGE_FAULT", 0, RELEASE(4, 20, 0),
		"the device interrupted while Xen moved its interrupt to another CPU, and Xen is older than 4.18.5, 4.19.2 or 4.20",
		"Xen 4.18.5, 4.19.2 and 4.20",
		"update Xen",
		"xen.git b953a99da9",
		"(XEN) AMD-Vi: IO_PAGE_FAULT: 0000:04:00.0 d3 addr 0000000000004a00 flags 0x8 I\n"
		"(XEN) AMD-Vi: IO_PAGE_FAULT: 0000:04:00.0 d3 addr 0000000000004a00 flags 0x8 I\n"
		"(XEN) AMD-Vi: IO_PAGE_FAULT: 0000:04:00.0 d3 addr 0000000000004a00 flags 0x8 I\n",
		"(XEN) Xen version 4.20.0 (build@host)\n"
		"(XEN) AMD-Vi: IO_PAGE_FAULT: 0000:04:00.0 d3 addr 0000000000004a00 flags 0x8 I\n" },
	{ "dom0-irqs-many-cpus", "dom0 of a host with many CPUs has too few interrupts for its own devices",
		&xpt__cause_driver_irqs_exhausted, "failed -28 for 32752 domain", 0, RELEASE(4, 20, 0),
		"the host has many CPUs, and Xen is older than 4.18.4, 4.19.1 or 4.20, which give dom0 by default as many as its CPUs ask for",
		"Xen 4.18.4, 4.19.1 and 4.20",
		"update Xen, or give dom0 more: the second number of extra_guest_irqs= on Xen's command line",
		"xen.git 5c56361c61",
		"mlx5_core 0000:04:00.0: xen map irq failed -28 for 32752 domain\n",
		"pciback 0000:04:00.0: xen map irq failed -28 for 3 domain\n" },
	{ "flat-apic-vectors", "a host whose APICs are in flat mode has about 190 interrupt vectors in all",
		&xpt__cause_msi_setup_failed, "xen map irq failed -22 for", 0, RELEASE(4, 20, 0),
		"the host has at most 8 CPUs, xl dmesg says \"Using APIC driver default\", and Xen is older than 4.20",
		"Xen 4.20, where each CPU has vectors of its own",
		"use fewer queues in the drivers of dom0 and of guests, or update Xen",
		"xen/arch/x86/genapic of Xen 4.19 and 4.20",
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n",
		"(XEN) Xen version 4.20.0 (build@host)\n"
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n" },
	{ "foreign-domain-attached", "libxl reports a failure of what it has done, for a domain that it did not make",
		&xpt__cause_operation_failed, "(rc -16)", 0, 0,
		"the domain was made by xenopsd (XCP-ng, XenServer) or another toolstack without libxl: it has the device all the same, and nobody recorded that",
		NULL,
		"see who has the device; take it back with the toolstack that made the domain",
		"libxl__device_pci_add_xenstore in libxl_pci.c of Xen 4.14 and newer",
		"libxl: error: libxl_pci.c:1779:device_pci_add_done: Domain 4:libxl__device_pci_add failed for PCI device 0:4:0.0 (rc -16)\n",
		"libxl: error: libxl_pci.c:1779:device_pci_add_done: Domain 4:libxl__device_pci_add failed for PCI device 0:4:0.0 (rc -3)\n" },
	{ "hide-out-of-range", "a number out of range in hide= keeps pciback from starting, without a word",
		&xpt__cause_pciback_missing, "ooks like pciback driver", 0, 0,
		"an entry of xen-pciback.hide= on dom0's command line has a device above 1f, a function above 7, a bus above ff or a segment above ffff",
		NULL,
		"correct the entry, and reboot; see: xpt boot",
		"pcistub_init in xen-pciback/pci_stub.c of Linux",
		"libxl: error: libxl_pci.c:712:libxl__device_pci_assignable_add: Looks like pciback driver is not loaded\n",
		"libxl: error: libxl_pci.c:640:pciback_dev_has_slot: Can't access /sys/bus/pci/drivers/pciback\n" },
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
		"update dom0's kernel; until then make the VFs again: numvfs to 0 and back",
		"netdev, \"[PATCH v2] ice: Fix enabling SR-IOV with Xen\", 2024-04-29",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 22, vec: 0, entry 0x1)\n",
		"msi_msix_setup: Error: Mapping of MSI (err: 22, vec: 0, entry 0x1)\n" },
	{ "igd-class-0380", "libxl does not take newer integrated graphics for such",
		&xpt__cause_toolstack_config, "unable to detect required gfx_passthru_kind", 0, 0,
		"the guest has gfx_passthru=1, and lspci -n shows the graphics device with class 0380 (Raptor Lake and later)",
		NULL,
		"use a libxl and a QEMU that know class 0380: gfx_passthru=\"igd\" alone gets past libxl, and QEMU then refuses it",
		"libxl__detect_gfx_passthru_kind in libxl_dm.c, is_igd_vga_passthrough in QEMU's xen_pt.h; Qubes OS has patches",
		"libxl: error: libxl_dm.c:1790:libxl__build_device_model_args_new: Domain 3:unable to detect required gfx_passthru_kind\n",
		"libxl: error: libxl_pci.c:123:fn_name: Domain 5:Unknown RDM policy: words\n" },
	{ "igd-forced-iommu", "Xen stops where the IOMMU is forced, but that of the integrated graphics cannot be used",
		&xpt__cause_xen_crashed, "crash Xen for security purpose", 0, 0,
		"the line names IGD or iommu=no-igfx, and the IOMMU is forced: by iommu=force or iommu=required, or by x2APIC",
		NULL,
		"remove iommu=no-igfx and iommu=force from Xen's command line, if they are there; update the firmware",
		"iommu_enable_translation in xen/drivers/passthrough/vtd/iommu.c; QubesOS/qubes-issues 2841",
		"(XEN) BIOS did not enable IGD for VT properly, crash Xen for security purpose\n",
		"(XEN) Panic on CPU 0:\n" },
	{ "igd-guest-slot-2", "QEMU keeps slot 2 of the guest for integrated graphics",
		&xpt__cause_device_model_refused, "PCI: slot 2 function 0 not available for xen-pci-passthrough", 0, 0,
		"the guest has gfx_passthru=\"igd\", and the device is not the graphics device",
		NULL,
		"give the device another slot of the guest, as in pci=[\"04:00.0@6\"]",
		"qemu-devel, \"xen/pt: reserve PCI slot 2 for Intel igd-passthru\", 2023-01",
		"qemu-system-i386: PCI: slot 2 function 0 not available for xen-pci-passthrough, reserved\n",
		"qemu-system-i386: PCI: slot 4 function 0 not available for xen-pci-passthrough, in use by e1000\n" },
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
	{ "igd-vf-as-igd", "libxl takes a virtual function of integrated graphics for the graphics device itself",
		&xpt__cause_device_model_refused, "devices/0000:00:00.0/config", 0, 0,
		"the device is a virtual function of Intel graphics (00:02.1 and on), and the device model runs in a stub domain",
		"Qubes OS's packages with \"libxl: do not consider IGD VF a VGA passthru\"",
		"update Qubes OS's Xen packages",
		"QubesOS/qubes-issues 9853; qubes-vmm-xen pull request 206",
		"libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 15:Could not open '/sys/bus/pci/devices/0000:00:00.0/config': No such file or directory\n",
		"libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 15:Could not open '/sys/bus/pci/devices/0000:04:00.0/config': No such file or directory\n" },
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
	{ "ivmd-xhci-console", "the pages of Xen's own console on USB are not marked as reserved, and the IOMMU is not set up",
		&xpt__cause_iommu_firmware_defect, "can't be converted", RELEASE(4, 17, 4), RELEASE(4, 19, 0),
		"Xen's command line has dbgp=xhci, and Xen is 4.17.4 or newer, or 4.18.1 or newer, but older than 4.19",
		"Xen 4.19",
		"remove dbgp=xhci from Xen's command line, or update Xen",
		"xen.git dd5101a616",
		"(XEN) Xen version 4.18.2 (build@host)\n"
		"(XEN) AMD-Vi: Error: IVMD: page at c9f1c000 can't be converted\n",
		"(XEN) Xen version 4.19.0 (build@host)\n"
		"(XEN) AMD-Vi: Error: IVMD: page at c9f1c000 can't be converted\n" },
	{ "ivrs-ioapic-id-128", "Xen does not take IO-APICs with numbers from 128 on",
		&xpt__cause_iommu_firmware_defect, "entry beyond bounds", 0, RELEASE(4, 9, 0),
		"Xen is 4.8 or older",
		"Xen 4.9",
		"update Xen",
		"parse_ivhd_device_special in amd/iommu_acpi.c of Xen 4.8 and 4.9",
		"(XEN) IVHD Error: IO-APIC 0x82 entry beyond bounds\n",
		"(XEN) IVHD Error: Invalid IO-APIC 0x82\n" },
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
	{ "lockdown-dev-mem", "QEMU may not read a device's MSI-X table where dom0 is locked down",
		&xpt__cause_msi_setup_failed, "Can't open /dev/mem: Operation not permitted", 0, 0,
		"dom0's kernel is locked down (dmesg has \"Lockdown:\", or Secure Boot is on)",
		NULL,
		"turn Secure Boot off in the firmware, and remove lockdown= from dom0's command line",
		"kernel_lockdown(7); hw/xen/xen_pt_msi.c of QEMU",
		"[00:05.0] xen_pt_msix_init: Error: Can't open /dev/mem: Operation not permitted\n",
		"[00:05.0] xen_pt_msix_init: Error: Can't open /dev/mem: No such file or directory\n" },
	{ "msix-entry-left", "Xen keeps what a guest had of the MSI-X table of a device that is gone",
		&xpt__cause_xen_crashed, "#msixtbl_addr_to_desc+", 0, 0,
		"a running HVM guest gave back a device with MSI-X, the device went away since (virtual functions that were made anew), "
		"and the guest got another one",
		NULL,
		"restart an HVM guest that gave back a virtual function, if these were made anew since, before it gets another one; "
		"update Xen: before 4.19.4, 4.20.3, 4.21.1 and 4.22 its count of such uses is wrong (whether that is all is not known)",
		"msixtbl_pt_unregister in xen/arch/x86/hvm/vmsi.c; seen with Xen 4.17.7; xen.git ea87662c77",
		"(XEN)    [<ffff82d0402cc1ed>] R arch/x86/hvm/vmsi.c#msixtbl_addr_to_desc+0x3d/0x60\n"
		"(XEN) Panic on CPU 3:\n",
		"(XEN)    [<ffff82d0402cc1ed>] R arch/x86/hvm/vmsi.c#msixtbl_write+0x3d/0x60\n"
		"(XEN) Panic on CPU 3:\n" },
	{ "mt7922-flr", "the wireless card MT7922 promises a reset (FLR) that it does not survive",
		&xpt__cause_reset_failed, "after FLR; giving up", 0, 0,
		"lspci -n shows the device as 14c3:0616, and dom0's Linux is older than 6.14",
		"Linux 6.14, and stable kernels with \"PCI: Avoid FLR for Mediatek MT7922 WiFi\"",
		"update dom0's kernel, or write another method to the device's reset_method in sysfs",
		"linux-pci, \"PCI: Avoid FLR for Mediatek MT7922 WiFi\", 2025-02",
		"pciback 0000:01:00.0: not ready 65535ms after FLR; giving up\n",
		"pciback 0000:01:00.0: not ready 65535ms after bus reset; giving up\n" },
	{ "no-igfx-absent-device", "iommu=no-igfx has no effect where the firmware lists a device that does not exist",
		&xpt__cause_dma_fault, "Request device [0000:00:02.0]", RELEASE(4, 16, 0), RELEASE(4, 18, 0),
		"iommu=no-igfx is on Xen's command line, xl dmesg has \"Non-existent device\", and Xen is older than 4.16.4, 4.17.1 or 4.18",
		"Xen 4.16.4, 4.17.1 and 4.18",
		"update Xen",
		"xen.git 49de6749ba",
		"(XEN) Xen version 4.17.0 (build@host)\n"
		"(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:02.0] fault addr 8e480000\n",
		"(XEN) Xen version 4.18.0 (build@host)\n"
		"(XEN) [VT-D]DMAR:[DMA Read] Request device [0000:00:02.0] fault addr 8e480000\n" },
	{ "not-graphics-at-00-02-0", "QEMU takes whatever sits at 00:02.0 for integrated graphics",
		&xpt__cause_device_model_refused, "Need to enable igd-passthru", 0, 0,
		"the device is at 0000:00:02.0 and is not an Intel graphics device",
		"XCP-ng's QEMU, which carries a patch",
		"none is known with upstream QEMU but another slot for the card",
		"xen_pt_realize in hw/xen/xen_pt.c of QEMU",
		"[00:05.0] xen_pt_realize: Error: Need to enable igd-passthru if you're trying to passthrough IGD GFX\n",
		"[00:05.0] xen_pt_realize: Error: Failed to \"open\" the real pci device. rc: -19\n" },
	{ "pf-removed-with-vfs", "Xen marks a physical function and its virtual functions broken, when it is removed before them",
		&xpt__cause_removed_in_use, "with VFs still present", RELEASE(4, 20, 0), 0,
		"the driver of the physical function was unbound, or its module unloaded, while it had virtual functions: later assignments of them fail with EBADF",
		NULL,
		"reboot; another time write 0 to sriov_numvfs before the driver goes",
		"pci_remove_device in drivers/passthrough/pci.c of Xen 4.20",
		"(XEN) Attempted to remove PCI SR-IOV PF 0000:04:00.0 with VFs still present\n",
		"(XEN) Xen version 4.17.3 (build@host)\n"
		"(XEN) Attempted to remove PCI SR-IOV PF 0000:04:00.0 with VFs still present\n" },
	{ "pv-without-iommu", "a PV domain without an IOMMU is given no devices any more",
		&xpt__cause_assignment_refused, "xc_assign_device failed: Operation not supported", RELEASE(4, 13, 0), 0,
		"the domain is PV, the host has no IOMMU in use, and Xen is 4.13 or newer",
		NULL,
		"turn the IOMMU on in the firmware; see: xpt host",
		"libxl_pci.c of Xen 4.13 and newer",
		"libxl: error: libxl_pci.c:1489:pci_add_dm_done: Domain 3:xc_assign_device failed: Operation not supported\n",
		"(XEN) Xen version 4.12.1 (build@host)\n"
		"libxl: error: libxl_pci.c:1489:pci_add_dm_done: Domain 3:xc_assign_device failed: Operation not supported\n" },
	{ "pvh-dom0-map-pirq", "a PVH dom0 cannot give a device's interrupt line to a guest",
		&xpt__cause_domain_type_unsupported, "xc_physdev_map_pirq", 0, RELEASE(4, 20, 0),
		"dom0 is PVH and Xen older than 4.20",
		"Xen 4.20, with a Linux in dom0 that tells the interrupts of passed devices",
		"boot dom0 as a PV domain: remove dom0=pvh from Xen's command line",
		"xen.git f97f885c71",
		"libxl: error: libxl_pci.c:1461:pci_add_dm_done: Domain 1:xc_physdev_map_pirq irq=17 (error=-1): Function not implemented\n",
		"libxl: error: libxl_pci.c:1461:pci_add_dm_done: Domain 1:xc_physdev_map_pirq irq=17 (error=-1): Invalid argument\n" },
	{ "refused-attach-access", "a domain that was refused a device keeps the right to its memory and its interrupt",
		&xpt__cause_assignment_refused, "already assigned to a different guest?", 0, 0,
		"another domain has the device: xl debug-keys q, then xl dmesg, shows its memory among that of both domains; and xl pci-assignable-list offers it",
		NULL,
		"end the domain that was refused; never attach a device that another domain has",
		"libxl__device_pci_add in libxl_pci.c; seen with Xen 4.17.7",
		"libxl: error: libxl_pci.c:1571:libxl__device_pci_add: Domain 3:PCI device 0000:04:00.0 already assigned to a different guest?\n",
		"libxl: error: libxl_pci.c:1489:pci_add_dm_done: Domain 3:xc_assign_device failed: Operation not permitted\n" },
	{ "smmuv3-quarantine-leave", "a device does not leave quarantine behind an SMMUv3",
		&xpt__cause_quarantine_failed, "failed (-3)", 0, RELEASE(4, 21, 0),
		"the host is Arm with an SMMUv3, and Xen older than 4.21",
		"Xen 4.21",
		"update Xen",
		"xen.git f96dfde845",
		"(XEN) d[IO]: deassign (0000:00:01.0) failed (-3)\n",
		"(XEN) Xen version 4.21.0 (build@host)\n"
		"(XEN) d[IO]: deassign (0000:00:01.0) failed (-3)\n" },
	{ "sriov-autoprobe-off", "no driver can be bound to virtual functions while sriov_drivers_autoprobe is 0, nor can pciback",
		&xpt__cause_pciback_bind_failed, "Couldn't bind device to pciback!: No such device", 0, 0,
		"the device is a virtual function, and sriov_drivers_autoprobe of its physical function is 0",
		NULL,
		"write 1 to sriov_drivers_autoprobe of the physical function in sysfs, and repeat",
		"pci_device_can_probe in drivers/pci/pci-driver.c of Linux",
		"libxl: error: libxl_pci.c:732:pciback_dev_assign: Couldn't bind device to pciback!: No such device\n",
		"libxl: error: libxl_pci.c:732:pciback_dev_assign: Couldn't bind device to pciback!: Resource temporarily unavailable\n" },
	{ "sriov-reserved-counts", "a virtual function that pciback holds counts as assigned, though no guest has it",
		&xpt__cause_virtual_functions_failed, "are assigned", 0, 0,
		"pciback holds virtual functions of the device",
		NULL,
		"give them back to dom0 first: xpt release VF",
		"pcistub_init_device in xen-pciback/pci_stub.c, pci_vfs_assigned in drivers/pci/iov.c of Linux",
		"nvme 0000:04:00.0: Cannot modify SR-IOV while VFs are assigned\n",
		"ixgbe 0000:04:00.0: 2 VFs already enabled. Disable before enabling 4 VFs\n" },
	{ "stubdomain-msix", "QEMU in a stub domain cannot reach a device's MSI-X registers",
		&xpt__cause_msi_setup_failed, "Failed to allocate MSI-X interrupts. Err: -22", 0, RELEASE(4, 18, 0),
		"the line is of a guest whose device model runs in a stub domain, and Xen is older than 4.18 or QEMU than 8.1",
		"Xen 4.18 with QEMU 8.1, and Qubes OS's packages of 2022-11",
		"update Xen, QEMU and dom0's kernel; until then boot the guest's kernel with pci=nomsi",
		"QubesOS/qubes-issues 4799; qubes-vmm-xen pull request 143",
		"ixgbe 0000:00:06.0: Failed to allocate MSI-X interrupts. Err: -22\n",
		"ixgbe 0000:00:06.0: Failed to allocate MSI-X interrupts. Err: -28\n" },
	{ "usb-host-missing", "Debian 12's first QEMU for Xen cannot give USB devices to guests",
		&xpt__cause_usb_not_attached, "'usb-host' is not a valid device model name", 0, 0,
		"dom0 is Debian 12, and its package qemu-system-xen older than 1:7.2+dfsg-7+deb12u1",
		"qemu-system-xen 1:7.2+dfsg-7+deb12u1",
		"update the package, and start the domain again",
		"Debian bug 1037341",
		"libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 3:'usb-host' is not a valid device model name\n",
		"libxl: error: libxl_usb.c:123:fn_name: Domain 5:USB device is not assignable.\n" },
	{ "usb-numbers-as-text", "libxl writes numbers as text, which newer QEMU refuses",
		&xpt__cause_usb_not_attached, "Invalid parameter type for 'hostbus'", 0, RELEASE(4, 22, 0),
		"QEMU is 9.2 or newer, and Xen older than 4.19.5, 4.20.3, 4.21.1 or 4.22",
		"Xen 4.19.5, 4.20.3, 4.21.1 and 4.22",
		"update Xen's tools",
		"xen.git 85e12104f4",
		"libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 3:Invalid parameter type for 'hostbus', expected: integer\n",
		"(XEN) Xen version 4.22.0 (build@host)\n"
		"libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 3:Invalid parameter type for 'hostbus', expected: integer\n" },
	{ "usb-reset-after-unplug", "xapi's script cannot take back a USB device that was unplugged",
		&xpt__cause_usb_not_attached, "Failed to get device path", 0, 0,
		"the USB device was unplugged while the VM had it",
		NULL,
		"plug it in again where it was, or shut the VM down",
		"xen-api, python3/libexec/usb_reset.py",
		"usb_reset.py: Failed to get device path 2-2: [Errno 2] No such file or directory: '/sys/bus/usb/devices/2-2/busnum'\n",
		"usb_reset.py: Unexpected device node: usb1\n" },
	{ "usb-reset-argument", "xapi calls its own script for USB devices without the value that -r asks for",
		&xpt__cause_usb_not_attached, "argument -r: expected one argument", 0, 0,
		"the host is XCP-ng or XenServer of 2018",
		NULL,
		"update the host",
		"xcp-ng/xcp 108",
		"xenopsd internal error: Call to usb reset failed: usb_reset.py attach: error: argument -r: expected one argument\n",
		"xenopsd internal error: Call to usb reset failed: usb_reset.py attach: error: argument -p: expected one argument\n" },
	{ "usb-vanished-stick", "one USB device that was unplugged while a domain had it keeps libxl from attaching any other",
		&xpt__cause_usb_not_attached, "fail to get assigned devices", 0, 0,
		"a USB device that some domain was given is not plugged in any more",
		NULL,
		"take it from that domain: xl usb-list DOMAIN, xl usbdev-detach DOMAIN CONTROLLER PORT",
		"libxl_usb.c of Xen 4.17",
		"libxl: error: libxl_usb.c:1700:libxl__device_usbdev_add: Domain 5:fail to get assigned devices\n",
		"libxl: error: libxl_usb.c:1700:libxl__device_usbdev_add: Domain 5:USB device already attached to a domain\n" },
	{ "vf-msix-assertion", "enabling MSI-X of a VF trips an assertion about Xen's lock of devices",
		&xpt__cause_xen_bug, "'d || pcidevs_locked()' failed at drivers/passthrough/pci.c", RELEASE(4, 20, 0), RELEASE(4, 21, 0),
		"Xen is a debug build of 4.20 before its release",
		"Xen 4.20.0; release builds have no assertions",
		"update Xen",
		"xen.git 931eaa21cd",
		"(XEN) Assertion 'd || pcidevs_locked()' failed at drivers/passthrough/pci.c:535\n",
		"(XEN) Assertion 'pcidevs_locked()' failed at drivers/passthrough/pci.c:535\n" },
	{ "vfs-before-dom0", "Xen does not know the BARs of virtual functions that were on before dom0 started",
		&xpt__cause_msi_setup_failed, "Mapping of MSI-X (err: 6", 0, 0,
		"the device is a virtual function, and xl dmesg has \"has its virtual functions already enabled\" of its card",
		NULL,
		"turn SR-IOV pre-enabling off in the firmware, do not kexec into Xen, and make the virtual functions in dom0",
		"pci_add_device in xen/drivers/passthrough/pci.c",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 6, vec: 0, entry 0x1)\n",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 22, vec: 0, entry 0x1)\n" },
	{ "x2apic-cluster-vectors", "a vector must be free on all CPUs of a cluster",
		&xpt__cause_msi_setup_failed, "xen map irq failed -22 for", 0, RELEASE(4, 19, 0),
		"xl dmesg says \"Using APIC driver x2apic_cluster\"",
		"Xen 4.17.3, 4.18.1 and 4.19, which do not choose this mode",
		"add x2apic_phys to Xen's command line, or update Xen",
		"xen/arch/x86/genapic/x2apic.c",
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n",
		"(XEN) Xen version 4.19.0 (build@host)\n"
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n" },
	{ "xapi-hide-short-form", "xapi reads an entry of hide= only with its segment, and fails on others",
		&xpt__cause_toolstack_config, "Scanf.Scan_failure", 0, 0,
		"dom0's command line has an entry of xen-pciback.hide= without a segment, such as (04:00.0)",
		NULL,
		"write each entry in full, such as (0000:04:00.0), and reboot",
		"xen-api, ocaml/xapi/pciops.ml",
		"Scanf.Scan_failure(\"scanf: bad input at char number 6: looking for ':', found '.'\")\n",
		"xenopsd internal error: VM_REQUIRES_IOMMU\n" },
	{ "xenserver-64-irqs", "XCP-ng and XenServer give each guest 64 interrupts for its devices",
		&xpt__cause_guest_irqs_exhausted, "err: 28", 0, 0,
		"the host is XCP-ng or XenServer, and extra_guest_irqs= is not on Xen's command line",
		NULL,
		"add extra_guest_irqs=128 to Xen's command line, and reboot",
		"xcp-ng-rpms/xen, xen-tweak-cmdline-defaults.patch",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 28, vec: 0, entry 0x1)\n",
		"msi_msix_setup: Error: Mapping of MSI-X (err: 22, vec: 0, entry 0x1)\n" },
	{ "xsa-360-vector-leak", "interrupt vectors are lost each time a guest with a device restarts",
		&xpt__cause_msi_setup_failed, "xen map irq failed -22 for", RELEASE(4, 12, 3), RELEASE(4, 15, 0),
		"HVM guests with devices were restarted since the host started, and Xen is 4.12.3, 4.12.4, 4.13.1, 4.13.2, 4.14.0 or 4.14.1",
		"Xen 4.13.3, 4.14.2 and 4.15",
		"reboot the host now, and update Xen",
		"XSA-360; xen.git 58427889f5",
		"(XEN) Xen version 4.13.1 (build@host)\n"
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n",
		"(XEN) Xen version 4.15.0 (build@host)\n"
		"pciback 0000:04:00.0: xen map irq failed -22 for 3 domain\n" },
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
		if (!sign || xpt__finding_possible_issue(finding, issue->id, issue->title, sign))
			return XPT_NO_MEMORY;
	}
	return 0;
}
