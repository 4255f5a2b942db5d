/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A judged request becomes a plan. */
#include <string.h>

#include "../base/error.h"
#include "../base/options.h"
#include "build.h"

#define TIMEOUT_DEFAULT_S 10

static const char *const action_names[] = {
	[XPT_RESERVE] = "reserve",
	[XPT_RELEASE] = "release",
	[XPT_ATTACH] = "attach",
	[XPT_DETACH] = "detach",
};

static bool needs_domain(const struct xpt_request *request)
{
	return request->action == XPT_ATTACH || request->action == XPT_DETACH;
}

static int take_request(struct builder *builder, const struct xpt_request *request,
		struct xpt_error **ret_error)
{
	struct xpt_request *known = &builder->request;

	builder->domain = NULL;
	if (!xpt__options_take(request, known, sizeof(*known)))
		return xpt__error_set(ret_error, XPT_INVALID,
				"the request uses options that this libxpt does not know");
	if (known->action > XPT_DETACH)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no known action");
	if (!known->device_count)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no device");
	if (known->driver &&
			(!*known->driver || strchr(known->driver, '/') ||
					strlen(known->driver) > DRIVER_TEXT_MAX))
		return xpt__error_set(ret_error, XPT_INVALID,
				"\"%s\" cannot be the name of a driver", known->driver);
	if (!known->timeout_s)
		known->timeout_s = TIMEOUT_DEFAULT_S;
	if (!needs_domain(known))
		return 0;
	if (!known->domain)
		return xpt__error_set(ret_error, XPT_INVALID, "the request names no domain");
	return xpt_host_find_domain(builder->host, known->domain, &builder->domain, ret_error);
}

static int find_devices(const struct builder *builder, const struct xpt_device **devices,
		struct xpt_error **ret_error)
{
	const struct xpt_request *request = &builder->request;

	for (size_t i = 0; i < request->device_count; i++) {
		int rc = (request->action == XPT_DETACH ? xpt__model_find_with_removed :
							  xpt_host_find_device)(
				builder->host, request->devices[i], &devices[i], ret_error);

		if (rc)
			return rc;
		for (size_t k = 0; k < i; k++)
			if (devices[k] == devices[i])
				return xpt__error_set(ret_error, XPT_INVALID, "%s is named twice",
						devices[i]->address);
	}
	return 0;
}

int xpt__plan_refuse_blocked(const struct xpt_report *report, struct xpt_error **ret_error)
{
	if (!report || xpt_report_verdict(report) != XPT_BLOCKED)
		return 0;
	return xpt__error_set(ret_error, XPT_REFUSED, "%s",
			xpt_finding_because(xpt_report_finding(report, 0)));
}

/* Whose it must not be: nothing here takes a device from a guest that was not asked for it. */
static int refuse_foreign(const struct builder *builder, const struct xpt_device *device,
		struct xpt_error **ret_error)
{
	const struct owner *owner = &device->owner;

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

/* "attach 0000:00:05.0 0000:00:06.0 to g1" */
static const char *title(const struct builder *builder, const struct xpt_device *const *devices)
{
	struct arena *arena = builder->arena;
	const char *text = action_names[builder->request.action];
	size_t shown = builder->request.device_count > 4 ? 3 : builder->request.device_count;

	for (size_t i = 0; text && i < shown; i++)
		text = xpt__arena_text(arena, "%s %s", text, devices[i]->address);
	if (text && shown < builder->request.device_count)
		text = xpt__arena_text(arena, "%s and %zu more", text,
				builder->request.device_count - shown);
	if (text && builder->domain) {
		char buffer[16];

		text = xpt__arena_text(arena, "%s %s %s", text,
				builder->request.action == XPT_ATTACH ? "to" : "from",
				xpt__model_domain_name(builder->host, builder->domain->id, buffer));
	}
	return text;
}

int xpt__plan_add_request(struct builder *builder, const void *request, const char **ret_title,
		struct xpt_error **ret_error)
{
	const struct xpt_device **devices;
	int rc = take_request(builder, request, ret_error);

	if (rc)
		return rc;
	devices = xpt__arena_array(builder->arena, builder->request.device_count, sizeof(*devices));
	if (!devices)
		return xpt__error_no_memory(ret_error);
	rc = find_devices(builder, devices, ret_error);
	for (size_t i = 0; !rc && i < builder->request.device_count; i++)
		rc = refuse_foreign(builder, devices[i], ret_error);
	if (rc)
		return rc;
	plan_devices(builder, devices);
	*ret_title = title(builder, devices);
	return 0;
}

int xpt_plan_request(const struct xpt_host *host, const struct xpt_request *request,
		const struct xpt_report *report, struct xpt_plan **ret_plan,
		struct xpt_error **ret_error)
{
	int rc = xpt__plan_refuse_blocked(report, ret_error);

	return rc ? rc : xpt__plan_build(host, request, xpt__plan_add_request, ret_plan, ret_error);
}
