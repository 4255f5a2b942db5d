/* SPDX-License-Identifier: GPL-2.0-or-later */
/* USB devices from sysfs, and who has them. */
#include "usb.h"

#include <stdlib.h>
#include <string.h>

#include "../../base/bdf.h"
#include "../../formats/open_devices.h"
#include "../../source/paths.h"
#include "../ask.h"
#include "../programs.h"

static const char *file(char room[PATH_ROOM], const struct xpt_usb_device *device, const char *name)
{
	return xpt__read_path(room, PATH_USB_DEVICES "/%s/%s", device->path, name);
}

static void set_path(struct xpt_host *host, struct xpt_usb_device *device)
{
	char text[USB_PATH_TEXT];

	xpt__usb_path_text(&device->at, text);
	device->path = xpt__read_keep(host, xpt__arena_printable(host->arena, text, strlen(text)));
}

/* The file is empty while the device has no configuration. */
static struct fact_int read_said(
		struct source *source, struct xpt_host *host, const struct xpt_usb_device *device)
{
	char room[PATH_ROOM];
	struct fact_text text = xpt__read_text(source, host, file(room, device, "bNumInterfaces"));

	return text.state == XPT_FACT_KNOWN ? xpt__fact_number(xpt__span_of(text.value), 10, 255) :
					      xpt__fact_int_why(text);
}

/* "…/2-1:1.0/2-1-port4", "…/2-0:1.0/usb2-port4" is 2-1.4, 2-4: the port of the other speed, by the kernel. */
static struct fact_text read_peer(
		struct source *source, struct xpt_host *host, const struct xpt_usb_device *device)
{
	char room[PATH_ROOM], text[USB_PATH_TEXT];
	auto_free char *target = NULL;
	struct span port, hub;
	struct usb_path path;
	struct fact_text why;

	if (!device->at.depth)
		return (struct fact_text)FACT_ABSENT(NULL);
	if (!xpt__probe_link(source, host, file(room, device, "port/peer"), &target, &why))
		return why;
	port = hub = xpt__last_part(xpt__span_of(target));
	while (hub.length && hub.at[hub.length - 1] != '-')
		hub.length--;
	port = (struct span){ port.at + hub.length, port.length - hub.length };
	hub.length -= hub.length > 0;
	if (!xpt__span_skip(&port, "port") || !xpt__usb_path_read(hub, &path) ||
			!xpt__usb_path_below(&path, port))
		return (struct fact_text)FACT_UNREADABLE("the kernel names it in another way");
	return xpt__fact_span(host, xpt__span_of(xpt__usb_path_text(&path, text)));
}

static void read_device(struct source *source, struct xpt_host *host, struct xpt_usb_device *device)
{
	char room[PATH_ROOM];

	device->bus = fact_int_known(device->at.bus);
	device->number = xpt__read_number(source, host, file(room, device, "devnum"), 10);
	device->vendor_id = xpt__read_number(source, host, file(room, device, "idVendor"), 16);
	device->product_id = xpt__read_number(source, host, file(room, device, "idProduct"), 16);
	device->release = xpt__read_number(source, host, file(room, device, "bcdDevice"), 16);
	device->manufacturer = xpt__read_text(source, host, file(room, device, "manufacturer"));
	device->product = xpt__read_text(source, host, file(room, device, "product"));
	device->serial = xpt__read_text(source, host, file(room, device, "serial"));
	device->speed = xpt__read_text(source, host, file(room, device, "speed"));
	device->class_code = xpt__read_number(source, host, file(room, device, "bDeviceClass"), 16);
	device->interfaces_said = read_said(source, host, device);
	device->authorized = xpt__read_number(source, host, file(room, device, "authorized"), 10);
	device->peer = read_peer(source, host, device);
}

/* Of one that is unplugged only the record is known. */
static void no_facts(struct xpt_usb_device *device)
{
	device->bus = device->number = device->vendor_id = device->product_id = device->release =
			device->class_code = device->authorized =
					(struct fact_int)FACT_ABSENT(NULL);
	device->manufacturer = device->product = device->serial = device->speed = device->peer =
			(struct fact_text)FACT_ABSENT(NULL);
}

/* "…/0000:00:14.0/usb1": what stands right above the root hub. */
struct fact_text xpt__read_usb_controller(
		struct source *source, struct xpt_host *host, const char *root)
{
	char room[PATH_ROOM];
	auto_free char *target = NULL;
	struct fact_text why;
	struct span above;
	struct xpt_bdf bdf;

	if (!xpt__probe_link(source, host, xpt__read_path(room, PATH_USB_DEVICES "/%s", root),
			    &target, &why))
		return why;
	above = xpt__span_of(target);
	above.length -= xpt__last_part(above).length;
	if (above.length)
		above.length--;
	above = xpt__last_part(above);
	return xpt__bdf_read(above, &bdf) ? xpt__fact_span(host, above) :
					    (struct fact_text)FACT_ABSENT(NULL);
}

static void read_controller(
		struct source *source, struct xpt_host *host, struct xpt_usb_device *root)
{
	const struct xpt_device *controller;
	struct xpt_bdf bdf;

	root->controller = xpt__read_usb_controller(source, host, root->path);
	root->node = xpt__fact_int_why(root->controller);
	if (root->controller.state != XPT_FACT_KNOWN ||
			!xpt__bdf_read(xpt__span_of(root->controller.value), &bdf))
		return;
	controller = xpt__model_device(host, bdf);
	root->node = controller ? controller->node :
				  (struct fact_int)FACT_UNREADABLE("its controller was not read");
}

static void link_devices(struct source *source, struct xpt_host *host)
{
	struct usb *usb = host->usb;

	for (size_t i = 0; i < usb->device_count; i++) {
		struct xpt_usb_device *device = &usb->devices[i];
		struct usb_path above;
		bool is_root = !xpt__usb_path_parent(&device->at, &above);

		device->parent = is_root ? NULL : xpt__model_usb_device(usb, &above);
		if (is_root && device->present) {
			read_controller(source, host, device);
		} else if (!device->parent) {
			device->controller = (struct fact_text)FACT_ABSENT(NULL);
			device->node = (struct fact_int)FACT_ABSENT(NULL);
		} else {
			device->controller = device->parent->controller;
			device->node = device->parent->node;
		}
	}
}

/* usbfs passes it to a program, usbback to a guest; every other driver is dom0's own. */
static bool is_passed_on(const char *driver)
{
	return !strcmp(driver, "usbfs") || !strcmp(driver, "usbback");
}

static size_t count_drivers(const struct xpt_usb_device *device, bool passed_on)
{
	size_t count = 0;

	for (size_t i = 0; i < device->drivers.count; i++)
		count += is_passed_on(device->drivers.items[i]) == passed_on;
	return count;
}

static struct fact_text state_of(const struct xpt_host *host, const struct xpt_usb_device *device)
{
	if (!device->present)
		return xpt__model_usb_is_gone(host, device) ? fact_text_known("gone") :
							      xpt__fact_text_why(host->usb_devices);
	/* a guest cannot have what no program may open */
	if (xpt__model_usb_is_reserved(device))
		return fact_text_known("reserved");
	if (device->domain.state == XPT_FACT_KNOWN)
		return fact_text_known(!count_drivers(device, false) ? "attached" :
						device->foreign	     ? "dom0" :
								       "stale");
	if (device->authorized.state == XPT_FACT_KNOWN && !device->authorized.value)
		return fact_text_known("unauthorized");
	if (count_drivers(device, true)) /* maybe a guest's device model */
		return fact_text_known("program");
	if (count_drivers(device, false))
		return fact_text_known("dom0");
	if (device->domain.state == XPT_FACT_UNREADABLE)
		return device->domain;
	return fact_text_known("unbound");
}

static void set_holders(struct xpt_host *host, const struct usb_records *records)
{
	struct usb *usb = host->usb;
	char buffer[16];

	for (size_t i = 0; i < usb->device_count; i++) {
		usb->devices[i].domain = records->why;
		usb->devices[i].guest_controller = xpt__fact_int_why(records->why);
		usb->devices[i].guest_port = xpt__fact_int_why(records->why);
	}
	for (size_t i = 0; i < records->count; i++) {
		const struct usb_record *record = &records->items[i];
		struct xpt_usb_device *device = xpt__model_usb_device(usb, &record->at);

		device->domain = xpt__fact_span(host,
				xpt__span_of(xpt__model_domain_name(host, record->domid, buffer)));
		device->guest_controller = fact_int_known(record->controller);
		device->guest_port = fact_int_known(record->port);
	}
}

static void set_states(struct xpt_host *host)
{
	for (size_t i = 0; i < host->usb->device_count; i++)
		host->usb->devices[i].state = state_of(host, &host->usb->devices[i]);
}

/* Who holds a device without a driver's doing has its node open: numbered by bus and device, 128 a bus. */
static void read_programs(struct source *source, struct xpt_host *host)
{
	struct usb *usb = host->usb;

	for (size_t i = 0; i < usb->device_count; i++) {
		struct xpt_usb_device *device = &usb->devices[i];

		device->programs.state = XPT_FACT_KNOWN;
		if (!device->present)
			continue;
		if (device->number.state != XPT_FACT_KNOWN)
			device->programs = (struct texts){ .state = XPT_FACT_UNREADABLE,
				.reason = "its number is not known" };
		else
			xpt__read_programs_of(source, host, MAJOR_USB,
					(unsigned int)((device->bus.value - 1) * 128 +
							device->number.value - 1),
					&device->programs);
	}
}

static struct fact_int read_usbback(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (xpt__probe_list(source, host, PATH_USB_BACK, &names, &why))
		return fact_int_known(1);
	return why.state == XPT_FACT_ABSENT ? fact_int_known(0) : xpt__fact_int_why(why);
}

/* What keeps its socket there. */
static struct fact_int read_udev(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct fact_text why;

	if (!xpt__probe_list(source, host, PATH_UDEV_SOCKET, &names, &why))
		return why.state == XPT_FACT_ABSENT ? fact_int_known(0) : xpt__fact_int_why(why);
	for (size_t i = 0; i < names.count; i++)
		if (!strcmp(names.items[i], "control"))
			return fact_int_known(1);
	return fact_int_known(0);
}

static int by_path(const void *a, const void *b)
{
	const struct xpt_usb_device *first = a, *second = b;
	int order = xpt__usb_path_compare(&first->at, &second->at);

	/* what is there before a record of it */
	return order ? order : second->present - first->present;
}

/* All that is there, and all that a record names. */
static void list_devices(
		struct xpt_host *host, const struct names *names, const struct usb_records *records)
{
	struct usb *usb = host->usb;
	size_t count = 0, kept = 0;

	usb->devices = xpt__arena_alloc(
			host->arena, (names->count + records->count + 1) * sizeof(*usb->devices));
	if (!usb->devices) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < names->count; i++)
		if (xpt__usb_path_read(xpt__span_of(names->items[i]), &usb->devices[count].at))
			usb->devices[count++].present = true;
	for (size_t i = 0; i < records->count; i++)
		usb->devices[count++].at = records->items[i].at;
	qsort(usb->devices, count, sizeof(*usb->devices), by_path);
	for (size_t i = 0; i < count; i++)
		if (!i || xpt__usb_path_compare(&usb->devices[kept - 1].at, &usb->devices[i].at))
			usb->devices[kept++] = usb->devices[i];
	usb->device_count = kept;
}

static void read_devices(struct source *source, struct xpt_host *host)
{
	struct usb *usb = host->usb;
	long long count = 0;

	for (size_t i = 0; i < usb->device_count && !host->out_of_memory; i++) {
		set_path(host, &usb->devices[i]);
		if (!usb->devices[i].present)
			no_facts(&usb->devices[i]);
		else if (!host->out_of_memory)
			read_device(source, host, &usb->devices[i]);
		count += usb->devices[i].present;
	}
	if (host->usb_devices.state == XPT_FACT_KNOWN)
		host->usb_devices.value = count;
}

static void keep_records(struct xpt_host *host, const struct usb_records *records)
{
	struct usb *usb = host->usb;

	usb->records_why = records->why;
	usb->records = xpt__arena_alloc(host->arena, (records->count + 1) * sizeof(*usb->records));
	if (!usb->records) {
		host->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < records->count; i++)
		usb->records[usb->record_count++] = records->items[i];
}

int xpt__read_usb(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct usb_records records = { .why = FACT_ABSENT(NULL) };
	struct fact_text why;

	if (!(host->detail & XPT_DETAIL_USB))
		return 0;
	host->usb = xpt__arena_alloc(host->arena, sizeof(*host->usb));
	if (!host->usb)
		return XPT_NO_MEMORY;
	host->usb->usbback = read_usbback(source, host);
	host->usb->udev = read_udev(source, host);
	host->usb_devices = fact_int_known(0);
	/* a kernel without USB has no such folder */
	if (!xpt__probe_list(source, host, PATH_USB_DEVICES, &names, &why) &&
			why.state == XPT_FACT_UNREADABLE)
		host->usb_devices = xpt__fact_int_why(why);
	xpt__read_usb_records(source, host, &records);
	if (!host->out_of_memory)
		list_devices(host, &names, &records);
	if (!host->out_of_memory)
		read_devices(source, host);
	if (!host->out_of_memory)
		xpt__read_usb_interfaces(source, host, &names);
	if (!host->out_of_memory)
		read_programs(source, host);
	if (!host->out_of_memory) {
		link_devices(source, host);
		set_holders(host, &records);
		xpt__read_usb_holders(source, host);
		set_states(host);
		keep_records(host, &records);
		xpt__read_usb_models(source, host);
		xpt__read_usb_policy(source, host);
	}
	free(records.items);
	return host->out_of_memory ? XPT_NO_MEMORY : 0;
}
