/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vf.h"

static const struct command *const subcommands[] = { &vf_list, &vf_create, &vf_destroy, &vf_set,
	NULL };

const struct command cmd_vf = {
	.name = "vf",
	.operands = "COMMAND...",
	.brief = "virtual functions (SR-IOV) of devices",
	.notes = "PF is a physical function, named as any DEVICE. PF/3 is its VF 3, wherever a DEVICE goes.",
	.subcommands = subcommands,
	.bare = true,
};
