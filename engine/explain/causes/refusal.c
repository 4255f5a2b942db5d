/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What only shows when it happens: refusals, failures and faults, known from log lines. */
#include "causes.h"

const struct cause xpt__cause_assignment_refused = {
	.id = "assignment-refused",
	.verdict = XPT_BLOCKED,
	.title = "Xen refused to assign the device",
	.because = "Xen refused to assign {device} to {domain}: {reason}",
	.why = "Only the error number is known. Xen prints the line that explains it directly before; it is "
	       "missing when guest messages are rate-limited, or when the ring lost it.",
	.remedies = {
		{ "read what Xen said", "xl dmesg" },
		{ "boot Xen with loglvl=all guest_loglvl=all to hear more", NULL },
	},
};

const struct cause xpt__cause_bar_mapping_conflict = {
	.id = "bar-mapping-conflict",
	.verdict = XPT_BLOCKED,
	.title = "the device's memory cannot be mapped for the guest",
	.because = "the memory or ports of {device} could not be mapped for {domain}",
	.why = "A guest reaches a device through its BARs. They can be in the way of guest memory (a PV guest "
	       "without e820_host=1), too large for an HVM guest's MMIO hole, or kept by Xen for itself.",
	.remedies = {
		{ "PV: add e820_host=1 to the domain's configuration, and create it again", NULL },
		{ "HVM: make room with mmio_hole=2048 (MiB) in the domain's configuration, or give it less "
		  "memory", NULL },
	},
};

const struct cause xpt__cause_config_write_blocked = {
	.id = "config-write-blocked",
	.verdict = XPT_RISK,
	.title = "a guest's write to configuration space was filtered",
	.because = "a write of the guest to the configuration space of {device} was filtered",
	.why = "pciback and QEMU let a guest write only the registers that they know. Most drivers do not mind. "
	       "A device that does not work may need permissive mode, which trusts its guest.",
	.remedies = {
		{ "if the device does not work: attach it permissive",
				"xpt attach --permissive {domain} {device}" },
	},
};

const struct cause xpt__cause_deassignment_refused = {
	.id = "deassignment-refused",
	.verdict = XPT_BLOCKED,
	.title = "Xen refused to take the device from its domain",
	.because = "Xen refused to take {device} from {domain}: {reason}",
	.why = "ENODEV: the domain does not own the device, whatever the toolstack remembers. ESRCH: the domain "
	       "is gone. libxl goes on after such a failure, so that its entries and Xen's owner may differ.",
	.remedies = {
		{ "see who has it", "xpt show {device}" },
	},
};

const struct cause xpt__cause_device_error = {
	.id = "device-error",
	.verdict = XPT_RISK,
	.title = "the device or its link reports errors",
	.because = "{device} or its link reports an error: {event}",
	.why = "PCIe error reporting (AER), a link that was cut off (DPC), or a system error. A device that is "
	       "cut off right after a reset does not survive the reset.",
	.remedies = {
		{ "see which errors, and of which device", "dmesg" },
		{ "check the seat, the riser and the power of the card; update its firmware", NULL },
	},
};

const struct cause xpt__cause_device_model_refused = {
	.id = "device-model-refused",
	.verdict = XPT_BLOCKED,
	.title = "the device model (QEMU) did not take the device",
	.because = "the device model of {domain} did not take {device}: {reason}",
	.why = "QEMU presents the device to an HVM guest. It refuses when the wanted guest slot is taken, when "
	       "an earlier unplug has not finished (\"Duplicate ID\"), when it may not open the device, or "
	       "when an integrated GPU lacks its special settings.",
	.remedies = {
		{ "let it choose the slot", "xpt attach {domain} {device}" },
		{ "take out what an earlier attempt left in it", "xpt detach {domain} {device}" },
		{ "read its log: /var/log/xen/qemu-dm-NAME.log", NULL },
	},
};

const struct cause xpt__cause_dma_fault = {
	.id = "dma-fault",
	.verdict = XPT_RISK,
	.title = "the IOMMU stopped the device's DMA",
	.because = "the IOMMU stopped {device} at address {address}",
	.why = "The device reached for memory that its owner did not map for it. Before its driver runs: "
	       "firmware left it busy. In quarantine: leftovers of its last owner, harmless. In use: a driver "
	       "defect, a missing reserved region (RMRR), or a phantom function.",
	.remedies = {
		{ "see who owns it and which regions it has", "xpt show {device}" },
	},
};

const struct cause xpt__cause_driver_rebind_failed = {
	.id = "driver-rebind-failed",
	.verdict = XPT_BLOCKED,
	.title = "the dom0 driver did not take the device back",
	.because = "{device} could not be bound to {driver}",
	.why = "After a release the original driver is bound again. It is not known for a device that was "
	       "hidden at boot, its module may have been unloaded, or the driver refused the device in the "
	       "state that the guest left it in. A module and its driver may differ in name (xhci_pci, "
	       "xhci_hcd).",
	.remedies = {
		{ "name the driver", "xpt release --driver NAME {device}" },
		{ "see what the driver said", "dmesg" },
	},
};

const struct cause xpt__cause_driver_unbind_failed = {
	.id = "driver-unbind-failed",
	.verdict = XPT_BLOCKED,
	.title = "the dom0 driver did not let the device go",
	.because = "{device} could not be unbound from {driver}",
	.why = "A driver waits in its remove function while something uses the device: an open file, a RAID "
	       "set, a network interface in a bridge.",
	.remedies = {
		{ "see what uses it", "xpt show {device}" },
		{ "hide it from the driver at boot: xen-pciback.hide=({device}) on dom0's command line", NULL },
	},
};

const struct cause xpt__cause_hardware_error = {
	.id = "hardware-error",
	.verdict = XPT_RISK,
	.title = "the IOMMU or the platform reports an error of its own",
	.because = "the hardware reports an error: {message}",
	.why = "An IOMMU that does not answer as it should, a system error on the PCI bus (SERR), or an error "
	       "status of a device. No setting explains it; firmware defects and failing cards do.",
	.remedies = {
		{ "update the firmware, check the seat of the cards, and power the host off and on", NULL },
		{ "see which device it is about", "xpt list" },
	},
};

const struct cause xpt__cause_hotplug_timeout = {
	.id = "hotplug-timeout",
	.verdict = XPT_BLOCKED,
	.title = "the guest or the backend did not answer in time",
	.because = "{domain} did not answer for {device} in time",
	.why = "Unplugging needs the guest's consent: its ACPI or PV hot-plug driver must let the device go. A "
	       "guest that is booting, paused, hung, or without such a driver never answers. For PV guests "
	       "the pciback backend must also find the device.",
	.remedies = {
		{ "unload the device's driver in the guest, then detach", "xpt detach {domain} {device}" },
		{ "do not wait for the guest", "xpt detach --force {domain} {device}" },
	},
};

const struct cause xpt__cause_xen_bug = {
	.id = "xen-bug",
	.verdict = XPT_BLOCKED,
	.title = "Xen contradicts itself",
	.because = "Xen met a state that it holds impossible: {event}",
	.why = "An assertion of a debug build, an interrupt message of a kind that Xen does not support, or a "
	       "translation entry that is not what Xen wrote there. The lines identify a defect, not a "
	       "mistake of the administrator.",
	.remedies = {
		{ "update Xen; if that does not help, report the lines to xen-devel", NULL },
	},
};

const struct cause xpt__cause_invalidation_timeout = {
	.id = "invalidation-timeout",
	.verdict = XPT_BLOCKED,
	.title = "the IOMMU or the device did not finish a flush",
	.because = "a flush of the IOMMU or of the device TLB of {device} did not finish",
	.why = "Xen waits until the IOMMU and the device's own TLB (ATS) have forgotten old mappings. A device "
	       "that does not answer in time is marked broken, its domain is crashed, and later attempts to "
	       "assign it fail with EBADF until a reboot.",
	.remedies = {
		{ "remove ats=1 from Xen's command line, if it is there, and power the host off and on", NULL },
	},
};

const struct cause xpt__cause_iommu_mapping_failed = {
	.id = "iommu-mapping-failed",
	.verdict = XPT_BLOCKED,
	.title = "Xen could not change the IOMMU's tables for a domain",
	.because = "the IOMMU's tables of {domain} could not be changed: {message}",
	.why = "Adding or removing a page of the domain, or the device itself, failed in the IOMMU's tables. Xen "
	       "crashes a guest whose tables it cannot trust any more. The errno in the line tells why: ENOMEM "
	       "no memory, ETIMEDOUT a flush that did not finish.",
	.remedies = {
		{ "shut the domain down and start it again", NULL },
		{ "leave Xen more memory, if the line says -12 (ENOMEM)", "xl info free_memory" },
	},
};

const struct cause xpt__cause_iommu_out_of_resources = {
	.id = "iommu-out-of-resources",
	.verdict = XPT_BLOCKED,
	.title = "Xen has no memory or no domain number left for the IOMMU",
	.because = "Xen ran out of what the IOMMU needs: {message}",
	.why = "Each domain with devices needs memory of Xen's own for its tables, and on VT-d one of a limited "
	       "set of domain numbers of each unit.",
	.remedies = {
		{ "leave Xen more memory: lower dom0_mem= or the memory of guests", NULL },
		{ "shut down other domains that have devices", "xl list" },
	},
};

const struct cause xpt__cause_pciback_bind_failed = {
	.id = "pciback-bind-failed",
	.verdict = XPT_BLOCKED,
	.title = "pciback did not take the device",
	.because = "{device} could not be bound to pciback: {reason}",
	.why = "pciback takes functions with an ordinary header only, enables and resets them first, and needs "
	       "configuration space to answer. EAGAIN means that the kernel deferred it, because another "
	       "device that it needs is not up.",
	.remedies = {
		{ "see what pciback said", "dmesg" },
	},
};

const struct cause xpt__cause_phantom_function = {
	.id = "phantom-function",
	.verdict = XPT_RISK,
	.title = "the device sends from functions that do not exist",
	.because = "{device} sends DMA although no such function exists",
	.why = "Some devices use the numbers of functions that they do not have (phantom functions) for part "
	       "of their DMA. The IOMMU does not know these numbers and stops them.",
	.remedies = {
		{ "add pci-phantom=BUS:DEVICE,STRIDE to Xen's command line, and reboot", NULL },
	},
};

const struct cause xpt__cause_numa_placement_failed = {
	.id = "numa-placement-failed",
	.verdict = XPT_RISK,
	.title = "the domain's CPUs or memory are not where they were meant to be",
	.because = "the domain runs, but not placed as it was meant: {message}",
	.why = "libxl places a new domain on the nodes with room for it, unless an affinity or a CPU pool is given. "
	       "Affinities outside of the domain's pool cannot be kept.",
	.remedies = {
		{ "see the nodes, and what is free on each", "xl info -n" },
		{ "see where the domain's vCPUs may run", "xl vcpu-list" },
	},
};

const struct cause xpt__cause_populate_on_demand = {
	.id = "populate-on-demand",
	.verdict = XPT_BLOCKED,
	.title = "the guest's memory may move or be missing",
	.because = "{domain} cannot have devices: its memory is populated on demand, shared, paged or logged",
	.why = "A device's DMA cannot wait until a missing page is filled in. A guest with devices must have "
	       "all its memory from the start, and cannot be live-migrated.",
	.remedies = {
		{ "set maxmem equal to memory in the domain's configuration, and create it again", NULL },
	},
};

const struct cause xpt__cause_power_state = {
	.id = "power-state",
	.verdict = XPT_BLOCKED,
	.title = "the device does not wake up",
	.because = "{device} does not change its power state: {reason}",
	.why = "A device in D3 that does not answer has lost its power or its link: often a root port that was "
	       "powered down below it, or a reset that it did not survive.",
	.remedies = {
		{ "add pcie_port_pm=off to dom0's command line, and reboot", NULL },
		{ "power the host off completely and on again", NULL },
	},
};

const struct cause xpt__cause_quarantine_failed = {
	.id = "quarantine-failed",
	.verdict = XPT_BLOCKED,
	.title = "Xen did not take the device into quarantine, or did not give it back",
	.because = "the quarantine step for {device} failed (not the guest's): {reason}",
	.why = "A reserved device is assigned to Xen's quarantine domain (d[IO], 32753), where its DMA is "
	       "stopped. Xen refuses for the same reasons as for a guest: no IOMMU, a shared reserved region, "
	       "a device that it does not know, or one that a guest still has.",
	.remedies = {
		{ "see what Xen said", "xl dmesg" },
		{ "see who has it", "xpt show {device}" },
	},
};

const struct cause xpt__cause_removed_in_use = {
	.id = "removed-in-use",
	.verdict = XPT_RISK,
	.title = "the device was taken from pciback while a guest used it",
	.because = "{device} was taken away while {domain} still used it",
	.why = "The kernel does not refuse to unbind a device from pciback under a running guest. The guest may "
	       "still reach the device's memory while dom0's driver uses it: two owners.",
	.remedies = {
		{ "take it from the guest", "xpt detach --force {domain} {device}" },
	},
};

const struct cause xpt__cause_reserved_memory_conflict = {
	.id = "reserved-memory-conflict",
	.verdict = XPT_BLOCKED,
	.title = "the device's reserved memory is in the guest's way",
	.because = "the reserved memory of {device} could not be mapped for {domain}: the addresses are taken",
	.why = "The region (RMRR, IVMD) must appear in the guest at its own address. A guest that was created "
	       "without the device has ordinary memory there.",
	.remedies = {
		{ "list the device in the domain's configuration, so that room is left for it, and create it "
		  "again: pci=[\"{device}\"]", NULL },
		{ "or leave room for all regions of the host: rdm=\"strategy=host,policy=relaxed\"", NULL },
	},
};

const struct cause xpt__cause_reserved_memory_unmapped = {
	.id = "reserved-memory-unmapped",
	.verdict = XPT_RISK,
	.title = "a reserved region is not marked as reserved by the firmware",
	.because = "the reserved region {region} lies outside the memory that the firmware marked reserved",
	.why = "The firmware asks for a mapping of memory that its own memory map gives to the system. Xen maps "
	       "it where it can. Faults of dom0's devices in such a region mean that it could not.",
	.remedies = {
		{ "update the firmware", NULL },
		{ "for faults of dom0's devices: add dom0-iommu=map-reserved to Xen's command line", NULL },
	},
};

const struct cause xpt__cause_reset_failed = {
	.id = "reset-failed",
	.verdict = XPT_BLOCKED,
	.title = "the device did not survive its reset",
	.because = "{device} did not come back from its reset",
	.why = "The device advertises a reset (FLR) but does not answer afterwards, or the kernel could not "
	       "carry one out. Everything that follows, such as failing interrupts and mappings, is a "
	       "consequence.",
	.remedies = {
		{ "power the host off completely and on again", NULL },
		{ "update the device's firmware; look for a quirk of this device in newer kernels", NULL },
	},
};

const struct cause xpt__cause_stubdomain_attach = {
	.id = "stubdomain-attach",
	.verdict = XPT_BLOCKED,
	.title = "the device model in a stub domain did not come up or did not take the device",
	.because = "the device model of {domain}, in its stub domain, did not take {device}: {reason}",
	.why = "With a stub domain a device is attached twice: to the guest, and to the stub domain that runs "
	       "QEMU. Either side can fail or be too slow, for instance when large BARs are mapped.",
	.remedies = {
		{ "read its log: /var/log/xen/qemu-dm-NAME.log", NULL },
	},
};

const struct cause xpt__cause_toolstack_config = {
	.id = "toolstack-config",
	.verdict = XPT_BLOCKED,
	.title = "the toolstack does not accept the configuration",
	.because = "the toolstack does not accept the request: {reason}",
	.why = "A setting of the domain or of the device is malformed, contradicts another, or is not possible "
	       "on this host.",
	.remedies = {
		{ "see xl.cfg(5), xl-pci-configuration(5)", NULL },
	},
};

const struct cause xpt__cause_toolstack_defect = {
	.id = "toolstack-defect",
	.verdict = XPT_BLOCKED,
	.title = "a known defect of the toolstack",
	.because = "the toolstack did not finish with {device}: {reason}",
	.why = "libxl waits for a backend that it has not made, loses its connection to QEMU, or forgets what "
	       "it told to whom. The device may be left half-way.",
	.remedies = {
		{ "see where the device is", "xpt show {device}" },
		{ "bring it back", "xpt detach {domain} {device}" },
	},
};

const struct cause xpt__cause_toolstack_refused = {
	.id = "toolstack-refused",
	.verdict = XPT_BLOCKED,
	.title = "the toolstack refuses the device by a rule of its own",
	.because = "{toolstack} refuses {device} by a rule of its own",
	.why = "libvirt says \"is not assignable\" where its own records give the device to another domain, where a switch "
	       "above the device has no ACS, and where it does not find the bridge above the device. Xen was not asked.",
	.remedies = {
		{ "see what is above the device, and what must travel with it", "xpt show {device}" },
		{ "hand it over by xl, which has no such rule", "xpt attach {domain} {device}" },
	},
};

const struct cause xpt__cause_toolstack_mismatch = {
	.id = "toolstack-mismatch",
	.verdict = XPT_BLOCKED,
	.title = "the tools and Xen are of different releases",
	.because = "the tools do not fit this Xen: {reason}",
	.why = "Xen's control interface is checked for equality with each release; tools of another one get "
	       "EACCES, which looks like a lack of privilege.",
	.remedies = {
		{ "reboot, if Xen was upgraded and the host was not rebooted since", NULL },
		{ "install the tools of the Xen that runs", "xl info" },
	},
};

const struct cause xpt__cause_incidents_left_out = {
	.id = "incidents-left-out",
	.verdict = XPT_UNKNOWN,
	.title = "more went wrong than is shown",
	.because = "{count} more lines tell of other devices or causes than the 400 kept, and are in no incident",
	.why = "The memory for incidents is bounded, however long a log is: 400 pairs of a cause and a device are kept. "
		"What is shown is right, but it is not all.",
	.remedies = {
		{ "read a part of the log: one boot, or what is new", "xpt explain --since TIME" },
	},
};

const struct cause xpt__cause_log_empty = {
	.id = "log-empty",
	.verdict = XPT_UNKNOWN,
	.title = "the log has no lines",
	.because = "no line was read",
	.why = "Whatever happened, it is not in this log: it may have been rotated, or saved by a command that failed.",
	.remedies = {
		{ "save what Xen and dom0 said, and name that", "xl dmesg > xen.log; dmesg > dom0.log" },
	},
};

const struct cause xpt__cause_log_unknown = {
	.id = "log-unknown",
	.verdict = XPT_UNKNOWN,
	.title = "the text is of no log that xpt reads",
	.because = "of {lines}, none is of a log that xpt knows",
	.why = "Rules know the lines of Xen, of the kernels of dom0 and guests, of libxl, xl, xenopsd, libvirt and "
	       "QEMU. That nothing failed could only be said of a log that was understood.",
	.remedies = {
		{ "save what Xen and dom0 said, and name that", "xl dmesg > xen.log; dmesg > dom0.log" },
		{ "the toolstack's and the device model's logs are the newest in the directory of Xen's logs", NULL },
	},
};

const struct cause xpt__cause_unexplained = {
	.id = "unexplained",
	.verdict = XPT_UNKNOWN,
	.title = "no rule explains these lines",
	.because = "no known cause explains this; the lines are shown as they are",
	.why = "xpt has no rule for what the host said. The raw lines are the evidence.",
	.remedies = {
		{ "keep the host as it is for a report", "xpt capture DIRECTORY" },
	},
};

const struct cause xpt__cause_usb_not_attached = {
	.id = "usb-not-attached",
	.verdict = XPT_BLOCKED,
	.title = "the USB device or controller could not be given to the domain",
	.because = "the USB device was not given to {domain}: {message}",
	.why = "A USB device needs a virtual controller with a free port of a fitting version, must not be held by "
	       "another domain, and must be one that dom0's driver lets go.",
	.remedies = {
		{ "see controllers, ports and devices of the domain", "xl usb-list {domain}" },
		{ "see what dom0 has", "lsusb -t" },
	},
};
