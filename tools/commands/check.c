/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "devices.h"
#include "../output/message.h"
#include "../output/output.h"

struct check_args {
	const char *domain;
	unsigned int flags; /* enum xpt_request_flag */
	bool group, why;
	const char *config;
};

#define FLAG(name, bit, help)                                                            \
	{                                                                                \
		0, name, NULL, help, OPTION_BIT, offsetof(struct check_args, flags), bit \
	}

static const struct option_spec check_options[] = {
	{ 0, "domain", "DOMAIN", "could this domain have them, as it runs now?", OPTION_TEXT,
			offsetof(struct check_args, domain), 0 },
	{ 0, "config", "FILE", "will xl create succeed with this configuration?", OPTION_TEXT,
			offsetof(struct check_args, config), 0 },
	{ 0, "group", NULL, "with all that must travel with them", OPTION_FLAG,
			offsetof(struct check_args, group), 0 },
	{ 0, "why", NULL, "list every question that was asked, with its answer", OPTION_FLAG,
			offsetof(struct check_args, why), 0 },
	FLAG("relaxed", XPT_RELAXED, "accept reserved memory (RMRR) that others share"),
	FLAG("permissive", XPT_PERMISSIVE, "let the guest write all of config space"),
	FLAG("ignore-policy", XPT_IGNORE_POLICY, "USB devices that usb-policy.conf denies, too"),
	FLAG("accept-taint", XPT_ACCEPT_TAINT, "take even what was not sane after its last use"),
	FLAG("force-critical", XPT_FORCE_CRITICAL, "take even what dom0 itself depends on"),
	{ 0 },
};

static int judge(const struct invocation *invocation, const struct xpt_host *host,
		const struct devices *devices, struct xpt_judged **ret_judged)
{
	const struct check_args *args = invocation->args;
	auto_free struct xpt_bdf *all = NULL;
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.devices = devices->items, .device_count = devices->count,
			.usb_devices = (const char *const *)devices->usb.items,
			.usb_device_count = devices->usb.count, .domain = args->domain,
			.flags = args->flags);
	struct xpt_error *error = NULL;
	int status = args->group && devices->count ?
			request_group(invocation, host, &request, &all) :
			STATUS_DONE;

	if (!status && xpt_check_request(host, &request, ret_judged, &error))
		status = print_error(invocation, error);
	return status;
}

static void conclude_domain(const struct invocation *invocation, enum xpt_verdict verdict)
{
	const struct check_args *args = invocation->args;

	if (verdict == XPT_UNKNOWN)
		printf("It is not known whether ");
	for (size_t i = 0; i < invocation->operand_count; i++)
		printf("%s%s", i ? i + 1 == invocation->operand_count ? " and " : ", " : "",
				invocation->operands[i]);
	printf(" %s to %s%s.\n", verdict == XPT_BLOCKED ? "cannot be given" : "can be given",
			args->domain, verdict == XPT_RISK ? ", with the risks above" : "");
}

static void print_answer(const struct xpt_answer *answer, enum xpt_verdict verdict)
{
	bool risks = answer->word == XPT_ANSWER_NOW && verdict == XPT_RISK;
	auto_free char *text = NULL;

	if (asprintf(&text, "%s%s.", answer->text, risks ? ", with the risks above" : "") < 0)
		text = NULL;
	print_wrapped(stdout, text ? text : answer->text, 0);
}

/*
 * Tells a report, and what it comes to.
 * @answer:   for whichever domain may come, or NULL
 * @conclude: else
 * Return: its status.
 */
static int print_report(const struct invocation *invocation, const struct xpt_report *report,
		const struct xpt_answer *answer,
		void (*conclude)(const struct invocation *, enum xpt_verdict))
{
	const struct check_args *args = invocation->args;
	enum xpt_verdict verdict = xpt_report_verdict(report);
	int status;

	if (invocation->common.json) {
		status = print_json_answer(report, answer, args->why);
		return status ? status : status_of_verdict(verdict);
	}
	for (size_t i = 0; xpt_report_finding(report, i);)
		i = print_judged(report, i);
	if (xpt_report_finding(report, 0))
		putchar('\n');
	if (args->why) {
		print_questions(report);
		putchar('\n');
	}
	if (answer)
		print_answer(answer, verdict);
	else
		conclude(invocation, verdict);
	return status_of_verdict(verdict);
}

static void conclude_config(const struct invocation *invocation, enum xpt_verdict verdict)
{
	static const char *const sentences[][2] = {
		[XPT_PASS] = { "xl create can succeed with", "" },
		[XPT_RISK] = { "xl create can succeed with", ", with the risks above" },
		[XPT_UNKNOWN] = { "It is not known whether xl create can succeed with", "" },
		[XPT_BLOCKED] = { "xl create cannot succeed with", "" },
	};
	const struct check_args *args = invocation->args;

	printf("%s %s%s.\n", sentences[verdict][0],
			strcmp(args->config, "-") ? args->config : "standard input",
			sentences[verdict][1]);
}

static int check_config(const struct invocation *invocation, const struct xpt_host *host)
{
	const struct check_args *args = invocation->args;
	auto_of(config) struct xpt_config *config = NULL;
	auto_of(report) struct xpt_report *report = NULL;
	struct xpt_error *error = NULL;

	if (xpt_config_open(args->config, &config, &error) ||
			xpt_config_check(host, config, &report, &error))
		return print_error(invocation, error);
	return print_report(invocation, report, NULL, conclude_config);
}

static int check_request(const struct invocation *invocation, const struct xpt_host *host)
{
	auto_devices struct devices devices = { .takes_usb = true };
	auto_of(judged) struct xpt_judged *judged = NULL;
	struct xpt_answer answer = XPT_SIZED(xpt_answer);
	const struct check_args *args = invocation->args;
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.domain = args->domain, .flags = args->flags);
	int status = check_addresses(invocation, invocation->operands, invocation->operand_count);

	if (!status)
		status = find_or_choose(invocation, host, invocation->operands,
				invocation->operand_count, &request, &devices);
	if (!status)
		status = judge(invocation, host, &devices, &judged);
	if (status)
		return status;
	return print_report(invocation, xpt_judged_report(judged),
			xpt_judged_answer(judged, &answer) ? &answer : NULL, conclude_domain);
}

static bool finding_is(const struct xpt_report *report, size_t index, const char *cause)
{
	const struct xpt_finding *finding = xpt_report_finding(report, index);

	return finding && !strcmp(xpt_finding_cause(finding), cause);
}

/* "RISK     0000:00:05.0  reset-unavailable, not-isolated" */
static void print_line(const char *address, const struct xpt_report *report)
{
	const struct xpt_finding *finding;
	const char *before = " ";

	printf("%-8s %s", xpt_verdict_text(xpt_report_verdict(report)), address);
	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		bool told = xpt_finding_verdict(finding) == XPT_PASS;

		for (size_t k = 0; !told && k < i; k++)
			told = finding_is(report, k, xpt_finding_cause(finding));
		if (told)
			continue;
		printf("%s %s", before, xpt_finding_cause(finding));
		before = ",";
	}
	putchar('\n');
}

/* Whatever else speaks against it, a bridge is a bridge. */
static bool is_of_bridge(const struct xpt_report *report)
{
	for (size_t i = 0; xpt_report_finding(report, i); i++)
		if (finding_is(report, i, "bridge"))
			return true;
	return false;
}

struct telling {
	const struct invocation *invocation;
	size_t told; /* how many */
	int status;
};

/* Bridges cannot be given away and are left out. */
static int print_device(void *data, struct xpt_bdf device, const struct xpt_judged *judged)
{
	const struct xpt_report *report = xpt_judged_report(judged);
	struct telling *telling = data;
	const struct check_args *args = telling->invocation->args;
	char address[XPT_BDF_TEXT];

	if (is_of_bridge(report))
		return 0;
	xpt_bdf_format(device, address);
	if (telling->invocation->common.json)
		telling->status = print_json_judged(address, report, args->why, !telling->told);
	else
		print_line(address, report);
	if (args->why && !telling->invocation->common.json)
		print_questions(report);
	telling->told++;
	return telling->status;
}

/* With its group: a request of its own for each. */
static int check_groups(
		const struct xpt_host *host, const struct xpt_request *all, struct telling *telling)
{
	int status = STATUS_DONE;

	for (size_t i = 0; i < all->device_count && !status && !telling->status; i++) {
		auto_of(judged) struct xpt_judged *judged = NULL;
		struct xpt_bdf device = all->devices[i];
		const struct devices one = { .items = &device, .count = 1 };

		status = judge(telling->invocation, host, &one, &judged);
		if (!status)
			print_device(telling, all->devices[i], judged);
	}
	return status;
}

static int check_devices(
		const struct xpt_host *host, const struct xpt_request *all, struct telling *telling)
{
	const struct check_args *args = telling->invocation->args;
	struct xpt_error *error = NULL;

	if (args->group)
		return check_groups(host, all, telling);
	if (xpt_check_each(host, all, print_device, telling, &error) && error)
		return print_error(telling->invocation, error);
	return STATUS_DONE;
}

/* Every device of the host by itself. */
static int check_all(const struct invocation *invocation, const struct xpt_host *host)
{
	const struct check_args *args = invocation->args;
	struct telling telling = { .invocation = invocation };
	auto_free struct xpt_bdf *devices = NULL;
	struct xpt_request all = XPT_OPTIONS(xpt_request, .action = XPT_ATTACH,
			.domain = args->domain, .flags = args->flags);
	int status = STATUS_DONE;

	while (xpt_host_device(host, all.device_count))
		all.device_count++;
	all.devices = devices = calloc(all.device_count + 1, sizeof(*devices));
	if (!devices)
		return print_no_memory();
	for (size_t i = 0; i < all.device_count; i++)
		devices[i] = xpt_device_address(xpt_host_device(host, i));
	if (invocation->common.json)
		print_json_begin("devices");
	if (all.device_count)
		status = check_devices(host, &all, &telling);
	if (invocation->common.json)
		print_json_end();
	return status ? status : telling.status;
}

static int check_run(const struct invocation *invocation)
{
	const struct check_args *args = invocation->args;
	auto_of(host) struct xpt_host *host = NULL;
	int status;

	if (args->config &&
			(invocation->operand_count || args->domain || args->flags || args->group))
		return print_usage_error(invocation->command,
				"--config takes devices and options from the configuration, and "
				"takes no others");
	status = host_open(invocation,
			XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS | XPT_DETAIL_PLACEMENT |
					XPT_DETAIL_BOOT |
					(args->config || devices_may_be_usb(invocation->operands, invocation->operand_count) ?
									XPT_DETAIL_USB :
									0),
			&host);
	if (status)
		return status;
	if (args->config)
		return check_config(invocation, host);
	return invocation->operand_count ? check_request(invocation, host) :
					   check_all(invocation, host);
}

const struct command cmd_check = {
	.name = "check",
	.operands = "[DEVICE...]",
	.brief = "will it work to give devices to a domain, and if not, why",
	.notes = "Without DEVICE: a line for each device of the host, judged by itself.\n"
		 "Exit status: 0 it will (perhaps with risks), 1 it will not, 5 not known.",
	.options = check_options,
	.args_size = sizeof(struct check_args),
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_JSON,
	.takes_usb = true,
	.run = check_run,
};
