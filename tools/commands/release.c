/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

struct remove_args {
	struct change_args change;
	bool rebind;
};

static const struct option_spec release_options[] = {
	{ 0, "driver", "NAME", "bind this dom0 driver instead of the original one", OPTION_TEXT,
			offsetof(struct change_args, driver) },
	OPTION_TIMEOUT,
	{ 0 },
};

static const struct option_spec remove_options[] = {
	{ 'r', "rebind", NULL, "bind the original driver again; xpt does so anyway", OPTION_FLAG,
			offsetof(struct remove_args, rebind) },
	{ 0 },
};

static int release_run(const struct invocation *invocation)
{
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_RELEASE);

	return change_run(invocation, &request, invocation->operands, invocation->operand_count);
}

const struct command cmd_release = {
	.name = "release",
	.operands = "DEVICE...",
	.brief = "give reserved devices back to their dom0 drivers",
	.notes = "Works for devices hidden at boot too, and puts right what an interrupted xl left.\n"
		 "USB devices are offered to dom0's drivers again.",
	.options = release_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.takes_usb = true,
	.changes_host = true,
	.run = release_run,
};

const struct command cmd_pci_assignable_remove = {
	.name = "pci-assignable-remove",
	.xl_for = "release",
	.operands = "DEVICE...",
	.brief = "give reserved devices back to their dom0 drivers",
	.options = remove_options,
	.args_size = sizeof(struct remove_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = release_run,
};
