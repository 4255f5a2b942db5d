/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Xen, xenstore, the device models and sysfs say of each PCI device, side by side. */
#include <string.h>

#include "../base/error.h"
#include "check.h"
#include "repair.h"

static bool is_asked_for(const struct repair *repair, struct xpt_bdf bdf)
{
	const struct xpt_repair_options *only = &repair->only;

	for (size_t i = 0; i < only->device_count; i++)
		if (!xpt_bdf_compare(only->devices[i], bdf))
			return true;
	return !only->device_count && !only->usb_device_count;
}

static const struct xpt_domain *owner_of(
		const struct repair *repair, const struct xpt_device *device)
{
	return xpt__check_is_guests(device) ? xpt__model_domain(repair->host, device->owner.domid) :
					      NULL;
}

/* What the boot took is not in quarantine before somebody assigns it: xpt boot check tells of that. */
static bool lacks_quarantine(const struct repair *repair, const struct xpt_device *device)
{
	return xpt__model_in_pciback(device) && device->owner.kind == OWNER_DOMAIN &&
			!device->owner.domid && fact_true(repair->host->iommu) &&
			fact_is(device->hidden_at_boot, 0) &&
			device->driver_override.state != XPT_FACT_UNREADABLE &&
			!fact_text_is(device->driver_override, "pciback");
}

/* In dom0's hands by its driver, or in nobody's. */
static bool is_outside(const struct xpt_device *device)
{
	return !xpt__check_is_guests(device) && device->owner.kind != OWNER_XEN &&
			!xpt__model_in_pciback(device) &&
			(device->driver.state == XPT_FACT_KNOWN ||
					device->driver.state == XPT_FACT_ABSENT);
}

static bool is_left_in_slots(const struct xpt_device *device)
{
	return is_outside(device) && fact_true(device->in_slots) &&
			fact_is(device->hidden_at_boot, 0);
}

static bool is_overridden(const struct repair *repair, const struct xpt_device *device)
{
	return is_outside(device) && fact_true(repair->host->pciback) &&
			fact_text_is(device->driver_override, "pciback") &&
			fact_is(device->hidden_at_boot, 0);
}

static bool add_text(struct arena *arena, const char **text, const char *more)
{
	*text = *text ? xpt__arena_text(arena, "%s; %s", *text, more) : more;
	return *text;
}

/* "…; …", NULL: nothing. */
static int differences(
		struct repair *repair, const struct xpt_device *device, const char **ret_text)
{
	struct arena *arena = repair->judged->arena;
	bool driven = device->driver.state == XPT_FACT_KNOWN, ok = true;

	*ret_text = NULL;
	for (size_t i = 0; i < device->disagreements.count && ok; i++)
		ok = add_text(arena, ret_text, device->disagreements.items[i]);
	if (ok && lacks_quarantine(repair, device))
		ok = add_text(arena, ret_text,
				"pciback has it, but Xen did not quarantine it: what it still writes "
				"reaches dom0's memory");
	if (ok && is_left_in_slots(device))
		ok = add_text(arena, ret_text,
				driven ? "pciback lists it and would take it next, though dom0 uses it" :
					 "pciback lists it, but does not have it: it has no driver");
	if (ok && is_overridden(repair, device))
		ok = add_text(arena, ret_text,
				driven ? "its driver_override keeps it for pciback, though dom0 uses it" :
					 "its driver_override keeps it for pciback, which does not have it");
	return ok ? 0 : xpt__error_no_memory(repair->ret_error);
}

/* Xen alone says that this guest has it: it is of no use there. */
static bool is_forgotten(const struct xpt_device *device, const struct xpt_domain *domain)
{
	if (!domain || domain->store_devices.state != XPT_FACT_KNOWN ||
			fact_text_is(domain->state, "dying") || !xpt__model_in_pciback(device) ||
			device->store_domid.state != XPT_FACT_ABSENT)
		return false;
	if (!fact_text_is(domain->type, "hvm"))
		return fact_text_is(domain->type, "pv");
	return domain->model.state == XPT_FACT_KNOWN &&
			domain->model_devices.state == XPT_FACT_KNOWN &&
			!xpt__bdfs_have(&domain->model_devices, device->bdf);
}

/* The state that is nearest: reserved where pciback has it or shall have it, dom0's otherwise. */
static bool choose_action(const struct xpt_device *device, enum xpt_action *ret_action)
{
	bool quarantined = device->owner.kind == OWNER_QUARANTINE;
	bool driven = device->driver.state == XPT_FACT_KNOWN;
	bool overridden = fact_text_is(device->driver_override, "pciback");

	*ret_action = xpt__model_in_pciback(device) || (!driven && (overridden || quarantined)) ?
			XPT_RESERVE :
			XPT_RELEASE;
	return driven || *ret_action == XPT_RESERVE || quarantined || fact_true(device->in_slots);
}

/* A process that lives is changing it, or will give it back. */
static bool is_in_hands(const struct repair *repair, const struct xpt_device *device)
{
	return device->held.state == XPT_FACT_KNOWN ||
			xpt__bdfs_have(&repair->host->changing, device->bdf);
}

/* Half-way by a journal: xpt undo knows better. */
static bool is_journaled(const struct repair *repair, const struct xpt_device *device)
{
	const struct xpt_host *host = repair->host;

	for (size_t i = 0; i < host->unfinished_count; i++)
		if (xpt__bdfs_have(&host->unfinished[i].devices, device->bdf))
			return true;
	return device->unfinished.state == XPT_FACT_KNOWN;
}

static bool is_living(const struct repair *repair, const struct fact_int *domid)
{
	return domid->state == XPT_FACT_KNOWN &&
			xpt__model_domain(repair->host, (unsigned int)domid->value);
}

/*
 * libxl claims first, then assigns, and may wait 10 seconds for the backend before it writes the record (libxl_pci.c,
 * libxl__device_pci_add_xenstore): a claim without one may be what xl is doing.
 */
static bool may_be_being_attached(const struct repair *repair, const struct xpt_device *device)
{
	return is_living(repair, &device->claim_domid) &&
			(device->store_domid.state != XPT_FACT_KNOWN ||
					device->store_domid.value != device->claim_domid.value);
}

/* libxl resets what it takes from a guest: not under the hands of dom0's driver. */
static bool would_reset_what_dom0_drives(
		const struct repair *repair, const struct xpt_device *device)
{
	return device->driver.state == XPT_FACT_KNOWN && !xpt__model_in_pciback(device) &&
			(is_living(repair, &device->store_domid) ||
					is_living(repair, &device->model_domid));
}

/* Why nothing is to be done now, or NULL. */
static const char *refusal(const struct repair *repair, const struct xpt_device *device)
{
	if (may_be_being_attached(repair, device))
		return "xl may be attaching it at this moment; if it is not, detach, release or "
		       "reserve it by hand";
	if (would_reset_what_dom0_drives(repair, device))
		return "taking it from the guest would reset it while dom0's driver has it";
	return NULL;
}

/* What would mend it. False: nothing. */
static bool choose(const struct xpt_device *device, const struct xpt_domain *owner, char domain[16],
		struct xpt_request *request)
{
	request->devices = &device->bdf;
	request->device_count = 1;
	if (!xpt__check_is_guests(device))
		return choose_action(device, &request->action);
	snprintf(domain, 16, "%u", device->owner.domid);
	request->action = XPT_DETACH;
	request->domain = domain;
	return is_forgotten(device, owner);
}

static int report_number(struct xpt_finding *finding, const char *source,
		const struct fact_int *fact, const char *said)
{
	if (fact->state == XPT_FACT_KNOWN)
		return xpt__finding_evidence(finding, source, 0, "d%lld%s", fact->value, said);
	if (fact->state == XPT_FACT_UNREADABLE)
		return xpt__finding_evidence(finding, source, 0, "not known: %s",
				fact->reason ? fact->reason : "it does not report it");
	return 0;
}

static const char *shown(const struct fact_text *fact)
{
	return fact->state == XPT_FACT_KNOWN	       ? fact->value :
			fact->state == XPT_FACT_ABSENT ? "none" :
							 "not known";
}

/* What each says; who says nothing is not told. */
static int report_sources(struct xpt_finding *finding, const struct xpt_device *device)
{
	bool overridden = device->driver_override.state == XPT_FACT_KNOWN &&
			*device->driver_override.value;
	int rc = xpt__check_owner_evidence(finding, device);

	rc = rc ? rc :
		  report_number(finding, "xenstore, backends", &device->store_domid, " has it");
	rc = rc ? rc :
		  report_number(finding, "xenstore, xl's claims", &device->claim_domid, " has it");
	rc = rc ? rc : report_number(finding, "device model", &device->model_domid, " sees it");
	if (rc || device->driver.state == XPT_FACT_UNREAD)
		return rc;
	return xpt__finding_evidence(finding, "sysfs", 0, "driver %s%s%s%s", shown(&device->driver),
			overridden ? ", driver_override " : "",
			overridden ? device->driver_override.value : "",
			fact_true(device->in_slots) ? ", in pciback's list" : "");
}

static int add(struct repair *repair, const struct xpt_device *device, const char *what,
		const struct xpt_domain *holder, const struct xpt_request *mend)
{
	struct disagreement disagreement = { device->address, what, NULL, mend,
		holder ? holder->id : 0, mend ? NULL : refusal(repair, device) };
	struct xpt_finding *finding;
	char buffer[16];
	int rc;

	if (holder && !is_journaled(repair, device) &&
			!would_reset_what_dom0_drives(repair, device))
		disagreement.owner = xpt__model_domain_name(repair->host, holder->id, buffer);
	rc = xpt__repair_add(repair, &disagreement, &finding);
	if (!rc && report_sources(finding, device))
		rc = xpt__error_no_memory(repair->ret_error);
	return rc;
}

static int unknown(struct repair *repair, const struct xpt_device *device, const char *what,
		const char *reason)
{
	const char *something = xpt__arena_text(
			repair->judged->arena, "the %s of %s", what, device->address);

	return !something ||
					xpt__check_unreadable_of(repair->host, repair->report,
							something, reason, device->address) ?
			xpt__error_no_memory(repair->ret_error) :
			0;
}

/* What the boot hid may be so; what somebody else did may not. */
static bool depends_on_hide(const struct xpt_device *device)
{
	return fact_true(device->in_slots) || xpt__model_in_pciback(device) ||
			fact_text_is(device->driver_override, "pciback");
}

static int ask_known(struct repair *repair, const struct xpt_device *device)
{
	if (device->owner.kind == OWNER_UNKNOWN && fact_true(repair->host->ownership))
		return unknown(repair, device, "owner", device->owner.reason);
	if (device->driver.state == XPT_FACT_UNREADABLE)
		return unknown(repair, device, "driver", device->driver.reason);
	if (device->driver_override.state == XPT_FACT_UNREADABLE)
		return unknown(repair, device, "driver_override", device->driver_override.reason);
	if (fact_true(repair->host->store) && device->store_domid.state == XPT_FACT_UNREADABLE)
		return unknown(repair, device, "domain in xenstore", device->store_domid.reason);
	if (fact_true(repair->host->store) && device->claim_domid.state == XPT_FACT_UNREADABLE)
		return unknown(repair, device, "claim in xenstore", device->claim_domid.reason);
	if (device->hidden_at_boot.state == XPT_FACT_UNREADABLE && depends_on_hide(device))
		return unknown(repair, device, "hiding at boot", device->hidden_at_boot.reason);
	return 0;
}

static int ask_device(struct repair *repair, const struct xpt_device *device)
{
	const struct xpt_domain *owner = owner_of(repair, device);
	struct xpt_request request = XPT_SIZED(xpt_request);
	const char *what;
	char domain[16];
	bool mends;
	int rc;

	if (xpt__check_is_bridge(device) || fact_is(device->known_to_xen, 0) ||
			device->owner.kind == OWNER_XEN || is_in_hands(repair, device))
		return 0;
	rc = ask_known(repair, device);
	rc = rc ? rc : differences(repair, device, &what);
	if (rc || !what)
		return rc;
	mends = device->owner.kind != OWNER_UNKNOWN && !is_journaled(repair, device) &&
			!refusal(repair, device) && choose(device, owner, domain, &request);
	return add(repair, device, what, owner, mends ? &request : NULL);
}

/* Surprise removal, while a guest had it. */
static int ask_removed(struct repair *repair, const struct xpt_device *device)
{
	bool stored = device->store_domid.state == XPT_FACT_KNOWN;
	unsigned int domid =
			(unsigned int)(stored ? device->store_domid : device->model_domid).value;
	const struct xpt_domain *domain = xpt__model_domain(repair->host, domid);
	struct xpt_request request = XPT_OPTIONS(xpt_request, .action = XPT_DETACH,
			.devices = &device->bdf, .device_count = 1);
	char id[16];

	if (is_in_hands(repair, device))
		return 0;
	snprintf(id, sizeof(id), "%u", domid);
	request.domain = id;
	return add(repair, device,
			stored ? "it is no longer there, but xenstore says that a guest has it" :
				 "it is no longer there, but a guest's device model has it",
			domain, domain && !is_journaled(repair, device) ? &request : NULL);
}

int xpt__repair_pci(struct repair *repair)
{
	const struct xpt_host *host = repair->host;
	int rc = 0;

	for (size_t i = 0; i < host->device_count && !rc; i++)
		if (is_asked_for(repair, host->devices[i].bdf))
			rc = ask_device(repair, &host->devices[i]);
	for (size_t i = 0; i < host->removed_count && !rc; i++)
		if (is_asked_for(repair, host->removed[i].bdf))
			rc = ask_removed(repair, &host->removed[i]);
	return rc;
}
