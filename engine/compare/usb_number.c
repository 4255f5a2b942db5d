/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of a comparison: usbdev= of a guest's configuration. It names a device by a number that is another device's tomorrow, so nothing
 * goes by it: what it is today is told, as the line of host.cfg that does.
 */
#include "items.h"

/* @ret_why: NULL, or why it is not known whether there is one */
static const struct xpt_usb_device *find(const struct xpt_host *host,
		const struct desired_usb_number *desired, const char **ret_why)
{
	const struct usb *usb = host->usb;

	*ret_why = host->usb_devices.state == XPT_FACT_UNREADABLE ? host->usb_devices.reason : NULL;
	for (size_t i = 0; i < usb->device_count; i++) {
		const struct xpt_usb_device *device = &usb->devices[i];

		if (!device->present || device->at.bus != desired->bus)
			continue;
		if (fact_is(device->number, desired->number))
			return device;
		if (device->number.state == XPT_FACT_UNREADABLE)
			*ret_why = device->number.reason;
	}
	return NULL;
}

/* Does a line of usb= say for the domain what @device is? */
static bool is_said(const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	const struct xpt_desired *desired = run->comparison->desired;

	for (size_t i = 0; i < desired->usb.count; i++)
		if (xpt__text_same(desired->usb.items[i].domain, run->name->name) &&
				xpt__comparison_usb_likeness(run, &desired->usb.items[i], device) ==
						USB_LIKE)
			return true;
	return false;
}

/* NULL: memory is out. */
static const char *how_it_is(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	struct arena *arena = run->comparison->arena;
	const char *line;

	if (!device)
		return "no device has the number that usbdev= names it by, which xpt does not go by; let host.cfg "
		       "say what it is (usb=)";
	if (!xpt__model_usb_line(arena, run->name->name, device, &line))
		return NULL;
	return *line ? xpt__arena_text(arena,
				       "usbdev= names %s by its number of now, which xpt does not go by; in "
				       "host.cfg, usb = [ \"%s\" ] says what it is",
				       device->path, line) :
		       xpt__arena_text(arena,
				       "usbdev= names %s by its number of now, which xpt does not go by",
				       device->path);
}

static int add(const struct comparison_builder *run, const struct desired_usb_number *desired)
{
	const struct xpt_host *host = run->comparison->host;
	struct item item = { .kind = ITEM_USB_NUMBER };
	const struct xpt_usb_device *device;
	const char *why;

	item.shown.subject = desired->text;
	item.shown.wanted =
			xpt__arena_text(run->comparison->arena, "attached to %s", run->name->name);
	if (!host->usb || host->without & XPT_WITHOUT_DEVICES) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
		return xpt__comparison_add(run, item, desired->at);
	}
	device = find(host, desired, &why);
	if (device && is_said(run, device))
		return 0;
	item.shown.is = device || !why ?
			how_it_is(run, device) :
			xpt__arena_text(run->comparison->arena, "not known: %s", why);
	item.shown.state = device || !why ? XPT_ITEM_WAITS : XPT_ITEM_UNREAD;
	return xpt__comparison_add(run, item, desired->at);
}

int xpt__comparison_usb_numbers(const struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->usb_numbers.count; i++)
		if (xpt__text_same(desired->usb_numbers.items[i].domain, run->name->name))
			rc = add(run, &desired->usb_numbers.items[i]);
	return rc;
}
