/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store.h"

#include <string.h>

#include "../base/bdf.h"
#include "../formats/attachment.h"
#include "../formats/claims.h"
#include "../source/paths.h"
#include "ask.h"

/* More than fit on a virtual bus in any way; bounds what a hostile store can make us read. */
#define BACKEND_DEVICES 4096

static void all_store_domids(struct xpt_host *host, struct fact_int fact)
{
	for (size_t i = 0; i < host->device_count; i++)
		host->devices[i].store_domid = fact;
}

/* Backends of a stub domain are its guest's. */
static unsigned int guest_of(const struct xpt_host *host, unsigned int id)
{
	for (size_t i = 0; i < host->domain_count; i++)
		if (fact_is(host->domains[i].stubdomain, id))
			return host->domains[i].id;
	return id;
}

/* @number: of its keys */
static void read_attachment(struct source *source, struct xpt_host *host, unsigned int id,
		const char *number, struct xpt_device *device)
{
	struct fact_text text;
	char room[PATH_ROOM];

	text = xpt__read_text(source, host,
			xpt__read_path(room, PATH_STORE_BACKENDS "/%u/0/opts-%s", id, number));
	device->attach_flags = text.state == XPT_FACT_KNOWN ?
			fact_int_known(xpt__attachment_flags(xpt__span_of(text.value))) :
			xpt__fact_int_why(text);
	text = xpt__read_text(source, host,
			xpt__read_path(room, PATH_STORE_BACKENDS "/%u/0/vdevfn-%s", id, number));
	device->guest_slot = text.state == XPT_FACT_KNOWN ?
			xpt__attachment_slot(xpt__span_of(text.value)) :
			xpt__fact_int_why(text);
}

/* False: a part of it could not be read. */
static bool read_backend_device(struct source *source, struct xpt_host *host, unsigned int id,
		unsigned int guest, const char *key)
{
	struct xpt_domain *domain = xpt__model_domain(host, guest);
	struct xpt_device *device;
	struct fact_text text;
	struct xpt_bdf bdf;
	char room[PATH_ROOM];

	xpt__read_path(room, PATH_STORE_BACKENDS "/%u/0/%s", id, key);
	text = xpt__read_text(source, host, room);
	if (text.state != XPT_FACT_KNOWN || !xpt__bdf_read(xpt__span_of(text.value), &bdf))
		return text.state != XPT_FACT_UNREADABLE;
	device = xpt__model_device(host, bdf);
	/* what a dead domain left hides no living one's, nor what could not be read */
	if (device && (domain || device->store_domid.state == XPT_FACT_ABSENT)) {
		device->store_domid = fact_int_known(guest);
		read_attachment(source, host, id, key + strlen("dev-"), device);
	}
	if (domain && !xpt__bdfs_have(&domain->store_devices, bdf))
		xpt__read_note_bdf(host, &domain->store_devices, bdf);
	return true;
}

/* libxl counts dev-0 … dev-(num_devs - 1); what lies above is left over and not a device. */
static bool read_backend(
		struct source *source, struct xpt_host *host, unsigned int id, unsigned int guest)
{
	struct span key, prefix;
	auto_names struct names names = { 0 };
	bool whole = true;
	struct fact_text why;
	struct fact_int count;
	uint64_t index;
	size_t taken = 0;
	char room[PATH_ROOM];

	count = xpt__read_number(source, host,
			xpt__read_path(room, PATH_STORE_BACKENDS "/%u/0/num_devs", id), 10);
	if (!xpt__probe_list(source, host, xpt__read_path(room, PATH_STORE_BACKENDS "/%u/0", id),
			    &names, &why))
		return why.state != XPT_FACT_UNREADABLE;
	for (size_t i = 0; i < names.count && taken < BACKEND_DEVICES; i++) {
		key = xpt__span_of(names.items[i]);
		if (!xpt__span_next_part(&key, '-', &prefix) || !xpt__span_is(prefix, "dev") ||
				!xpt__span_number(key, 10, &index) ||
				(count.state == XPT_FACT_KNOWN && index >= (uint64_t)count.value))
			continue;
		whole = read_backend_device(source, host, id, guest, names.items[i]) && whole;
		taken++;
	}
	return whole;
}

/* What no backend that was read lists may stand in one that was not. */
static void note_unread(struct xpt_host *host, unsigned int guest)
{
	static const char reason[] = "a backend in xenstore could not be read";
	struct xpt_domain *domain = xpt__model_domain(host, guest);

	for (size_t i = 0; i < host->device_count; i++)
		if (host->devices[i].store_domid.state == XPT_FACT_ABSENT)
			host->devices[i].store_domid =
					(struct fact_int){ .state = XPT_FACT_UNREADABLE,
						.reason = reason };
	if (domain) {
		domain->store_devices.state = XPT_FACT_UNREADABLE;
		domain->store_devices.reason = reason;
	}
}

void xpt__read_backends(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;
	uint64_t id;

	if (!fact_true(host->store)) {
		all_store_domids(host, host->store);
		for (size_t i = 0; i < host->domain_count; i++)
			host->domains[i].store_devices =
					(struct bdfs){ .state = XPT_FACT_UNREADABLE,
						.reason = host->store.reason };
		return;
	}
	for (size_t i = 0; i < host->domain_count; i++)
		host->domains[i].store_devices.state = XPT_FACT_KNOWN;
	all_store_domids(host, (struct fact_int)FACT_ABSENT(NULL));
	if (!xpt__probe_list(source, host, PATH_STORE_BACKENDS, &names, &why)) {
		if (why.state != XPT_FACT_ABSENT)
			all_store_domids(host, xpt__fact_int_why(why));
		return;
	}
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++) {
		unsigned int guest;

		if (!xpt__span_number(xpt__span_of(names.items[i]), 10, &id) || id > UINT32_MAX)
			continue;
		guest = guest_of(host, (unsigned int)id);
		if (!read_backend(source, host, (unsigned int)id, guest))
			note_unread(host, guest);
	}
}

static struct xpt_device *claimed_device(const struct xpt_host *host, const char *name)
{
	struct xpt_bdf bdf;

	return xpt__claim_name_read(xpt__span_of(name), &bdf) ? xpt__model_device(host, bdf) : NULL;
}

static struct fact_text read_driver_path(
		struct source *source, struct xpt_host *host, const char *path)
{
	struct fact_text driver = xpt__read_text(source, host, path);

	if (driver.state == XPT_FACT_KNOWN)
		driver = xpt__fact_span(host, xpt__claim_driver(xpt__span_of(driver.value)));
	return driver;
}

static void read_claim(struct source *source, struct xpt_host *host, const char *name)
{
	struct xpt_device *device = claimed_device(host, name);
	struct fact_text domid;
	char room[PATH_ROOM];

	if (!device)
		return;
	domid = xpt__read_text(
			source, host, xpt__read_path(room, PATH_STORE_CLAIMS "/%s/domid", name));
	device->claim_domid = domid.state == XPT_FACT_KNOWN ?
			xpt__claim_domid(xpt__span_of(domid.value)) :
			xpt__fact_int_why(domid);
	device->original_driver = read_driver_path(source, host,
			xpt__read_path(room, PATH_STORE_CLAIMS "/%s/driver_path", name));
	device->store_name = xpt__read_text(
			source, host, xpt__read_path(room, PATH_STORE_CLAIMS "/%s/name", name));
}

static void no_claims(struct xpt_host *host, struct fact_int why)
{
	for (size_t i = 0; i < host->device_count; i++) {
		host->devices[i].claim_domid = why;
		host->devices[i].original_driver = host->devices[i].store_name =
				xpt__fact_text_why(why);
	}
}

/* Where Xen 4.14 and older keep the driver. */
static void read_old_drivers(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct xpt_device *device;
	struct fact_text why;
	char room[PATH_ROOM];

	if (!xpt__probe_list(source, host, PATH_STORE_LIBXL "/pciback", &names, &why))
		return;
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++) {
		device = claimed_device(host, names.items[i]);
		if (device && device->original_driver.state != XPT_FACT_KNOWN)
			device->original_driver = read_driver_path(source, host,
					xpt__read_path(room,
							PATH_STORE_LIBXL "/pciback/%s/driver_path",
							names.items[i]));
	}
}

void xpt__read_claims(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	no_claims(host, fact_true(host->store) ? (struct fact_int)FACT_ABSENT(NULL) : host->store);
	if (!fact_true(host->store))
		return;
	if (xpt__probe_list(source, host, PATH_STORE_CLAIMS, &names, &why)) {
		for (size_t i = 0; i < names.count && !host->out_of_memory; i++)
			read_claim(source, host, names.items[i]);
	} else if (why.state != XPT_FACT_ABSENT) {
		no_claims(host, xpt__fact_int_why(why));
	}
	read_old_drivers(source, host);
}
