/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices that do not answer, or that a use has left so. */
#include "causes.h"

const struct cause xpt__cause_device_gone = {
	.id = "device-gone",
	.verdict = XPT_BLOCKED,
	.title = "the device does not answer",
	.because = "{device} does not answer: its configuration space cannot be read ({reason})",
	.why = "A device whose configuration space reads as all ones has lost its link or its power, was "
	       "pulled out, or did not come back from a reset. Nothing can be done with it in this state.",
	.remedies = {
		{ "see what the kernel said about it", "dmesg" },
		{ "power the host off completely and on again: a warm reboot does not always help", NULL },
	},
};

const struct cause xpt__cause_nvme_vf_offline = {
	.id = "nvme-vf-offline",
	.verdict = XPT_BLOCKED,
	.title = "the virtual disk controller is of no use yet",
	.because = "{device} is a virtual disk controller that no guest can use yet: {reason}",
	.why = "A virtual function of an NVMe disk has no queues, and stays offline, until its physical function gives it some "
	       "and brings it online (Virtualization Management). Offline it can be reserved and attached, but the guest's driver waits "
	       "in vain for it to become ready. A reset of the physical function takes it offline again.",
	.remedies = {
		{ "make the VFs again with xpt, which gives each its share and brings it online, "
		  "where nobody uses them",
		  "xpt vf destroy {parent} && xpt vf create {parent} {count} --reserve" },
		{ "by hand: give it an interrupt and two queues, and bring it online",
		  "nvme virt-mgmt /dev/{controller} -c {cntlid} -a 7 -n 0 && "
		  "nvme virt-mgmt /dev/{controller} -c {cntlid} -r 1 -a 8 -n 1 && "
		  "nvme virt-mgmt /dev/{controller} -c {cntlid} -r 0 -a 8 -n 2 && "
		  "nvme virt-mgmt /dev/{controller} -c {cntlid} -a 9 -n 0" },
		{ "where the physical function itself still holds the queues and interrupts: "
		  "have it without VFs, take them from it (-a 1), reset it, and make the VFs again", NULL },
	},
};

const struct cause xpt__cause_device_tainted = {
	.id = "device-tainted",
	.verdict = XPT_BLOCKED,
	.title = "the device was not sane after its last use",
	.because = "{device} has not been sane after a use {reason}",
	.why = "After each detach, release and reserve, and between a reset and an attach, xpt looks whether config "
	       "space answers, the BARs have their addresses, and the link has its lanes. What is lost did not come back from its reset: the next guest would get a "
	       "device that does not work, or that hangs the host. The note stands until the device reads sane again, is "
	       "another one, or the host is rebooted.",
	.remedies = {
		{ "let pciback reset it once more, and look again", "xpt release {reserved device}" },
		{ "let pciback reset it once more, and look again", "xpt reserve --accept-taint {unreserved device}" },
		{ "power the host off completely and on again: a warm reboot does not always help", NULL },
	},
};
