/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a toolstack says in the end: that an operation failed, and a return code. */
#include "rules.h"

#define ADD_FAILED "%{=libxl_device_pci_add|libxl__device_pci_add} failed for PCI device %{bdf:device} "
#define REASON(text) { { "reason", text } }

const struct rule xpt__rules_toolstack_failures[] = {
	{ &xpt__cause_attach_timeout, RULE_SUMMARY, ADD_FAILED "(rc -9)",
		.samples = { "libxl: error: libxl_pci.c:1779:device_pci_add_done: Domain 4:libxl__device_pci_add failed for PCI device 0:a:1f.2 (rc -9)" } },
	{ &xpt__cause_device_model_refused, RULE_SUMMARY, ADD_FAILED "(rc %{=-27|-28|-29|-30|-31})",
		.fixed = REASON("its answer was an error"),
		.samples = { "libxl: error: libxl_pci.c:1764:device_pci_add_done: Domain 9:libxl__device_pci_add failed for PCI device 0:b:0.0 (rc -28)" } },
	{ &xpt__cause_device_model_silent, RULE_SUMMARY, ADD_FAILED "(rc %{=-26|-32})",
		.fixed = REASON("libxl did not understand what it said"),
		.samples = { "libxl: error: libxl_pci.c:1764:device_pci_add_done: Domain 9:libxl__device_pci_add failed for PCI device 0:b:0.0 (rc -26)" } },
	{ &xpt__cause_operation_failed, RULE_SUMMARY, ADD_FAILED "(rc %{number:rc})",
		.general = true,
		.samples = { "libxl: error: libxl_pci.c:1764:device_pci_add_done: Domain 4:libxl__device_pci_add failed for PCI device 0:a:1f.2 (rc -3)" } },
	{ &xpt__cause_operation_failed, RULE_SUMMARY,
		"%{=libxl_device_pci_add|libxl__device_pci_add} failed: %{number:rc}",
		.samples = { "libxl: error: libxl_pci.c:1304:libxl__add_pcidevs: libxl_device_pci_add failed: -3" } },
	{ &xpt__cause_operation_failed, RULE_SUMMARY, "unable to %{=add|remove} %{word} device",
		.prefixed = true,
		.samples = { "libxl: error: libxl_create.c:1921:domcreate_attach_devices: Domain 4:unable to add pci devices",
			"libxl: error: libxl_domain.c:1200:devices_destroy_cb: Domain 4:unable to remove vif devices" } },
	{ &xpt__cause_device_model_refused, RULE_CAUSE,
		"failed to open %{text}config space",
		.fixed = REASON("it cannot open the device's configuration space"),
		.samples = { "libxl: error: libxl_qmp.c:1837:qmp_ev_parse_error_messages: Domain 9:failed to open the device's config space" } },
	{ &xpt__cause_msi_setup_failed, RULE_NOTE, "xc_physdev_unmap_pirq irq=%{number:irq}%{text}: Invalid argument",
		.samples = { "libxl: error: libxl_pci.c:2196:pci_remove_detached: Domain 5:xc_physdev_unmap_pirq irq=17: Invalid argument" } },
	{ &xpt__cause_reset_unavailable, RULE_CAUSE,
		"write to %{text}/%{bdf:device}/reset returned %{number}: Inappropriate ioctl",
		.samples = { "libxl: error: libxl_pci.c:1476:libxl__device_pci_reset: write to /sys/bus/pci/devices/0000:04:00.0/reset returned -1: Inappropriate ioctl for device" } },
	{ &xpt__cause_reset_unavailable, RULE_CAUSE,
		"write '%{text}' to %{text}/%{bdf:device}/reset failed: Inappropriate ioctl",
		.samples = { "libxl: error: libxl_pci.c:1588:libxl__device_pci_reset: Domain 3:write '1' to /sys/bus/pci/devices/0000:04:00.0/reset failed: Inappropriate ioctl for device" } },
	{ &xpt__cause_unexplained, RULE_NOISE, "%{text}/allow_interrupt_control%{text}",
		.prefixed = true,
		.samples = { "libxl: warning: libxl_pci.c:1700:pci_add_dm_done: Failed to access /sys/bus/pci/drivers/pciback/allow_interrupt_control: No such file or directory" } },
	{ &xpt__cause_toolstack_config, RULE_CAUSE,
		"%{word:file}:%{number:line}: %{=config parsing error:reason} near ",
		.samples = { "web.cfg:7: config parsing error near `[ '04:00.0'': syntax error, unexpected [" } },
	{ &xpt__cause_unexplained, RULE_DEVICE, "%{text}xl pci-%{=attach|detach|assignable-add|assignable-remove} %{text}%{bdf:device}",
		.samples = { "[root@dom0 ~]# xl pci-assignable-add 0000:04:00.0", "$ xl pci-attach 3 04:00.0" } },
	{ NULL },
};
