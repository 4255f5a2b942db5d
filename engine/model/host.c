/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../base/error.h"
#include "../base/shell.h"
#include "../base/text.h"
#include "../base/bdf.h"
#include "firmware.h"

#define NAMED_DOMAINS 8

void xpt_host_free(struct xpt_host *host)
{
	if (host)
		xpt__arena_free(host->arena); /* holds the host itself */
}

struct xpt_object xpt_host_object(const struct xpt_host *host)
{
	return (struct xpt_object){ xpt_kind_host(), host };
}

const struct xpt_device *xpt_host_device(const struct xpt_host *host, size_t index)
{
	return index < host->device_count ? &host->devices[index] : NULL;
}

/* The device that was most likely meant: the same place, but for the function or the segment. */
static const struct xpt_device *near_miss(const struct xpt_host *host, struct xpt_bdf at)
{
	for (size_t i = 0; i < host->device_count; i++) {
		struct xpt_bdf other = host->devices[i].bdf;

		if (other.bus == at.bus && other.device == at.device &&
				(other.segment == at.segment || other.function == at.function))
			return &host->devices[i];
	}
	return NULL;
}

struct xpt_device *xpt__model_removed(const struct xpt_host *host, struct xpt_bdf at)
{
	for (size_t i = 0; i < host->removed_count; i++)
		if (xpt__bdf_equal(host->removed[i].bdf, at))
			return &host->removed[i];
	return NULL;
}

bool xpt__model_in_pciback(const struct xpt_device *device)
{
	return fact_text_is(device->driver, "pciback");
}

int xpt__model_find_with_removed(const struct xpt_host *host, struct xpt_bdf at,
		const struct xpt_device **ret_device, struct xpt_error **ret_error)
{
	const struct xpt_device *gone = xpt__model_removed(host, at);

	if (!gone)
		return xpt_host_find_device(host, at, ret_device, ret_error);
	*ret_device = gone;
	return 0;
}

/* Whose records still have it. */
static int error_gone(const struct xpt_host *host, const struct xpt_device *gone,
		struct xpt_error **ret_error)
{
	bool stored = gone->store_domid.state == XPT_FACT_KNOWN;
	unsigned int id = (unsigned int)(stored ? gone->store_domid : gone->model_domid).value;
	char buffer[16], number[16];
	const char *name = xpt__model_domain_name(host, id, buffer);

	snprintf(number, sizeof(number), "%u", id);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"%s is gone from this host, but %s still has it; "
			"clear that with: xpt detach %s %s",
			gone->address, name,
			xpt__shell_is_plain(xpt__span_of(name)) ? name : number, gone->address);
}

int xpt_host_find_device(const struct xpt_host *host, struct xpt_bdf at,
		const struct xpt_device **ret_device, struct xpt_error **ret_error)
{
	const struct xpt_device *device = xpt__model_device(host, at);
	char address[XPT_BDF_TEXT];

	if (device) {
		*ret_device = device;
		return 0;
	}
	device = xpt__model_removed(host, at);
	if (device)
		return error_gone(host, device, ret_error);
	xpt_bdf_format(at, address);
	device = near_miss(host, at);
	if (device)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"there is no PCI device %s; did you mean %s?", address,
				device->address);
	return xpt__error_set(ret_error, XPT_NOT_FOUND,
			"there is no PCI device %s on this host; list the devices with: xpt list",
			address);
}

struct xpt_object xpt_device_object(const struct xpt_device *device)
{
	return (struct xpt_object){ xpt_kind_device(), device };
}

struct xpt_bdf xpt_device_address(const struct xpt_device *device)
{
	return device->bdf;
}

const char *xpt_device_driver(const struct xpt_device *device)
{
	return device->driver.state == XPT_FACT_KNOWN ? device->driver.value : NULL;
}

const char *xpt_device_owner(const struct xpt_device *device)
{
	return device->owner.kind == OWNER_UNKNOWN ? NULL : device->owner.text;
}

const struct xpt_device *xpt_device_parent(const struct xpt_device *device)
{
	return device->parent;
}

const struct xpt_domain *xpt_host_domain(const struct xpt_host *host, size_t index)
{
	return index < host->domain_count ? &host->domains[index] : NULL;
}

static const struct xpt_domain *domain_called(const struct xpt_host *host, const char *name)
{
	uint64_t id;

	for (size_t i = 0; i < host->domain_count; i++)
		if (fact_text_is(host->domains[i].name, name))
			return &host->domains[i];
	if (!strcmp(name, "Domain 0")) /* as people, and Xen's own messages, say */
		return xpt__model_domain(host, 0);
	/* "d7" as Xen writes it, and as findings name a domain without a name */
	if (xpt__span_number(xpt__span_of(name + (*name == 'd')), 10, &id) && id <= UINT32_MAX)
		return xpt__model_domain(host, (unsigned int)id);
	return NULL;
}

/* Xen knows domains by number, and only xenstore by name. */
static int nameless(const struct xpt_host *host, const char *name, struct xpt_error **ret_error)
{
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"domain \"%s\" is not known, as xenstored does not report the names of "
			"domains (%s): start it, or name the domain by its number",
			name, host->store.reason ? host->store.reason : "it does not answer");
}

static int no_such_domain(
		const struct xpt_host *host, const char *name, struct xpt_error **ret_error)
{
	auto_free char *list = strdup("");

	if (host->store.state == XPT_FACT_UNREADABLE)
		return nameless(host, name, ret_error);
	for (size_t i = 0; list && i < host->domain_count && i <= NAMED_DOMAINS; i++) {
		auto_free char *shorter = list;
		char buffer[16];

		if (asprintf(&list, "%s%s%s", shorter, i ? ", " : "",
				    i == NAMED_DOMAINS ? "…" :
							 xpt__model_domain_name(host,
									 host->domains[i].id,
									 buffer)) < 0)
			list = NULL;
	}
	if (!list)
		return xpt__error_no_memory(ret_error);
	if (!host->domain_count)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"there is no domain \"%s\": Xen lists no domains here", name);
	return xpt__error_set(ret_error, XPT_NOT_FOUND, "there is no domain \"%s\"; there are: %s",
			name, list);
}

int xpt_host_find_domain(const struct xpt_host *host, const char *name,
		const struct xpt_domain **ret_domain, struct xpt_error **ret_error)
{
	const struct xpt_domain *domain = name ? domain_called(host, name) : NULL;

	if (!domain)
		return no_such_domain(host, name ? name : "", ret_error);
	*ret_domain = domain;
	return 0;
}

struct xpt_object xpt_domain_object(const struct xpt_domain *domain)
{
	return (struct xpt_object){ xpt_kind_domain(), domain };
}

unsigned int xpt_domain_id(const struct xpt_domain *domain)
{
	return domain->id;
}

const char *xpt_domain_name(const struct xpt_domain *domain)
{
	return domain->name.state == XPT_FACT_KNOWN ? domain->name.value : NULL;
}

bool xpt_host_region(const struct xpt_host *host, size_t index, struct xpt_object *ret_region)
{
	const struct firmware *firmware = host->firmware;

	ret_region->kind = xpt_kind_region();
	if (index < host->region_count) {
		ret_region->self = &host->regions[index];
		return true;
	}
	index -= host->region_count;
	for (size_t i = 0; firmware && i < firmware->region_count; i++)
		if (!fact_true(firmware->regions[i].region.by_xen) && !index--) {
			ret_region->self = &firmware->regions[i].region;
			return true;
		}
	return false;
}

struct fact_int xpt__model_attached(
		const struct xpt_device *device, const struct xpt_domain *domain)
{
	if (device->owner.kind != OWNER_DOMAIN || device->owner.domid != domain->id ||
			!fact_is(device->store_domid, domain->id))
		return fact_int_known(0);
	if (domain->model.state == XPT_FACT_UNREADABLE)
		return (struct fact_int)FACT_UNREADABLE(domain->model.reason);
	return fact_int_known(domain->model.state != XPT_FACT_KNOWN ||
			xpt__bdfs_have(&domain->model_devices, device->bdf));
}
