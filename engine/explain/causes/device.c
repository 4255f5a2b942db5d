/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the way of one device and one domain. */
#include "causes.h"

const struct cause xpt__cause_bridge = {
	.id = "bridge",
	.verdict = XPT_BLOCKED,
	.title = "the function is a bridge",
	.because = "{device} is a bridge ({kind}) and cannot be given to a domain",
	.why = "Bridges, root ports and host bridges carry other devices. Xen refuses host bridges, pciback "
	       "takes only functions with an ordinary header, and a guest that owned a bridge would own "
	       "the traffic of everything below it. Give away the devices below it instead.",
	.remedies = {
		{ "see what is below it", "xpt list --tree" },
	},
};

const struct cause xpt__cause_critical_device = {
	.id = "critical-device",
	.verdict = XPT_BLOCKED,
	.title = "dom0 itself depends on the device",
	.because = "dom0 needs {device}: {use}",
	.why = "Taking a device away from dom0 under a mounted file system, a swap area, the route that you "
	       "are logged in through or the console makes the host unusable, often until someone stands "
	       "in front of it. The chain from the device to its use was followed through md, dm, LVM, "
	       "multipath, bonds, bridges and VLANs.",
	.remedies = {
		{ "move what dom0 uses to another device, then look again", "xpt show {device}" },
		{ "do it all the same: dom0 loses this device", "xpt {action} --force-critical {operands}" },
	},
};

const struct cause xpt__cause_device_in_use = {
	.id = "device-in-use",
	.verdict = XPT_BLOCKED,
	.title = "a domain already has the device",
	.because = "{device} is in use by {another domain}",
	.why = "A device belongs to one domain at a time. Xen's own table of owners says who has it; what "
	       "xl pci-assignable-list shows is only the toolstack's memory, which may be wrong: after a "
	       "refused xl pci-attach it offers a device that a guest is using, and the next attempt "
	       "resets it under that guest.",
	.remedies = {
		{ "take it from that domain first", "xpt detach {owner} {device}" },
	},
};

const struct cause xpt__cause_device_in_model = {
	.id = "device-in-model",
	.verdict = XPT_RISK,
	.title = "a device model still shows the device",
	.because = "the device model of {domain} still has {device}, although Xen did not give it to that domain",
	.why = "libxl tells the device model (QEMU) of a device before it asks Xen. When Xen refuses, QEMU is "
	       "not told, the guest goes on seeing a device whose DMA is blocked, and xl can no longer "
	       "detach it. Detaching it with xpt repairs this.",
	.remedies = {
		{ "take it out of the device model", "xpt detach {domain} {device}" },
	},
};

const struct cause xpt__cause_device_unknown_to_xen = {
	.id = "device-unknown-to-xen",
	.verdict = XPT_BLOCKED,
	.title = "Xen does not know the device, or no IOMMU covers it",
	.because = "Xen does not know {device}",
	.why = "dom0 tells Xen of each device when it finds it. Where that failed, where the firmware hides "
	       "the device, or where no IOMMU unit covers it, Xen answers ENODEV to everything that is asked "
	       "about the device. Such a device cannot be given to a domain.",
	.remedies = {
		{ "see what dom0 and Xen said when it was found", "dmesg" },
		{ "update the firmware: its DMAR or IVRS table may leave the device out", NULL },
	},
};

const struct cause xpt__cause_disagreement = {
	.id = "disagreement",
	.verdict = XPT_RISK,
	.title = "Xen, xenstore and sysfs tell different things",
	.because = "{device}: {what differs}",
	.why = "Three places say who has a device: Xen's table of owners, the toolstack's entries in xenstore "
	       "and the driver in sysfs. They differ after a crash, after a refused attach, or when devices "
	       "were moved by hand. Xen's word decides who can use the device.",
	.remedies = {
		{ "put it right", "xpt repair --apply {half}" },
		{ "take it from the guest, as nothing repairs it where it is", "xpt detach {owner} {device}" },
		{ "see all three", "xpt show {shown}" },
	},
};

const struct cause xpt__cause_domain_state = {
	.id = "domain-state",
	.verdict = XPT_BLOCKED,
	.title = "the domain cannot take a device now",
	.because = "{domain} cannot take a device: it is {state}",
	.why = "Only a living guest can be given a device. dom0 gets devices back by releasing them, a dying "
	       "domain gives all its devices up, and a domain that has shut down no longer runs its drivers.",
	.remedies = {
		{ "to give the device to dom0, release it", "xpt release {device}" },
	},
};

const struct cause xpt__cause_domain_type_unsupported = {
	.id = "domain-type-unsupported",
	.verdict = XPT_BLOCKED,
	.title = "this type of domain takes no PCI devices",
	.because = "{domain} is a {type} domain, which takes no PCI devices",
	.why = "Xen on x86 gives PCI devices to PV and to HVM domains. PVH guests have no device model that "
	       "could present one, and no release of the toolstack supports it; a PVH dom0 needs Xen 4.20 "
	       "and a matching kernel to give devices to HVM guests.",
	.remedies = {
		{ "set type=\"hvm\" (or \"pv\") in the domain's configuration, and create it again", NULL },
	},
};

const struct cause xpt__cause_not_assignable = {
	.id = "not-assignable",
	.verdict = XPT_BLOCKED,
	.title = "the device was not reserved before it was attached",
	.because = "{device} is not assignable: it is not reserved",
	.why = "A device must leave its dom0 driver for pciback before a domain can have it. libxl says \"is "
	       "not assignable\" for a device that is not in pciback, and for one whose entry in xenstore "
	       "says that some domain (perhaps one long gone) has it. xpt attach reserves by itself.",
	.remedies = {
		{ "let xpt reserve and attach it", "xpt attach {domain} {device}" },
		{ "reserve it", "xpt reserve {device}" },
	},
};

const struct cause xpt__cause_not_attached = {
	.id = "not-attached",
	.verdict = XPT_BLOCKED,
	.title = "the domain does not have the device",
	.because = "{device} is not attached to {domain}",
	.why = "Neither Xen, nor xenstore, nor the domain's device model says that the domain has the device: "
	       "there is nothing to detach.",
	.remedies = {
		{ "take it from the domain that has it", "xpt detach {owner} {device}" },
		{ "see who has which device", "xpt list" },
	},
};

const struct cause xpt__cause_option_ignored = {
	.id = "option-ignored",
	.verdict = XPT_RISK,
	.title = "an option has no effect here",
	.because = "{option} has no effect for {domain}: {reason}",
	.why = "msitranslate and power_mgmt are stored by libxl and never told to upstream QEMU; only "
	       "qemu-traditional, which Xen no longer ships, took notice of them. A guest slot is chosen by "
	       "the device model, which a PV domain does not have.",
	.remedies = {
		{ "leave the option out", NULL },
	},
};

const struct cause xpt__cause_ownership_unknown = {
	.id = "ownership-unknown",
	.verdict = XPT_BLOCKED,
	.title = "who owns the device could not be read",
	.because = "who owns {device} is not known: {reason}",
	.why = "No hypercall tells who owns a device; only Xen's debug key Q does, into the console ring. "
	       "Where the ring is too small for the answer, or busy guests overwrite it, ownership stays "
	       "unknown. Acting on a guess could reset a device that a guest is using.",
	.remedies = {
		{ "add conring_size=1M to Xen's command line and reboot", NULL },
		{ "read it again", "xpt show {device}" },
	},
};

const struct cause xpt__cause_passthrough_off = {
	.id = "passthrough-off",
	.verdict = XPT_BLOCKED,
	.title = "the domain was created without passthrough",
	.because = "{domain} was created without passthrough and cannot be given devices while it runs",
	.why = "Whether a domain has IOMMU page tables is decided when it is created. libxl leaves them out "
	       "for a domain that is configured without devices, and Xen then answers EOPNOTSUPP to every "
	       "attempt to assign one.",
	.remedies = {
		{ "add passthrough=\"enabled\" to the domain's configuration, shut it down, create it again",
				NULL },
		{ "or list the device there, so that it is there from the start: pci=[\"{device}\"]", NULL },
	},
};

const struct cause xpt__cause_permissive = {
	.id = "permissive",
	.verdict = XPT_RISK,
	.title = "the guest may write all of configuration space",
	.because = "{domain} may write all of the configuration space of {device}",
	.why = "Permissive mode lifts pciback's filter: the guest can move BARs, change the payload size or "
	       "hang the bus. It stays on until the device leaves pciback. Some devices need it; trust the "
	       "guest that gets it.",
	.remedies = {
		{ "try first without it", "xpt attach {domain} {device}" },
	},
};

const struct cause xpt__cause_unfinished_operation = {
	.id = "unfinished-operation",
	.verdict = XPT_BLOCKED,
	.title = "an earlier operation of xpt never ended",
	.because = "an earlier xpt could not finish \"{operation}\", and left {what it is about} half-way",
	.why = "It was killed, or what it had done could not be undone; its journal says what may have been done. Until "
	       "that is undone, nothing else is done with the same device, with what is not isolated from it, or with the same domain.",
	.remedies = {
		{ "put it back as it was", "xpt undo" },
		{ "or leave what cannot be undone, and end it", "xpt undo --abandon {half}" },
	},
};

const struct cause xpt__cause_physical_function_in_use = {
	.id = "physical-function-in-use",
	.verdict = XPT_BLOCKED,
	.title = "a guest has the virtual function's physical function",
	.because = "{device} is a virtual function of {physical function}, which {another domain} has",
	.why = "Whoever owns the physical function controls all its virtual functions: it can take them "
	       "away, change their addresses and see their traffic. A guest that has the PF and another "
	       "that has a VF are not isolated from each other.",
	.remedies = {
		{ "take the physical function back first", "xpt detach {owner} {parent}" },
	},
};

const struct cause xpt__cause_reserved_memory = {
	.id = "reserved-memory",
	.verdict = XPT_RISK,
	.title = "the device needs reserved memory (RMRR)",
	.because = "{device} needs reserved memory at {region}, which {domain} may use otherwise",
	.why = "The firmware wants this memory mapped for the device at the same address (RMRR on Intel, IVMD "
	       "on AMD). A guest gets a hole there only for devices that it is created with. Plugged in "
	       "later, the address may already hold guest memory, and Xen refuses with EBUSY.",
	.remedies = {
		{ "list the device in the domain's configuration, so that it is there from the start: "
		  "pci=[\"{device}\"]", NULL },
	},
};

const struct cause xpt__cause_reset_unavailable = {
	.id = "reset-unavailable",
	.verdict = XPT_RISK,
	.title = "the device cannot be reset",
	.because = "{device} cannot be reset between two owners",
	.why = "A reset wipes what the last owner left in the device: its memory, its queues, its firmware "
	       "state. The kernel found no way to reset this function alone (no FLR, no power management "
	       "reset, no bus of its own). The next owner may find it not working, or may read what the "
	       "last one left. libxl goes on without telling; libvirt and Qubes do not start the domain.",
	.remedies = {
		{ "give it only to guests that you trust, and power-cycle the host between two of them", NULL },
		{ "give all functions of its slot to the same domain: {functions}", NULL },
		{ "give all on its bus to the same domain, which can reset only together: {bus sharers}",
				NULL },
		{ "have {toolstack} go on without a reset, in Qubes",
				"qvm-pci attach --persistent --option no-strict-reset=true QUBE dom0:BB_DD.F" },
	},
};

const struct cause xpt__cause_segment_too_large = {
	.id = "segment-too-large",
	.verdict = XPT_BLOCKED,
	.title = "the device's PCI segment is out of Xen's reach",
	.because = "{device} is in a PCI segment above ffff, which Xen cannot name",
	.why = "Linux gives devices behind a VMD controller segments from 10000 on. Xen's hypercalls carry 16 "
	       "bits for the segment, so Xen does not know these devices.",
	.remedies = {
		{ "turn VMD off for this device in the firmware", NULL },
	},
};

const struct cause xpt__cause_shared_reserved_memory = {
	.id = "shared-reserved-memory",
	.verdict = XPT_BLOCKED,
	.title = "the device shares reserved memory (RMRR) with others",
	.because = "{device} shares reserved memory (RMRR) with {others}",
	.why = "The firmware asks for one piece of memory to be mapped for several devices. Whoever owns one of "
	       "them can write what the others read there, so Xen's strict policy refuses each of them with "
	       "EPERM, even when all of them go to the same domain. The relaxed policy allows it. It is safe "
	       "when all sharers are with one domain or in quarantine, and a risk when one stays elsewhere.",
	.remedies = {
		{ "see whether all that must go together can be given", "xpt check --group {for any}" },
		{ "give all sharers to one domain", "xpt attach --relaxed {domain} {device} {sharers}" },
		{ "accept the risk for this device", "xpt attach --relaxed {domain} {device}" },
		{ "turn off in the firmware what needs the region (legacy USB, management features)", NULL },
	},
};

const struct cause xpt__cause_reserved_memory_relaxed = {
	.id = "reserved-memory-relaxed",
	.verdict = XPT_RISK,
	.title = "a device that shares reserved memory was assigned all the same",
	.because = "{device} shares reserved memory (RMRR) with {others}, and is not alone with it",
	.why = "Under the relaxed policy Xen assigns a device whose reserved region is shared. The owner of "
	       "each sharer can reach that region. This is safe when all sharers are with one domain or in "
	       "quarantine; Xen prints the same warning when it quarantines one, where it means nothing.",
	.remedies = {
		{ "give all sharers to the same domain", "xpt attach --relaxed {domain} {sharers}" },
		{ "keep the others out of use", "xpt reserve {sharers}" },
	},
};

const struct cause xpt__cause_not_isolated = {
	.id = "not-isolated",
	.verdict = XPT_RISK,
	.title = "the device is not isolated from its siblings",
	.because = "{device} is not isolated from {others}, which {go elsewhere}",
	.why = "Functions of one slot may reach each other without passing the IOMMU, and often share a reset. "
	       "Devices behind one conventional PCI bridge look the same to the IOMMU: it cannot tell their "
	       "DMA apart. Below a port without ACS they can reach each other directly. Such devices belong "
	       "to one owner.",
	.remedies = {
		{ "give them all to one domain", "xpt attach {domain} {device} {siblings}" },
		{ "see what is tied to what", "xpt group {device}" },
		{ "keep the others out of use", "xpt reserve {siblings}" },
		{ "have {toolstack} go on without a reset, in Qubes",
				"qvm-pci attach --persistent --option no-strict-reset=true QUBE dom0:BB_DD.F" },
	},
};

const struct cause xpt__cause_isolation_believed = {
	.id = "isolation-believed",
	.verdict = XPT_RISK,
	.title = "isolation rests on what the kernel has set",
	.because = "{device} is isolated only as {ports} are, which do not show it; vouched for by {vendor}",
	.why = "Root ports of Intel's 5- to 9-series chipsets, of X79 and of X99 have no ACS capability, but "
	       "controls of their own that do the same. Linux sets them when it starts with an IOMMU, and in "
	       "a PV dom0; neither Xen nor pciback does, and config space does not show whether it was done.",
	.remedies = {
		{ "see that the kernel did it: it says so of each port",
				"dmesg | grep 'ACS workaround enabled'" },
		{ "see what depends on it", "xpt group {device}" },
	},
};

const struct cause xpt__cause_unreadable = {
	.id = "unreadable",
	.verdict = XPT_UNKNOWN,
	.title = "the host does not report it",
	.because = "{something} is not known: {reason}",
	.why = "A fact that this question needs could not be read: not root, or a kernel or Xen "
	       "that does not report it. Not known is not the same as \"no\".",
	.remedies = {
		{ "run as {root} in dom0", NULL },
	},
};

const struct cause xpt__cause_unreadable_in_capture = {
	.id = "unreadable-in-capture",
	.verdict = XPT_UNKNOWN,
	.title = "the captured host does not report it",
	.because = "{something} is not known: {reason}",
	.why = "A fact that this question needs is not in the capture: it was not taken as root "
	       "in dom0, or by another version of xpt, or the captured kernel or Xen did not report it. "
	       "Not known is not the same as \"no\".",
	.remedies = {
		{ "take the capture again, as root in dom0 of that host", "xpt capture DIR" },
	},
};

const struct cause xpt__cause_virtual_functions_in_use = {
	.id = "virtual-functions-in-use",
	.verdict = XPT_BLOCKED,
	.title = "virtual functions of the device are in use",
	.because = "{device} has virtual functions in use: {functions}",
	.why = "Unbinding a physical function, and another number of virtual functions, destroy those that "
	       "there are, also under a guest that uses them, and a guest that owns the physical function controls them all.",
	.remedies = {
		{ "take them back first", "xpt detach {owner} {owned functions}" },
		{ "give the reserved ones back to dom0", "xpt release {reserved functions}" },
	},
};

const struct cause xpt__cause_virtual_functions_lost = {
	.id = "virtual-functions-lost",
	.verdict = XPT_RISK,
	.title = "the device's virtual functions will vanish",
	.because = "{device} loses its virtual functions when it leaves its dom0 driver: {functions}",
	.why = "A physical function's driver makes its virtual functions, and takes them away when it lets the "
	       "device go. Whatever dom0 does with them ends then.",
	.remedies = {
		{ "give virtual functions away instead of the whole device", "xpt show {device}" },
	},
};

const struct cause xpt__cause_critical_unknown = {
	.id = "critical-unknown",
	.verdict = XPT_BLOCKED,
	.title = "it is not known whether dom0 depends on the device",
	.because = "it is not known whether dom0 needs {device}: {reason}",
	.why = "The chain from what dom0 uses (mounted file systems, swap, networks, the console) to its "
	       "devices broke off somewhere. Any device that nothing is known of may be the missing end of "
	       "it, so none is taken away without a word from you.",
	.remedies = {
		{ "make sure yourself, then say so", "xpt {action} --force-critical {operands}" },
		{ "see what is known of it", "xpt show {device}" },
	},
};

const struct cause xpt__cause_bars_large = {
	.id = "bars-large",
	.verdict = XPT_RISK,
	.title = "the device's memory may not fit into the guest",
	.because = "{device} needs {size} below 4 GiB, and {domain} has about {room} of room for such memory, where each BAR lies at a multiple of its size",
	.why = "A guest reaches a device through its BARs. A running HVM guest has a hole for them that is as "
	       "large as its firmware made it at the start, or as mmio_hole= asked for. The guest's own system "
	       "places there what is plugged in, and whatever does not fit stays unassigned: the guest's driver "
	       "says that BARs have no address. At the guest's start its firmware can place 64-bit BARs above "
	       "the memory.",
	.remedies = {
		{ "list the device in the domain's configuration, so that it is there from the start: "
		  "pci=[\"{device}\"]", NULL },
		{ "make the hole larger there: mmio_hole={hole} (MiB)", NULL },
	},
};

const struct cause xpt__cause_device_not_in_d0 = {
	.id = "device-not-in-d0",
	.verdict = XPT_RISK,
	.title = "the device sleeps",
	.because = "{device} sleeps ({state})",
	.why = "Nobody drives the device, and it is powered down. Binding pciback wakes it; one that does not "
	       "wake reads as all ones, and the guest finds no device.",
	.remedies = {
		{ "keep it awake", "echo on > /sys/bus/pci/devices/{device}/power/control" },
	},
};

const struct cause xpt__cause_permissive_before = {
	.id = "permissive-before",
	.verdict = XPT_RISK,
	.title = "the device is still permissive from before",
	.because = "{domain} may write all of the configuration space of {device}: it was made permissive before",
	.why = "pciback lifts its filter for a device until the device leaves pciback, whoever gets it next.",
	.remedies = {
		{ "let it leave pciback and come back", "xpt release {device} && xpt reserve {device}" },
	},
};

const struct cause xpt__cause_quarantine_off = {
	.id = "quarantine-off",
	.verdict = XPT_RISK,
	.title = "Xen gives devices back to dom0 as they are",
	.because = "{option} is on Xen's command line: a device whose guest is gone reaches dom0's memory",
	.why = "A device can go on writing after its guest died. In quarantine that reaches nobody; without "
	       "it the device is dom0's at once, and its writes hit dom0's memory (XSA-306).",
	.remedies = {
		{ "remove {option} from Xen's command line, and reboot", NULL },
	},
};

const struct cause xpt__cause_reset_stuck = {
	.id = "reset-stuck",
	.verdict = XPT_RISK,
	.title = "the device is known not to come back from a reset",
	.because = "{device} is a GPU ({name}) that is known not to come back from a reset",
	.why = "The card works for the first guest after the host was powered on. When that guest stops, the "
	       "card keeps its state, and the next driver fails or the card vanishes from the bus.",
	.remedies = {
		{ "power the host off and on between two guests, or never restart the first one", NULL },
		{ "build the community's module vendor-reset for dom0's kernel", NULL },
	},
};
