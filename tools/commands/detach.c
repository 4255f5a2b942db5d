/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#define FLAG(letter, name, bit, help)                                                          \
	{                                                                                      \
		letter, name, NULL, help, OPTION_BIT, offsetof(struct change_args, flags), bit \
	}

static const struct option_spec detach_options[] = {
	FLAG('f', "force", XPT_FORCE, "when the guest does not let go in time, take it anyway"),
	FLAG(0, "release", XPT_THEN_RELEASE, "give the devices back to their dom0 drivers"),
	FLAG(0, "keep", XPT_KEEP, "keep USB devices from dom0's drivers: they are reserved"),
	OPTION_TIMEOUT,
	{ 0 },
};

static const struct option_spec pci_detach_options[] = {
	FLAG('f', "force", XPT_FORCE, "when the guest does not let go in time, take it anyway"),
	{ 0 },
};

static int detach_run(const struct invocation *invocation)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_DETACH, .domain = invocation->operands[0]);

	return change_run(invocation, &request, invocation->operands + 1,
			invocation->operand_count - 1);
}

const struct command cmd_detach = {
	.name = "detach",
	.operands = "DOMAIN DEVICE...",
	.brief = "take devices from a domain; they stay reserved",
	.notes = "The guest is asked first. That it has let go is read back from Xen, from the\n"
		 "device model and from xenstore. USB devices are dom0's again.",
	.options = detach_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 2,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = detach_run,
};

const struct command cmd_pci_detach = {
	.name = "pci-detach",
	.xl_for = "detach",
	.operands = "DOMAIN DEVICE",
	.brief = "take a device from a domain",
	.options = pci_detach_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 2,
	.operands_max = 2,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = detach_run,
};
