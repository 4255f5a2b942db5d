/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "apply_plan.h"
#include "boot.h"
#include "../output/message.h"

void boot_change_clear(struct boot_change *change)
{
	xpt_plan_free(change->plan);
	xpt_host_free(change->after);
	xpt_error_free(change->error);
	free(change->done);
}

/* The menu is not what it should be: back to what was there. */
static int take_back(const struct invocation *invocation, struct boot_change *change)
{
	struct invocation last = *invocation;
	auto_of(plan) struct xpt_plan *back = NULL;
	struct xpt_error *error = NULL;

	/* a file that somebody changed since is told, and the command not run again */
	last.is_last = true;
	if (xpt_plan_for_boot_undo(
			    change->before, change->after, &change->request, &back, &error) ||
			try_plan(&last, back, NULL, &error)) {
		print_message("%s", xpt_error_message(change->error));
		xpt_error_free(change->error);
		change->error = error;
		return STATUS_REFUSED;
	}
	free(change->done);
	change->done = NULL;
	print_message("the next boot is as it was before, because");
	return STATUS_REFUSED;
}

/* What the loader's files say now, not what was written. */
static int verify(const struct invocation *invocation, struct boot_change *change)
{
	const struct xpt_open_options options = XPT_OPTIONS(xpt_open_options,
			.detail = XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG, .trace = host_trace());

	if (xpt_host_open(&options, &change->after, &change->error))
		return STATUS_UNREADABLE;
	return xpt_boot_kept(change->after, &change->request, &change->error) ?
			take_back(invocation, change) :
			STATUS_DONE;
}

/* A crash before the change is whole must not have "xpt boot undo" undo the one before it. */
static int announce(struct boot_change *change)
{
	const struct xpt_apply_options waiting = waiting_told();
	auto_of(plan) struct xpt_plan *back = NULL;

	return xpt_plan_for_boot_undo(
			       change->before, NULL, &change->request, &back, &change->error) ||
					xpt_boot_expect(back, &waiting, &change->error) ?
			STATUS_REFUSED :
			STATUS_DONE;
}

/* It is over: brought back, or the last change. What a failed undo left half-way stays announced. */
static void call_off(void)
{
	const struct xpt_apply_options waiting = waiting_told();
	struct xpt_error *error = NULL;

	if (xpt_boot_expect(NULL, &waiting, &error))
		xpt_error_free(error);
}

/* For "xpt boot undo"; without it the change holds all the same, and what was announced is the way back. */
static void keep_way_back(const struct boot_change *change)
{
	const struct xpt_apply_options waiting = waiting_told();
	auto_of(plan) struct xpt_plan *back = NULL;
	auto_of(error) struct xpt_error *error = NULL;

	if (!xpt_plan_for_boot_undo(
			    change->before, change->after, &change->request, &back, &error) &&
			!xpt_boot_keep(back, &waiting, &error))
		return;
	print_message("\"xpt boot undo\" goes by what was noted before this change: %s",
			xpt_error_message(error));
	call_off();
}

int boot_change_make(const struct invocation *invocation, struct boot_change *change)
{
	struct xpt_step step = XPT_SIZED(xpt_step);
	bool changes;
	int status;

	change->done = new_done(change->plan);
	if (!change->done)
		return STATUS_UNREADABLE;
	changes = !invocation->common.dry_run && xpt_plan_step(change->plan, 0, &step);
	status = changes ? announce(change) : STATUS_DONE;
	if (status)
		return status;
	status = try_plan(invocation, change->plan, change->done, &change->error);
	if (!changes)
		return status;
	status = status ? status : verify(invocation, change);
	if (status)
		call_off();
	else
		keep_way_back(change);
	return status;
}

static void confirm_line(const struct boot_change *change, enum xpt_boot_line which)
{
	struct xpt_object boot = xpt_host_boot(change->after ? change->after : change->before);
	bool xen = which == XPT_BOOT_XEN;
	auto_free char *line = object_text(boot, xen ? "xen_command_line" : "kernel_command_line");
	auto_free char *entry = object_text(boot, "entry");

	printf("%s of the next boot, \"%s\"%s:\n  ", xen ? "Xen" : "dom0", entry ? entry : "?",
			change->after ? "" : ", as it was already");
	print_wrapped(stdout, line ? line : "?", 2);
}

static bool names(const struct xpt_value *list, const char *address)
{
	struct xpt_value item = XPT_SIZED(xpt_value);

	for (size_t i = 0; list->state == XPT_FACT_KNOWN && i < list->count; i++) {
		xpt_value_item(list, i, &item);
		if (!strcmp(xpt_value_text(&item), address))
			return true;
	}
	return false;
}

/* The words are on the lines of the entry that is named; whether that boots is another question. */
static void confirm_entry(const struct xpt_host *host)
{
	struct xpt_value doubts = XPT_SIZED(xpt_value), doubt = XPT_SIZED(xpt_value);

	xpt_object_get(xpt_host_boot(host), "doubts", &doubts);
	if (doubts.state != XPT_FACT_KNOWN || !doubts.count)
		return;
	xpt_value_item(&doubts, 0, &doubt);
	printf("what boots next is not certain: %s\n", xpt_value_text(&doubt));
}

/* What became of the initramfs is known of the devices that rules still name. */
static void confirm_rules(const struct xpt_host *host)
{
	struct xpt_value ruled = XPT_SIZED(xpt_value);
	const struct xpt_device *device;

	puts("the rules of udev are changed, and the initramfs was made again");
	xpt_object_get(xpt_host_boot(host), "hide_rules", &ruled);
	if (ruled.state != XPT_FACT_KNOWN || !ruled.count)
		puts("not verified: no rule is left, so nobody looked whether the initramfs still has some");
	for (size_t i = 0; (device = xpt_host_device(host, i)); i++) {
		struct xpt_object object = xpt_device_object(device);
		auto_free char *address = object_text(object, "address");
		struct xpt_value next = XPT_SIZED(xpt_value);

		if (!address || !names(&ruled, address))
			continue;
		xpt_object_get(object, "hidden_next_boot", &next);
		if (next.state != XPT_FACT_KNOWN)
			printf("not verified: whether the next boot hides %s: %s\n", address,
					next.reason ? next.reason : "nobody asked");
		else
			printf("verified: the next boot %s %s\n",
					next.number ? "hides" : "does not hide", address);
	}
}

void boot_change_confirm(const struct boot_change *change)
{
	const struct xpt_boot_request *request = &change->request;

	if (request->flags & XPT_BOOT_OVERRIDE) {
		if (change->after)
			confirm_rules(change->after);
		else
			puts("the rules of udev are so already");
		return;
	}
	if (request->word_count)
		confirm_line(change, request->line);
	if (request->other_word_count)
		confirm_line(change, request->line == XPT_BOOT_XEN ? XPT_BOOT_DOM0 : XPT_BOOT_XEN);
	confirm_entry(change->after ? change->after : change->before);
}

static int carry_out(const struct invocation *invocation, struct boot_change *change,
		const struct xpt_report *report)
{
	struct outcome outcome = { .report = report };
	int status = STATUS_DONE;

	if (!xpt_plan_for_boot(change->before, &change->request, &change->plan, &change->error))
		status = boot_change_make(invocation, change);
	outcome.plan = change->plan;
	outcome.done = change->done;
	if (change->error)
		return apply_failed(invocation, &outcome, TAKE(change->error));
	if (status)
		return status;
	if (invocation->common.json)
		return print_json_outcome(&outcome);
	if (invocation->common.dry_run)
		show_steps(change->plan);
	else if (!invocation->common.quiet)
		boot_change_confirm(change);
	return STATUS_DONE;
}

int boot_change(const struct invocation *invocation, const struct xpt_boot_request *request,
		const struct xpt_report *report)
{
	auto_of(host) struct xpt_host *host = NULL;
	struct boot_change change = { .request = *request };
	int status = host_open(invocation, XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG, &host);

	change.before = host;
	status = status ? status : carry_out(invocation, &change, report);
	boot_change_clear(&change);
	return status;
}
