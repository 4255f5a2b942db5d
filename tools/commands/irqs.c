/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "devices.h"
#include "../output/message.h"
#include "../output/output.h"

struct irqs_args {
	const char *config;
	struct words devices;
};

static const struct option_spec irqs_options[] = {
	{ 0, "config", "FILE", "of a domain that is to be created with this configuration",
			OPTION_TEXT, offsetof(struct irqs_args, config), 0 },
	{ 0, "device", "DEVICE", "with this device, too", OPTION_WORDS,
			offsetof(struct irqs_args, devices), 0 },
	{ 0 },
};

/* @from_key: of the text that says where the number comes from; NULL: there is none */
static void print_limit(
		struct xpt_object irqs, const char *label, const char *key, const char *from_key)
{
	auto_free char *limit = NULL, *from = from_key ? object_text(irqs, from_key) : NULL;
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_get(irqs, key, &value);
	limit = value_text(&value);
	printf("%-11s %s", label, limit ? limit : "?");
	if (from || value.reason)
		printf(" (%s)", from ? from : value.reason);
	putchar('\n');
}

static void print_domain(struct xpt_object domain)
{
	static const char *const facts[] = { "type", "vcpus", "limit", "taken", "left", "probably",
		"may", "devices", NULL };
	auto_free char *name = object_text(domain, "name");

	printf("\n%s\n", !name || *name == '-' ? "a guest" : name);
	print_fields(domain, facts);
}

static void print_text(struct xpt_object irqs, const struct xpt_report *report)
{
	auto_free char *taken = object_text(irqs, "host_taken"),
		       *room = object_text(irqs, "host_room");
	struct xpt_value list = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);

	print_limit(irqs, "each guest", "limit", "limit_from");
	print_limit(irqs, "next boot", "limit_next_boot", "limit_next_boot_from");
	printf("%-11s %s taken, at least %s fit\n", "host", taken ? taken : "?", room ? room : "?");
	print_limit(irqs, "APIC mode", "apic", "vectors");
	print_limit(irqs, "dom0", "dom0_limit", NULL);
	xpt_object_get(irqs, "domains", &list);
	for (size_t i = 0; i < list.count; i++) {
		xpt_value_item(&list, i, &item);
		print_domain(item.object);
	}
	putchar('\n');
	for (size_t i = 0; xpt_report_finding(report, i);)
		i = print_judged(report, i);
	if (!list.count)
		puts("No guest has devices.");
	else if (!xpt_report_finding(report, 0))
		puts("That is enough.");
}

static int tell(const struct invocation *invocation, const struct xpt_host *host,
		const struct xpt_irqs_request *request)
{
	auto_of(irqs) struct xpt_irqs *irqs = NULL;
	struct xpt_error *error = NULL;
	const struct xpt_report *report;
	int status = STATUS_DONE;

	if (xpt_irqs_count(host, request, &irqs, &error))
		return print_error(invocation, error);
	report = xpt_irqs_report(irqs);
	if (invocation->common.json)
		status = print_json_verdict("irqs", xpt_irqs_object(irqs), report);
	else
		print_text(xpt_irqs_object(irqs), report);
	return status ? status : status_of_verdict(xpt_report_verdict(report));
}

static int irqs_run(const struct invocation *invocation)
{
	const struct irqs_args *args = invocation->args;
	const struct words *words = &args->devices;
	auto_of(config) struct xpt_config *config = NULL;
	auto_of(host) struct xpt_host *host = NULL;
	auto_devices struct devices devices = { 0 };
	struct xpt_irqs_request request = XPT_OPTIONS(xpt_irqs_request,
			.domain = invocation->operand_count ? invocation->operands[0] : NULL);
	struct xpt_error *error = NULL;
	int status;

	if (request.domain && args->config)
		return print_usage_error(invocation->command,
				"--config is of a domain that does not run yet: give it, or DOMAIN");
	status = check_addresses(invocation, words->items, words->count);
	if (!status && args->config && xpt_config_open(args->config, &config, &error))
		status = print_error(invocation, error);
	if (!status)
		status = host_open(invocation,
				XPT_DETAIL_CONFIG | XPT_DETAIL_NAMES | XPT_DETAIL_BOOT |
						XPT_DETAIL_CONSOLE,
				&host);
	if (!status && words->count)
		status = find_devices(invocation, host, words->items, words->count, &devices);
	request.config = config;
	request.devices = devices.items;
	request.device_count = devices.count;
	return status ? status : tell(invocation, host, &request);
}

static void irqs_help(void)
{
	fields_help("keys of \"irqs\" in --json", xpt_kind_irqs());
	fields_help("keys of its \"domains\"", xpt_kind_irq_domain());
	fields_help("keys of their \"devices\"", xpt_kind_irq_device());
}

const struct command cmd_irqs = {
	.name = "irqs",
	.operands = "[DOMAIN]",
	.brief = "interrupts that guests can have, and that their devices take",
	.notes = "Of each guest with devices, of one, or of one that is to be (--config, --device).\n"
		 "Exit status: 0 they suffice (perhaps with risks), 5 not known.",
	.options = irqs_options,
	.args_size = sizeof(struct irqs_args),
	.operands_max = 1,
	.takes = TAKES_HOST | TAKES_JSON,
	.more_help = irqs_help,
	.run = irqs_run,
};
