/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Of a comparison: who shall have which device, and what devices are called. */
#include "items.h"

#include <string.h>

#include "../base/bdf.h"

static const char *device_is(
		const struct xpt_comparison *comparison, const struct xpt_device *device)
{
	switch (device->state) {
	case DEVICE_DOM0:
		return device->driver.state == XPT_FACT_KNOWN ?
				xpt__arena_text(comparison->arena, "dom0's, driver %s",
						device->driver.value) :
				"dom0's";
	case DEVICE_UNBOUND:
		return "dom0's, without a driver";
	case DEVICE_RESERVED:
		return "reserved";
	case DEVICE_ATTACHED:
		return xpt__arena_text(comparison->arena, "attached to %s",
				device->domain.state == XPT_FACT_KNOWN ? device->domain.value :
									 device->owner.text);
	case DEVICE_HIDDEN:
		return "Xen's own";
	case DEVICE_UNKNOWN:
		break;
	}
	return "not known";
}

static bool device_is_so(const struct comparison_builder *run, const struct xpt_device *device)
{
	if (!run->name)
		return device->state == DEVICE_RESERVED || device->state == DEVICE_ATTACHED;
	return fact_true(xpt__model_attached(device, run->domain));
}

/* xl still builds it, or somebody wants it to stand still: its driver could not answer. */
void xpt__comparison_wait(const struct comparison_builder *run, struct item *item)
{
	if (!run->domain || !fact_text_is(run->domain->state, "paused") ||
			item->shown.state == XPT_ITEM_SAME)
		return;
	item->shown.is = "the domain is paused";
	item->shown.state = XPT_ITEM_WAITS;
}

/* A VF that comes, or comes anew, once its physical function has others. */
static void await_vf(const struct xpt_comparison *comparison, const struct bdf_pattern *pattern,
		struct item *item)
{
	const char *pf = item->shown.state == XPT_ITEM_DIFFERS ?
			xpt__comparison_made_by(comparison, pattern, item->found) :
			NULL;

	if (!pf)
		return;
	item->is_now = item->shown.is;
	item->shown.is =
			xpt__arena_text(comparison->arena, "after the change of the VFs of %s", pf);
	item->physical_function = pf;
	item->shown.state = XPT_ITEM_WAITS;
}

int xpt__comparison_device(const struct comparison_builder *run,
		const struct desired_device *desired, const struct xpt_device *device)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_host *host = comparison->host;
	struct item item = { .kind = run->name ? ITEM_ATTACH : ITEM_RESERVE, .device = desired };
	char address[XPT_BDF_TEXT];

	item.called = desired->name;
	item.found = device;
	item.bdf = device ? device->bdf : desired->at_bdf.bdf;
	item.shown.subject = device ?
			device->address :
			desired->name ?
			desired->name :
			xpt__arena_text(comparison->arena, "%s",
					xpt__bdf_pattern_text(&desired->at_bdf, address));
	item.sought = item.shown.subject;
	item.shown.wanted = run->name ?
			xpt__arena_text(comparison->arena, "attached to %s", run->name->name) :
			"reserved";
	item.shown.is = device ? device_is(comparison, device) :
				 xpt__comparison_named_is(comparison, desired->name);
	item.shown.state = device && device_is_so(run, device) ? XPT_ITEM_SAME : XPT_ITEM_DIFFERS;
	if (host->without & XPT_WITHOUT_DEVICES) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	}
	xpt__comparison_wait(run, &item);
	await_vf(comparison, &desired->at_bdf, &item);
	return xpt__comparison_add(run, item, desired->at);
}

static int add_devices(const struct comparison_builder *run, const struct desired_device *desired)
{
	const struct xpt_device *device;
	size_t index = 0;
	int rc = 0;

	if (desired->name) {
		device = xpt__comparison_named(run->comparison, desired->name);
		return run->name || !xpt__comparison_has(run, ITEM_RESERVE, device) ?
				xpt__comparison_device(run, desired, device) :
				0;
	}
	while (!rc && xpt__comparison_match(run, &desired->at_bdf, &index, &device))
		if (run->name || !xpt__comparison_has(run, ITEM_RESERVE, device))
			rc = xpt__comparison_device(run, desired, device);
	return rc;
}

int xpt__comparison_devices(const struct comparison_builder *run, const char *domain)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->devices.count; i++) {
		const struct desired_device *device = &desired->devices.items[i];

		if (domain ? device->domain && !strcmp(device->domain, domain) : !device->domain)
			rc = add_devices(run, device);
	}
	return rc;
}

/* Names are for assignable devices: libxl forgets them when a device goes back to dom0. */
static bool will_be_assignable(
		const struct xpt_comparison *comparison, const struct xpt_device *device)
{
	bool will = device->state == DEVICE_RESERVED || device->state == DEVICE_ATTACHED;

	for (size_t i = 0; !will && i < comparison->desired->devices.count; i++) {
		const struct desired_device *desired = &comparison->desired->devices.items[i];

		will = (desired->name ? xpt__comparison_named(comparison, desired->name) == device :
					xpt__bdf_matches(&desired->at_bdf, device->bdf)) &&
				(!desired->domain ||
						xpt__comparison_domain_runs(
								comparison->host, desired->domain));
	}
	return will;
}

static int add_name(const struct comparison_builder *run, const struct desired_name *desired)
{
	struct xpt_comparison *comparison = run->comparison;
	const struct xpt_device *device = xpt__model_device(comparison->host, desired->bdf);
	struct item item = {
		.kind = ITEM_NAME, .name = desired->name, .found = device, .bdf = desired->bdf
	};
	bool named = device && device->store_name.state == XPT_FACT_KNOWN;
	char address[XPT_BDF_TEXT];

	item.sought = xpt__arena_text(
			comparison->arena, "%s", xpt_bdf_format(desired->bdf, address));
	item.shown.subject = xpt__arena_text(comparison->arena, "name of %s", address);
	item.shown.is = !device ? "not there" : named ? device->store_name.value : "none";
	item.shown.wanted = desired->name;
	item.shown.state = named && !strcmp(device->store_name.value, desired->name) ?
			XPT_ITEM_SAME :
			XPT_ITEM_DIFFERS;
	if (device && item.shown.state != XPT_ITEM_SAME &&
			!will_be_assignable(comparison, device)) {
		item.shown.is = "not assignable";
		item.shown.state = XPT_ITEM_WAITS;
	}
	if (comparison->host->without & XPT_WITHOUT_DEVICES) {
		item.shown.is = "not known";
		item.shown.state = XPT_ITEM_UNREAD;
	}
	await_vf(comparison, &(struct bdf_pattern){ .bdf = desired->bdf }, &item);
	return xpt__comparison_add(run, item, desired->at);
}

int xpt__comparison_names(const struct comparison_builder *run)
{
	const struct xpt_desired *desired = run->comparison->desired;
	int rc = 0;

	for (size_t i = 0; !rc && i < desired->names.count; i++)
		rc = add_name(run, &desired->names.items[i]);
	return rc;
}
