/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of a comparison: the USB devices of a domain. A line means one device by what it is; where that is not known, or several are
 * that, or another domain's line means it too, nothing is given to anybody.
 */
#include "items.h"

#include <string.h>

struct sighting {
	const struct xpt_usb_device *device;	/* that is it: the last, or the domain's */
	const struct xpt_usb_device *other;	/* that is it, too */
	const struct xpt_usb_device *unsure;	/* that may be it */
	const struct xpt_usb_device *undecided; /* that is it, and which the domain may have */
	const char *why;			/* of @undecided */
	bool attached;
};

static bool is_in_place(const struct desired_usb *desired, const struct xpt_usb_device *device)
{
	return !desired->port.depth || !xpt__usb_path_compare(&desired->port, &device->at);
}

enum usb_likeness xpt__comparison_usb_likeness(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device)
{
	if (desired->name)
		return xpt__comparison_usb_named(run, desired, device);
	return is_in_place(desired, device) ? xpt__model_usb_likeness(device, &desired->identity) :
					      USB_OTHER;
}

/* Has the domain at hand the device that is plugged in now? */
static struct fact_int domain_has(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	const struct usb *usb = run->comparison->host->usb;
	const struct usb_record *record = xpt__model_usb_record(usb, &device->at, run->domain->id);

	if (record)
		return xpt__model_usb_has(usb, record);
	return usb->records_why.state == XPT_FACT_UNREADABLE ?
			(struct fact_int)FACT_UNREADABLE(usb->records_why.reason) :
			fact_int_known(0);
}

static void look(const struct comparison_builder *run, const struct desired_usb *desired,
		struct sighting *ret_sighting)
{
	const struct usb *usb = run->comparison->host->usb;

	for (size_t i = 0; !ret_sighting->attached && i < usb->device_count; i++) {
		const struct xpt_usb_device *device = &usb->devices[i];
		enum usb_likeness like = xpt__comparison_usb_likeness(run, desired, device);
		struct fact_int has;

		if (like == USB_UNSURE)
			ret_sighting->unsure = device;
		if (like != USB_LIKE)
			continue;
		has = domain_has(run, device);
		ret_sighting->other = ret_sighting->device;
		ret_sighting->device = device;
		ret_sighting->attached = fact_true(has);
		if (has.state == XPT_FACT_KNOWN)
			continue;
		ret_sighting->undecided = device;
		ret_sighting->why = has.reason ? has.reason : "nobody tells";
	}
}

/* The line of another domain that means @device, or may mean it; NULL: none. */
static const struct desired_usb *promised(const struct comparison_builder *run,
		const struct desired_usb *own, const struct xpt_usb_device *device)
{
	const struct xpt_desired *desired = run->comparison->desired;

	for (size_t i = 0; i < desired->usb.count; i++) {
		const struct desired_usb *other = &desired->usb.items[i];

		if (strcmp(other->domain, own->domain) != 0 &&
				(xpt__comparison_usb_likeness(run, other, device) != USB_OTHER ||
						xpt__comparison_usb_named_perhaps(
								run, other, device)))
			return other;
	}
	return NULL;
}

const char *xpt__comparison_usb_state(const struct xpt_usb_device *device)
{
	static const char *const states[][2] = { { "dom0", "dom0's" },
		{ "unbound", "dom0's, without a driver" }, { "reserved", "reserved" },
		{ "stale", "dom0's, though libxl's records give it to a guest" },
		{ "unauthorized", "dom0 may not use it" },
		{ "program", "a program of dom0 has it" } };

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (fact_text_is(device->state, states[i][0]))
			return states[i][1];
	return NULL;
}

static const char *device_is(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	struct arena *arena = run->comparison->arena;
	const struct xpt_host *host = run->comparison->host;
	const struct usb_record *holder =
			xpt__model_usb_holder(host->usb, &device->at, run->domain->id);
	const char *state;
	char buffer[16];

	if (holder)
		return xpt__arena_text(arena, "%s, attached to %s", device->path,
				xpt__model_domain_name(host, holder->domid, buffer));
	if (device->domain.state == XPT_FACT_KNOWN)
		return xpt__arena_text(arena,
				"%s, which libxl's records say %s has, and its device model has not",
				device->path, device->domain.value);
	state = xpt__comparison_usb_state(device);
	return xpt__arena_text(
			arena, "%s, %s", device->path, state ? state : "not known who has it");
}

/* Its number changes with each plugging: what was so with another number was not changed by hand. */
static const char *wanted_text(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	struct arena *arena = run->comparison->arena;

	return device && device->number.state == XPT_FACT_KNOWN ?
			xpt__arena_text(arena, "device %lld of bus %u attached to %s",
					device->number.value, device->at.bus, run->name->name) :
			xpt__arena_text(arena, "attached to %s", run->name->name);
}

/* In another port than the line says. NULL: nowhere, or it is not known. */
static const struct xpt_usb_device *elsewhere(
		const struct usb *usb, const struct desired_usb *desired)
{
	for (size_t i = 0; desired->port.depth && i < usb->device_count; i++)
		if (xpt__model_usb_likeness(&usb->devices[i], &desired->identity) == USB_LIKE)
			return &usb->devices[i];
	return NULL;
}

static void judge_missing(const struct comparison_builder *run, const struct desired_usb *desired,
		struct item *item)
{
	const struct usb *usb = run->comparison->host->usb;
	const struct xpt_usb_device *there = xpt__model_usb_device(usb, &desired->port);
	const struct xpt_usb_device *moved = elsewhere(usb, desired);

	item->shown.state = XPT_ITEM_WAITS;
	item->shown.is = desired->port.depth && there && there->present ?
			"another device is plugged in there" :
			"not plugged in";
	if (moved)
		item->shown.is = xpt__arena_text(run->comparison->arena,
				"%s; such a device is plugged in at %s", item->shown.is,
				moved->path);
	else
		item->shown.is = xpt__comparison_usb_unseen(run, item->shown.is);
}

static void judge_found(const struct comparison_builder *run, const struct desired_usb *desired,
		const struct sighting *sighting, struct item *item)
{
	const struct xpt_usb_device *device = sighting->device;
	struct arena *arena = run->comparison->arena;
	const struct desired_usb *other = promised(run, desired, device);
	const struct usb *usb = run->comparison->host->usb;
	const struct usb_record *record = xpt__model_usb_record(usb, &device->at, run->domain->id);

	item->usb = device;
	item->shown.is = device_is(run, device);
	/* whoever takes it by hand empties the record */
	item->is_as_new = record && fact_is(xpt__model_usb_has(usb, record), 0);
	item->shown.state = sighting->attached ? XPT_ITEM_SAME : XPT_ITEM_DIFFERS;
	if (sighting->attached)
		item->shown.is = xpt__arena_text(
				arena, "%s, attached to %s", device->path, run->name->name);
	else if (sighting->undecided)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena, "whether %s has %s is not known: %s",
						run->name->name, sighting->undecided->path,
						sighting->why));
	else if (sighting->unsure)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena,
						"%s is that, and %s may be: name the port as well",
						device->path, sighting->unsure->path));
	else if (sighting->other)
		xpt__comparison_usb_refuse(item, XPT_REFUSED,
				xpt__arena_text(arena,
						"%s and %s are each that: name the port as well, or the "
						"serial number",
						sighting->other->path, device->path));
	else if (other)
		xpt__comparison_usb_refuse(item, XPT_REFUSED,
				xpt__arena_text(arena,
						"%s may be what %s shall have, too (%s line %lu)",
						device->path, other->domain, other->at.file,
						other->at.line));
}

static void judge(const struct comparison_builder *run, const struct desired_usb *desired,
		struct item *item)
{
	const struct xpt_host *host = run->comparison->host;
	struct arena *arena = run->comparison->arena;
	struct sighting sighting = { 0 };

	look(run, desired, &sighting);
	if (host->usb_devices.state == XPT_FACT_UNREADABLE)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena,
						"which USB devices there are is not known: %s",
						host->usb_devices.reason));
	else if (sighting.device)
		judge_found(run, desired, &sighting, item);
	else if (desired->name)
		xpt__comparison_usb_named_missing(run, desired, item);
	else if (sighting.unsure)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena, "it is not known whether %s is that",
						sighting.unsure->path));
	else
		judge_missing(run, desired, item);
	item->shown.wanted = wanted_text(run, item->usb);
}

static int add_usb(const struct comparison_builder *run, const struct desired_usb *desired)
{
	const struct xpt_host *host = run->comparison->host;
	struct item item = { .kind = ITEM_USB };

	item.shown.subject = desired->text;
	if (host->usb && !(host->without & XPT_WITHOUT_DEVICES)) {
		judge(run, desired, &item);
	} else {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
		item.shown.wanted = wanted_text(run, NULL);
	}
	xpt__comparison_wait(run, &item);
	return xpt__comparison_add(run, item, desired->at);
}

int xpt__comparison_usb(const struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->usb.count; i++)
		if (!strcmp(desired->usb.items[i].domain, run->name->name))
			rc = add_usb(run, &desired->usb.items[i]);
	return rc;
}
