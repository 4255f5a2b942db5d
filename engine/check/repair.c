/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What disagrees on a host, and what mends it: the ordinary requests, as a plan makes whole whatever state it
 * finds. What is not known is told as that, and mended by nothing.
 */
#include "repair.h"

#include "../base/error.h"
#include "../base/options.h"
#include "../model/usb.h"
#include "check.h"

static int unknown(struct repair *repair, const char *something, const char *reason)
{
	return xpt__check_unreadable(repair->host, repair->report, something, reason);
}

/* The sources that tell of all devices. */
static int ask_sources(struct repair *repair)
{
	const struct xpt_host *host = repair->host;
	int rc = 0;

	if (!fact_true(host->ownership))
		rc = unknown(repair, "who owns which device", host->ownership.reason);
	if (!rc && !fact_true(host->store))
		rc = unknown(repair, "what xenstore says", host->store.reason);
	if (!rc && host->iommu.state != XPT_FACT_KNOWN)
		rc = unknown(repair, "whether there is an IOMMU", host->iommu.reason);
	if (!rc && !fact_true(host->domains_read))
		rc = unknown(repair, "which domains there are", host->domains_read.reason);
	if (!rc && host->unfinished_read.state == XPT_FACT_UNREADABLE)
		rc = unknown(repair, "whether every earlier operation ended",
				host->unfinished_read.reason);
	return rc;
}

static int ask_models(struct repair *repair)
{
	const struct xpt_host *host = repair->host;
	int rc = 0;

	for (size_t i = 0; i < host->domain_count && !rc; i++) {
		const struct xpt_domain *domain = &host->domains[i];
		const char *what;
		char buffer[16];

		if (domain->model_devices.state != XPT_FACT_UNREADABLE)
			continue;
		what = xpt__arena_text(repair->judged->arena, "what the device model of %s has",
				xpt__model_domain_name(host, domain->id, buffer));
		rc = what ? unknown(repair, what, domain->model_devices.reason) : XPT_NO_MEMORY;
	}
	return rc;
}

static bool is_about(const struct repair *repair, const struct unfinished_operation *operation)
{
	const struct xpt_repair_options *only = &repair->only;

	for (size_t i = 0; i < only->device_count; i++)
		if (xpt__bdfs_have(&operation->devices, only->devices[i]))
			return true;
	return operation->damaged || !only->device_count;
}

static int ask_slots(struct repair *repair)
{
	const struct xpt_host *host = repair->host;
	const struct fact_int *listed = host->device_count ? &host->devices[0].in_slots : NULL;

	return listed && listed->state == XPT_FACT_UNREADABLE ?
			unknown(repair, "which devices pciback lists", listed->reason) :
			0;
}

/* One of a process that lives, xpt hold, ends by itself. */
static int ask_operations(struct repair *repair)
{
	const struct xpt_host *host = repair->host;
	int rc = 0;

	for (size_t i = 0; i < host->unfinished_count && !rc; i++)
		if (!host->unfinished[i].holder && is_about(repair, &host->unfinished[i]))
			rc = xpt__check_unfinished_operation(
					&host->unfinished[i], NULL, NULL, repair->report);
	return rc;
}

static int ask(struct repair *repair)
{
	int rc = ask_sources(repair);

	rc = rc ? rc : ask_models(repair);
	rc = rc ? rc : ask_slots(repair);
	rc = rc ? rc : ask_operations(repair);
	if (rc)
		return xpt__error_no_memory(repair->ret_error);
	rc = xpt__repair_pci(repair);
	return rc ? rc : xpt__repair_usb(repair);
}

/* Of what was never there nothing could be said. */
static int find_devices(const struct repair *repair)
{
	const struct xpt_repair_options *only = &repair->only;
	const struct xpt_usb_device *usb_device;
	const struct xpt_device *device;
	int rc = 0;

	if (only->mended)
		return 0;
	for (size_t i = 0; i < only->device_count && !rc; i++)
		rc = xpt__model_find_with_removed(
				repair->host, only->devices[i], &device, repair->ret_error);
	for (size_t i = 0; i < only->usb_device_count && !rc; i++)
		rc = xpt_host_find_usb_device(
				repair->host, only->usb_devices[i], &usb_device, repair->ret_error);
	return rc;
}

int xpt_check_repair(const struct xpt_host *host, const struct xpt_repair_options *options,
		struct xpt_report **ret_report, struct xpt_judged **ret_judged,
		struct xpt_error **ret_error)
{
	auto_of(judged) struct xpt_judged *judged = xpt__judged_new(xpt__identity_of_repair(host));
	auto_of(report) struct xpt_report *report = xpt__report_new();
	struct repair repair = { host, XPT_SIZED(xpt_repair_options), report, judged, ret_error };
	int rc;

	if (options && !xpt__options_take(options, &repair.only, sizeof(repair.only)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the options are of another libxpt: this one does not know them");
	rc = judged && report ? find_devices(&repair) : xpt__error_no_memory(ret_error);
	rc = rc ? rc : ask(&repair);
	if (rc)
		return rc;
	*ret_report = TAKE(report);
	*ret_judged = TAKE(judged);
	return 0;
}
