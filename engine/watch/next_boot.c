/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "next_boot.h"

#include <string.h>

#include <xpt/boot.h>

#include "../base/error.h"
#include "../plan/step.h"

/* A look reads the menu and perhaps an initramfs; what drops parameters is an upgrade, before a reboot. */
#define BOOT_LOOK_MS 600000

DEFINE_AUTO(host, struct xpt_host *, xpt_host_free)

bool xpt__watch_is_of_boot(const struct item *item)
{
	return item->kind == ITEM_HIDE || item->kind == ITEM_OPTION;
}

bool xpt__watch_boot_is_unknown(const struct item *item)
{
	return xpt__watch_is_of_boot(item) && item->shown.state == XPT_ITEM_DIFFERS &&
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

/* The menu does not say what was asked for: @why. */
static int take_back(struct xpt_watch *watch, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error *why,
		struct xpt_error **ret_error)
{
	struct xpt_error *error = NULL;
	int rc = watch->host.apply(watch->host.data, back, options, &error);

	if (!rc)
		return xpt__error_wrap(ret_error, xpt_error_code(why), why,
				"%s; the next boot is as it was before", xpt_error_message(why));
	xpt_error_free(why);
	return xpt__error_pass(ret_error, error);
}

/* What the loader's files say now, not what was written. */
static int verify(struct xpt_watch *watch, const struct xpt_host *before,
		const struct xpt_boot_request *request, const struct xpt_apply_options *options,
		struct xpt_error **ret_error)
{
	const struct xpt_open_options open = XPT_OPTIONS(xpt_open_options,
			.detail = XPT_DETAIL_BOOT | XPT_DETAIL_CONFIG,
			.trace = watch->options.trace, .trace_data = watch->options.trace_data);
	auto_of(host) struct xpt_host *now = NULL;
	auto_of(plan) struct xpt_plan *back = NULL;
	auto_of(error) struct xpt_error *why = NULL;
	int rc = watch->host.open(watch->host.data, &open, &now, ret_error);

	rc = rc ? rc : xpt_plan_for_boot_undo(before, now, request, &back, ret_error);
	if (rc)
		return rc;
	if (xpt_boot_kept(now, request, &why))
		return take_back(watch, back, options, TAKE(why), ret_error);
	return watch->host.keep ? watch->host.keep(watch->host.data, back, ret_error) : 0;
}

int xpt__watch_boot_set(struct xpt_watch *watch, const struct xpt_host *host,
		const struct xpt_judged *judged, const struct xpt_apply_options *options,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	struct xpt_boot_request request = XPT_SIZED(xpt_boot_request);
	auto_of(plan) struct xpt_plan *plan = NULL;
	int rc;

	if (!xpt_judged_boot(judged, &request))
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"the menu says so already, and it is not known whether the boot does it");
	rc = xpt_plan_for_boot(host, &request, &plan, ret_error);
	rc = rc ? rc : watch->host.apply(watch->host.data, plan, options, ret_error);
	rc = rc ? rc : verify(watch, host, &request, options, ret_error);
	if (!rc)
		*ret_plan = TAKE(plan);
	return rc;
}
