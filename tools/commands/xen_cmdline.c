/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XCP-ng's xen-cmdline, as far as it changes the lines: what it writes unseen is judged here. */
#include "boot.h"
#include "../output/message.h"

struct xen_cmdline_args {
	bool set_xen, set_dom0, delete_xen, delete_dom0;
};

#define OPERATION(name, member, help)                                                          \
	{                                                                                      \
		0, name, NULL, help, OPTION_FLAG, offsetof(struct xen_cmdline_args, member), 0 \
	}

static const struct option_spec xen_cmdline_options[] = {
	OPERATION("set-xen", set_xen, "set KEY=VALUE on Xen's line"),
	OPERATION("set-dom0", set_dom0, "set KEY=VALUE on dom0's line"),
	OPERATION("delete-xen", delete_xen, "delete KEY from Xen's line"),
	OPERATION("delete-dom0", delete_dom0, "delete KEY from dom0's line"),
	{ 0 },
};

static int xen_cmdline_run(const struct invocation *invocation)
{
	const struct xen_cmdline_args *args = invocation->args;
	bool dom0 = args->set_dom0 || args->delete_dom0,
	     deletes = args->delete_xen || args->delete_dom0;
	struct xpt_boot_request request =
			XPT_OPTIONS(xpt_boot_request, .line = dom0 ? XPT_BOOT_DOM0 : XPT_BOOT_XEN,
					.words = (const char *const *)invocation->operands,
					.word_count = invocation->operand_count,
					.flags = deletes ? XPT_BOOT_DELETE : 0);

	if (args->set_xen + args->set_dom0 + args->delete_xen + args->delete_dom0 != 1)
		return print_usage_error(invocation->command,
				"say one of --set-xen, --set-dom0, --delete-xen, --delete-dom0");
	return change_words(invocation, &request);
}

const struct command cmd_xen_cmdline = {
	.name = "xen-cmdline",
	.xl_for = "boot set",
	.operands = "KEY[=VALUE]...",
	.brief = "set and delete parameters on the command lines of the next boot",
	.notes = "A list of devices to be hidden is judged as xpt hide does.",
	.options = xen_cmdline_options,
	.args_size = sizeof(struct xen_cmdline_args),
	.operands_min = 1,
	.operands_max = OPERANDS_MANY,
	.takes = BOOT_TAKES,
	.changes_host = true,
	.run = xen_cmdline_run,
};
