/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The USB devices that lines mean by name. */
#include "items.h"

#include "../model/names.h"

static const struct device_name *known_name(
		const struct comparison_builder *run, const struct desired_usb *desired)
{
	return xpt__names_find(run->comparison->host, xpt__span_of(desired->name));
}

enum usb_likeness xpt__comparison_usb_named(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device)
{
	const struct device_name *known = known_name(run, desired);

	if (!known || known->usb_now != device)
		return USB_OTHER;
	return known->state == NAME_FOUND	     ? USB_LIKE :
			known->state == NAME_UNKNOWN ? USB_UNSURE :
						       USB_OTHER;
}

bool xpt__comparison_usb_named_perhaps(const struct comparison_builder *run,
		const struct desired_usb *desired, const struct xpt_usb_device *device)
{
	const struct device_name *known = desired->name ? known_name(run, desired) : NULL;

	if (!known || !name_is_usb(known))
		return false;
	for (size_t i = 0; known->state == NAME_AMBIGUOUS && i < known->rivals.count; i++)
		if (!strcmp(known->rivals.items[i], device->path))
			return true;
	return known->state == NAME_MOVED && known->usb_now == device;
}

static void refuse_unnamed(const struct comparison_builder *run, const struct desired_usb *desired,
		const struct device_name *known, struct item *item)
{
	const struct xpt_host *host = run->comparison->host;
	struct arena *arena = run->comparison->arena;

	if (known)
		xpt__comparison_usb_refuse(item, XPT_REFUSED,
				xpt__arena_text(arena, "%s is the name of the PCI device %s",
						known->name, known->address));
	else if (xpt__names_unread(host))
		xpt__comparison_usb_refuse(item, XPT_UNREADABLE,
				xpt__arena_text(arena, "what is called %s is not known: %s",
						desired->name, host->names_file.reason));
	else
		xpt__comparison_usb_refuse(item, XPT_REFUSED,
				xpt__arena_text(arena,
						"no device is called %s; give one that name with: "
						"xpt name DEVICE %s",
						desired->name, desired->name));
}

void xpt__comparison_usb_named_missing(const struct comparison_builder *run,
		const struct desired_usb *desired, struct item *item)
{
	const struct device_name *known = known_name(run, desired);

	item->shown.state = XPT_ITEM_WAITS;
	if (!known || !name_is_usb(known)) {
		refuse_unnamed(run, desired, known, item);
	} else if (known->state == NAME_GONE) {
		item->shown.is = xpt__comparison_usb_unseen(run, "not plugged in");
	} else if (known->state == NAME_REPLACED) {
		item->shown.is = xpt__arena_text(run->comparison->arena,
				"not plugged in; another device is in its port, %s",
				known->usb_stranger->path);
	} else if (known->state == NAME_UNKNOWN && !known->usb_now) {
		item->shown.is = known->why;
	} else {
		item->called = known->name;
		xpt__comparison_usb_refuse(item,
				known->state == NAME_UNKNOWN ? XPT_UNREADABLE : XPT_REFUSED,
				known->shown_state);
	}
}
