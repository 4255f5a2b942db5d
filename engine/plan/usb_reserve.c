/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices are kept from all drivers, interface by interface, until a guest has them or dom0 again. */
#include "../base/error.h"
#include "../model/usb.h"
#include "usb.h"

static struct op op_of(struct builder *builder, enum verb verb, const struct xpt_usb_device *device)
{
	struct op op = { verb, "dom0", .path = xpt__arena_text(builder->arena, "%s", device->path),
		.content = xpt__plan_usb_identity(builder->arena, device) };

	if (!op.path || !op.content)
		builder->failed = true;
	return op;
}

static void add(struct builder *builder, const struct xpt_usb_device *device, enum verb verb,
		enum verb undo, const char *why)
{
	struct op op = op_of(builder, verb, device);
	struct op back = undo == VERB_NONE ? NO_UNDO : op_of(builder, undo, device);

	if (builder->failed)
		return;
	xpt__plan_expect_on(builder, (struct expectation){ .kind = EXPECT_USB, .path = op.path },
			"%s", op.content);
	xpt__plan_step_on(builder, op.path, op, back, "%s", why);
}

/* What brings back how its interfaces are; part of them alone nobody reserves. */
static enum verb undo_of_release(const struct xpt_usb_device *device)
{
	return xpt__model_usb_is_reserved(device) ? VERB_USB_RESERVE : VERB_NONE;
}

void xpt__plan_usb_authorize(struct builder *builder, const struct xpt_usb_device *device)
{
	add(builder, device, VERB_USB_AUTHORIZE, undo_of_release(device), "it is reserved");
}

void xpt__plan_usb_keep(struct builder *builder, const struct xpt_usb_device *device)
{
	bool unbound = fact_text_is(device->state, "unbound");

	add(builder, device, VERB_USB_RESERVE, unbound ? VERB_USB_AUTHORIZE : VERB_USB_RELEASE,
			"as requested");
}

/* What has no driver may have been left without by a device model that came to a bad end. */
static void release(struct builder *builder, const struct xpt_usb_device *device)
{
	if (xpt__model_usb_is_held_back(device))
		add(builder, device, VERB_USB_RELEASE, undo_of_release(device), "as requested");
	else if (fact_text_is(device->state, "unbound"))
		add(builder, device, VERB_USB_PROBE, VERB_NONE, "it has no driver");
}

static int check_identity(const struct xpt_usb_device *device, struct xpt_error **ret_error)
{
	if (device->vendor_id.state == XPT_FACT_KNOWN && device->product_id.state == XPT_FACT_KNOWN)
		return 0;
	return xpt__error_set(ret_error, XPT_UNREADABLE,
			"the vendor and product of %s cannot be read", device->path);
}

int xpt__plan_usb_check_reserve(const struct xpt_usb_device *device, struct xpt_error **ret_error)
{
	if (check_identity(device, ret_error))
		return XPT_UNREADABLE;
	for (size_t i = 0; i < device->interface_count; i++)
		if (device->interfaces[i].authorized.state == XPT_FACT_ABSENT)
			return xpt__error_set(ret_error, XPT_UNSUPPORTED,
					"the kernel of dom0 cannot keep its drivers from one USB device: "
					"that of Linux 4.4 and later can");
	return device->interface_count ?
			0 :
			xpt__error_set(ret_error, XPT_REFUSED,
					"%s has no interface: it is not configured", device->path);
}

int xpt__plan_usb_reserve(struct builder *builder, const struct xpt_usb_device *const *devices,
		struct xpt_error **ret_error)
{
	bool releases = builder->request.action == XPT_RELEASE;
	int rc = 0;

	for (size_t i = 0; !rc && i < builder->request.usb_device_count; i++) {
		rc = (releases ? check_identity : xpt__plan_usb_check_reserve)(
				devices[i], ret_error);
		if (!rc && releases)
			release(builder, devices[i]);
		else if (!rc && !xpt__model_usb_is_reserved(devices[i]))
			xpt__plan_usb_keep(builder, devices[i]);
	}
	return rc;
}
