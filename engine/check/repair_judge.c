/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A disagreement becomes a finding, and what mends it a request, unless the checks speak against it. */
#include "../base/bdf.h"
#include "../base/error.h"
#include "check.h"
#include "repair.h"
#include "request.h"

/* Why it is not done, or NULL: it is. */
static const char *objection(const struct disagreement *disagreement,
		const struct judged_request *known, const struct xpt_report *report)
{
	if (known->domain && known->domain->id != disagreement->domid)
		return "the name of another domain is the number of this one";
	if (xpt_report_verdict(report) < XPT_UNKNOWN)
		return NULL;
	return xpt_finding_because(xpt_report_finding(report, 0));
}

static int keep(struct repair *repair, const struct judged_request *known,
		struct xpt_report *report)
{
	struct judged_request *kept = vector_push(&repair->judged->requests);

	if (!kept)
		return XPT_NO_MEMORY;
	*kept = *known;
	return xpt__report_merge(repair->judged->report, report);
}

/* @ret_why: why it is not done; NULL: it will be. */
static int judge(struct repair *repair, const struct disagreement *disagreement,
		const char **ret_why)
{
	auto_of(report) struct xpt_report *report = xpt__report_new();
	struct arena *arena = repair->judged->arena;
	struct judged_request known = { 0 };
	struct xpt_error *error = NULL;
	const char *why;
	int rc;

	if (!report)
		return XPT_NO_MEMORY;
	rc = xpt__judge_request(
			repair->host, disagreement->mend, NULL, arena, report, &known, &error);
	why = rc ? xpt_error_message(error) : objection(disagreement, &known, report);
	*ret_why = why ? xpt__arena_text(arena, "%s", why) : NULL;
	xpt_error_free(error);
	if (rc == XPT_NO_MEMORY || (why && !*ret_why))
		return XPT_NO_MEMORY;
	return why ? 0 : keep(repair, &known, TAKE(report));
}

/* The device, unless it is gone from the host: nothing could be shown. */
static const char *shown(const struct xpt_host *host, const char *device)
{
	struct xpt_bdf bdf;

	return xpt__bdf_read(xpt__span_of(device), &bdf) && !xpt__model_device(host, bdf) ? NULL :
											    device;
}

int xpt__repair_add(struct repair *repair, const struct disagreement *disagreement,
		struct xpt_finding **ret_finding)
{
	const char *why = disagreement->refusal;
	struct xpt_finding *finding;
	bool mends;

	if (disagreement->mend && judge(repair, disagreement, &why))
		return xpt__error_no_memory(repair->ret_error);
	mends = disagreement->offered || (disagreement->mend && !why);
	finding = xpt__report_add(repair->report, &xpt__cause_disagreement,
			PLACEHOLDERS({ "device", disagreement->device },
					{ "what differs", disagreement->what },
					{ "shown", shown(repair->host, disagreement->device) },
					{ "half", mends ? disagreement->device : NULL },
					{ "owner", mends ? NULL : disagreement->owner }));
	if (!finding ||
			(why &&
					xpt__finding_evidence(finding, "why xpt does not repair it",
							0, "%s", why)))
		return xpt__error_no_memory(repair->ret_error);
	*ret_finding = finding;
	return 0;
}
