/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What domains have of what is plugged into each USB controller, by libxl's records, and by what their QEMUs have open: few questions,
 * which every request about a USB controller is worth.
 */
#include <stdlib.h>

#include "../../base/bdf.h"
#include "../../formats/open_devices.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "../programs.h"
#include "usb.h"

static bool has_controllers(const struct xpt_host *host)
{
	for (size_t i = 0; i < host->device_count; i++)
		if (fact_is(host->devices[i].class_code, CLASS_USB))
			return true;
	return false;
}

static void add_child(struct source *source, struct xpt_host *host, const struct usb_path *at,
		unsigned int domid)
{
	struct usb_child *child = &host->usb_children[host->usb_child_count];
	const struct usb_path root = { .bus = at->bus };
	char path[USB_PATH_TEXT];
	struct fact_text controller =
			xpt__read_usb_controller(source, host, xpt__usb_path_text(&root, path));

	if (controller.state == XPT_FACT_UNREADABLE)
		host->usb_children_why = controller;
	if (controller.state != XPT_FACT_KNOWN ||
			!xpt__bdf_read(xpt__span_of(controller.value), &child->controller))
		return;
	child->at = *at;
	child->domid = domid;
	host->usb_child_count++;
}

static bool is_child(const struct xpt_host *host, const struct usb_path *at)
{
	for (size_t i = 0; i < host->usb_child_count; i++)
		if (!xpt__usb_path_compare(&host->usb_children[i].at, at))
			return true;
	return false;
}

/* What a QEMU has opened, and no record tells. */
static void add_open(struct source *source, struct xpt_host *host, const struct usb_path *at,
		const struct emulator *emulators)
{
	const struct programs *programs = xpt__read_programs(source, host);
	char path[USB_PATH_TEXT], room[PATH_ROOM];
	struct fact_int number = xpt__read_number(source, host,
			xpt__read_path(room, PATH_USB_DEVICES "/%s/devnum",
					xpt__usb_path_text(at, path)),
			10);

	if (number.state == XPT_FACT_UNREADABLE)
		host->usb_children_why = xpt__fact_text_why(number);
	if (programs && programs->why.state == XPT_FACT_UNREADABLE)
		host->usb_children_why = programs->why;
	for (size_t i = 0; programs && number.state == XPT_FACT_KNOWN && i < programs->count; i++) {
		const struct program *program = &programs->items[i];
		struct fact_int domid = xpt__emulated_domain(host, emulators, program);

		if (program->major != MAJOR_USB || program->minor / 128 + 1 != at->bus ||
				program->minor % 128 + 1 != (unsigned int)number.value)
			continue;
		if (domid.state == XPT_FACT_UNREADABLE)
			host->usb_children_why = xpt__fact_text_why(domid);
		if (domid.state == XPT_FACT_KNOWN && !is_child(host, at))
			add_child(source, host, at, (unsigned int)domid.value);
	}
}

/* @names: of interfaces that usbfs has, which passes them to a program. */
static void add_all_open(struct source *source, struct xpt_host *host, const struct names *names)
{
	const struct emulator *emulators = NULL;
	struct usb_path at;
	unsigned int number;

	for (size_t i = 0; i < names->count && !host->out_of_memory; i++) {
		if (!xpt__usb_interface_read(xpt__span_of(names->items[i]), &at, &number) ||
				is_child(host, &at))
			continue;
		if (!emulators)
			emulators = xpt__read_emulators(source, host);
		if (emulators)
			add_open(source, host, &at, emulators);
	}
}

static int keep_children(
		struct source *source, struct xpt_host *host, const struct usb_records *records)
{
	auto_names struct names open = { 0 };
	struct fact_text why = records->why;

	/* a kernel without usbfs has no such folder */
	if (why.state == XPT_FACT_ABSENT && fact_true(host->store))
		xpt__probe_list(source, host, PATH_USB_DRIVERS "/usbfs", &open, &why);
	host->usb_children_why = why;
	host->usb_children = xpt__arena_alloc(host->arena,
			(records->count + open.count + 1) * sizeof(*host->usb_children));
	if (!host->usb_children)
		host->out_of_memory = true;
	for (size_t i = 0; i < records->count && !host->out_of_memory; i++)
		add_child(source, host, &records->items[i].at, records->items[i].domid);
	if (!host->out_of_memory)
		add_all_open(source, host, &open);
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
