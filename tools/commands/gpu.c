/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../output/message.h"
#include "../output/output.h"
#include "gpu.h"

static void print_reasons(struct xpt_object card)
{
	struct xpt_value reasons = XPT_SIZED(xpt_value), reason = XPT_SIZED(xpt_value);

	xpt_object_get(card, "reasons", &reasons);
	for (size_t i = 0; i < reasons.count; i++) {
		xpt_value_item(&reasons, i, &reason);
		fputs("  - ", stdout);
		print_wrapped(stdout, xpt_value_text(&reason), 4);
	}
}

static void print_labelled(struct xpt_object card, const char *key, const char *label)
{
	struct xpt_value value = XPT_SIZED(xpt_value);

	xpt_object_get(card, key, &value);
	if (!xpt_value_text(&value))
		return;
	printf("  %s: ", label);
	print_wrapped(stdout, xpt_value_text(&value), 4);
}

static void print_card(struct xpt_object card)
{
	static const char *const facts[] = { "functions", "state", "driver", "console", "drm",
		"reset", "memory_32bit_bytes", "memory_64bit_bytes", "resizable", "rom", NULL };
	auto_free char *address = object_text(card, "address"), *name = object_text(card, "name"),
		       *verdict = object_text(card, "verdict"),
		       *vendor = object_text(card, "vendor_id"),
		       *device = object_text(card, "device_id");

	printf("%s %s [%s:%s]\n", address ? address : "?", name ? name : "?", vendor ? vendor : "?",
			device ? device : "?");
	print_labelled(card, "summary", verdict ? verdict : "?");
	print_reasons(card);
	print_labelled(card, "sharing", "sharing");
	print_labelled(card, "reset_note", "reset");
	print_labelled(card, "advice", "try, and reboot");
	print_fields(card, facts);
}

static int print_text(const struct xpt_gpus *gpus)
{
	struct xpt_object card;

	for (size_t i = 0; xpt_gpus_card(gpus, i, &card); i++) {
		if (i)
			putchar('\n');
		print_card(card);
	}
	if (!xpt_gpus_card(gpus, 0, &card))
		puts("This host has no graphics that can be seen.");
	return STATUS_DONE;
}

static int print_json(const struct xpt_gpus *gpus)
{
	auto_free struct xpt_object *cards = NULL;
	struct xpt_object card;
	size_t count = 0;

	while (xpt_gpus_card(gpus, count, &card))
		count++;
	cards = calloc(count + 1, sizeof(*cards));
	if (!cards)
		return print_no_memory();
	for (size_t i = 0; i < count; i++)
		xpt_gpus_card(gpus, i, &cards[i]);
	return print_json_list("gpus", cards, count);
}

static bool is_unknown(const struct xpt_gpus *gpus)
{
	struct xpt_object card;

	for (size_t i = 0; xpt_gpus_card(gpus, i, &card); i++) {
		auto_free char *verdict = object_text(card, "verdict");

		if (verdict && !strcmp(verdict, xpt_verdict_text(XPT_UNKNOWN)))
			return true;
	}
	return false;
}

/* What does not tell its class may be a display. */
static int check_classes(const struct xpt_host *host)
{
	struct xpt_value class = XPT_SIZED(xpt_value);
	const struct xpt_device *device;

	for (size_t i = 0; (device = xpt_host_device(host, i)); i++) {
		xpt_object_get(xpt_device_object(device), "class", &class);
		if (class.state != XPT_FACT_UNREADABLE)
			continue;
		print_message("there may be more graphics, as not all devices tell their class: %s",
				class.reason ? class.reason : "the host does not say why");
		return STATUS_UNKNOWN;
	}
	return STATUS_DONE;
}

static int list_run(const struct invocation *invocation)
{
	auto_of(host) struct xpt_host *host = NULL;
	auto_of(gpus) struct xpt_gpus *gpus = NULL;
	struct xpt_error *error = NULL;
	int status = host_open(invocation, XPT_DETAIL_GRAPHICS | XPT_DETAIL_NAMES | XPT_DETAIL_BOOT,
			&host);

	if (status)
		return status;
	if (xpt_gpus_find(host, &gpus, &error))
		return print_error(invocation, error);
	status = invocation->common.json ? print_json(gpus) : print_text(gpus);
	if (!status)
		status = check_classes(host);
	return !status && is_unknown(gpus) ? STATUS_UNKNOWN : status;
}

static void list_help(void)
{
	fields_help("keys of \"gpus\" in --json", xpt_kind_gpu());
}

const struct command gpu_list = {
	.name = "gpu list",
	.operands = "",
	.brief = "list graphics cards, and what argues against giving each to a guest",
	.notes = "Judged is what is specific to graphics; xpt check ADDRESS tells of the "
		 "rest.\nExit status: 0 listed, 5 something is not known of a card.",
	.takes = TAKES_HOST | TAKES_JSON | TAKES_BYTES,
	.more_help = list_help,
	.run = list_run,
};

static const struct command *const subcommands[] = { &gpu_list, &gpu_lines, NULL };

const struct command cmd_gpu = {
	.name = "gpu",
	.operands = "COMMAND...",
	.brief = "graphics cards for guests",
	.subcommands = subcommands,
	.bare = true,
};
