/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

static const struct option_spec reserve_options[] = {
	{ 'n', "name", "NAME", "name of the single device, which may be used for its address",
			OPTION_TEXT, offsetof(struct change_args, name), 0 },
	{ 0, "force-critical", NULL, "take even what dom0 itself depends on", OPTION_BIT,
			offsetof(struct change_args, flags), XPT_FORCE_CRITICAL },
	{ 0, "accept-taint", NULL, "take even what was not sane after its last use", OPTION_BIT,
			offsetof(struct change_args, flags), XPT_ACCEPT_TAINT },
	{ 0 },
};

static int reserve_run(const struct invocation *invocation)
{
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_RESERVE);

	return change_run(invocation, &request, invocation->operands, invocation->operand_count);
}

const struct command cmd_reserve = {
	.name = "reserve",
	.operands = "DEVICE...",
	.brief = "take devices from dom0 and make them assignable",
	.notes = "The driver is remembered, unbound and replaced by xen-pciback, and Xen puts the\n"
		 "device in quarantine. USB devices are kept from all drivers, until they are\n"
		 "unplugged or a guest had them. All devices are reserved, or none.",
	.options = reserve_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.takes_usb = true,
	.changes_host = true,
	.run = reserve_run,
};

const struct command cmd_pci_assignable_add = {
	.name = "pci-assignable-add",
	.xl_for = "reserve",
	.operands = "DEVICE...",
	.brief = "take devices from dom0 and make them assignable",
	.options = reserve_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = reserve_run,
};
