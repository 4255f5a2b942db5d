/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "devices.h"
#include "../output/message.h"
#include "../output/output.h"

static const char *const facts[] = { "purpose", "in_reserved_memory", "by_xen", "by_firmware",
	"strict", "relaxed", NULL };

/* Is @address ("0000:00:05.0") one of the region's devices? NULL: any region will do. */
static bool is_of(struct xpt_object region, const char *address)
{
	struct xpt_value devices = XPT_SIZED(xpt_value), device = XPT_SIZED(xpt_value);

	if (!address)
		return true;
	xpt_object_get(region, "devices", &devices);
	for (size_t i = 0; i < devices.count; i++) {
		xpt_value_item(&devices, i, &device);
		if (!strcmp(xpt_value_text(&device), address))
			return true;
	}
	return false;
}

/* "  0000:00:05.0  Ethernet controller, driver e1000e, with dom0" */
static void print_sharer(const struct xpt_host *host, const char *address)
{
	auto_free char *class_name = NULL, *driver = NULL, *owner = NULL, *domain = NULL;
	const struct xpt_device *device;
	struct xpt_bdf bdf;

	if (xpt_bdf_parse(address, &bdf, NULL) || xpt_host_find_device(host, bdf, &device, NULL)) {
		printf("  %s  not on this host\n", address);
		return;
	}
	class_name = object_text(xpt_device_object(device), "class_name");
	driver = object_text(xpt_device_object(device), "driver");
	owner = object_text(xpt_device_object(device), "owner");
	domain = object_text(xpt_device_object(device), "domain");
	printf("  %s  %s, driver %s, with %s\n", address, class_name ? class_name : "device",
			driver ? driver : "none",
			domain		      ? domain :
					owner ? owner :
						"nobody knows whom");
}

static void print_region(const struct xpt_host *host, struct xpt_object region)
{
	auto_free char *range = object_text(region, "range");
	struct xpt_value devices = XPT_SIZED(xpt_value), device = XPT_SIZED(xpt_value);

	puts(range ? range : "?");
	xpt_object_get(region, "devices", &devices);
	for (size_t i = 0; i < devices.count; i++) {
		xpt_value_item(&devices, i, &device);
		print_sharer(host, xpt_value_text(&device));
	}
	print_fields(region, facts);
}

static int print_regions(const struct invocation *invocation, const struct xpt_host *host,
		const char *address)
{
	auto_free struct xpt_object *regions = NULL;
	struct xpt_object region;
	size_t count = 0, all = 0;

	while (xpt_host_region(host, all, &region))
		all++;
	regions = calloc(all + 1, sizeof(*regions));
	if (!regions)
		return print_no_memory();
	for (size_t i = 0; xpt_host_region(host, i, &region); i++)
		if (is_of(region, address))
			regions[count++] = region;
	if (invocation->common.json)
		return print_json_list("regions", regions, count);
	for (size_t i = 0; i < count; i++) {
		if (i)
			putchar('\n');
		print_region(host, regions[i]);
	}
	if (!count && address)
		printf("%s needs no reserved memory.\n", address);
	else if (!count)
		puts("No device of this host needs reserved memory.");
	return STATUS_DONE;
}

/* No regions is an answer only where Xen gave it. */
static int check_told(const struct invocation *invocation, const struct xpt_host *host)
{
	struct xpt_object object = xpt_host_object(host);
	struct xpt_value told = XPT_SIZED(xpt_value);

	xpt_object_get(object, "reserved_memory_read", &told);
	if (told.state == XPT_FACT_KNOWN && told.number)
		return STATUS_DONE;
	print_message("which reserved memory Xen maps is not known: %s",
			told.reason ? told.reason : "it does not report it");
	if (!invocation->common.json)
		fputs("The firmware's table is shown as far as there is one.\n", stderr);
	return STATUS_UNKNOWN;
}

static int rmrr_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct xpt_device *device;
	char address[XPT_BDF_TEXT] = "";
	struct xpt_error *error = NULL;
	struct xpt_bdf bdf;
	int status, told;

	status = check_addresses(invocation, invocation->operands, invocation->operand_count);
	if (!status)
		status = host_open(invocation, XPT_DETAIL_CONFIG | XPT_DETAIL_NAMES, &host);
	if (!status && invocation->operand_count)
		status = find_device(invocation, host, invocation->operands[0], &bdf);
	if (status)
		return status;
	if (invocation->operand_count) {
		if (xpt_host_find_device(host, bdf, &device, &error))
			return print_error(invocation, error);
		xpt_bdf_format(bdf, address);
	}
	told = check_told(invocation, host);
	status = print_regions(invocation, host, *address ? address : NULL);
	return status ? status : told;
}

static void rmrr_help(void)
{
	fields_help("keys of \"regions\" in --json", xpt_kind_region());
}

const struct command cmd_rmrr = {
	.name = "rmrr",
	.operands = "[DEVICE]",
	.brief = "show reserved memory regions (RMRR, IVMD) and who shares them",
	.notes = "Of all devices, or of one. \"-\" means that there is none, \"?\" that the host "
		 "does not report it.",
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = rmrr_help,
	.run = rmrr_run,
};
