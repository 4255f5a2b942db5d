/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "../output/message.h"
#include "usb.h"

/* Which line decides, or may. */
static void print_line(struct xpt_object interface)
{
	struct xpt_value line = XPT_SIZED(xpt_value);
	auto_free char *rule = object_text(interface, "policy_rule");

	xpt_object_get(interface, "policy_line", &line);
	if (line.state == XPT_FACT_KNOWN)
		printf("line %lld: %s\n", line.number, rule ? rule : "?");
	else
		puts(line.state == XPT_FACT_UNREADABLE && line.reason ? line.reason :
									"no line matches");
}

/* "  interface 0  03/01/01 keyboard  deny   line 4: DENY: class=03" */
static void print_interface(struct xpt_object interface)
{
	static const char *const keys[] = { "interface", "class", "subclass", "protocol",
		"function", "policy" };
	char *texts[sizeof(keys) / sizeof(*keys)];
	const size_t count = sizeof(keys) / sizeof(*keys);

	for (size_t i = 0; i < count; i++)
		texts[i] = object_text(interface, keys[i]);
	printf("  interface %s  %s/%s/%s %-16s %-5s  ", texts[0] ? texts[0] : "?",
			texts[1] ? texts[1] : "??", texts[2] ? texts[2] : "??",
			texts[3] ? texts[3] : "??", texts[4] ? texts[4] : "?",
			texts[5] ? texts[5] : "?");
	print_line(interface);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
}

/* Those that the policy was asked about. */
static void print_interfaces(struct xpt_object device)
{
	struct xpt_value interfaces = XPT_SIZED(xpt_value), interface = XPT_SIZED(xpt_value),
			 policy = XPT_SIZED(xpt_value);

	xpt_object_get(device, "interfaces", &interfaces);
	for (size_t i = 0; i < interfaces.count; i++) {
		xpt_value_item(&interfaces, i, &interface);
		xpt_object_get(interface.object, "policy", &policy);
		if (policy.state == XPT_FACT_KNOWN || policy.state == XPT_FACT_UNREADABLE)
			print_interface(interface.object);
	}
}

static bool field_is(struct xpt_object object, const char *key, const char *text)
{
	auto_free char *is = object_text(object, key);

	return is && !strcmp(is, text);
}

static bool has_hub(struct xpt_object device)
{
	struct xpt_value interfaces = XPT_SIZED(xpt_value), interface = XPT_SIZED(xpt_value);

	xpt_object_get(device, "interfaces", &interfaces);
	for (size_t i = 0; i < interfaces.count; i++) {
		xpt_value_item(&interfaces, i, &interface);
		if (field_is(interface.object, "class", "09"))
			return true;
	}
	return false;
}

/* Why usb_scan.py passes over it. */
static const char *why_not_listed(struct xpt_object device)
{
	if (field_is(device, "state", "gone"))
		return "it is unplugged";
	if (field_is(device, "class", "09"))
		return "it is a hub";
	return has_hub(device) ? "one of its interfaces is a hub" :
				 "it has not all its interfaces: it is not configured";
}

int usb_policy_status(struct xpt_object device)
{
	struct xpt_value policy = XPT_SIZED(xpt_value);

	xpt_object_get(device, "policy", &policy);
	return policy.state != XPT_FACT_KNOWN		    ? STATUS_UNKNOWN :
			field_is(device, "policy", "allow") ? STATUS_DONE :
							      STATUS_REFUSED;
}

void usb_policy_print(struct xpt_object device, const char *name, const char *file)
{
	int status = usb_policy_status(device);
	struct xpt_value policy = XPT_SIZED(xpt_value);

	xpt_object_get(device, "policy", &policy);
	if (status == STATUS_UNKNOWN)
		print_message("it is not known whether guests may have %s: %s", name,
				policy.reason ? policy.reason : "the host does not report it");
	else if (field_is(device, "policy", "not-listed"))
		printf("guests are not offered %s: %s\n", name, why_not_listed(device));
	else
		printf("guests %s have %s, by %s\n", status ? "must not" : "may", name, file);
	print_interfaces(device);
}

int usb_policy_why_device(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	struct xpt_value policy = XPT_SIZED(xpt_value);
	const char *path = xpt_usb_device_path(device);
	auto_free char *file = NULL;

	xpt_object_get(xpt_host_object(host), "usb_policy", &policy);
	if (policy.state == XPT_FACT_ABSENT) {
		printf("no policy forbids giving %s to guests: the host has no usb-policy.conf\n",
				path);
		return STATUS_DONE;
	}
	if (asprintf(&file, "/%s", policy.state == XPT_FACT_KNOWN ? xpt_value_text(&policy) : "?") <
			0) {
		file = NULL;
		return print_no_memory();
	}
	usb_policy_print(xpt_usb_device_object(device), path, file);
	return usb_policy_status(xpt_usb_device_object(device));
}

static int why_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_usb_device *device = NULL;
	int status = host_open(invocation, XPT_DETAIL_USB, &host);

	if (!status)
		status = usb_find(invocation, host, invocation->operands[0], &device);
	return status ? status : usb_policy_why_device(host, device);
}

const struct command usb_policy_why = {
	.name = "usb-policy why",
	.operands = "USB-DEVICE",
	.brief = "which line of usb-policy.conf decides on a USB device, interface by interface",
	.notes = "USB-DEVICE is a path, such as 1-2.4, 046d:c52b, or a name (xpt usb list, whose --json tells all of this).\n"
		 "Exit status: 0 guests may have it, 1 they may not, 5 not known.",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST,
	.run = why_run,
};
