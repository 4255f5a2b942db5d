/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an earlier operation left half-way is undone before anything else is done with it. */
#include "check.h"

static bool is_about_domain(
		const struct unfinished_operation *operation, const struct xpt_domain *domain)
{
	for (size_t i = 0; domain && i < operation->domid_count; i++)
		if (operation->domids[i] == domain->id)
			return true;
	return false;
}

/* The first of those that are not isolated from the device, itself included; NULL: none. */
static const struct xpt_device *half_way(const struct unfinished_operation *operation,
		const struct xpt_device *device, const struct isolation_set *set)
{
	if (xpt__bdfs_have(&operation->devices, device->bdf))
		return device;
	for (size_t i = 0; i < set->others.count; i++)
		if (xpt__bdfs_have(&operation->devices, set->others.items[i].device->bdf))
			return set->others.items[i].device;
	return NULL;
}

int xpt__check_unfinished_operation(const struct unfinished_operation *operation,
		const char *device, const char *what, struct xpt_report *report)
{
	const struct bdfs *devices = &operation->devices;
	char address[XPT_BDF_TEXT];
	const char *half = devices->count ? xpt_bdf_format(devices->items[0], address) : NULL;
	const struct xpt_finding *finding = operation->holder ?
			xpt__report_add(report, &xpt__cause_device_held,
					PLACEHOLDERS({ "holder", operation->holder },
							{ "what it is about", what ? what : half },
							{ "device", device })) :
			operation->damaged ?
			xpt__report_add(report, &xpt__cause_journal_damaged,
					PLACEHOLDERS({ "path", operation->path })) :
			xpt__report_add(report, &xpt__cause_unfinished_operation,
					PLACEHOLDERS({ "operation", operation->title },
							{ "what it is about", what ? what : half },
							{ "device", device }, { "half", half }));

	return finding ? 0 : XPT_NO_MEMORY;
}

static int ask_operation(const struct subject *subject, struct xpt_report *report,
		const struct unfinished_operation *operation, const struct isolation_set *set)
{
	const struct xpt_device *half = half_way(operation, subject->device, set);
	const char *what = half ? half->address :
			is_about_domain(operation, subject->domain) ?
				  xpt__subject_domain_name(subject) :
				  NULL;

	return what || operation->damaged ?
			xpt__check_unfinished_operation(
					operation, subject->device->address, what, report) :
			0;
}

static int check_unfinished_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_host *host = subject->host;
	static const struct isolation_set alone; /* after a surprise removal */
	const struct isolation_set *set = &alone;
	const struct isolation_doubts *doubts;
	int rc = 0;

	/* Nothing is changed on a host that was captured, perhaps by an xpt that did not ask. */
	if (host->unfinished_read.state == XPT_FACT_UNREADABLE && !host->captured)
		return xpt__check_unknown(subject, report, "whether every earlier operation ended",
				host->unfinished_read.reason);
	if (!host->unfinished_count)
		return fact_true(host->unfinished_read) ? 0 : NOT_ASKED;
	if (!xpt__model_removed(host, subject->device->bdf) &&
			!xpt__isolation_of(subject->isolation, subject->device, &set, &doubts))
		return XPT_NO_MEMORY;
	for (size_t i = 0; i < host->unfinished_count && !rc; i++)
		rc = ask_operation(subject, report, &host->unfinished[i], set);
	return rc;
}

const struct check xpt__check_unfinished = {
	"unfinished",
	"did every earlier operation end?",
	ON_ALL,
	false,
	check_unfinished_run,
};
