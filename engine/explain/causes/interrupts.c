/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts that run out, fail or are shared. */
#include "causes.h"

const struct cause xpt__cause_guest_irqs_short = {
	.id = "guest-irqs-short",
	.verdict = XPT_RISK,
	.title = "the guest may run out of interrupts",
	.because = "{domain} can run out of interrupts: its devices can use {wanted}, it can have {limit}{probably}",
	.why = "Each MSI and MSI-X vector that the guest's drivers turn on takes a PIRQ. When none is left the "
	       "driver gets fewer queues, falls back to the old interrupt line, or fails (ENOSPC, -28). Xen "
	       "gives each guest 32 (XCP-ng: 64) unless extra_guest_irqs= says otherwise. xpt irqs tells who "
	       "takes how many. More than the devices can use does nothing.",
	.remedies = {
		{ "nr_irqs={nr_irqs} on Xen's command line may bound it, whatever extra_guest_irqs= says: remove that first",
				"xpt boot delete xen nr_irqs" },
		{ "let each guest have {value}, and reboot", "xpt boot set xen extra_guest_irqs={value}" },
		{ "use fewer queues in the guest's driver", NULL },
	},
};

const struct cause xpt__cause_host_irqs_short = {
	.id = "host-irqs-short",
	.verdict = XPT_RISK,
	.title = "the host may run out of interrupt vectors",
	.because = "{taken} interrupt vectors are in use on the host, {more} more can be asked for, and only {room} "
		   "fit for certain",
	.why = "Each MSI and MSI-X vector of any device takes one of the host's IRQs (nr_irqs=) and a vector on its "
	       "CPUs. With up to 8 CPUs Xen up to 4.19 may share about 190 among all of them; with more there are "
	       "so many for each group of CPUs at least. When none is left, setting up fails with EINVAL (-22).",
	.remedies = {
		{ "use fewer queues in the drivers of guests and dom0", NULL },
		{ "where nr_irqs= is on Xen's command line: remove it, and reboot",
		  "xpt boot delete xen nr_irqs" },
	},
};

const struct cause xpt__cause_guest_irqs_exhausted = {
	.id = "guest-irqs-exhausted",
	.verdict = XPT_BLOCKED,
	.title = "the guest has no interrupts left",
	.because = "{domain} has no interrupts left for {device}",
	.why = "Each MSI and MSI-X vector of a guest needs a PIRQ; a guest has 32 more than the ISA ones by "
	       "default. A network card with a queue for each CPU uses them up (ENOSPC, -28), and its driver "
	       "falls back to the old interrupt line or fails.",
	.remedies = {
		{ "see how many its devices may use, and the number that each guest should have", "xpt irqs" },
		{ "let each guest have as many, and reboot; a second number, behind a comma, is dom0's: keep it",
		  "xpt boot set xen extra_guest_irqs=NUMBER" },
		{ "use fewer queues in the guest's driver", NULL },
	},
};

const struct cause xpt__cause_host_irqs_exhausted = {
	.id = "host-irqs-exhausted",
	.verdict = XPT_RISK,
	.title = "the host may have no interrupt vectors left",
	.because = "Xen gave dom0's own driver of {device} no interrupt: perhaps the host has no vectors left",
	.why = "Each MSI and MSI-X vector of any device takes one of the host's IRQs (nr_irqs=) and a vector on its CPUs. When "
	       "none is left Xen answers EINVAL (-22), and the driver falls back to fewer vectors, to the old interrupt line, "
	       "or fails. More for each guest, or for dom0, does not help. Xen answers the same where dom0 runs with pci=nomsi, "
	       "and for an entry beyond what it recorded of the device.",
	.remedies = {
		{ "see how many fit, and who takes them", "xpt irqs" },
		{ "where nr_irqs= is on Xen's command line: remove it, and reboot",
		  "xpt boot delete xen nr_irqs" },
		{ "use fewer queues in the drivers of guests and dom0", NULL },
	},
};

/* In that line dom0 is domain 32752, "myself". */
const struct cause xpt__cause_driver_irqs_exhausted = {
	.id = "driver-irqs-exhausted",
	.verdict = XPT_BLOCKED,
	.title = "dom0 has no interrupts left for its own driver",
	.because = "dom0 has no interrupts left for its own driver of {device}",
	.why = "Each MSI and MSI-X vector of dom0 needs a PIRQ as well. Xen gives dom0 as many as its CPUs can use, unless the "
	       "second number of extra_guest_irqs= says less. The driver falls back to fewer vectors, to the old interrupt "
	       "line, or fails.",
	.remedies = {
		{ "take the second number of extra_guest_irqs= off Xen's command line, or raise it, and reboot",
		  "xpt boot" },
		{ "use fewer queues in dom0's drivers", NULL },
	},
};

const struct cause xpt__cause_interrupt_fault = {
	.id = "interrupt-fault",
	.verdict = XPT_RISK,
	.title = "the IOMMU stopped an interrupt message of the device",
	.because = "the IOMMU stopped an interrupt message of {device}",
	.why = "The device wrote an interrupt message that does not belong to it: one that its last owner left "
	       "in it, one that firmware programmed before Xen started, or a forged one.",
	.remedies = {
		{ "see who owns it", "xpt show {device}" },
	},
};

const struct cause xpt__cause_interrupt_shared = {
	.id = "interrupt-shared",
	.verdict = XPT_BLOCKED,
	.title = "the interrupt line cannot be shared further",
	.because = "interrupt {irq} could not be bound to {domain}: {reason}",
	.why = "Devices without MSI use an interrupt line that several may share. Xen lets a limited number of "
	       "domains share one, and none where dom0's driver does not agree to share.",
	.remedies = {
		{ "raise the limit with irq-max-guests= on Xen's command line, and reboot", NULL },
		{ "move the card to another slot, so that it gets another line", NULL },
	},
};

const struct cause xpt__cause_msi_setup_failed = {
	.id = "msi-setup-failed",
	.verdict = XPT_BLOCKED,
	.title = "message interrupts could not be set up",
	.because = "interrupts (MSI, MSI-X) of {device} could not be set up: {reason}",
	.why = "Xen, pciback and QEMU set up a guest's interrupts together. EINVAL: the host has no "
	       "interrupt vector left (xpt irqs counts them), dom0 runs with pci=nomsi, or an entry is beyond "
	       "what Xen recorded. ENODEV: Xen says that another domain owns the "
	       "device. ENXIO, ENODATA: the device did not answer when its table was looked for. ENOSYS: "
	       "dom0 is PVH.",
	.remedies = {
		{ "reserve it again: this repairs what Xen and pciback remember", "xpt release {device}" },
		{ "remove {pci=nomsi} from dom0's command line, if it is there, and reboot", NULL },
		{ "turn {Secure Boot} off in the firmware, or remove lockdown= from dom0's command line", NULL },
	},
};
