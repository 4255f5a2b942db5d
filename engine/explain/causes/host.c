/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a host has and lacks for passthrough. */
#include "causes.h"

#define OPTION_PLACE                                                                             \
	"Debian: GRUB_CMDLINE_XEN_DEFAULT in /etc/default/grub, then update-grub; XCP-ng: "      \
	"xen-cmdline --set-xen"

const struct cause xpt__cause_console_ring_ready = {
	.id = "console-ring-ready",
	.verdict = XPT_PASS,
	.title = "Xen's console ring is large enough",
	.because = "Xen's console ring holds {size}",
	.why = "Xen's messages are the only place where it says why it refused something, and its list of "
	       "owners passes through the same ring.",
};

const struct cause xpt__cause_console_ring_small = {
	.id = "console-ring-small",
	.verdict = XPT_RISK,
	.title = "Xen's console ring is small",
	.because = "Xen's console ring holds only {size}: explanations and the list of owners may be lost",
	.why = "Xen's messages go into a ring that overwrites its oldest lines. A small one loses the boot "
	       "messages after the first flood of faults, and may not hold the list of owners of a host "
	       "with many devices.",
	.remedies = {
		{ "add conring_size=1M to Xen's command line (" OPTION_PLACE ") and reboot", NULL },
	},
};

const struct cause xpt__cause_dangerous_option = {
	.id = "dangerous-option",
	.verdict = XPT_RISK,
	.title = "a boot option weakens passthrough",
	.because = "{option} on the command line of {kernel}: {effect}",
	.why = "Some options turn off what passthrough relies on. They are often left over from the search "
	       "for another problem.",
	.remedies = {
		{ "remove {option} from the command line of {kernel}, and reboot", NULL },
	},
};

const struct cause xpt__cause_firmware_iommu_missing = {
	.id = "firmware-iommu-missing",
	.verdict = XPT_BLOCKED,
	.title = "the firmware offers no IOMMU",
	.because = "the firmware offers no IOMMU: there is no {table} table",
	.why = "Firmware tells of the IOMMU in an ACPI table: DMAR for Intel VT-d, IVRS for AMD-Vi. Without it "
	       "Xen finds none. The switch is often off by default and hidden behind \"advanced\", "
	       "\"north bridge\" or \"security\" menus.",
	.remedies = {
		{ "turn on VT-d (Intel) or IOMMU (AMD, perhaps SVM too) in the firmware's set-up", NULL },
		{ "in a virtual machine: let the outer hypervisor provide a virtual IOMMU", NULL },
	},
};

const struct cause xpt__cause_graphics_iommu_off = {
	.id = "graphics-iommu-off",
	.verdict = XPT_RISK,
	.title = "the IOMMU of the integrated graphics device is off",
	.because = "Xen left the IOMMU of the integrated graphics device off: {reason}",
	.why = "On Intel the integrated graphics device has an IOMMU of its own, which its firmware must have set up. "
	       "Xen goes on without it where it is not: other devices are not concerned, but what the graphics device "
	       "reads and writes is not checked.",
	.remedies = {
		{ "give the graphics device to no guest", NULL },
		{ "update the firmware", NULL },
	},
};

const struct cause xpt__cause_device_held = {
	.id = "device-held",
	.verdict = XPT_BLOCKED,
	.title = "devices are held back from their guest for a while",
	.because = "{holder} holds back what {what it is about} is part of, and gives it back when that is over",
	.why = "xpt hold took devices from a guest while a command runs, such as a backup of its disks, and gives them back "
	       "in the end. Until then nothing else is done with them, with what is not isolated from them, or with their guest.",
	.remedies = {
		{ "wait until it is over, or end the command; the devices come back by themselves", NULL },
	},
};

const struct cause xpt__cause_journal_damaged = {
	.id = "journal-damaged",
	.verdict = XPT_BLOCKED,
	.title = "a journal of xpt is damaged",
	.because = "the journal {path} is damaged: what its operation left half-way is not known",
	.why = "xpt changes nothing while it cannot tell what an earlier change has left half-way.",
	.remedies = {
		{ "see where each device is, then remove the journal", "xpt list" },
	},
};

const struct cause xpt__cause_hide_parse_error = {
	.id = "hide-parse-error",
	.verdict = XPT_BLOCKED,
	.title = "the list of hidden devices is malformed",
	.because = "xen-pciback.hide= is malformed: {entry}",
	.why = "pciback refuses to start when it cannot read its list of devices to hide; every other device "
	       "of the list is lost with the bad one. An entry is (SSSS:BB:DD.F): a colon, not a dot, before "
	       "the device number, and hexadecimal digits.",
	.remedies = {
		{ "write it like xen-pciback.hide=(0000:04:00.0)(0000:04:00.1) on dom0's command line, "
		  "and reboot", NULL },
		{ "or remove it there: xpt reserves devices without it", NULL },
	},
};

const struct cause xpt__cause_option_unknown = {
	.id = "option-unknown",
	.verdict = XPT_RISK,
	.title = "Xen does not know an option of its command line",
	.because = "this Xen does not know the option {option} of its command line, and ignores it",
	.why = "A word that is misspelt, that another release of Xen has, or that is meant for dom0's line does nothing on "
	       "Xen's. Xen says so once, into its ring, before there is a console.",
	.remedies = {
		{ "take it off, or write it right", "xpt boot delete xen {option}" },
	},
};

const struct cause xpt__cause_option_refused = {
	.id = "option-refused",
	.verdict = XPT_RISK,
	.title = "Xen does not take the value of an option",
	.because = "Xen does not take {option}={value} of its command line (error {errno})",
	.why = "What Xen reads of a value up to the error may count all the same; the rest is as if it were not there. An "
	       "option of more than 127 characters is cut, and then its end may make no sense.",
	.remedies = {
		{ "write its value right", "xpt boot set xen {option}=..." },
	},
};

const struct cause xpt__cause_pciback_option_unknown = {
	.id = "pciback-option-unknown",
	.verdict = XPT_RISK,
	.title = "xen-pciback does not know a parameter",
	.because = "xen-pciback does not know its parameter {option}, and ignores it",
	.why = "A blank ends a parameter: of hide=(A) (B) the second group is another parameter, and hides nothing.",
	.remedies = {
		{ "write the list of hide= without blanks", NULL },
	},
};

const struct cause xpt__cause_hide_too_long = {
	.id = "hide-too-long",
	.verdict = XPT_BLOCKED,
	.title = "the list of hidden devices is too long",
	.because = "xen-pciback.hide= is longer than the kernel takes: it hides nothing",
	.why = "A parameter that is text may have 1024 characters, room for 73 devices. Of a longer one nothing counts, and as a "
	       "module xen-pciback is not loaded at all.",
	.remedies = {
		{ "shorten it: one entry (SSSS:BB:DD.*) covers all functions of a device", NULL },
		{ "or hide devices by rules of udev, where xen-pciback is a module",
		  "xpt hide DEVICE... --method override" },
	},
};

const struct cause xpt__cause_interrupt_remapping_off = {
	.id = "interrupt-remapping-off",
	.verdict = XPT_RISK,
	.title = "interrupt remapping is off",
	.because = "interrupt remapping is off: a guest with a device can forge interrupts",
	.why = "Without interrupt remapping a device's owner can make the device write any interrupt message, "
	       "and so disturb or attack the host. Assignment works; do not give devices to guests that "
	       "you do not trust. Firmware opt-out, an IO-APIC that the ACPI table forgot, a chipset erratum "
	       "or iommu=no-intremap turn it off.",
	.remedies = {
		{ "remove iommu=no-intremap from Xen's command line, if it is there, and reboot", NULL },
		{ "update the firmware; on AMD tell Xen of a forgotten IO-APIC with ivrs_ioapic[ID]=BDF", NULL },
	},
};

const struct cause xpt__cause_interrupt_remapping_on = {
	.id = "interrupt-remapping-on",
	.verdict = XPT_PASS,
	.title = "interrupt remapping is on",
	.because = "interrupt remapping is on",
	.why = "A guest's device can only raise the interrupts that belong to it.",
};

const struct cause xpt__cause_iommu_disabled = {
	.id = "iommu-disabled",
	.verdict = XPT_BLOCKED,
	.title = "the IOMMU is off",
	.because = "Xen runs without an IOMMU: {reason}",
	.why = "Without an IOMMU a device reads and writes all of the host's memory at its owner's wish. Xen "
	       "cannot give one to an HVM guest, and libxl has refused PV guests too since 4.13. The line "
	       "\"I/O virtualisation disabled\" in Xen's boot messages is its last word; the lines before it "
	       "say why: an option, an error in the firmware's tables, a chipset erratum.",
	.remedies = {
		{ "turn on VT-d (Intel) or IOMMU (AMD, perhaps SVM too) in the firmware's set-up", NULL },
		{ "remove iommu=no or iommu=off from Xen's command line, if it is there, and reboot", NULL },
		{ "boot once with iommu=verbose,debug and read why Xen gave it up", "xl dmesg" },
	},
};

const struct cause xpt__cause_io_apic_unplaced = {
	.id = "io-apic-unplaced",
	.verdict = XPT_BLOCKED,
	.title = "Xen does not find an IO-APIC in the firmware's IVRS table",
	.because = "Xen found no entry for IO-APIC {number} in the firmware's IVRS table",
	.why = "Interrupt remapping on AMD needs to know as which device each IO-APIC speaks. "
	       "Where Xen does not find that, it gives interrupt remapping up, and with it the IOMMU. "
	       "The line does not say whether the table lacks the entry or Xen did not understand it.",
	.remedies = {
		{ "tell Xen with ivrs_ioapic[{number}]=BUS:DEVICE.FUNCTION on its command line, as a native Linux prints "
		  "it, and reboot", NULL },
		{ "do without interrupt remapping: iommu=no-intremap on Xen's command line", NULL },
		{ "try a newer Xen, or a newer firmware", NULL },
	},
};

const struct cause xpt__cause_iommu_firmware_defect = {
	.id = "iommu-firmware-defect",
	.verdict = XPT_BLOCKED,
	.title = "the firmware describes the IOMMU wrongly",
	.because = "the firmware's {table} table is defective: {defect}",
	.why = "Xen learns from the DMAR (Intel) or IVRS (AMD) table which IOMMU covers which device and which "
	       "memory must stay mapped. Where the table is wrong Xen leaves out the unit, interrupt "
	       "remapping, or the whole IOMMU.",
	.remedies = {
		{ "update the firmware", NULL },
		{ "{AMD}, where the line names an IO-APIC: add iommu=no-intremap, or ivrs_ioapic[ID]=BUS:DEVICE.FUNCTION "
		  "as a native Linux tells them, to Xen's command line, and reboot", NULL },
		{ "boot once with iommu=verbose,debug, and report the lines to xen-devel", "xl dmesg" },
	},
};

const struct cause xpt__cause_iommu_on = {
	.id = "iommu-on",
	.verdict = XPT_PASS,
	.title = "the IOMMU is on",
	.because = "the IOMMU is on ({kind})",
	.why = "Xen confines each device to the memory of its owner.",
};

const struct cause xpt__cause_options_safe = {
	.id = "options-safe",
	.verdict = XPT_PASS,
	.title = "no boot option weakens passthrough",
	.because = "no boot option of Xen or dom0 weakens passthrough",
	.why = "Neither command line turns off the IOMMU, interrupt remapping, quarantine or MSI.",
};

const struct cause xpt__cause_ownership_readable = {
	.id = "ownership-readable",
	.verdict = XPT_PASS,
	.title = "Xen tells who owns which device",
	.because = "Xen tells who owns which device",
	.why = "The answer to Xen's debug key Q was read completely.",
};

const struct cause xpt__cause_pciback_missing = {
	.id = "pciback-missing",
	.verdict = XPT_BLOCKED,
	.title = "dom0 has no xen-pciback",
	.because = "dom0's kernel has no xen-pciback driver loaded",
	.why = "Devices wait in the driver pciback (module xen-pciback) while no guest has them. It does not "
	       "load by itself. A malformed xen-pciback.hide= keeps it from starting, which looks the same.",
	.remedies = {
		{ "load it", "modprobe xen-pciback" },
		{ "load it at each boot", "echo xen-pciback > /etc/modules-load.d/xen-pciback.conf" },
	},
};

const struct cause xpt__cause_pciback_ready = {
	.id = "pciback-ready",
	.verdict = XPT_PASS,
	.title = "dom0 has xen-pciback",
	.because = "dom0 has xen-pciback",
	.why = "Devices can be reserved.",
};

const struct cause xpt__cause_queued_invalidation_off = {
	.id = "queued-invalidation-off",
	.verdict = XPT_RISK,
	.title = "queued invalidation is off",
	.because = "queued invalidation is off, and interrupt remapping cannot work without it",
	.why = "VT-d's newer way to flush its caches. Interrupt remapping and device TLBs need it. It is off "
	       "with iommu=no-qinval, on old chipsets, or when it could not be restarted after kexec.",
	.remedies = {
		{ "remove iommu=no-qinval from Xen's command line, if it is there, and reboot", NULL },
		{ "power the host off and on: after kexec it may not come up again", NULL },
	},
};

const struct cause xpt__cause_queued_invalidation_on = {
	.id = "queued-invalidation-on",
	.verdict = XPT_PASS,
	.title = "queued invalidation is on",
	.because = "queued invalidation is on",
	.why = "Interrupt remapping and device TLBs can work.",
};

const struct cause xpt__cause_sriov_capable = {
	.id = "sriov-capable",
	.verdict = XPT_PASS,
	.title = "devices that can be split with SR-IOV",
	.because = "SR-IOV capable devices: {count}",
	.why = "Such a device offers virtual functions, each of which can go to another guest.",
};

const struct cause xpt__cause_xenstore_answers = {
	.id = "xenstore-answers",
	.verdict = XPT_PASS,
	.title = "xenstore answers",
	.because = "xenstore answers",
	.why = "What the toolstack knows of devices and domains can be read and written.",
};

const struct cause xpt__cause_xenstore_silent = {
	.id = "xenstore-silent",
	.verdict = XPT_BLOCKED,
	.title = "xenstore does not answer",
	.because = "xenstore does not answer: {reason}",
	.why = "xenstore holds what the toolstack knows: who has which device, and which driver a reserved "
	       "device came from. Without it nothing can be attached or detached. xenstored cannot be "
	       "restarted on a running host without losing its contents.",
	.remedies = {
		{ "see whether it runs", "pgrep -a xenstored" },
		{ "look at its last words", "journalctl -u xenstored" },
	},
};
