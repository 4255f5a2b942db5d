/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judged.h"

#include <stdatomic.h>

#include "../base/error.h"
#include "../base/options.h"

const char *xpt__action_name(enum xpt_action action)
{
	static const char *const names[] = {
		[XPT_RESERVE] = "reserve",
		[XPT_RELEASE] = "release",
		[XPT_ATTACH] = "attach",
		[XPT_DETACH] = "detach",
	};

	return (unsigned int)action < sizeof(names) / sizeof(*names) ? names[action] : NULL;
}

unsigned long xpt__identity_new(void)
{
	static atomic_ulong last;

	return atomic_fetch_add(&last, 1) + 1;
}

unsigned long xpt__identity_of_repair(const struct xpt_host *host)
{
	return ~host->identity;
}

struct xpt_judged *xpt__judged_new(unsigned long identity)
{
	auto_of(judged) struct xpt_judged *judged = calloc(1, sizeof(*judged));

	if (!judged)
		return NULL;
	judged->identity = identity;
	judged->arena = xpt__arena_new();
	judged->report = xpt__report_new();
	return judged->arena && judged->report ? TAKE(judged) : NULL;
}

void xpt_judged_free(struct xpt_judged *judged)
{
	if (!judged)
		return;
	vector_clear(&judged->requests);
	vector_clear(&judged->usb);
	xpt_report_free(judged->report);
	xpt__arena_free(judged->arena);
	free(judged);
}

const struct xpt_report *xpt_judged_report(const struct xpt_judged *judged)
{
	return judged ? judged->report : NULL;
}

int xpt__judged_may_be_planned(const struct xpt_judged *judged, unsigned long identity,
		struct xpt_error **ret_error)
{
	if (!judged)
		return xpt__error_set(ret_error, XPT_INVALID,
				"nothing was judged: what is not judged cannot be planned");
	if (judged->identity != identity)
		return xpt__error_set(ret_error, XPT_STALE,
				"this was judged on another snapshot, or before something was left "
				"out: judge it again");
	if (xpt_report_verdict(judged->report) == XPT_BLOCKED)
		return xpt__error_set(ret_error, XPT_REFUSED, "%s",
				xpt_finding_because(xpt_report_finding(judged->report, 0)));
	return 0;
}

bool xpt_judged_boot(const struct xpt_judged *judged, struct xpt_boot_request *ret_request)
{
	struct xpt_boot_request request = XPT_SIZED(xpt_boot_request);

	if (!judged || xpt_report_verdict(judged->report) == XPT_BLOCKED)
		return false;
	request.line = XPT_BOOT_XEN;
	request.words = judged->lines[XPT_BOOT_XEN].words;
	request.word_count = judged->lines[XPT_BOOT_XEN].count;
	request.other_words = judged->lines[XPT_BOOT_DOM0].words;
	request.other_word_count = judged->lines[XPT_BOOT_DOM0].count;
	xpt__options_give(&request, sizeof(request), ret_request);
	return request.word_count + request.other_word_count;
}
