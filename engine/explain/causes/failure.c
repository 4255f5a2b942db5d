/* SPDX-License-Identifier: GPL-2.0-or-later */
/* That something failed or stopped: what its lines prove, and no more. */
#include "causes.h"

const struct cause xpt__cause_attach_timeout = {
	.id = "attach-timeout",
	.verdict = XPT_BLOCKED,
	.title = "attaching the device timed out",
	.because = "{device} was not attached to {domain} in time",
	.why = "libxl waits ten seconds for the device model, or for pciback, to take the device. Which one did not "
	       "answer, and why, stands in QEMU's log or in dom0's kernel log.",
	.remedies = {
		{ "read QEMU's log: /var/log/xen/qemu-dm-NAME.log", NULL },
		{ "read what pciback said", "dmesg" },
	},
};

const struct cause xpt__cause_backend_not_ready = {
	.id = "backend-not-ready",
	.verdict = XPT_BLOCKED,
	.title = "dom0's pciback did not become ready",
	.because = "pciback of dom0 did not become ready for {domain} in time",
	.why = "libxl writes the device to the domain's PCI backend in xenstore and waits ten seconds for pciback "
	       "to answer. pciback says in dom0's kernel log what it could not do; it answers nothing at all where "
	       "it is not loaded or does not hold the device.",
	.remedies = {
		{ "read what pciback said", "dmesg" },
		{ "see whether pciback holds the device", "xpt list" },
	},
};

const struct cause xpt__cause_device_model_silent = {
	.id = "device-model-silent",
	.verdict = XPT_BLOCKED,
	.title = "the device model (QEMU) did not start or did not answer",
	.because = "the device model of {domain} did not start or did not answer: {reason}",
	.why = "libxl tells QEMU over a socket what to plug and unplug. QEMU ended or hung before it could answer, "
	       "or it was never there. It says why in its own log.",
	.remedies = {
		{ "read its log: /var/log/xen/qemu-dm-NAME.log", NULL },
	},
};

const struct cause xpt__cause_domain_crashed = {
	.id = "domain-crashed",
	.verdict = XPT_BLOCKED,
	.title = "a domain crashed",
	.because = "{domain} crashed",
	.why = "Xen stopped the domain, or its kernel reported that it cannot go on. Xen prints why directly "
	       "before: an access that it does not allow, a device's memory in the way, an error of its own.",
	.remedies = {
		{ "read what Xen said before", "xl dmesg" },
		{ "see what the domain's kernel said on its console: on_crash=\"preserve\" keeps it", NULL },
	},
};

const struct cause xpt__cause_operation_failed = {
	.id = "operation-failed",
	.verdict = XPT_BLOCKED,
	.title = "the toolstack reports that an operation with a device failed",
	.because = "the toolstack did not finish an operation with {device} for {domain}: {reason}",
	.why = "This line only says that it failed. libxl returns -3 for nearly every refusal of "
	       "Xen; a line before it, of libxl, Xen's console or dom0's kernel, tells why.",
	.remedies = {
		{ "read what Xen and dom0's kernel said", "xl dmesg; dmesg" },
		{ "repeat it and see more", "xl -vvv pci-attach {domain} {device}" },
	},
};

const struct cause xpt__cause_xen_crashed = {
	.id = "xen-crashed",
	.verdict = XPT_BLOCKED,
	.title = "the hypervisor stopped",
	.because = "Xen stopped: {message}",
	.why = "Xen met something that it cannot go on with, and printed its registers and its stack. The lines "
	       "before it tell what it was doing.",
	.remedies = {
		{ "update Xen; if that does not help, report all lines from here on to xen-devel", NULL },
		{ "keep the next one: boot Xen with loglvl=all and a serial console (com1=)", NULL },
	},
};

const struct cause xpt__cause_device_lost = {
	.id = "device-lost",
	.verdict = XPT_BLOCKED,
	.title = "the device's driver has given it up",
	.because = "the driver of {device} has given it up: {event}",
	.why = "The driver got no answer from the device any more. The line does not say why: "
	       "the link or the power was lost, a reset was not survived, the device hangs, or its "
	       "interrupts or its DMA do not arrive.",
	.remedies = {
		{ "see what the kernel said before", "dmesg" },
		{ "see whether the device answers", "xpt show {device}" },
		{ "power the host off completely and on again: a warm reboot does not always help", NULL },
	},
};

const struct cause xpt__cause_frontend_failed = {
	.id = "frontend-failed",
	.verdict = XPT_BLOCKED,
	.title = "the guest's PCI frontend does not work",
	.because = "a guest's PCI frontend (pcifront) does not work: {reason}",
	.why = "A PV guest reaches its PCI devices through pcifront, which asks pciback in dom0. Where it does not "
	       "start, the guest has none of its devices.",
	.remedies = {
		{ "boot the guest's kernel with {option}, which makes it set the buffers aside at its start", NULL },
		{ "see what pciback in dom0 said", "dmesg" },
	},
};

const struct cause xpt__cause_virtual_functions_failed = {
	.id = "virtual-functions-failed",
	.verdict = XPT_BLOCKED,
	.title = "virtual functions could not be made",
	.because = "{device} did not get its virtual functions: {reason}",
	.why = "Each virtual function needs memory for its BARs and a bus number, which the bridges above the device "
	       "must pass on, and the driver of the physical function in dom0, which makes it.",
	.remedies = {
		{ "add {option} to dom0's command line, which gives bridges more, and reboot", NULL },
		{ "turn on SR-IOV and {above} in the firmware, or move the card to another slot", NULL },
		{ "give it to {driver of dom0}", "xpt release {device}" },
		{ "take the {old ones} away first", "xpt vf destroy {device}" },
	},
};
