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
	{ &xpt__cause_operation_failed, RULE_SUMMARY, "%{text}panic: xc_dom_",
		.samples = { "xc: error: panic: xc_dom_boot.c:178: xc_dom_boot_domU_map: failed to mmap domU pages 0x1000+0x1062 [mmap, errno=22]",
			"Error from xenguesthelper: xenguest: xc_dom_build_image: [1] panic: xc_dom_boot.c:178: xc_dom_boot_domU_map: failed " } },
	{ NULL },
};
