/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conclusions from what was read: each device's state, whether it is ready to be attached, and
 * where Xen, xenstore, the device models and sysfs tell different stories.
 */
#include <stdarg.h>
#include <string.h>

#include "ask.h"

static bool owned_by_guest(const struct xpt_device *device)
{
	return device->owner.kind == OWNER_DOMAIN && device->owner.domid;
}

/* Of a device that no guest and not Xen has. */
static enum device_state dom0_state(const struct xpt_device *device)
{
	if (xpt__model_in_pciback(device))
		return DEVICE_RESERVED;
	if (device->driver.state == XPT_FACT_KNOWN)
		return DEVICE_DOM0;
	return device->driver.state == XPT_FACT_ABSENT ? DEVICE_UNBOUND : DEVICE_UNKNOWN;
}

static enum device_state state_of(const struct xpt_device *device)
{
	switch (device->owner.kind) {
	case OWNER_XEN:
		return DEVICE_HIDDEN;
	case OWNER_DOMAIN:
		return device->owner.domid ? DEVICE_ATTACHED : dom0_state(device);
	case OWNER_QUARANTINE:
		return dom0_state(device);
	default:
		/* a device that Xen never heard of cannot be a guest's */
		return fact_is(device->known_to_xen, 0) ? dom0_state(device) : DEVICE_UNKNOWN;
	}
}

/* As libxl's attach sees it: in pciback, nobody's, and claimed by nobody. */
static struct fact_int is_assignable(const struct xpt_device *device)
{
	if (device->state == DEVICE_UNKNOWN)
		return (struct fact_int)FACT_UNREADABLE(device->owner.reason);
	if (device->state != DEVICE_RESERVED || !fact_true(device->known_to_xen))
		return fact_int_known(0);
	if (device->claim_domid.state == XPT_FACT_UNREADABLE)
		return device->claim_domid;
	return fact_int_known(device->claim_domid.state != XPT_FACT_KNOWN &&
			device->store_domid.state != XPT_FACT_KNOWN &&
			device->model_domid.state != XPT_FACT_KNOWN);
}

static void disagree(struct xpt_host *host, struct xpt_device *device, const char *format, ...)
		__attribute__((format(__printf__, 3, 4)));

static void disagree(struct xpt_host *host, struct xpt_device *device, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	xpt__read_note_text(host, &device->disagreements,
			xpt__arena_vtext(host->arena, format, arguments));
	va_end(arguments);
}

/* Is @fact's domain another one than Xen's owner? False where either is not known. */
static bool other_than_owner(const struct xpt_device *device, struct fact_int fact)
{
	if (fact.state != XPT_FACT_KNOWN || device->owner.kind == OWNER_UNKNOWN)
		return false;
	return device->owner.kind != OWNER_DOMAIN || device->owner.domid != fact.value;
}

static void compare_store(struct xpt_host *host, struct xpt_device *device)
{
	if (other_than_owner(device, device->store_domid))
		disagree(host, device, "xenstore says d%lld has it, Xen says %s",
				device->store_domid.value, device->owner.text);
	else if (owned_by_guest(device) && device->store_domid.state == XPT_FACT_ABSENT)
		disagree(host, device, "Xen says %s owns it, xenstore says nobody",
				device->owner.text);
}

/* The claim key decides what xl offers to attach. */
static void compare_claim(struct xpt_host *host, struct xpt_device *device)
{
	bool gone = fact_true(host->domains_read) &&
			!xpt__model_domain(host, (unsigned int)device->claim_domid.value);

	if (other_than_owner(device, device->claim_domid))
		disagree(host, device, "xl's claim key says d%lld%s, Xen says %s",
				device->claim_domid.value, gone ? " (which is gone)" : "",
				device->owner.text);
	else if (owned_by_guest(device) && device->claim_domid.state == XPT_FACT_ABSENT &&
			device->original_driver.state == XPT_FACT_KNOWN)
		disagree(host, device,
				"Xen says %s owns it, but its claim key is missing: xl offers "
				"it to others",
				device->owner.text);
}

static void compare_model(struct xpt_host *host, struct xpt_device *device)
{
	const struct xpt_domain *domain;
	char buffer[16];

	if (other_than_owner(device, device->model_domid)) {
		disagree(host, device, "the device model of %s still shows it; Xen says %s",
				xpt__model_domain_name(host,
						(unsigned int)device->model_domid.value, buffer),
				device->owner.text);
		return;
	}
	domain = owned_by_guest(device) ? xpt__model_domain(host, device->owner.domid) : NULL;
	if (domain && domain->model.state == XPT_FACT_KNOWN &&
			!xpt__bdfs_have(&domain->model_devices, device->bdf))
		disagree(host, device, "Xen says %s owns it, its device model does not show it",
				device->owner.text);
}

/* A device in pciback that dom0 owns is no contradiction: hidden at boot, it is just that. */
static void compare_driver(struct xpt_host *host, struct xpt_device *device)
{
	if (device->owner.kind != OWNER_QUARANTINE && !owned_by_guest(device))
		return;
	if (device->driver.state == XPT_FACT_ABSENT)
		disagree(host, device,
				"Xen says %s has it, but in dom0 no driver holds it, not even "
				"pciback",
				device->owner.text);
	else if (device->driver.state == XPT_FACT_KNOWN && !xpt__model_in_pciback(device))
		disagree(host, device, "Xen says %s has it, but dom0's driver %s drives it",
				device->owner.text, device->driver.value);
}

static void conclude(struct xpt_host *host, struct xpt_device *device)
{
	char buffer[16];

	device->state = state_of(device);
	if (device->state == DEVICE_UNKNOWN && !device->owner.reason)
		device->owner.reason = device->driver.reason;
	device->assignable = is_assignable(device);
	device->disagreements.state = XPT_FACT_KNOWN;
	device->domain = (struct fact_text)FACT_ABSENT(NULL);
	if (device->owner.kind == OWNER_UNKNOWN && !fact_is(device->known_to_xen, 0))
		device->domain = (struct fact_text)FACT_UNREADABLE(device->owner.reason);
	if (owned_by_guest(device)) {
		const char *name = xpt__model_domain_name(host, device->owner.domid, buffer);

		device->domain = fact_text_known(name == buffer ? device->owner.text : name);
	}
	compare_store(host, device);
	compare_claim(host, device);
	compare_model(host, device);
	compare_driver(host, device);
}

/* Of a PF, once the state of all its VFs is known. */
static struct fact_int count_free(const struct xpt_host *host, const struct xpt_device *pf)
{
	struct fact_int free = fact_int_known(0);

	if (pf->vf_count.state != XPT_FACT_KNOWN)
		return pf->vf_count;
	for (size_t i = 0; i < pf->virtual_functions.count; i++) {
		const struct xpt_device *vf =
				xpt__model_device(host, pf->virtual_functions.items[i]);

		if (vf->state == DEVICE_UNKNOWN)
			return (struct fact_int)FACT_UNREADABLE(vf->owner.reason);
		free.value += vf->state == DEVICE_RESERVED || vf->state == DEVICE_UNBOUND;
	}
	return free;
}

int xpt__read_states(struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count && !host->out_of_memory; i++)
		conclude(host, &host->devices[i]);
	for (size_t i = 0; i < host->device_count && !host->out_of_memory; i++)
		host->devices[i].vf_free = count_free(host, &host->devices[i]);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
