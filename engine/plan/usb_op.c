/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operations on USB devices: what they are called, and what they must have. */
#include <string.h>

#include "../base/usb_path.h"
#include "../model/usb.h"
#include "usb.h"

const char *xpt__plan_usb_identity(struct arena *arena, const struct xpt_usb_device *device)
{
	const char *serial = device->serial.state == XPT_FACT_KNOWN ? device->serial.value : "";

	serial += strspn(serial, " \t");
	return xpt__arena_text(arena, USB_IDENTITY, (unsigned int)device->vendor_id.value,
			(unsigned int)device->product_id.value, *serial ? " " : "", serial);
}

bool xpt__verb_of_usb(enum verb verb)
{
	return verb >= VERB_USB_CONTROLLER;
}

bool xpt__verb_authorizes_usb(enum verb verb)
{
	return verb >= VERB_USB_RESERVE;
}

const char *xpt__usb_act_text(struct arena *arena, const struct op *op)
{
	switch (op->verb) {
	case VERB_USB_CONTROLLER:
		return op->path || op->version ?
				xpt__arena_text(arena, "give %s a USB %u controller with number %u",
						op->text,
						op->version ? op->version : USB_VERSION_MAX,
						op->controller) :
				xpt__arena_text(arena,
						"give %s the USB controller with number %u that libxl recorded",
						op->text, op->controller);
	case VERB_USB_CONTROLLER_REMOVE:
		return xpt__arena_text(arena, "take the USB controller with number %u from %s",
				op->controller, op->text);
	case VERB_USB_ATTACH:
		return xpt__arena_text(arena, "plug into port %u of controller %u of %s", op->slot,
				op->controller, op->text);
	case VERB_USB_DETACH:
		return xpt__arena_text(arena, "unplug from port %u of controller %u of %s",
				op->slot, op->controller, op->text);
	case VERB_USB_RESERVE:
		return "keep its interfaces from all drivers";
	case VERB_USB_AUTHORIZE:
		return "allow programs to open its interfaces, and offer them to no driver";
	case VERB_USB_RELEASE:
		return "give its interfaces back to the drivers of dom0";
	default:
		return "offer its interfaces to the drivers of dom0";
	}
}

bool xpt__usb_path_allowed(const char *path)
{
	struct usb_path at;

	return path && xpt__usb_path_read(xpt__span_of(path), &at) && at.depth;
}

/* Never dom0's, and numbers that a controller and a port can have. */
bool xpt__usb_act_complete(const struct op *op)
{
	/* one that is made real is for no device */
	bool of_none = op->verb == VERB_USB_CONTROLLER && !op->path;

	if (!op->text || (!of_none && !xpt__usb_path_allowed(op->path)) ||
			op->controller > UINT16_MAX || op->slot > USB_PORTS_MAX)
		return false;
	switch (op->verb) {
	case VERB_USB_CONTROLLER:
		return op->domid && op->count && op->count <= USB_PORTS_MAX;
	case VERB_USB_CONTROLLER_REMOVE:
		return op->domid;
	case VERB_USB_ATTACH:
		/* a guest that started anew gets a controller with so many ports; 0: none is made */
		return op->domid && op->slot && op->content && op->count <= USB_PORTS_MAX;
	case VERB_USB_DETACH:
		return op->domid && op->slot;
	case VERB_USB_RESERVE:
	case VERB_USB_AUTHORIZE:
	case VERB_USB_RELEASE:
		return op->content;
	default:
		return true;
	}
}
