/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A physical function and its virtual functions cannot go different ways. */
#include "check.h"

#include <string.h>

#include "../base/bdf.h"
#include "../model/vfs.h"

/* The guest that has the first of them that a guest has, and which of them it has. */
static const char *first_owner(
		const struct subject *subject, const struct bdfs *functions, struct bdfs *ret_owned)
{
	const struct xpt_device *first = NULL;

	for (size_t i = 0; i < functions->count; i++) {
		const struct xpt_device *virtual = xpt__model_device(
				subject->host, functions->items[i]);

		if (!xpt__check_is_guests(virtual) ||
				(first && first->owner.domid != virtual->owner.domid))
			continue;
		first = first ? first : virtual;
		xpt__bdfs_add(subject->arena, ret_owned, virtual->bdf);
	}
	return first && first->domain.state == XPT_FACT_KNOWN ? first->domain.value : NULL;
}

static int report_used(
		const struct subject *subject, const struct bdfs *used, struct xpt_report *report)
{
	struct bdfs owned = { 0 }, reserved = { 0 };
	const char *owner = first_owner(subject, used, &owned);
	const char *functions = xpt__model_vf_holders(subject->arena, subject->host, used);

	for (size_t i = 0; i < used->count; i++)
		if (!xpt__check_is_guests(xpt__model_device(subject->host, used->items[i])))
			xpt__bdfs_add(subject->arena, &reserved, used->items[i]);
	return functions &&
					xpt__report_add(report,
							&xpt__cause_virtual_functions_in_use,
							PLACEHOLDERS({ "device", subject->device->address },
									{ "functions", functions },
									{ "owner", owner },
									{ "owned functions",
											owner ? xpt__bdfs_text(subject->arena,
														&owned) :
												NULL },
									{ "reserved functions",
											reserved.count ?
													xpt__bdfs_text(subject->arena,
															&reserved) :
													NULL })) ?
			0 :
			XPT_NO_MEMORY;
}

static int run_physical(const struct subject *subject, struct xpt_report *report)
{
	const struct bdfs *functions = &subject->device->virtual_functions;
	const struct xpt_device *unknown = NULL;
	struct bdfs used = { 0 };

	for (size_t i = 0; i < functions->count; i++) {
		const struct xpt_device *virtual = xpt__model_device(
				subject->host, functions->items[i]);

		if (virtual && virtual->owner.kind == OWNER_UNKNOWN &&
				!fact_is(virtual->known_to_xen, 0))
			unknown = virtual;
		if (virtual && (xpt__check_is_guests(virtual) || xpt__model_in_pciback(virtual)) &&
				!xpt__bdfs_add(subject->arena, &used, virtual->bdf))
			return XPT_NO_MEMORY;
	}
	if (used.count)
		return report_used(subject, &used, report);
	if (unknown)
		return xpt__check_unknown(subject, report,
				xpt__arena_text(subject->arena, "who has %s", unknown->address),
				unknown->owner.reason);
	if (xpt__model_in_pciback(subject->device))
		return 0;
	return xpt__report_add(report, &xpt__cause_virtual_functions_lost,
			       PLACEHOLDERS({ "device", subject->device->address },
					       { "functions",
							       xpt__bdfs_text(subject->arena,
									       functions) })) ?
			0 :
			XPT_NO_MEMORY;
}

static int run_virtual(const struct subject *subject, struct xpt_report *report)
{
	const struct fact_text *address = &subject->device->physical_function;
	const struct xpt_device *physical;
	const char *owner;
	struct xpt_bdf at;

	if (!xpt__bdf_read(xpt__span_of(address->value), &at))
		return 0;
	physical = xpt__model_device(subject->host, at);
	if (!physical || !xpt__check_is_guests(physical))
		return 0;
	owner = physical->domain.state == XPT_FACT_KNOWN ? physical->domain.value : NULL;
	return xpt__check_owner_evidence(
			xpt__report_add(report, &xpt__cause_physical_function_in_use,
					PLACEHOLDERS({ "device", subject->device->address },
							{ "physical function", physical->address },
							{ "parent", physical->address },
							{ "owner", owner },
							{ "another domain", owner })),
			physical);
}

/* Whose driver is unbound in dom0, pciback too: that is what its VFs do not outlive. */
static bool leaves_driver(const struct subject *subject)
{
	const struct fact_text *driver = &subject->device->driver;
	const char *wanted = subject->request->driver;

	switch (subject->request->action) {
	case XPT_DETACH:
		return subject->request->flags & XPT_THEN_RELEASE;
	case XPT_RELEASE:
		return xpt__model_in_pciback(subject->device) ||
				(wanted && driver->state == XPT_FACT_KNOWN &&
						strcmp(driver->value, wanted) != 0);
	default:
		return true;
	}
}

static bool is_taken(const struct subject *subject)
{
	return subject->request->action == XPT_RESERVE || subject->request->action == XPT_ATTACH;
}

static int check_sriov_run(const struct subject *subject, struct xpt_report *report)
{
	const struct xpt_device *device = subject->device;

	if (!leaves_driver(subject))
		return NOT_ASKED;
	if (device->physical_function.state == XPT_FACT_KNOWN)
		return is_taken(subject) ? run_virtual(subject, report) : NOT_ASKED;
	if (device->virtual_functions.count)
		return run_physical(subject, report);
	if (device->virtual_functions.state == XPT_FACT_UNREADABLE)
		return xpt__check_unknown(subject, report, "which virtual functions the device has",
				device->virtual_functions.reason);
	/* of a device that is gone, nothing is read */
	if (device->virtual_functions.state == XPT_FACT_UNREAD &&
			!(subject->host->detail & XPT_DETAIL_CONFIG))
		return xpt__check_unknown(subject, report, "which virtual functions the device has",
				"nobody asked");
	return 0;
}

const struct check xpt__check_sriov = {
	"sriov",
	"do the device's physical and virtual functions stay together?",
	ON_ALL,
	false,
	check_sriov_run,
};
