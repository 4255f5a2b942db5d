/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intent.h"

#include <stdio.h>

#include "apply_plan.h"
#include "../output/message.h"

#define DETAIL (XPT_DETAIL_PLACEMENT | XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS)

int intent_read(const struct invocation *invocation, struct xpt_desired **ret_desired,
		struct xpt_error **ret_error)
{
	static const char *const own[] = { HOST_FILE };

	if (!invocation->operand_count)
		return xpt_desired_open(own, 1, ret_desired, ret_error);
	return xpt_desired_open((const char *const *)invocation->operands,
			invocation->operand_count, ret_desired, ret_error);
}

struct outcome intent_outcome(const struct intent *intent, const bool *done)
{
	return (struct outcome){ .report = xpt_judged_report(intent->judged),
		.plan = intent->plan,
		.done = done,
		.boot = intent->boot.plan,
		.boot_done = intent->boot.done,
		.comparison = intent->comparison };
}

static int fail(const struct intent *intent, struct xpt_error *error)
{
	const struct outcome outcome = intent_outcome(intent, NULL);

	return apply_failed(intent->invocation, &outcome, error);
}

int intent_open(const struct invocation *invocation, struct intent *intent)
{
	unsigned int detail = DETAIL;
	struct xpt_error *error = NULL;
	int status;

	*intent = (struct intent){ .invocation = invocation };
	if (invocation->common.host && !invocation->operand_count)
		return print_usage_error(invocation->command,
				"name a FILE: " HOST_FILE " is this machine's, and not of %s",
				invocation->common.host);
	if (intent_read(invocation, &intent->desired, &error)) {
		status = fail(intent, error);
		/* 1 would say that something differs */
		return status == STATUS_REFUSED ? STATUS_UNREADABLE : status;
	}
	if (xpt_desired_has_usb(intent->desired))
		detail |= XPT_DETAIL_USB;
	if (xpt_desired_has_boot(intent->desired))
		status = host_open(invocation, detail | XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG,
				&intent->host);
	else if (xpt_desired_has_devices(intent->desired))
		status = host_open(invocation, detail, &intent->host);
	else
		status = placement_open(invocation, &intent->host);
	if (!status && xpt_compare(intent->host, intent->desired, &intent->comparison, &error))
		status = fail(intent, error);
	return status;
}

static void print_verdict(const struct xpt_report *report)
{
	const struct xpt_finding *finding;

	for (size_t i = 0; (finding = xpt_report_finding(report, i)); i++) {
		const char *device = xpt_finding_device(finding, 0);
		auto_free char *text = NULL;

		if (xpt_finding_verdict(finding) == XPT_PASS)
			break;
		if (asprintf(&text, "xpt: %s %s", xpt_verdict_text(xpt_finding_verdict(finding)),
				    device ? device : "the devices") < 0)
			text = NULL;
		print_headline(stderr, text ? text : "xpt", finding);
		print_finding(stderr, finding);
	}
}

static int plan_boot(struct intent *intent)
{
	struct boot_change *boot = &intent->boot;
	struct xpt_error *error = NULL;

	boot->request = (struct xpt_boot_request)XPT_SIZED(xpt_boot_request);
	boot->before = intent->host;
	if (xpt_judged_boot(intent->judged, &boot->request) &&
			xpt_plan_for_boot(intent->host, &boot->request, &boot->plan, &error))
		return fail(intent, error);
	return STATUS_DONE;
}

int intent_plan(struct intent *intent)
{
	struct xpt_error *error = NULL;

	if (xpt_check_comparison(intent->comparison, &intent->judged, &error))
		return fail(intent, error);
	if (!intent->invocation->common.json)
		print_verdict(xpt_judged_report(intent->judged));
	if (xpt_plan_for_comparison(intent->comparison, intent->judged, &intent->plan, &error))
		return fail(intent, error);
	return plan_boot(intent);
}

void intent_clear(struct intent *intent)
{
	xpt_plan_free(intent->plan);
	boot_change_clear(&intent->boot);
	xpt_judged_free(intent->judged);
	xpt_comparison_free(intent->comparison);
	xpt_host_free(intent->host);
	xpt_desired_free(intent->desired);
}

static bool has_state(const struct intent *intent, enum xpt_item_state state)
{
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; xpt_comparison_item(intent->comparison, i, &item); i++)
		if (item.state == state)
			return true;
	return false;
}

bool intent_differs(const struct intent *intent)
{
	return has_state(intent, XPT_ITEM_DIFFERS);
}

bool intent_unknown(const struct intent *intent)
{
	return has_state(intent, XPT_ITEM_UNKNOWN);
}

void intent_print_unknown(const struct intent *intent)
{
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; xpt_comparison_item(intent->comparison, i, &item); i++)
		if (item.state == XPT_ITEM_UNKNOWN)
			print_message("%s: %s, wanted: %s (%s line %lu)", item.subject, item.is,
					item.wanted, item.file, item.line);
}

void intent_show(const struct intent *intent)
{
	struct xpt_item item = XPT_SIZED(xpt_item);

	for (size_t i = 0; xpt_comparison_item(intent->comparison, i, &item); i++)
		if (item.state == XPT_ITEM_WAITS)
			printf("%s: %s: nothing to do now (%s line %lu)\n", item.subject, item.is,
					item.file, item.line);
		else if (item.state != XPT_ITEM_SAME)
			printf("%s: %s, wanted: %s (%s line %lu)\n", item.subject, item.is,
					item.wanted, item.file, item.line);
}

static bool has_steps(const struct xpt_plan *plan)
{
	struct xpt_step step = XPT_SIZED(xpt_step);

	return plan && xpt_plan_step(plan, 0, &step);
}

void intent_show_steps(const struct intent *intent)
{
	bool boot = has_steps(intent->boot.plan), rest = has_steps(intent->plan);

	if (!boot && !rest && (intent_differs(intent) || intent_unknown(intent)))
		puts("would do nothing about what is not known");
	else if (!boot || rest)
		show_steps(intent->plan);
	if (boot)
		show_steps(intent->boot.plan);
}
