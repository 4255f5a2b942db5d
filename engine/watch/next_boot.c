/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "next_boot.h"

#include <string.h>

#include <xpt/boot.h>

#include "../base/error.h"
#include "../model/boot.h"
#include "../model/model.h"
#include "../plan/step.h"

/* A look reads the menu and perhaps an initramfs; what drops parameters is an upgrade, before a reboot. */
#define BOOT_LOOK_MS 600000

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)

bool xpt__watch_boot_is_unknown(const struct item *item)
{
	return item_is_of_boot(item) && item->shown.state == XPT_ITEM_DIFFERS &&
			!strcmp(item->shown.is, "not known");
}

bool xpt__watch_boot_is_due(struct xpt_watch *watch)
{
	return xpt_desired_has_boot(watch->desired) &&
			(watch->boot ||
					watch->host.now_ms(watch->host.data) -
									watch->boot_looked_ms >=
							BOOT_LOOK_MS);
}

void xpt__watch_boot_looked(struct xpt_watch *watch, bool again)
{
	watch->boot = again;
	watch->boot_looked_ms = watch->host.now_ms(watch->host.data);
}

bool xpt__watch_boot_is_sure(
		struct round *round, const struct xpt_item *item, struct remembered *known)
{
	if (known->doubted && !strcmp(known->doubted, item->is))
		return true;
	xpt__round_fail_unless(
			round, xpt__watch_memory_doubt(&round->watch->memory, known, item->is));
	round->doubts = true;
	return false;
}

bool xpt__watch_boot_looks_again(struct round *round)
{
	bool again = round->doubts && !round->has_doubted;

	if (round->doubts && !again)
		round->boot_again = true;
	round->has_doubted = round->has_doubted || again;
	round->doubts = false;
	return again;
}

static int check_nobody_is_at_work(const struct xpt_watch *watch, const struct xpt_host *host,
		struct xpt_error **ret_error)
{
	const struct fact_text *menu = host->boot ? &host->boot->next.file : NULL;
	struct xpt_error *error = NULL;
	int rc = watch->host.busy ?
			watch->host.busy(watch->host.data,
					menu && menu->state == XPT_FACT_KNOWN ? menu->value : NULL,
					&error) :
			0;

	return rc ? xpt__error_wrap(ret_error, rc, error, "the next boot is not changed yet: %s",
				    xpt_error_message(error)) :
		    0;
}

static int keep(const struct xpt_watch *watch, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	return watch->host.keep ? watch->host.keep(watch->host.data, back, options, ret_error) : 0;
}

/* A crash before the change is whole must not have "xpt boot undo" undo the one before it. */
static int announce(const struct xpt_watch *watch, const struct xpt_host *before,
		const struct xpt_boot_request *request, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	auto_of(plan) struct xpt_plan *back = NULL;
	int rc;

	if (!watch->host.expect)
		return 0;
	rc = xpt_plan_for_boot_undo(before, NULL, request, &back, ret_error);
	return rc ? rc : watch->host.expect(watch->host.data, back, options, ret_error);
}

/* It is over: brought back, or the last change. What a failed undo left half-way stays announced. */
static void call_off(const struct xpt_watch *watch, const struct xpt_apply_options *options)
{
	struct xpt_error *error = NULL;

	if (watch->host.expect && watch->host.expect(watch->host.data, NULL, options, &error))
		xpt_error_free(error);
}

/* The menu does not say what was asked for, or that is not known: @why. @back: NULL: @lost tells why there is no way */
static int take_back(const struct xpt_watch *watch, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error *why,
		struct xpt_error *lost, struct xpt_error **ret_error)
{
	auto_of(error) struct xpt_error *error = lost;
	bool kept;

	if (back && !watch->host.apply(watch->host.data, back, options, &error))
		return xpt__error_wrap(ret_error, xpt_error_code(why), why,
				"%s; the next boot is as it was before", xpt_error_message(why));
	kept = back && watch->host.keep && !keep(watch, back, options, NULL);
	return xpt__error_wrap(ret_error, xpt_error_code(why), why,
			"the next boot was changed: %s; and it was not brought back: %s; \"xpt boot\" shows it%s",
			xpt_error_message(why), xpt_error_message(error),
			kept ? ", and \"xpt boot undo\" brings it back" : "");
}

/* Without it the change holds all the same, and what was announced is the way back. */
static void keep_way_back(struct round *round, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error *lost)
{
	auto_of(error) struct xpt_error *error = lost;
	struct xpt_error *trouble = NULL;

	if (back && !keep(round->watch, back, options, &error))
		return;
	call_off(round->watch, options);
	(void)xpt__error_set(&trouble, xpt_error_code(error),
			"the next boot was changed, and \"xpt boot undo\" goes by what was noted before that: %s",
			xpt_error_message(error));
	xpt__round_fail_of_boot(round, trouble);
}

/* What the loader's files say now, not what was written. */
static int verify(struct round *round, const struct xpt_host *before,
		const struct xpt_boot_request *request, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	const struct xpt_watch *watch = round->watch;
	const struct xpt_open_options open = XPT_OPTIONS(xpt_open_options,
			.detail = XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG,
			.trace = watch->options.trace, .trace_data = watch->options.trace_data);
	auto_of(host) struct xpt_host *now = NULL;
	auto_of(plan) struct xpt_plan *back = NULL;
	struct xpt_error *why = NULL, *lost = NULL;
	int rc = watch->host.open(watch->host.data, &open, &now, &why);

	if (xpt_plan_for_boot_undo(before, now, request, &back, &lost))
		back = NULL;
	rc = rc ? rc : xpt_boot_kept(now, request, &why);
	if (rc)
		return take_back(watch, back, options, why, lost, ret_error);
	keep_way_back(round, back, options, lost);
	return 0;
}

int xpt__watch_boot_set(struct round *round, const struct xpt_host *host,
		const struct xpt_judged *judged, const struct xpt_apply_options *options,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	const struct xpt_watch *watch = round->watch;
	struct xpt_boot_request request = XPT_SIZED(xpt_boot_request);
	auto_of(plan) struct xpt_plan *plan = NULL;
	int rc;

	if (!xpt_judged_boot(judged, &request))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the menu says so already, and it is not known whether the boot does it");
	rc = check_nobody_is_at_work(watch, host, ret_error);
	rc = rc ? rc : xpt_plan_for_boot(host, &request, &plan, ret_error);
	rc = rc ? rc : announce(watch, host, &request, options, ret_error);
	if (rc)
		return rc;
	rc = watch->host.apply(watch->host.data, plan, options, ret_error);
	rc = rc ? rc : verify(round, host, &request, options, ret_error);
	if (rc)
		call_off(watch, options);
	else
		*ret_plan = TAKE(plan);
	return rc;
}
