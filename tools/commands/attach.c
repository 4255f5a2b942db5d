/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "change.h"
#include "../output/message.h"

#define FLAG(name, bit, help)                                                             \
	{                                                                                 \
		0, name, NULL, help, OPTION_BIT, offsetof(struct change_args, flags), bit \
	}

static const struct option_spec attach_options[] = {
	{ 0, "group", NULL, "with all that must travel with them (xpt group)", OPTION_FLAG,
			offsetof(struct change_args, group), 0 },
	{ 0, "alone", NULL, "a display without the other functions of its graphics card",
			OPTION_FLAG, offsetof(struct change_args, alone), 0 },
	FLAG("relaxed", XPT_RELAXED, "accept reserved memory (RMRR) that others share"),
	FLAG("permissive", XPT_PERMISSIVE, "let the guest write all of config space"),
	{ 0, "slot", "NUMBER", "the guest's PCI slot, for a single device", OPTION_NUMBER,
			offsetof(struct change_args, slot), 31 },
	FLAG("msitranslate", XPT_MSITRANSLATE, "translate MSI to INTx (qemu-traditional only)"),
	FLAG("power-mgmt", XPT_POWER_MGMT, "let the guest manage power (qemu-traditional only)"),
	OPTION_TIMEOUT,
	{ 0, "usb-version", "NUMBER",
			"of the guest's USB controller: 1, 2, or 3 (3, which takes all)",
			OPTION_NUMBER, offsetof(struct change_args, usb_version), 3 },
	FLAG("ignore-policy", XPT_IGNORE_POLICY, "USB devices that usb-policy.conf denies, too"),
	FLAG("accept-taint", XPT_ACCEPT_TAINT, "give even what was not sane after its last use"),
	FLAG("force-critical", XPT_FORCE_CRITICAL, "give even what dom0 itself depends on"),
	{ 0 },
};

static int attach_run(const struct invocation *invocation)
{
	const struct change_args *args = invocation->args;
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_ATTACH, .domain = invocation->operands[0]);

	if (args->group && args->alone)
		return print_usage_error(invocation->command, "either --group or --alone");
	return change_run(invocation, &request, invocation->operands + 1,
			invocation->operand_count - 1);
}

const struct command cmd_attach = {
	.name = "attach",
	.operands = "DOMAIN DEVICE...",
	.brief = "give devices to a running domain",
	.notes = "What is not reserved yet is reserved first. The domain gets all devices, or none.\n"
		 "A display goes with the other functions of its graphics card.",
	.options = attach_options,
	.args_size = sizeof(struct change_args),
	.operands_min = 2,
	.operands_max = OPERANDS_MANY,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = attach_run,
};

/* What xl takes behind an address: "permissive=1". xl itself reads other values as false. */
static const struct {
	const char *name, *yes;
	unsigned int flag;
} words[] = {
	{ "permissive", "1", XPT_PERMISSIVE }, { "msitranslate", "1", XPT_MSITRANSLATE },
	{ "power_mgmt", "1", XPT_POWER_MGMT }, { "rdm_policy", "relaxed", XPT_RELAXED },
	{ "seize", "1", 0 }, /* xpt reserves what is not reserved in any case */
};

static int take_word(const struct command *command, char *word, unsigned int *flags)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(word, words[i].name))
			continue;
		if (!strcmp(value, words[i].yes))
			*flags |= words[i].flag;
		else if (strcmp(value, words[i].flag == XPT_RELAXED ? "strict" : "0"))
			return print_usage_error(command, "%s takes %s, not \"%s\"", word,
					words[i].flag == XPT_RELAXED ? "strict or relaxed" :
								       "0 or 1",
					value);
		return STATUS_DONE;
	}
	return print_usage_error(command,
			"\"%s\" is none of permissive=, msitranslate=, power_mgmt=, "
			"rdm_policy=, seize=",
			word);
}

/* "@1f": the slot, in hexadecimal as xl reads it. */
static int take_slot(const struct command *command, const char *text, unsigned int *slot)
{
	char *end;
	unsigned long number = strtoul(text, &end, 16);

	if (end == text || *end || *text == '-' || *text == '+' || number < 1 || number > 31)
		return print_usage_error(command, "@ takes a slot from 1 to 1f, not \"%s\"", text);
	*slot = (unsigned int)number;
	return STATUS_DONE;
}

/* ADDRESS[@SLOT][,NAME=VALUE...]; @spec is cut down to the address. */
static int take_spec(const struct command *command, char *spec, struct xpt_request *request)
{
	char *rest = strchr(spec, ','), *slot;
	int status = STATUS_DONE;

	if (rest)
		*rest++ = '\0';
	slot = strchr(spec, '@');
	if (slot) {
		*slot++ = '\0';
		status = take_slot(command, slot, &request->slot);
	}
	while (!status && rest) {
		char *word = strsep(&rest, ",");

		status = take_word(command, word, &request->flags);
	}
	return status;
}

static int pci_attach_run(const struct invocation *invocation)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_ATTACH, .domain = invocation->operands[0]);
	int status = take_spec(invocation->command, invocation->operands[1], &request);

	return status ? status : change_run(invocation, &request, invocation->operands + 1, 1);
}

const struct command cmd_pci_attach = {
	.name = "pci-attach",
	.xl_for = "attach",
	.operands = "DOMAIN DEVICE[@SLOT][,NAME=VALUE...]",
	.brief = "give a device to a running domain",
	.notes = "NAME is permissive, msitranslate, power_mgmt, seize (each 0 or 1) or rdm_policy\n"
		 "(strict or relaxed). SLOT is hexadecimal.",
	.args_size = sizeof(struct change_args),
	.operands_min = 2,
	.operands_max = 2,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = pci_attach_run,
};
