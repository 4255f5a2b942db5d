/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

/* That a capture does not hold the answer says nothing of xenstored. */
bool xpt__check_store_unasked(const struct xpt_host *host)
{
	return host->store.state == XPT_FACT_UNREAD ||
			(host->captured && host->store.state == XPT_FACT_UNREADABLE);
}

static int check_xenstore_run(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_int *store = &subject->host->store;

	if (fact_true(*store))
		return 0;
	if (xpt__check_store_unasked(subject->host))
		return xpt__check_unknown(
				subject, report, "whether xenstore answers", store->reason);
	return xpt__report_add(report, &xpt__cause_xenstore_silent,
			       PLACEHOLDERS({ "reason", store->reason })) ?
			0 :
			XPT_NO_MEMORY;
}

const struct check xpt__check_xenstore = {
	"xenstore",
	"does xenstore answer?",
	ON_ALL,
	true,
	check_xenstore_run,
};
