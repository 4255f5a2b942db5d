/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A judged request becomes a plan. */
#include "../base/error.h"
#include "../model/usb.h"
#include "build.h"

/* Nothing here takes a device from a guest that was not asked for it, or calls attached what may not be. */
static int refuse_owner(const struct builder *builder, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	const struct owner *owner = &device->owner;
	struct fact_int attached = fact_int_known(0);

	if (builder->request.action == XPT_ATTACH)
		attached = xpt__model_attached(device, builder->domain);
	if (attached.state == XPT_FACT_UNREADABLE)
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s belongs to %s, but whether %s sees it is not known (%s): attach it "
				"when its device model answers",
				device->address, owner->text, owner->text, attached.reason);
	if (builder->request.flags & XPT_THEN_ATTACH &&
			!xpt__device_owned_by(device, builder->domain->id))
		return xpt__error_set(ret_error, XPT_REFUSED,
				"%s does not belong to %s, so it could not be given back",
				device->address, builder->request.domain);
	if (owner->kind == OWNER_XEN)
		return xpt__error_set(
				ret_error, XPT_REFUSED, "Xen keeps %s for itself", device->address);
	if (owner->kind != OWNER_DOMAIN || !owner->domid ||
			(builder->domain && builder->domain->id == owner->domid))
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED, "%s belongs to %s: detach it there first",
			device->address, owner->text);
}

static void expect_device(struct builder *builder, const struct xpt_device *device)
{
	if (device->vendor_id.state == XPT_FACT_KNOWN && device->device_id.state == XPT_FACT_KNOWN)
		xpt__plan_expect(builder, EXPECT_IDENTITY, device, "%04x:%04x",
				(unsigned int)device->vendor_id.value,
				(unsigned int)device->device_id.value);
	if (device->driver.state == XPT_FACT_KNOWN)
		xpt__plan_expect(builder, EXPECT_DRIVER, device, "%s", device->driver.value);
	else if (device->driver.state == XPT_FACT_ABSENT)
		xpt__plan_expect(builder, EXPECT_DRIVER, device, NULL);
	if (device->owner.kind != OWNER_UNKNOWN)
		xpt__plan_expect(builder, EXPECT_OWNER, device, "%s", device->owner.text);
}

static void plan_devices(struct builder *builder, const struct xpt_device *const *devices)
{
	for (size_t i = 0; i < builder->request.device_count; i++)
		expect_device(builder, devices[i]);
	if (builder->domain && builder->domain->uuid.state == XPT_FACT_KNOWN)
		xpt__plan_expect(builder, EXPECT_DOMAIN, NULL, "%s", builder->domain->uuid.value);
	if (builder->request.action == XPT_ATTACH)
		xpt__plan_attach(builder, devices);
	if (builder->request.action == XPT_DETACH)
		xpt__plan_detach(builder, devices);
	for (size_t i = 0; i < builder->request.device_count; i++) {
		if (builder->request.action == XPT_RESERVE)
			xpt__plan_reserve_device(builder, devices[i]);
		if (builder->request.action == XPT_RELEASE)
			xpt__plan_release_device(builder, devices[i]);
	}
}

/* "attach 0000:00:05.0 0000:00:06.0 to g1", "hold 0000:00:05.0 from g1" */
static const char *title(const struct builder *builder, const struct judged_request *known)
{
	const struct xpt_device *const *devices = known->devices;
	struct arena *arena = builder->arena;
	const char *text = builder->request.flags & XPT_THEN_ATTACH ?
			"hold" :
			xpt__action_name(builder->request.action);
	size_t shown = builder->request.device_count > 4 ? 3 : builder->request.device_count;

	for (size_t i = 0; text && i < shown; i++)
		text = xpt__arena_text(arena, "%s %s", text, devices[i]->address);
	if (text && shown < builder->request.device_count)
		text = xpt__arena_text(arena, "%s and %zu more", text,
				builder->request.device_count - shown);
	for (size_t i = 0; text && i < builder->request.usb_device_count; i++)
		text = xpt__arena_text(arena, "%s %s", text, known->usb_devices[i]->path);
	if (text && builder->domain) {
		char buffer[16];

		text = xpt__arena_text(arena, "%s %s %s", text,
				builder->request.action == XPT_ATTACH ? "to" : "from",
				xpt__model_domain_name(builder->host, builder->domain->id, buffer));
	}
	if (text && builder->request.flags & XPT_ACCEPT_TAINT)
		text = xpt__arena_text(arena, "%s, tainted or not", text);
	return text;
}

int xpt__plan_add_request(struct builder *builder, const void *judged_request,
		const char **ret_title, struct xpt_error **ret_error)
{
	const struct judged_request *known = judged_request;
	int usb = 0;

	builder->request = known->request;
	builder->domain = known->domain;
	if (known->request.action == XPT_ATTACH && !known->domain)
		return xpt__error_set(ret_error, XPT_INVALID,
				"the devices were judged for any domain: name the one to attach them to");
	for (size_t i = 0; i < known->request.device_count; i++) {
		int rc = refuse_owner(builder, known->devices[i], ret_error);

		if (rc)
			return rc;
	}
	plan_devices(builder, known->devices);
	if (known->request.usb_device_count)
		usb = (known->domain ? xpt__plan_usb : xpt__plan_usb_reserve)(
				builder, known->usb_devices, ret_error);
	*ret_title = title(builder, known);
	return usb;
}

int xpt_plan_for_request(const struct xpt_host *host, const struct xpt_judged *judged,
		struct xpt_plan **ret_plan, struct xpt_error **ret_error)
{
	int rc = xpt__judged_may_be_planned(judged, host->identity, ret_error);

	return rc ? rc :
		    xpt__plan_build(host, &judged->requests.items[0], xpt__plan_add_request,
				    ret_plan, ret_error);
}
