/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices that are due, as requests: those that go to one domain on the same terms go together. */
#include <string.h>

#include "../base/error.h"
#include "../base/bdf.h"
#include "compare.h"

struct request_list {
	const struct xpt_comparison *comparison;
	struct xpt_request *requests;
	struct xpt_bdf *devices; /* those of all requests; each request's lie side by side */
	bool *taken;		 /* for each item */
	size_t count, used;
};

static bool is_device(const struct item *item)
{
	return (item->kind == ITEM_RESERVE || item->kind == ITEM_ATTACH) && item_is_due(item);
}

/* An attach reserves by itself. */
static bool is_attached_too(const struct xpt_comparison *comparison, const struct item *reserve)
{
	for (size_t i = 0; i < comparison->items.count; i++) {
		const struct item *item = &comparison->items.items[i];

		if (item->kind == ITEM_ATTACH && item_is_due(item) &&
				xpt__bdf_equal(item->bdf, reserve->bdf))
			return true;
	}
	return false;
}

/* A slot is for one device. */
static bool go_together(const struct item *a, const struct item *b)
{
	return a->kind == b->kind && a->domain == b->domain && !a->device->slot &&
			!b->device->slot && a->device->flags == b->device->flags;
}

static int check_twice(const struct xpt_comparison *comparison, const struct item *item,
		struct xpt_error **ret_error)
{
	for (const struct item *other = comparison->items.items; other < item; other++)
		if (other->kind == item->kind && is_device(other) &&
				xpt__bdf_equal(other->bdf, item->bdf))
			return xpt__error_set(ret_error, XPT_INVALID,
					"%s line %lu: %s is in %s line %lu "
					"already%s%s",
					item->shown.file, item->shown.line, item->shown.subject,
					other->shown.file, other->shown.line,
					other->shown.domain ? ", for " : "",
					other->shown.domain ? other->shown.domain : "");
	return 0;
}

static void collect(struct request_list *run, size_t first)
{
	const struct item *items = run->comparison->items.items, *item = &items[first];
	struct xpt_request request = XPT_OPTIONS(xpt_request,
			.action = item->kind == ITEM_ATTACH ? XPT_ATTACH : XPT_RESERVE,
			.devices = &run->devices[run->used], .flags = item->device->flags,
			.domain = item->shown.domain, .slot = item->device->slot);

	for (size_t i = first; i < run->comparison->items.count; i++) {
		if (run->taken[i] || !is_device(&items[i]) ||
				(i != first && !go_together(item, &items[i])))
			continue;
		run->taken[i] = true;
		if (item->kind == ITEM_RESERVE && is_attached_too(run->comparison, &items[i]))
			continue;
		run->devices[run->used++] = items[i].bdf;
		request.device_count++;
	}
	if (request.device_count)
		run->requests[run->count++] = request;
}

static bool is_usb(const struct item *item)
{
	return item_is_usb(item) && item_is_due(item) && item->usb;
}

/* An attach takes it past dom0's drivers by itself. */
static bool is_given(const struct xpt_comparison *comparison, const struct xpt_usb_device *device)
{
	for (size_t i = 0; i < comparison->items.count; i++)
		if (comparison->items.items[i].kind == ITEM_USB &&
				is_usb(&comparison->items.items[i]) &&
				comparison->items.items[i].usb == device)
			return true;
	return false;
}

/* Two lines of one domain, or of the host, may mean the same device. */
static bool is_asked_for(const struct xpt_comparison *comparison, const struct item *item)
{
	for (const struct item *other = comparison->items.items; other < item; other++)
		if (is_usb(other) && other->usb == item->usb && other->domain == item->domain)
			return true;
	return false;
}

static void collect_usb(struct request_list *run, const struct item *item)
{
	bool reserves = item->kind == ITEM_USB_RESERVE;

	if (is_usb(item) && !is_asked_for(run->comparison, item) &&
			!(reserves && is_given(run->comparison, item->usb)))
		run->requests[run->count++] = XPT_OPTIONS(xpt_request,
				.action = reserves ? XPT_RESERVE : XPT_ATTACH,
				.domain = item->shown.domain, .usb_devices = &item->usb->path,
				.usb_device_count = 1);
}

int xpt__comparison_requests(const struct xpt_comparison *comparison,
		struct xpt_request **ret_requests, size_t *ret_count, struct xpt_error **ret_error)
{
	size_t count = comparison->items.count;
	struct request_list run = { .comparison = comparison,
		.requests = xpt__arena_array(comparison->arena, count + 1, sizeof(*run.requests)),
		.devices = xpt__arena_array(comparison->arena, count + 1, sizeof(*run.devices)),
		.taken = xpt__arena_array(comparison->arena, count + 1, sizeof(*run.taken)) };
	int rc = run.requests && run.devices && run.taken ? 0 : xpt__error_no_memory(ret_error);

	for (size_t i = 0; !rc && i < count; i++) {
		collect_usb(&run, &comparison->items.items[i]);
		if (!is_device(&comparison->items.items[i]))
			continue;
		rc = check_twice(comparison, &comparison->items.items[i], ret_error);
		if (!rc && !run.taken[i])
			collect(&run, i);
	}
	if (rc)
		return rc;
	*ret_requests = run.requests;
	*ret_count = run.count;
	return 0;
}
