/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public calls, and when the next round is due. */
#include "next_boot.h"

#include <string.h>

#include <xpt/boot.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/options.h"
#include "../source/paths.h"
#include "../source/tree.h"

#define LOCK_S 5
#define RESCAN_MS 30000U
#define RETRY_MS 1000U /* doubled each time */
#define BLIND_MAX_MS 30000U
#define FAILED_MAX_MS 300000U

DEFINE_AUTO(watch, struct xpt_watch *, xpt_watch_free)

static void load(struct xpt_watch *watch)
{
	auto_of(error) struct xpt_error *error = NULL;

	if (xpt__watch_memory_load(&watch->memory, &error))
		xpt__watch_report_memory(watch, xpt_error_message(error));
}

int xpt__watch_new(const struct watch_host *host, const char *boot,
		const struct xpt_desired *desired, const struct xpt_watch_options *options,
		struct xpt_watch **ret_watch, struct xpt_error **ret_error)
{
	auto_of(watch) struct xpt_watch *watch = calloc(1, sizeof(*watch));
	struct xpt_watch_options known;

	if (watch)
		watch->status.fd = -1;
	if (!xpt__options_take(options, &known, sizeof(known)) ||
			known.flags & ~(unsigned int)XPT_WATCH_ENFORCE)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the watch options hold some that this libxpt does not know");
	if (!watch)
		return xpt__error_no_memory(ret_error);
	watch->host = *host;
	watch->desired = desired;
	watch->devices = watch->boot = true;
	watch->options = known;
	watch->options.memory = watch->options.status = NULL;
	if (!known.lock_timeout_s)
		watch->options.lock_timeout_s = LOCK_S;
	watch->memory.boot = strdup(boot ? boot : "");
	watch->memory.path = known.memory ? strdup(known.memory) : NULL;
	watch->status.path = known.status ? strdup(known.status) : NULL;
	if (!watch->memory.boot || !watch->memory.path != !known.memory ||
			!watch->status.path != !known.status)
		return xpt__error_no_memory(ret_error);
	load(watch);
	*ret_watch = TAKE(watch);
	return 0;
}

static int open_this_host(void *data, const struct xpt_open_options *options,
		struct xpt_host **ret_host, struct xpt_error **ret_error)
{
	(void)data;
	return xpt_host_open(options, ret_host, ret_error);
}

static int apply_here(void *data, const struct xpt_plan *plan,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	(void)data;
	return xpt_plan_apply(plan, options, ret_error);
}

static int keep_here(void *data, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	(void)data;
	return xpt_boot_keep(back, options, ret_error);
}

static int expect_here(void *data, const struct xpt_plan *back,
		const struct xpt_apply_options *options, struct xpt_error **ret_error)
{
	(void)data;
	return xpt_boot_expect(back, options, ret_error);
}

static long long now_here(void *data)
{
	(void)data;
	return xpt__clock_since_boot_ms();
}

static int read_boot(struct blob *ret_blob, struct xpt_error **ret_error)
{
	auto_of(tree) struct tree *tree = NULL;
	int rc = xpt__tree_open(LIVE_ROOT, TREE_FOLLOW, &tree, ret_error);

	return rc ? rc : xpt__tree_read(tree, PATH_BOOT_ID, ret_blob, ret_error);
}

int xpt_watch_new(const struct xpt_desired *desired, const struct xpt_watch_options *options,
		struct xpt_watch **ret_watch, struct xpt_error **ret_error)
{
	static const struct watch_host this_host = { open_this_host, apply_here, now_here, NULL,
		keep_here, xpt__watch_busy_here, expect_here };
	auto_of(error) struct xpt_error *error = NULL;
	auto_blob struct blob boot = { 0 };
	bool unknown = read_boot(&boot, &error);
	int rc;

	if (!unknown)
		boot.bytes[strcspn(boot.bytes, "\n")] = '\0';
	rc = xpt__watch_new(&this_host, boot.bytes, desired, options, ret_watch, ret_error);
	if (!rc && unknown)
		xpt__watch_report_memory(*ret_watch, xpt_error_message(error));
	return rc;
}

void xpt_watch_free(struct xpt_watch *watch)
{
	if (!watch)
		return;
	xpt__watch_memory_clear(&watch->memory);
	xpt__watch_flaps_clear(&watch->flaps);
	xpt__watch_tries_clear(&watch->tries);
	xpt__watch_status_clear(&watch->status);
	free(watch->lasting);
	free(watch->boot_lasting);
	free(watch->trouble);
	free(watch->failures);
	free(watch->around);
	free(watch->memory_trouble);
	free(watch->status_trouble);
	free(watch);
}

void xpt_watch_desire(struct xpt_watch *watch, const struct xpt_desired *desired)
{
	watch->desired = desired;
	watch->devices = watch->boot = true;
	xpt__watch_tries_clear(&watch->tries);
	free(watch->lasting);
	free(watch->boot_lasting);
	watch->lasting = watch->boot_lasting = NULL;
}

/* Pace */

static unsigned int back_off(struct xpt_watch *watch, unsigned int most_ms)
{
	watch->retry_ms = watch->retry_ms ? watch->retry_ms * 2 : RETRY_MS;
	if (watch->retry_ms > most_ms)
		watch->retry_ms = most_ms;
	return watch->retry_ms;
}

static unsigned int next_ms(struct xpt_watch *watch, enum xpt_round_result result)
{
	switch (result) {
	case XPT_ROUND_BLIND:
		return back_off(watch, BLIND_MAX_MS);
	case XPT_ROUND_FAILED:
		if (watch->failed)
			return back_off(watch, FAILED_MAX_MS);
		break;
	case XPT_ROUND_DONE:
		break;
	}
	if (watch->waiting || (watch->boot && xpt_desired_has_boot(watch->desired)))
		return back_off(watch, RESCAN_MS);
	watch->retry_ms = 0;
	return RESCAN_MS;
}

int xpt_watch_round(struct xpt_watch *watch, unsigned int flags, struct xpt_round *ret_round,
		struct xpt_error **ret_error)
{
	struct xpt_round round = XPT_SIZED(xpt_round);
	size_t waited = watch->waiting;
	bool devices, boot;

	if (flags & ~(unsigned int)(XPT_ROUND_EVENT | XPT_ROUND_USB_EVENT))
		return xpt__error_set(ret_error, XPT_INVALID,
				"unknown flags 0x%x; see enum xpt_round_flag", flags);
	if (flags)
		watch->devices = true;
	if (flags & XPT_ROUND_EVENT)
		watch->retry_ms = 0;
	boot = xpt__watch_boot_is_due(watch);
	devices = boot || (watch->devices && xpt_desired_has_devices(watch->desired));
	round.result = xpt__watch_look(watch, devices, boot);
	round.waiting = watch->waiting;
	round.next_ms = next_ms(watch, round.result);
	/* What failed may have been a device; and a domain that was paused may run by now. */
	watch->devices = watch->failed;
	if (!watch->failed && !devices && watch->waiting < waited) {
		watch->devices = true;
		round.next_ms = 0;
	}
	xpt__options_give(&round, sizeof(round), ret_round);
	return 0;
}

unsigned int xpt_watch_trouble(struct xpt_watch *watch, const char *text)
{
	if (xpt__watch_report_around(watch, text) && watch->status.looked)
		xpt__watch_save_status(watch);
	return text ? back_off(watch, BLIND_MAX_MS) : 0;
}
