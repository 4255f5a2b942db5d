/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intent.h"

#include <stdio.h>

#include "apply_plan.h"
#include "../output/message.h"

#define DETAIL (XPT_DETAIL_PLACEMENT | XPT_DETAIL_CRITICAL | XPT_DETAIL_MODELS)

int wish_read(const struct invocation *invocation, struct xpt_desired **ret_desired,
		struct xpt_error **ret_error)
{
	static const char *const own[] = { HOST_FILE };
	auto_free const char **paths = calloc(invocation->operand_count + 1, sizeof(*paths));

	if (!invocation->operand_count || !paths)
		return xpt_desired_open(own, 1, ret_desired, ret_error);
	for (size_t i = 0; i < invocation->operand_count; i++)
		paths[i] = invocation->operands[i];
	return xpt_desired_open(paths, invocation->operand_count, ret_desired, ret_error);
}

struct outcome wish_outcome(const struct wish *wish, const bool *done)
{
	return (struct outcome){ .report = wish->report, .plan = wish->plan, .done = done,
		.comparison = wish->comparison };
}

static int fail(const struct wish *wish, struct xpt_error *error)
{
	const struct outcome outcome = wish_outcome(wish, NULL);

	return apply_failed(wish->invocation, &outcome, error);
}

int wish_open(const struct invocation *invocation, struct wish *wish)
{
	struct xpt_error *error = NULL;
	int status;

	*wish = (struct wish){ .invocation = invocation };
	if (wish_read(invocation, &wish->desired, &error)) {
		status = fail(wish, error);
		/* 1 would say that something differs */
		return status == STATUS_REFUSED ? STATUS_UNREADABLE : status;
	}
	status = xpt_desired_has_devices(wish->desired) ?
			host_open(invocation, DETAIL, &wish->host) :
			placement_open(invocation, &wish->host);
	if (!status && xpt_compare(wish->host, wish->desired, &wish->comparison, &error))
		status = fail(wish, error);
	return status;
}

static void tell_verdict(const struct xpt_report *report)
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
		tell_headline(stderr, text ? text : "xpt", finding);
		tell_finding(stderr, finding);
	}
}

int wish_plan(struct wish *wish)
{
	struct xpt_error *error = NULL;

	if (xpt_check_comparison(wish->comparison, &wish->report, &error))
		return fail(wish, error);
	if (!wish->invocation->common.json)
		tell_verdict(wish->report);
	if (xpt_plan_comparison(wish->comparison, wish->report, &wish->plan, &error))
		return fail(wish, error);
	return STATUS_DONE;
}

void wish_clear(struct wish *wish)
{
	xpt_plan_free(wish->plan);
	xpt_report_free(wish->report);
	xpt_comparison_free(wish->comparison);
	xpt_host_free(wish->host);
	xpt_desired_free(wish->desired);
}

bool wish_differs(const struct wish *wish)
{
	struct xpt_item item;

	for (size_t i = 0; xpt_comparison_item(wish->comparison, i, &item); i++)
		if (item.state == XPT_ITEM_DIFFERS)
			return true;
	return false;
}

const char *item_state_text(enum xpt_item_state state)
{
	static const char *const words[] = {
		[XPT_ITEM_SAME] = "same",
		[XPT_ITEM_DIFFERS] = "differs",
		[XPT_ITEM_WAITS] = "waits",
		[XPT_ITEM_UNREAD] = "unread",
	};

	return words[state];
}

void wish_show(const struct wish *wish)
{
	struct xpt_item item;

	for (size_t i = 0; xpt_comparison_item(wish->comparison, i, &item); i++)
		if (item.state == XPT_ITEM_WAITS)
			printf("%s: %s: nothing to do now (%s line %lu)\n", item.subject, item.is,
					item.file, item.line);
		else if (item.state != XPT_ITEM_SAME)
			printf("%s: %s, wanted: %s (%s line %lu)\n", item.subject, item.is,
					item.wanted, item.file, item.line);
}
