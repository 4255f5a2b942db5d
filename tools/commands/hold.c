/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <xpt/usb.h>

#include "apply_plan.h"
#include "change.h"
#include "command_run.h"
#include "devices.h"
#include "interrupt.h"
#include "usb.h"
#include "../output/message.h"

struct hold_args {
	unsigned int timeout_s;
};

static const struct option_spec hold_options[] = {
	{ 0, "timeout", "SECONDS", "how long to wait for the guest to let go (10)", OPTION_NUMBER,
			offsetof(struct hold_args, timeout_s), 3600 },
	{ 0 },
};

/* One hold: of which devices, for which command. */
struct hold {
	const struct invocation *invocation;
	struct devices devices;
	struct xpt_judged *judged;
	struct xpt_plan *plan;
	char **words; /* the command; ends with NULL */
};

static const char *domain_of(const struct hold *hold)
{
	return hold->invocation->operands[0];
}

static int all_pci_devices(const struct hold *hold, const struct xpt_domain *domain,
		struct devices *ret_devices)
{
	struct xpt_value list = XPT_SIZED(xpt_value), item = XPT_SIZED(xpt_value);
	struct xpt_error *error = NULL;

	xpt_object_get(xpt_domain_object(domain), "devices", &list);
	if (list.state == XPT_FACT_UNREADABLE) {
		print_message("which devices %s has is not known: %s", domain_of(hold),
				list.reason);
		return STATUS_UNREADABLE;
	}
	ret_devices->items = calloc(list.count + 1, sizeof(*ret_devices->items));
	if (!ret_devices->items)
		return print_no_memory();
	for (size_t i = 0; i < list.count; i++) {
		xpt_value_item(&list, i, &item);
		if (xpt_bdf_parse(xpt_value_text(&item), &ret_devices->items[i], &error))
			return print_error(hold->invocation, error);
	}
	ret_devices->count = list.count;
	return STATUS_DONE;
}

/* Why the domain's device model could not give it back, as it does not present it. NULL: it does, or that is for judge() to tell. */
static const char *model_lacks(const struct xpt_report *report)
{
	static const char *const causes[] = { "usb-domain-type", "usb-model-gone" };
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++)
		for (size_t k = 0; k < sizeof(causes) / sizeof(*causes); k++)
			if (!strcmp(xpt_finding_cause(finding), causes[k]))
				return xpt_finding_because(finding);
	return NULL;
}

/* One by one, as others of the domain may be held back all the same. */
static int add_usb_device(const struct hold *hold, const struct xpt_host *host, const char *path,
		struct devices *devices)
{
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_DETACH,
			.usb_devices = &path, .usb_device_count = 1, .domain = domain_of(hold),
			.flags = XPT_THEN_ATTACH);
	struct xpt_judged *judged = NULL;
	struct xpt_plan *plan = NULL;
	struct xpt_error *error = NULL;
	const char *why;
	int rc;

	if (xpt_check_request(host, &request, &judged, &error))
		return print_error(hold->invocation, error);
	why = model_lacks(xpt_judged_report(judged));
	rc = xpt_report_verdict(xpt_judged_report(judged)) <= XPT_RISK ?
			xpt_plan_for_request(host, judged, &plan, &error) :
			0;
	if (!why && rc == XPT_REFUSED)
		why = xpt_error_message(error);
	if (why)
		print_message("%s is not held back: %s", path, why);
	xpt_plan_free(plan);
	xpt_judged_free(judged);
	xpt_error_free(error);
	return why ? STATUS_DONE : devices_add_usb(devices, path);
}

static int all_usb_devices(const struct hold *hold, const struct xpt_host *host,
		const struct xpt_domain *domain, struct devices *ret_devices)
{
	struct xpt_value state = XPT_SIZED(xpt_value);
	const struct xpt_usb_device *device;
	int status = usb_check_read(host);

	status = status ? status : usb_check_known(host, "domain", "it is not known who has");
	for (size_t i = 0; !status && (device = xpt_host_usb_device(host, i)); i++) {
		if (!usb_is_of(device, domain))
			continue;
		xpt_object_get(xpt_usb_device_object(device), "state", &state);
		if (state.state == XPT_FACT_KNOWN && !strcmp(xpt_value_text(&state), "gone"))
			print_message("%s is not plugged in: it is not held back",
					xpt_usb_device_path(device));
		else
			status = add_usb_device(
					hold, host, xpt_usb_device_path(device), ret_devices);
	}
	return status;
}

static int all_devices(
		const struct hold *hold, const struct xpt_host *host, struct devices *ret_devices)
{
	const struct xpt_domain *domain;
	struct xpt_error *error = NULL;
	int status;

	if (xpt_host_find_domain(host, domain_of(hold), &domain, &error))
		return print_error(hold->invocation, error);
	status = all_pci_devices(hold, domain, ret_devices);
	return status ? status : all_usb_devices(hold, host, domain, ret_devices);
}

static size_t count_of(const struct hold *hold)
{
	return hold->devices.count + hold->devices.usb.count;
}

static int choose_devices(struct hold *hold, const struct xpt_host *host)
{
	const struct invocation *invocation = hold->invocation;
	size_t named = invocation->before_dashes - 1;
	int status;

	hold->devices.takes_usb = true;
	status = named ? find_devices(invocation, host, invocation->operands + 1, named,
					 &hold->devices) :
			 all_devices(hold, host, &hold->devices);

	if (!status && !count_of(hold) && !invocation->common.quiet)
		print_message("%s has no device that could be held back", domain_of(hold));
	return status;
}

static int judge(struct hold *hold, const struct xpt_host *host)
{
	const struct hold_args *args = hold->invocation->args;
	const struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_DETACH,
			.devices = hold->devices.items, .device_count = hold->devices.count,
			.usb_devices = (const char *const *)hold->devices.usb.items,
			.usb_device_count = hold->devices.usb.count, .domain = domain_of(hold),
			.flags = XPT_THEN_ATTACH, .timeout_s = args->timeout_s);
	const struct xpt_report *report;
	struct xpt_error *error = NULL;

	if (xpt_check_request(host, &request, &hold->judged, &error))
		return print_error(hold->invocation, error);
	report = xpt_judged_report(hold->judged);
	print_judgement(&request, report);
	if (xpt_report_verdict(report) == XPT_BLOCKED)
		return STATUS_REFUSED;
	return xpt_plan_for_request(host, hold->judged, &hold->plan, &error) ?
			print_error(hold->invocation, error) :
			STATUS_DONE;
}

static int make_plan(struct hold *hold)
{
	auto_of(host) struct xpt_host *host = NULL;
	const struct invocation *invocation = hold->invocation;
	size_t named = invocation->before_dashes - 1;
	bool usb = !named || devices_may_be_usb(invocation->operands + 1, named);
	int status = host_open(invocation,
			XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS | XPT_DETAIL_PLACEMENT |
					(usb ? XPT_DETAIL_USB : 0),
			&host);

	if (!status)
		status = choose_devices(hold, host);
	return !status && count_of(hold) ? judge(hold, host) : status;
}

static int begin(const struct hold *hold, struct xpt_hold **ret_hold)
{
	const struct xpt_apply_options options = XPT_OPTIONS(
			xpt_apply_options, .progress = show_progress, .trace = host_trace());
	const struct outcome outcome = { .plan = hold->plan };
	struct interrupts interrupts;
	struct xpt_error *error = NULL;
	int rc;

	interrupts_begin(&interrupts);
	rc = xpt_hold_begin(hold->plan, &options, ret_hold, &error);
	interrupts_end(&interrupts);
	clear_transient();
	if (rc == XPT_STALE && !hold->invocation->is_last)
		return look_again(error);
	return rc ? apply_failed(hold->invocation, &outcome, error) : STATUS_DONE;
}

/* Nothing interrupts giving back: it is over in seconds. */
static int end(const struct hold *hold, struct xpt_hold *held)
{
	const struct xpt_apply_options options = XPT_OPTIONS(
			xpt_apply_options, .progress = show_progress, .trace = host_trace());
	struct xpt_error *error = NULL;
	size_t undone = 0;
	int rc = xpt_hold_end(held, &options, &undone, &error);

	clear_transient();
	if (rc)
		return print_error(hold->invocation, error);
	if (undone < count_of(hold))
		print_message("%s has %zu of %zu devices back; for the others see \"xpt list\"%s",
				domain_of(hold), undone, count_of(hold),
				hold->devices.usb.count ? " and \"xpt usb list\"" : "");
	else if (!hold->invocation->common.quiet)
		print_message("%s has its device%s back", domain_of(hold), undone == 1 ? "" : "s");
	return STATUS_DONE;
}

static void print_held(const struct hold *hold)
{
	char address[XPT_BDF_TEXT];

	for (size_t i = 0; i < hold->devices.count && !hold->invocation->common.quiet; i++)
		print_message("%s is held back from %s",
				xpt_bdf_format(hold->devices.items[i], address), domain_of(hold));
	for (size_t i = 0; i < hold->devices.usb.count && !hold->invocation->common.quiet; i++)
		print_message("%s is held back from %s", hold->devices.usb.items[i],
				domain_of(hold));
}

static int carry_out(const struct hold *hold, const sigset_t *before)
{
	struct xpt_hold *held = NULL;
	int status = begin(hold, &held), of_command;

	if (status)
		return status;
	print_held(hold);
	/* one that came while the guest let go was too late to undo that, and is no wish for the command */
	of_command = interrupts_came() || command_signal_came() ? STATUS_SIGNAL + SIGINT :
								  command_run(hold->words, before);
	status = end(hold, held);
	if (!status)
		return of_command;
	print_message("the status of %s was %d", hold->words[0], of_command);
	return status;
}

static int run_command(const struct hold *hold)
{
	sigset_t before;
	int status;

	if (hold->invocation->common.dry_run) {
		if (hold->plan)
			show_steps(hold->plan);
		return STATUS_DONE;
	}
	command_signals_hold(&before);
	status = hold->plan ? carry_out(hold, &before) : command_run(hold->words, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}

static int hold_run(const struct invocation *invocation)
{
	struct hold hold = { .invocation = invocation };
	int status;

	if (!invocation->before_dashes || invocation->before_dashes >= invocation->operand_count)
		return print_usage_error(invocation->command, "%s: xpt hold %s",
				invocation->before_dashes ?
						"missing COMMAND behind --" :
						"put -- between the devices and the command",
				invocation->command->operands);
	hold.words = invocation->operands + invocation->before_dashes;
	status = check_addresses(
			invocation, invocation->operands + 1, invocation->before_dashes - 1);
	if (!status)
		status = make_plan(&hold);
	if (!status)
		status = run_command(&hold);
	devices_clear(&hold.devices);
	xpt_judged_free(hold.judged);
	xpt_plan_free(hold.plan);
	return status;
}

const struct command cmd_hold = {
	.name = "hold",
	.operands = "DOMAIN [DEVICE...] -- COMMAND [WORD...]",
	.brief = "take devices from a domain while a command runs, and give them back",
	.notes = "Without DEVICE all that the domain has, of PCI and of USB. The devices come back with the options they had,\n"
		 "whatever becomes of the command; after a kill of xpt, \"xpt undo\" brings them back.\n"
		 "The exit status is the command's; 127: it could not be started; 4: a device did not\n"
		 "come back. Where the guest does not let go, the command is not run.",
	.options = hold_options,
	.args_size = sizeof(struct hold_args),
	.operands_min = 2,
	.operands_max = OPERANDS_MANY,
	.takes = TAKES_HOST | TAKES_DRY_RUN | TAKES_QUIET,
	.changes_host = true,
	.run = hold_run,
};
