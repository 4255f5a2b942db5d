/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libvirt and Qubes, which is built on it, say. */
#include "rules.h"

/* It does not start the domain, where libxl only warns. */
#define REFUSED { { "toolstack", "libvirt" } }

const struct rule xpt__rules_libvirt[] = {
	{ &xpt__cause_not_isolated, RULE_CAUSE,
		"%{text}Active %{bdf:siblings} devices on bus with %{bdf:device}, not doing bus reset",
		.fixed = REFUSED,
		.samples = { "internal error: Unable to reset PCI device 0000:04:00.1: internal error: Active 0000:04:00.0 devices on bus with 0000:04:00.1, not doing bus reset" } },
	{ &xpt__cause_reset_unavailable, RULE_CAUSE, "%{text}Unable to reset PCI device %{bdf:device}: no FLR",
		.fixed = REFUSED,
		.samples = { "internal error: Unable to reset PCI device 0000:04:00.0: no FLR, PM reset or bus reset available" } },
	{ &xpt__cause_device_in_use, RULE_CAUSE,
		"%{text}Requested operation is not valid: PCI device %{bdf:device} is in use by driver %{word}, domain %{word:owner}",
		.samples = { "Requested operation is not valid: PCI device 0000:04:00.0 is in use by driver xenlight, domain web" } },
	{ &xpt__cause_toolstack_refused, RULE_CAUSE,
		"%{text}Requested operation is not valid: PCI device %{bdf:device} is not assignable",
		.fixed = { { "toolstack", "libvirt" } },
		.samples = { "Requested operation is not valid: PCI device 0000:04:00.0 is not assignable" } },
	{ &xpt__cause_device_gone, RULE_CAUSE, /* Qubes, which asks libvirt */
		"%{text}PCI device dom0:%{slotid:device} does not exist",
		WORDINGS("%{text}Invalid PCI device: %{slotid:device}",
			"%{text}PCI device%{text}PCIDevice%{text} does not exist"),
		.fixed = { { "reason", "dom0 has no such device" } },
		.samples = { "Start failed: PCI device dom0:04_00.0 does not exist", "Got empty response from qubesd: Invalid PCI device: 04_00.0",
			"qubes.exc.QubesException: PCI device <qubes.ext.pci.PCIDevice object at 0x7f0a1c2d3e40> does not exist" } },
	{ &xpt__cause_unexplained, RULE_SETTING, /* Qubes runs every device model in a stub domain */
		"%{text}vm.%{word}: Starting qube",
		WORDINGS("dom0:%{word} %{text}no-strict-reset=",
			"%{text}qubes-vm@%{word}.service"),
		.fixed = { { "of", "stubdomain" } },
		.samples = { "INFO: vm.sys-usb: Starting qube sys-usb",
			"dom0:04_00.0  USB controller: Example Corporation xHCI  sys-usb (no-strict-reset=True)",
			"['systemctl', 'start', 'qubes-vm@sys-usb.service'] failed:" } },
	{ &xpt__cause_driver_rebind_failed, RULE_CAUSE,
		"%{text}Failed to trigger a probe for PCI device '%{text}': %{bdf:device}",
		WORDINGS("%{text}Failed to bind PCI device '%{bdf:device}' to %{word:driver}: %{text:reason}",
			"%{text}Failed to add PCI device ID '%{bdf:device}' to %{word:driver}: %{text:reason}"),
		.samples = { "Failed to trigger a probe for PCI device '0000:04:00.0': 0000:04:00.0",
			"Failed to bind PCI device '0000:04:00.0' to e1000e: No such device",
			"Failed to add PCI device ID '0000:04:00.0' to e1000e: No such device" } },
	{ &xpt__cause_operation_failed, RULE_SUMMARY,
		"%{text}libxenlight failed to create new domain '%{text}'",
		WORDINGS("%{text}libxenlight failed to attach pci device",
			"%{text}internal error: libxenlight failed to attach pci device"),
		.samples = { "libxenlight failed to create new domain 'web'",
			"libxenlight failed to attach pci device web",
			"internal error: libxenlight failed to attach pci device" } },
	{ &xpt__cause_operation_failed, RULE_SUMMARY,
		"%{text}Unable to reset PCI device %{bdf:device}:%{text:reason}",
		.samples = { "Unable to reset PCI device 0000:04:00.0: the firmware left it off" },
		.general = true },
	{ &xpt__cause_operation_failed, RULE_SUMMARY, /* Qubes */
		"Start failed: %{text:reason}",
		WORDINGS("%{?Qube }%{?Domain }%{word} has failed to start: %{text:reason}"),
		.samples = { "Start failed: invalid argument: network device with mac 00:16:3e:00:00:01 already exists",
			"Qube sys-net has failed to start: qrexec-daemon startup failed",
			"Domain sys-net has failed to start: no memory" },
		.general = true },
	{ NULL },
};
