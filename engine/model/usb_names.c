/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of USB devices. The place of one is a port of a controller, as buses are numbered in the order in which they are
 * found. A socket of both speeds is a port of two buses: on which of them a device comes up, its cable may decide.
 */
#include "usb_names.h"

#include <string.h>

#include "../base/bdf.h"
#include "../base/serial.h"

#define SUPER_SPEED 5000 /* Mbit/s */

/* Where a device is plugged in. */
struct place {
	const char *why;	/* NULL, or what of it is not known */
	const char *controller; /* slot path */
	bool super;		/* on the bus of USB 3 */
	const char *ports;	/* of the device's path */
};

static const struct xpt_device *controller_of(
		const struct xpt_host *host, const struct xpt_usb_device *device)
{
	struct xpt_bdf bdf;

	return device->controller.state == XPT_FACT_KNOWN &&
					xpt__bdf_read(xpt__span_of(device->controller.value),
							&bdf) ?
			xpt__model_device(host, bdf) :
			NULL;
}

/* Return: NULL, or why it is not known. */
static const char *bus_is_super(
		const struct xpt_host *host, const struct xpt_usb_device *device, bool *ret_super)
{
	const struct usb_path at = { .bus = device->at.bus };
	const struct xpt_usb_device *root = xpt__model_usb_device(host->usb, &at);
	uint64_t speed;

	if (!root || root->speed.state != XPT_FACT_KNOWN ||
			!xpt__span_number(xpt__span_of(root->speed.value), 10, &speed))
		return root && root->speed.reason ? root->speed.reason :
						    "its bus does not report its speed";
	*ret_super = speed >= SUPER_SPEED;
	return NULL;
}

static struct place place_of(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	const struct xpt_device *controller = controller_of(host, device);
	struct place place = { .why = NULL };
	const char *dash;

	if (device->controller.state == XPT_FACT_ABSENT)
		place.why = "its USB bus is not on PCI";
	else if (!controller)
		place.why = device->controller.reason ? device->controller.reason :
							"its USB controller is not known";
	else
		place.why = bus_is_super(host, device, &place.super);
	if (place.why)
		return place;
	place.controller = controller->path;
	dash = strchr(device->path, '-');
	place.ports = dash ? dash + 1 : "";
	return place;
}

static enum usb_likeness place_like(
		const struct device_identity *identity, const struct place *place)
{
	const char *ports = place->super ? identity->usb3 : identity->usb2;

	if (place->why)
		return USB_UNSURE;
	return ports && !strcmp(ports, place->ports) && !strcmp(identity->path, place->controller) ?
			USB_LIKE :
			USB_OTHER;
}

static bool has_no_serial(const struct fact_text *serial)
{
	return serial->state == XPT_FACT_ABSENT ||
			(serial->state == XPT_FACT_KNOWN &&
					!xpt__span_trim(xpt__span_of(serial->value)).length);
}

static enum usb_likeness device_like(
		const struct device_identity *identity, const struct xpt_usb_device *device)
{
	const struct usb_identity wanted = { identity->vendor, identity->device,
		xpt__span_of(identity->serial) };
	enum usb_likeness like = xpt__model_usb_likeness(device, &wanted);

	if (identity->serial || like == USB_OTHER || has_no_serial(&device->serial))
		return like;
	return device->serial.state == XPT_FACT_KNOWN ? USB_OTHER : USB_UNSURE;
}

/* What the devices of the snapshot have in common with what was named. */
struct sighting {
	const struct xpt_usb_device *at_place, *only, *unsure;
};

static bool look(struct xpt_host *host, struct device_name *name, struct sighting *ret_sighting)
{
	for (size_t i = 0; i < host->usb->device_count; i++) {
		const struct xpt_usb_device *device = &host->usb->devices[i];
		enum usb_likeness like = device_like(&name->identity, device), at;
		struct place place;

		if (!device->present || !device->at.depth)
			continue;
		place = place_of(host, device);
		at = place_like(&name->identity, &place);
		if (like == USB_OTHER && at == USB_LIKE)
			name->usb_stranger = device;
		if (like == USB_UNSURE || (like == USB_LIKE && at == USB_UNSURE))
			ret_sighting->unsure = device;
		if (like != USB_LIKE)
			continue;
		ret_sighting->only = device;
		if (at == USB_LIKE)
			ret_sighting->at_place = device;
		if (!xpt__texts_add(host->arena, &name->rivals, device->path))
			return false;
	}
	return true;
}

static bool has_bus(const struct xpt_host *host, const struct xpt_device *controller)
{
	for (size_t i = 0; i < host->usb->device_count; i++)
		if (host->usb->devices[i].present &&
				controller_of(host, &host->usb->devices[i]) == controller)
			return true;
	return false;
}

/* Its controller, where dom0 does not see what is plugged into it. NULL: it sees it, or there is none. */
static const struct xpt_device *blind_controller(
		const struct xpt_host *host, const struct device_name *name)
{
	for (size_t i = 0; i < host->device_count; i++) {
		const struct xpt_device *device = &host->devices[i];

		if (!strcmp(device->path, name->identity.path) &&
				(device->class_code.state != XPT_FACT_KNOWN ||
						fact_is(device->class_code, CLASS_USB)) &&
				!has_bus(host, device))
			return device;
	}
	return NULL;
}

static void not_known(
		struct device_name *name, const struct xpt_usb_device *perhaps, const char *why)
{
	name->state = NAME_UNKNOWN;
	name->usb_now = perhaps;
	name->why = why ? why : "nobody asked for it";
}

static const char *why_unsure(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	struct place place = place_of(host, device);

	if (place.why)
		return place.why;
	if (device->serial.state == XPT_FACT_UNREADABLE)
		return device->serial.reason;
	return device->vendor_id.state == XPT_FACT_UNREADABLE ? device->vendor_id.reason :
								device->product_id.reason;
}

static void decide(const struct xpt_host *host, struct device_name *name,
		const struct sighting *sighting)
{
	const char *serial = name->identity.serial;
	bool unique = name->rivals.count < 2 && serial && xpt__serial_is_unique(serial);

	name->usb_now = sighting->at_place ? sighting->at_place : sighting->only;
	name->proof = unique ? PROOF_SERIAL : sighting->at_place ? PROOF_PATH : PROOF_NUMBERS;
	if (!sighting->at_place && name->rivals.count > 1) {
		name->state = NAME_AMBIGUOUS;
		name->usb_now = NULL;
		return;
	}
	name->rivals.count = 0;
	if (sighting->unsure && (!name->usb_now || name->proof == PROOF_NUMBERS))
		not_known(name, sighting->unsure, why_unsure(host, sighting->unsure));
	else if (name->usb_now)
		name->state = sighting->at_place ? NAME_FOUND : NAME_MOVED;
	else
		name->state = name->usb_stranger ? NAME_REPLACED : NAME_GONE;
}

bool xpt__usb_names_find(struct xpt_host *host, struct device_name *name)
{
	const struct xpt_device *blind;
	struct sighting sighting = { 0 };

	if (!host->usb || host->usb_devices.state == XPT_FACT_UNREADABLE) {
		not_known(name, NULL,
				host->usb ? host->usb_devices.reason :
					    "nobody asked for the USB devices");
		return true;
	}
	if (!look(host, name, &sighting))
		return false;
	decide(host, name, &sighting);
	blind = name->state == NAME_GONE ? blind_controller(host, name) : NULL;
	if (!blind)
		return true;
	not_known(name, NULL,
			xpt__arena_text(host->arena,
					"dom0 does not see what is plugged into its USB controller %s",
					blind->address));
	return name->why;
}

/* Of what is not there, the bus tells the controller. */
static bool was_in_socket(const struct xpt_host *host, const struct device_identity *identity,
		const struct xpt_usb_device *device)
{
	const struct usb_path bus = { .bus = device->at.bus };
	const struct xpt_usb_device *root = xpt__model_usb_device(host->usb, &bus);
	const char *dash = strchr(device->path, '-');
	struct place place;

	if (!root || !root->present || !dash)
		return false;
	place = place_of(host, root);
	place.ports = dash + 1;
	return place_like(identity, &place) == USB_LIKE;
}

const struct xpt_usb_device *xpt__usb_names_left(
		const struct xpt_host *host, const struct device_name *name)
{
	const struct xpt_usb_device *left = NULL;

	if (name->state != NAME_GONE)
		return NULL;
	for (size_t i = 0; i < host->usb->device_count; i++) {
		const struct xpt_usb_device *device = &host->usb->devices[i];

		if (device->present || !was_in_socket(host, &name->identity, device))
			continue;
		/* records of both speeds: nobody knows which was it */
		if (left)
			return NULL;
		left = device;
	}
	return left;
}

/* The socket's port on the bus of the other speed; NULL: none, or it was not told. */
static const char *peer_ports(struct arena *arena, const struct xpt_usb_device *device)
{
	const char *dash = device->peer.state == XPT_FACT_KNOWN ? strchr(device->peer.value, '-') :
								  NULL;

	return dash ? xpt__arena_text(arena, "%s", dash + 1) : NULL;
}

/* What of it is not known. NULL: nothing. */
static const char *missing(const struct xpt_usb_device *device, const char **ret_reason)
{
	const struct fact_int *numbers[] = { &device->vendor_id, &device->product_id };
	static const char *const what[] = { "vendor number", "product number" };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		*ret_reason = numbers[i]->reason;
		if (numbers[i]->state != XPT_FACT_KNOWN)
			return what[i];
	}
	*ret_reason = device->serial.reason;
	return device->serial.state == XPT_FACT_KNOWN || device->serial.state == XPT_FACT_ABSENT ?
			NULL :
			"serial number";
}

const char *xpt__usb_names_identify(struct arena *arena, const struct xpt_host *host,
		const struct xpt_usb_device *device, struct device_identity *ret_identity)
{
	struct place place = place_of(host, device);
	const char *reason = place.why, *what = reason ? "place" : missing(device, &reason);
	const char *ports, *peer;

	if (what) {
		what = xpt__arena_text(arena, "its %s is not known: %s", what,
				reason ? reason : "the host does not say why");
		return what ? what : "";
	}
	ports = xpt__arena_text(arena, "%s", place.ports);
	peer = peer_ports(arena, device);
	*ret_identity = (struct device_identity){ .vendor = (unsigned int)device->vendor_id.value,
		.device = (unsigned int)device->product_id.value,
		.path = place.controller,
		.usb2 = place.super ? peer : ports,
		.usb3 = place.super ? ports : peer };
	if (!has_no_serial(&device->serial)) {
		struct span serial = xpt__span_trim(xpt__span_of(device->serial.value));

		ret_identity->serial = xpt__arena_copy(arena, serial.at, serial.length);
		if (!ret_identity->serial)
			return "";
	}
	return ports ? NULL : "";
}

const char *xpt__usb_names_text(struct arena *arena, const struct device_identity *identity)
{
	return xpt__arena_text(arena, "%04x:%04x%s%s in port %s of the controller at slot path %s",
			identity->vendor, identity->device,
			identity->serial ? " with serial number " : "",
			identity->serial ? identity->serial : "",
			identity->usb2 ? identity->usb2 : identity->usb3, identity->path);
}
