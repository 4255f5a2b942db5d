/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xl's spellings of attach and detach for USB devices, with the numbers that lsusb and xl usb-list show. */
#include <stdlib.h>
#include <string.h>

#include <xpt/usb.h>

#include "../output/message.h"
#include "apply_plan.h"
#include "change.h"
#include "devices.h"

#define BUS_MAX 65535
#define NUMBER_MAX 127
#define CONTROLLER_MAX 65535
#define PORT_MAX 15
#define VERSION_MAX 3

/* Decimal, as lsusb prints it: 010 is ten. */
static int take_number(const struct command *command, const char *name, const char *text,
		long long least, long long most, long long *ret_number)
{
	size_t digits = strspn(text, "0123456789");
	long long number = digits && digits <= 9 ? strtoll(text, NULL, 10) : -1;

	if (text[digits] || number < least || number > most)
		return print_usage_error(command,
				"%s must be a decimal number from %lld to %lld, not \"%s\"", name,
				least, most, text);
	*ret_number = number;
	return STATUS_DONE;
}

static int take_pair(const struct command *command, char *word, struct usb_place *place)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	if (value && !strcmp(word, "hostbus"))
		return take_number(command, word, value, 1, BUS_MAX, &place->numbers[0]);
	if (value && !strcmp(word, "hostaddr"))
		return take_number(command, word, value, 1, NUMBER_MAX, &place->numbers[1]);
	if (value && !strcmp(word, "type") && !strcmp(value, "hostdev"))
		return STATUS_DONE;
	if (value && (!strcmp(word, "controller") || !strcmp(word, "port")))
		return print_usage_error(command,
				"xpt chooses the controller and the port: leave %s= out", word);
	return print_usage_error(
			command, "\"%s\" is none of hostbus=, hostaddr=, type=hostdev", word);
}

static int usbdev_attach_run(const struct invocation *invocation)
{
	const struct command *command = invocation->command;
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_ATTACH, .domain = invocation->operands[0]);
	struct usb_place place = { .keys = { "bus", "number" } };
	int status = STATUS_DONE;

	for (size_t i = 1; !status && i < invocation->operand_count; i++) {
		char *rest = invocation->operands[i], *word;

		while (!status && (word = strsep(&rest, ",")))
			status = take_pair(command, word, &place);
	}
	if (!status && (!place.numbers[0] || !place.numbers[1]))
		status = print_usage_error(command,
				"hostbus= and hostaddr= say which device, as lsusb shows them");
	return status ? status : change_run_usb(invocation, &request, &place);
}

const struct command cmd_usbdev_attach = {
	.name = "usbdev-attach",
	.xl_for = "attach",
	.operands = "DOMAIN hostbus=BUS hostaddr=NUMBER",
	.brief = "give a USB device to a running domain",
	.notes = "BUS and NUMBER are decimal, as lsusb prints them: 010 is ten. xpt chooses controller and port.",
	.args_size = sizeof(struct change_args),
	.operands_min = 2,
	.operands_max = 5,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = usbdev_attach_run,
};

static int usbdev_detach_run(const struct invocation *invocation)
{
	struct xpt_request request = XPT_OPTIONS(
			xpt_request, .action = XPT_DETACH, .domain = invocation->operands[0]);
	struct usb_place place = { .domain = invocation->operands[0],
		.keys = { "guest_controller", "guest_port" } };
	int status = take_number(invocation->command, "CONTROLLER", invocation->operands[1], 0,
			CONTROLLER_MAX, &place.numbers[0]);

	status = status ? status :
			  take_number(invocation->command, "PORT", invocation->operands[2], 1,
					  PORT_MAX, &place.numbers[1]);
	return status ? status : change_run_usb(invocation, &request, &place);
}

const struct command cmd_usbdev_detach = {
	.name = "usbdev-detach",
	.xl_for = "detach",
	.operands = "DOMAIN CONTROLLER PORT",
	.brief = "take a USB device from a domain",
	.notes = "CONTROLLER and PORT are those of xl usb-list.",
	.args_size = sizeof(struct change_args),
	.operands_min = 3,
	.operands_max = 3,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = usbdev_detach_run,
};

static int take_size(const struct command *command, char *word, struct xpt_usb_controller *wanted)
{
	char *value = strchr(word, '=');
	long long number = 0;
	bool is_version;
	int status;

	if (value)
		*value++ = '\0';
	if (value && !strcmp(word, "type")) {
		if (!strcmp(value, "devicemodel") || !strcmp(value, "auto"))
			return STATUS_DONE;
		return print_usage_error(command,
				"xpt makes emulated controllers, type=devicemodel, and no \"%s\"; a PV or PVH "
				"guest gets its own with its first device: xpt attach DOMAIN DEVICE",
				value);
	}
	if (!value || (strcmp(word, "version") != 0 && strcmp(word, "ports") != 0))
		return print_usage_error(
				command, "\"%s\" is none of type=, version=, ports=", word);
	is_version = *word == 'v';
	status = take_number(command, word, value, 1, is_version ? VERSION_MAX : PORT_MAX, &number);
	*(is_version ? &wanted->version : &wanted->ports) = (unsigned int)number;
	return status;
}

static int give_controller(
		const struct invocation *invocation, const struct xpt_usb_controller *wanted)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(plan) struct xpt_plan *plan = NULL;
	struct outcome outcome = { 0 };
	struct xpt_error *error = NULL;
	struct xpt_step step = XPT_SIZED(xpt_step);
	int status = host_open(invocation, XPT_DETAIL_USB | XPT_DETAIL_MODELS, &host);
	bool says;

	if (status)
		return status;
	if (xpt_plan_for_usb_controller(host, wanted, &plan, &error))
		return apply_failed(invocation, &outcome, error);
	outcome.plan = plan;
	status = apply_and_print(invocation, &outcome, NULL, &says);
	if (says && xpt_plan_step(plan, 0, &step))
		printf("%s: %s\n", step.subject, step.what);
	return status;
}

static int usbctrl_attach_run(const struct invocation *invocation)
{
	struct xpt_usb_controller wanted =
			XPT_OPTIONS(xpt_usb_controller, .domain = invocation->operands[0]);
	int status = STATUS_DONE;

	for (size_t i = 1; !status && i < invocation->operand_count; i++) {
		char *rest = invocation->operands[i], *word;

		while (!status && (word = strsep(&rest, ",")))
			status = take_size(invocation->command, word, &wanted);
	}
	return status ? status : give_controller(invocation, &wanted);
}

const struct command cmd_usbctrl_attach = {
	.name = "usbctrl-attach",
	.xl_for = "attach",
	.xl_only = true,
	.operands = "DOMAIN [version=VERSION] [ports=PORTS]",
	.brief = "give a running HVM domain a USB controller",
	.notes = "Without version= it is 3, which takes devices of all speeds; ports= is for version 3, at\n"
		 "most 15. xpt attach makes one by itself where it needs one.",
	.args_size = sizeof(struct change_args),
	.operands_min = 1,
	.operands_max = 4,
	.takes = CHANGE_TAKES,
	.changes_host = true,
	.run = usbctrl_attach_run,
};
