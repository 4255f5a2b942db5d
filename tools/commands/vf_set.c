/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <xpt/vf.h>

#include "../output/message.h"
#include "vf.h"

struct set_args {
	const char *mac, *vlan, *rate, *trust, *spoof_check, *link;
	unsigned int msix;
};

#define OPTION(name, value, help, member)                                               \
	{                                                                               \
		0, name, value, help, OPTION_TEXT, offsetof(struct set_args, member), 0 \
	}

static const struct option_spec options[] = {
	OPTION("mac", "MAC", "its address; 00:00:00:00:00:00: its driver chooses one", mac),
	OPTION("vlan", "VLAN",
			"10, 10:3 with a priority, 10:3:ad as 802.1ad, or none; unknown to its "
			"guest",
			vlan),
	OPTION("rate", "MIN:MAX", "Mbit/s that it has at least and at most; 0: no limit", rate),
	OPTION("trust", "SWITCH", "on, off: it may set its MAC address and promiscuous mode",
			trust),
	OPTION("spoofchk", "SWITCH", "on, off: it may send from its own MAC address only",
			spoof_check),
	OPTION("link", "SWITCH", "auto, on, off: as the PF's, up or down", link),
	{ 0, "msix", "NUMBER", "MSI-X vectors that it has, where the PF's driver shares them out",
			OPTION_NUMBER, offsetof(struct set_args, msix), 2048 },
	{ 0 },
};

/* False: @text is none of these. NULL: as it is. */
static bool read_switch(const char *text, bool may_be_auto, enum xpt_vf_switch *ret_switch)
{
	static const char *const words[] = { NULL, "on", "off", "auto" };

	*ret_switch = XPT_VF_AS_IT_IS;
	if (!text)
		return true;
	for (int i = XPT_VF_ON; i <= (may_be_auto ? XPT_VF_AUTO : XPT_VF_OFF); i++)
		if (!strcmp(text, words[i]))
			*ret_switch = (enum xpt_vf_switch)i;
	return *ret_switch != XPT_VF_AS_IT_IS;
}

static int plan_settings(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_bdf device, void *data, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	struct xpt_vf_settings *settings = data;

	(void)invocation;
	settings->device = device;
	return xpt_plan_for_vf_settings(host, settings, ret_plan, ret_error);
}

static int set_run(const struct invocation *invocation)
{
	const struct set_args *args = invocation->args;
	struct xpt_vf_settings settings = XPT_OPTIONS(xpt_vf_settings, .mac = args->mac,
			.vlan = args->vlan, .rate = args->rate, .msix = args->msix);

	if (!args->mac && !args->vlan && !args->rate && !args->trust && !args->spoof_check &&
			!args->link && !args->msix)
		return print_usage_error(invocation->command, "nothing to set: name a setting");
	if (!read_switch(args->trust, false, &settings.trust))
		return print_usage_error(invocation->command,
				"--trust must be on or off, not \"%s\"", args->trust);
	if (!read_switch(args->spoof_check, false, &settings.spoof_check))
		return print_usage_error(invocation->command,
				"--spoofchk must be on or off, not \"%s\"", args->spoof_check);
	if (!read_switch(args->link, true, &settings.link))
		return print_usage_error(invocation->command,
				"--link must be auto, on or off, not \"%s\"", args->link);
	return vf_change(invocation, plan_settings, &settings);
}

const struct command vf_set = {
	.name = "vf set",
	.operands = "VF",
	.brief = "set what the driver of its physical function does for a VF",
	.notes = "VF is PF/N or an address. Settings last as long as the VFs do; the guest that has it is not asked.",
	.options = options,
	.args_size = sizeof(struct set_args),
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = set_run,
};
