/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a comparison: the USB devices that the host's own drivers shall not have, each that a line means. */
#include "items.h"

#include <string.h>

static const char *device_is(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	struct arena *arena = run->comparison->arena;

	const char *state = xpt__comparison_usb_state(device);

	if (fact_text_is(device->state, "attached"))
		return xpt__arena_text(arena, "attached to %s", device->domain.value);
	return state ? state : "not known";
}

/*
 * Its number changes with each plugging: what was so with another number was not changed by hand. Nor was what a guest had:
 * it comes back to dom0 when the guest ends.
 */
static const char *wanted_text(
		const struct comparison_builder *run, const struct xpt_usb_device *device)
{
	return device && !fact_text_is(device->state, "attached") &&
					device->number.state == XPT_FACT_KNOWN ?
			xpt__arena_text(run->comparison->arena, "device %lld of bus %u reserved",
					device->number.value, device->at.bus) :
			"reserved";
}

/* One that the kernel may not use, by usbguard perhaps, has no driver either. */
static bool is_kept(const struct xpt_usb_device *device)
{
	return fact_text_is(device->state, "reserved") || fact_text_is(device->state, "attached") ||
			fact_text_is(device->state, "unauthorized");
}

static void judge(const struct comparison_builder *run, const struct xpt_usb_device *device,
		enum usb_likeness like, struct item *item)
{
	struct arena *arena = run->comparison->arena;

	item->usb = device;
	item->shown.is = device_is(run, device);
	item->shown.state = is_kept(device) ? XPT_ITEM_SAME : XPT_ITEM_DIFFERS;
	if (like == USB_UNSURE)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena, "it is not known whether %s is that",
						device->path));
	else if (device->state.state != XPT_FACT_KNOWN)
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena, "who has %s is not known: %s", device->path,
						device->state.reason ? device->state.reason :
								       "nobody tells"));
}

/* @device NULL: there is none */
static int add(const struct comparison_builder *run, const struct desired_usb *desired,
		const struct xpt_usb_device *device, enum usb_likeness like)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_host *host = comparison->host;
	struct item item = { .kind = ITEM_USB_RESERVE };

	item.shown.subject = device ?
			xpt__arena_text(comparison->arena, "%s (%s)", desired->text, device->path) :
			desired->text;
	item.shown.wanted = wanted_text(run, device);
	if (!host->usb || host->without & XPT_WITHOUT_DEVICES) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	} else if (host->usb_devices.state == XPT_FACT_UNREADABLE) {
		xpt__comparison_usb_refuse(&item, XPT_UNREADABLE,
				xpt__arena_text(comparison->arena,
						"which USB devices there are is not known: %s",
						host->usb_devices.reason));
	} else if (device) {
		judge(run, device, like, &item);
	} else if (desired->name) {
		xpt__comparison_usb_named_missing(run, desired, &item);
	} else {
		item.shown.is = "not plugged in";
		item.shown.state = XPT_ITEM_WAITS;
	}
	return xpt__comparison_add(run, item, desired->at);
}

static int add_each(const struct comparison_builder *run, const struct desired_usb *desired)
{
	const struct usb *usb = run->comparison->host->usb;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; !rc && usb && i < usb->device_count; i++) {
		enum usb_likeness like =
				xpt__comparison_usb_likeness(run, desired, &usb->devices[i]);

		if (like == USB_OTHER)
			continue;
		rc = add(run, desired, &usb->devices[i], like);
		count++;
	}
	return rc || count ? rc : add(run, desired, NULL, USB_OTHER);
}

int xpt__comparison_usb_reserved(const struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->usb_reserved.count; i++)
		rc = add_each(run, &desired->usb_reserved.items[i]);
	return rc;
}
