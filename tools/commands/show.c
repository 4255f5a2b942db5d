/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "devices.h"
#include "../output/message.h"
#include "../output/output.h"

static const struct section {
	const char *title;
	const char *keys[16]; /* ends with NULL */
} sections[] = {
	{ "identity",
			{ "class_name", "class", "programming_interface", "vendor", "vendor_id",
					"device", "device_id", "subsystem_vendor",
					"subsystem_vendor_id", "subsystem_device",
					"subsystem_device_id", "revision", "serial" } },
	{ "location",
			{ "path", "kind", "header_type", "node", "functions", "physical_function",
					"vf_number", "virtual_functions", "vf_total", "vf_count",
					"vf_free" } },
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
	{ "disagreements", { "disagreements" } },
};

#define SECTION_COUNT (sizeof(sections) / sizeof(*sections))

/* A field that no section names is shown all the same. */
#define OTHERS 64

static bool in_sections(const char *key)
{
	for (size_t i = 0; i < SECTION_COUNT; i++)
		for (const char *const *at = sections[i].keys; *at; at++)
			if (!strcmp(*at, key))
				return true;
	return !strcmp(key, "address");
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

static void print_device(struct xpt_object device)
{
	auto_free char *address = object_text(device, "address");
	const char *others[OTHERS + 1] = { NULL };
	const struct xpt_field *field;
	size_t count = 0;

	puts(address ? address : "?");
	for (size_t i = 0; i < SECTION_COUNT; i++)
		print_section(device, sections[i].title, sections[i].keys);
	for (size_t i = 0; count < OTHERS && (field = xpt_kind_field(device.kind, i)); i++)
		if (!in_sections(field->key))
			others[count++] = field->key;
	print_section(device, "other", others);
}

static int show_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_device *device;
	struct xpt_error *error = NULL;
	struct xpt_bdf bdf;
	int status = check_addresses(invocation, invocation->operands, 1);

	if (!status)
		status = host_open(invocation,
				XPT_DETAIL_ALL &
						~(unsigned int)(XPT_DETAIL_CONSOLE |
								XPT_DETAIL_USB),
				&host);
	if (!status)
		status = find_device(invocation, host, invocation->operands[0], &bdf);
	if (status)
		return status;
	if (xpt_host_find_device(host, bdf, &device, &error))
		return print_error(invocation, error);
	if (invocation->common.json)
		return print_json_object("device", xpt_device_object(device));
	print_device(xpt_device_object(device));
	return STATUS_DONE;
}

const struct command cmd_show = {
	.name = "show",
	.operands = "DEVICE",
	.brief = "show all that is known of a device",
	.notes = "\"-\" means that there is none, \"?\" that the host does not tell.",
	.operands_min = 1,
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON | TAKES_BYTES,
	.run = show_run,
};
