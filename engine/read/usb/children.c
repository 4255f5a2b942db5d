/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What domains have of what is plugged into each USB controller, by libxl's records alone: few questions, which every
 * request about a USB controller is worth.
 */
#include <stdlib.h>

#include "../../base/bdf.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

static bool has_controllers(const struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (fact_is(host->devices[i].class_code, CLASS_USB))
			return true;
	return false;
}

static void add_child(struct source *source, struct xpt_host *host, const struct usb_record *record)
{
	struct usb_child *child = &host->usb_children[host->usb_child_count];
	const struct usb_path root = { .bus = record->at.bus };
	char path[USB_PATH_TEXT];
	struct fact_text controller =
			xpt__read_usb_controller(source, host, xpt__usb_path_text(&root, path));

	if (controller.state == XPT_FACT_UNREADABLE)
		host->usb_children_why = controller;
	if (controller.state != XPT_FACT_KNOWN ||
			!xpt__bdf_read(xpt__span_of(controller.value), &child->controller))
		return;
	child->at = record->at;
	child->domid = record->domid;
	host->usb_child_count++;
}

static int keep_children(
		struct source *source, struct xpt_host *host, const struct usb_records *records)
{
	host->usb_children_why = records->why;
	host->usb_children = xpt__arena_alloc(
			host->arena, (records->count + 1) * sizeof(*host->usb_children));
	if (!host->usb_children)
		host->out_of_memory = true;
	for (size_t i = 0; i < records->count && !host->out_of_memory; i++)
		add_child(source, host, &records->items[i]);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}

int xpt__read_usb_children(struct source *source, struct xpt_host *host)
{
	const struct usb *usb = host->usb;
	struct usb_records records = { .why = FACT_ABSENT(NULL) };
	int rc;

	if (!(host->detail & XPT_DETAIL_CRITICAL)) {
		host->usb_children_why = (struct fact_text)FACT_UNREADABLE("nobody asked");
		return 0;
	}
	host->usb_children_why = (struct fact_text)FACT_ABSENT(NULL);
	if (!has_controllers(host))
		return 0;
	/* one snapshot says one thing of them */
	if (usb)
		return keep_children(source, host,
				&(const struct usb_records){ usb->records, usb->record_count,
						usb->records_why });
	xpt__read_usb_records(source, host, &records);
	rc = keep_children(source, host, &records);
	free(records.items);
	return rc;
}
