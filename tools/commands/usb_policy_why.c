/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "../output/message.h"
#include "usb.h"

static const struct xpt_usb_device *find(const struct xpt_host *host, const char *path)
{
	const struct xpt_usb_device *device;

	for (size_t i = 0; (device = xpt_host_usb_device(host, i)); i++)
		if (!strcmp(xpt_usb_device_path(device), path))
			return device;
	return NULL;
}

/* "  interface 0  03/01/01 keyboard  deny   line 4: DENY: class=03" */
static void print_interface(struct xpt_object interface)
{
	static const char *const keys[] = { "interface", "class", "subclass", "protocol",
		"function", "policy", "policy_line", "policy_rule" };
	char *texts[sizeof(keys) / sizeof(*keys)];
	const size_t count = sizeof(keys) / sizeof(*keys);
	long long line;

	for (size_t i = 0; i < count; i++)
		texts[i] = object_text(interface, keys[i]);
	printf("  interface %s  %s/%s/%s %-16s %-5s  ", texts[0] ? texts[0] : "?",
			texts[1] ? texts[1] : "?", texts[2] ? texts[2] : "?",
			texts[3] ? texts[3] : "?", texts[4] ? texts[4] : "?",
			texts[5] ? texts[5] : "?");
	if (xpt_object_number(interface, "policy_line", &line))
		puts("no line matches");
	else
		printf("line %lld: %s\n", line, texts[7] ? texts[7] : "?");
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
}

static void print_interfaces(struct xpt_object device)
{
	struct xpt_value interfaces = XPT_SIZED(xpt_value), interface = XPT_SIZED(xpt_value);

	xpt_object_get(device, "interfaces", &interfaces);
	for (size_t i = 0; i < interfaces.count; i++) {
		xpt_value_item(&interfaces, i, &interface);
		print_interface(interface.object);
	}
}

/* What follows from each verdict. */
static const struct {
	const char *policy, *text;
	int status;
} verdicts[] = {
	{ "allow", "may be given to guests", STATUS_DONE },
	{ "deny", "must not be given to guests", STATUS_REFUSED },
	{ "not-listed", "is not offered to guests: a hub, unplugged, or without all its interfaces (not configured)",
			STATUS_REFUSED },
};

static int print_why(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	struct xpt_value policy = XPT_SIZED(xpt_value), file = XPT_SIZED(xpt_value);
	struct xpt_object object = xpt_usb_device_object(device);
	const char *path = xpt_usb_device_path(device);

	xpt_object_get(object, "policy", &policy);
	xpt_object_get(xpt_host_object(host), "usb_policy", &file);
	if (file.state == XPT_FACT_ABSENT) {
		printf("%s may be given to guests: the host has no usb-policy.conf\n", path);
		return STATUS_DONE;
	}
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		if (policy.state != XPT_FACT_KNOWN ||
				strcmp(xpt_value_text(&policy), verdicts[i].policy) != 0)
			continue;
		printf("%s %s, by /%s\n", path, verdicts[i].text, xpt_value_text(&file));
		if (strcmp(verdicts[i].policy, "not-listed") != 0)
			print_interfaces(object);
		return verdicts[i].status;
	}
	print_message("it is not known whether %s may be given to guests: %s", path,
			policy.reason ? policy.reason : "the host does not tell");
	return STATUS_UNKNOWN;
}

static int why_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_usb_device *device;
	const char *word = invocation->operands[0];
	int status = host_open(invocation, XPT_DETAIL_USB, &host);

	if (status)
		return status;
	device = find(host, word);
	if (!device && usb_check_read(host))
		return STATUS_UNKNOWN;
	if (!device) {
		print_message("there is no USB device \"%s\"; list them with: xpt usb list", word);
		return STATUS_REFUSED;
	}
	return print_why(host, device);
}

const struct command usb_policy_why = {
	.name = "usb-policy why",
	.operands = "USB-DEVICE",
	.brief = "which line of usb-policy.conf decides on a USB device, interface by interface",
	.notes = "USB-DEVICE is a path, such as 1-2.4 (xpt usb list); --json of that has all of this too.\n"
		 "Exit status: 0 guests may have it, 1 they may not, 5 not known.",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST,
	.run = why_run,
};
