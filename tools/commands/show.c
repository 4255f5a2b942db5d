/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/name.h>

#include "devices.h"
#include "gpu.h"
#include "../output/message.h"
#include "../output/output.h"
#include "usb.h"

struct section {
	const char *title;    /* NULL: past the last */
	const char *keys[16]; /* ends with NULL */
	bool optional;	      /* left out where the device has none of this */
};

static const struct section pci_sections[] = {
	{ "identity",
			{ "class_name", "class", "programming_interface", "vendor", "vendor_id",
					"device", "device_id", "subsystem_vendor",
					"subsystem_vendor_id", "subsystem_device",
					"subsystem_device_id", "revision", "serial",
					"nvme_serial" } },
	{ "location",
			{ "path", "kind", "header_type", "node", "functions", "physical_function",
					"vf_number", "virtual_functions", "vf_total", "vf_count",
					"vf_free" } },
	{ .title = "virtual function of a network interface",
			.keys = { "vf_mac", "vf_vlan", "vf_vlan_qos", "vf_vlan_protocol",
					"vf_spoof_check", "vf_trust", "vf_link", "vf_min_rate",
					"vf_max_rate" },
			.optional = true },
	{ .title = "interrupts for its virtual functions",
			.keys = { "vf_msix_total" },
			.optional = true },
	{ .title = "virtual function of a disk",
			.keys = { "nvme_online", "nvme_queues", "nvme_interrupts" },
			.optional = true },
	{ "ownership",
			{ "state", "owner", "domain", "assignable", "assignable_name",
					"hidden_at_boot", "hidden_next_boot", "permissive",
					"known_to_xen", "xenstore_domain_id", "model_domain_id",
					"critical" } },
	{ "driver",
			{ "driver", "driver_override", "original_driver", "matching_drivers",
					"power_state" } },
	{ "interrupts", { "irq", "msi_vectors", "msix_vectors" } },
	{ "memory", { "bars" } },
	{ "reset", { "reset", "reset_methods" } },
	{ "reserved memory", { "reserved_memory", "reserved_memory_sharers" } },
	{ "disagreements", { "disagreements", "unfinished", "held", "tainted" } },
	{ 0 },
};

static const struct section usb_sections[] = {
	{ "identity",
			{ "functions", "class", "manufacturer", "vendor_id", "product",
					"product_id", "release", "serial" } },
	{ "location", { "controller", "node", "bus", "number", "speed" } },
	{ "ownership",
			{ "state", "domain", "guest_controller", "guest_port", "drivers",
					"programs", "authorized" } },
	{ "policy", { "policy", "policy_line", "policy_rule" } },
	{ "interfaces", { "interfaces" } },
	{ 0 },
};

/* A field that no section names is shown all the same. */
#define OTHERS 64

static bool in_sections(const struct section *section, const char *key)
{
	for (; section->title; section++)
		for (const char *const *at = section->keys; *at; at++)
			if (!strcmp(*at, key))
				return true;
	return false;
}

static bool asked_for(struct xpt_object device, const char *key)
{
	size_t field = xpt_kind_find(device.kind, key);
	struct xpt_value value = XPT_SIZED(xpt_value);

	if (field == XPT_NO_FIELD)
		return false;
	xpt_object_value(device, field, &value);
	return value.state != XPT_FACT_UNREAD;
}

/* What is not known, it may have. */
static bool may_have(struct xpt_object device, const char *const *keys)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	for (; *keys; keys++) {
		xpt_object_get(device, *keys, &value);
		if (value.state != XPT_FACT_ABSENT)
			return true;
	}
	return false;
}

static void print_section(struct xpt_object device, const char *title, const char *const *keys)
{
	for (const char *const *key = keys; *key; key++) {
		if (!asked_for(device, *key))
			continue;
		printf("\n%s\n", title);
		print_fields(device, keys);
		return;
	}
}

/* @name: key of what it is called */
static void print_device(struct xpt_object device, const char *name, const struct section *sections)
{
	auto_free char *called = object_text(device, name);
	const char *others[OTHERS + 1] = { NULL };
	const struct xpt_field *field;
	size_t count = 0;

	puts(called ? called : "?");
	for (const struct section *section = sections; section->title; section++)
		if (!section->optional || may_have(device, section->keys))
			print_section(device, section->title, section->keys);
	for (size_t i = 0; count < OTHERS && (field = xpt_kind_field(device.kind, i)); i++)
		if (!in_sections(sections, field->key) && strcmp(field->key, name) != 0)
			others[count++] = field->key;
	print_section(device, "other", others);
}

/* @address is the display function of it, or one of several in a slot. */
static bool is_of_card(struct xpt_object card, const char *address)
{
	struct xpt_value functions = XPT_SIZED(xpt_value), function = XPT_SIZED(xpt_value);

	xpt_object_get(card, "functions", &functions);
	for (size_t i = 0; i < functions.count; i++) {
		xpt_value_item(&functions, i, &function);
		if (!strcmp(xpt_value_text(&function), address))
			return true;
	}
	return false;
}

/* The card that a display function belongs to; false: it is no display. */
static bool find_card(const struct xpt_gpus *gpus, struct xpt_object device, const char *address,
		struct xpt_object *ret_card)
{
	auto_free char *class_code = object_text(device, "class");

	for (size_t i = 0; class_code && !strncmp(class_code, "03", 2) &&
			xpt_gpus_card(gpus, i, ret_card);
			i++)
		if (is_of_card(*ret_card, address))
			return true;
	return false;
}

static void print_graphics(struct xpt_object card)
{
	static const char *const keys[] = { "form", "console", "drm", "resizable", "rom", "verdict",
		"summary", "reasons", "sharing", NULL };

	print_section(card, "graphics", keys);
	puts("  xpt gpu lists all graphics cards, xpt gpu lines what to write for this one");
}

static int print_pci(const struct invocation *invocation, const struct xpt_host *host,
		struct xpt_object device)
{
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	auto_free char *address = object_text(device, "address");
	struct xpt_error *error = NULL;
	struct xpt_object card;
	struct json_list lists[] = { { "gpus", &card, 0 }, { NULL, NULL, 0 } };

	if (xpt_gpus_find(host, &gpus, &error))
		return print_error(invocation, error);
	lists[0].count = address && find_card(gpus, device, address, &card);
	if (invocation->common.json)
		return print_json_lists("device", device, lists, NULL);
	print_device(device, "address", pci_sections);
	if (lists[0].count)
		print_graphics(lists[0].objects[0]);
	return STATUS_DONE;
}

static int print_usb(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_usb_device *device)
{
	auto_of(report) struct xpt_report *report = NULL;
	struct xpt_object object = xpt_usb_device_object(device);
	const struct json_list none = { NULL, NULL, 0 };
	const struct xpt_usb_scope scope = XPT_OPTIONS(xpt_usb_scope, .device = device);
	struct xpt_error *error = NULL;

	if (xpt_host_check_usb(host, &scope, &report, &error))
		return print_error(invocation, error);
	if (invocation->common.json)
		return print_json_lists("usb_device", object, &none, report);
	print_device(object, "path", usb_sections);
	print_all_judged(report);
	return STATUS_DONE;
}

static int find_and_print_usb(const struct invocation *invocation, const struct xpt_host *host)
{
	const struct xpt_usb_device *device;
	int status = usb_find(invocation, host, invocation->operands[0], &device);

	return status ? status : print_usb(invocation, host, device);
}

/* By PCI address, or by a name, which may be that of a USB device. */
static int show_named(const struct invocation *invocation)
{
	const unsigned int usb = may_be_usb(invocation->operands[0]) ? XPT_DETAIL_USB : 0;
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_device *device;
	struct xpt_error *error = NULL;
	struct xpt_bdf bdf;
	int status = check_addresses(invocation, invocation->operands, 1);

	if (!status)
		status = host_open(invocation,
				(XPT_DETAIL_ALL &
						~(unsigned int)(XPT_DETAIL_CONSOLE |
								XPT_DETAIL_USB)) |
						usb,
				&host);
	if (!status && xpt_name_is_usb(host, invocation->operands[0]))
		return find_and_print_usb(invocation, host);
	if (!status)
		status = find_device(invocation, host, invocation->operands[0], &bdf);
	if (status)
		return status;
	if (xpt_host_find_device(host, bdf, &device, &error))
		return print_error(invocation, error);
	return print_pci(invocation, host, xpt_device_object(device));
}

static int show_usb(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_device *named;
	int status = host_open(invocation, XPT_DETAIL_USB | XPT_DETAIL_MODELS, &host);

	if (!status && !xpt_host_find_named(host, invocation->operands[0], &named, NULL)) {
		print_message("%s is the name of a PCI device; USB devices are in: xpt usb list",
				invocation->operands[0]);
		return show_named(invocation);
	}
	return status ? status : find_and_print_usb(invocation, host);
}

static int show_run(const struct invocation *invocation)
{
	const char *word = invocation->operands[0];

	return xpt_usb_path_is(word) || xpt_usb_id_is(word) ? show_usb(invocation) :
							      show_named(invocation);
}

const struct command cmd_show = {
	.name = "show",
	.operands = "DEVICE",
	.brief = "show all that is known of a device",
	.notes = "A USB device is named by its path, such as 1-2.4, by what it is, 046d:c52b "
		 "(xpt usb list), or by a name.\n\"-\" means that there is none, \"?\" that the host does not "
		 "report it.",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_BYTES,
	.takes_usb = true,
	.run = show_run,
};
