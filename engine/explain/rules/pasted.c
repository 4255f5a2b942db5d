/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people paste beside a log: the command that failed, a line of the guest's configuration. */
#include "rules.h"

#define COMMAND { { "of", "command" } }

const struct rule xpt__rules_pasted[] = {
	{ &xpt__cause_unexplained, RULE_DEVICE, "%{text}xl pci-%{=attach|detach} %{word:domain} %{bdf:device}",
		.fixed = COMMAND,
		.samples = { "$ xl pci-attach 3 04:00.0", "[root@dom0 ~]# xl pci-detach web1 0000:04:00.0" } },
	{ &xpt__cause_unexplained, RULE_DEVICE, "%{text}xl pci-%{=attach|detach|assignable-add|assignable-remove} %{text}%{bdf:device}",
		.general = true,
		.fixed = COMMAND,
		.samples = { "[root@dom0 ~]# xl pci-assignable-add 0000:04:00.0", "# xl pci-attach -f web 04:00.0" } },
	/* an xl.cfg with one device; "pci" alone would be found in every other line of a large log */
	{ &xpt__cause_unexplained, RULE_DEVICE, "pci = [%{? }%{='|\"}%{bdf:device}%{='|\"}%{? }]",
		WORDINGS("pci=[%{? }%{='|\"}%{bdf:device}%{='|\"}%{? }]"),
		.fixed = COMMAND,
		.samples = { "pci = [ '0000:04:00.0' ]", "pci=[\"04:00.0\"]" } },
	{ NULL },
};
