/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Xen stopped, or stopped a domain. */
#include "rules.h"

const struct rule xpt__rules_xen_crash[] = {
	{ &xpt__cause_unexplained, RULE_SETTING, "----[ Xen-%{word:version}", .fixed = { { "of", "xen" } },
		.samples = { "(XEN) ----[ Xen-4.17.7  x86_64  debug=n  Not tainted ]----" } },
	{ &xpt__cause_xen_bug, RULE_CAUSE, "%{=Xen BUG at:event}",
		.samples = { "(XEN) Xen BUG at drivers/passthrough/pci.c:1483" } },
	{ &xpt__cause_xen_crashed, RULE_CAUSE, "Panic on CPU %{number:cpu}",
		.samples = { "(XEN) Panic on CPU 2:" } },
	{ &xpt__cause_xen_crashed, RULE_SUMMARY, "%{=FATAL PAGE FAULT|FATAL TRAP|DOUBLE FAULT|UNRECOVERABLE}",
		.samples = { "(XEN) FATAL PAGE FAULT", "(XEN) FATAL TRAP: vector = 6 (invalid opcode)" } },
	{ &xpt__cause_xen_crashed, RULE_SUMMARY, "[<%{hex}>] R %{=arch/x86/hvm/vmsi.c#msixtbl_addr_to_desc}+",
		.samples = { "(XEN)    [<ffff82d0402cc1ed>] R arch/x86/hvm/vmsi.c#msixtbl_addr_to_desc+0x3d/0x60" } },
	{ &xpt__cause_xen_crashed, RULE_CAUSE, "Watchdog timer %{=fired|detects that CPU}",
		.samples = { "(XEN) Watchdog timer detects that CPU5 is stuck!", "(XEN) Watchdog timer fired for domain 0" } },
	{ &xpt__cause_domain_crashed, RULE_CAUSE, "Domain %{number:domain} (vcpu#%{number}) crashed on cpu",
		.samples = { "(XEN) Domain 6 (vcpu#0) crashed on cpu#3:" } },
	{ &xpt__cause_domain_crashed, RULE_CAUSE, "Domain %{number:domain} reported crashed by ",
		.samples = { "(XEN) Domain 3 reported crashed by domain 0 on cpu#4:" } },
	{ &xpt__cause_domain_crashed, RULE_SUMMARY, "domain_crash called from ",
		.samples = { "(XEN) domain_crash called from p2m.c:1301" } },
	{ NULL },
};
