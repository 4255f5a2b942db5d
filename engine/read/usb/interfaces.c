/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "../../source/paths.h"
#include "../ask.h"
#include "usb.h"

static struct xpt_usb_device *device_of(
		const struct xpt_host *host, const char *name, unsigned int *ret_number)
{
	struct usb_path path;

	return xpt__usb_interface_read(xpt__span_of(name), &path, ret_number) ?
			xpt__model_usb_device(host->usb, &path) :
			NULL;
}

static void note_once(struct xpt_host *host, struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (!strcmp(texts->items[i], text))
			return;
	xpt__read_note_text(host, texts, text);
}

static struct fact_int read_number(struct source *source, struct xpt_host *host, const char *name,
		const char *file, int base)
{
	char room[PATH_ROOM];

	return xpt__read_number(source, host,
			xpt__read_path(room, PATH_USB_DEVICES "/%s/%s", name, file), base);
}

static void read_interface(struct source *source, struct xpt_host *host,
		struct xpt_usb_device *device, const char *name, unsigned int number)
{
	struct usb_interface *interface = &device->interfaces[device->interface_count++];
	char room[PATH_ROOM];

	interface->number = number;
	interface->class_code = read_number(source, host, name, "bInterfaceClass", 16);
	interface->subclass = read_number(source, host, name, "bInterfaceSubClass", 16);
	interface->protocol = read_number(source, host, name, "bInterfaceProtocol", 16);
	if (interface->class_code.state == XPT_FACT_KNOWN)
		interface->function = xpt__usb_function(interface->class_code.value,
				interface->subclass.value, interface->protocol.value);
	/* a kernel of before 4.4 knows no such thing */
	interface->authorized = read_number(source, host, name, "authorized", 10);
	interface->driver = xpt__read_link_name(
			source, host, xpt__read_path(room, PATH_USB_DEVICES "/%s/driver", name));
	if (interface->function)
		note_once(host, &device->functions, interface->function);
	if (interface->driver.state == XPT_FACT_KNOWN)
		note_once(host, &device->drivers, interface->driver.value);
}

/* Room for as many as there are names. */
static void make_room(struct xpt_host *host, const struct names *names)
{
	struct usb *usb = host->usb;
	struct xpt_usb_device *device;
	unsigned int number;

	for (size_t i = 0; i < names->count; i++)
		if ((device = device_of(host, names->items[i], &number)))
			device->interface_count++;
	for (size_t i = 0; i < usb->device_count; i++) {
		device = &usb->devices[i];
		device->interfaces = xpt__arena_alloc(host->arena,
				(device->interface_count + 1) * sizeof(*device->interfaces));
		if (!device->interfaces)
			host->out_of_memory = true;
		device->interface_count = 0;
		device->functions.state = device->drivers.state = XPT_FACT_KNOWN;
	}
}

static void read_drivers(struct source *source, struct xpt_host *host)
{
	auto_names struct names names = { 0 };
	struct usb *usb = host->usb;
	struct fact_text why;

	usb->autoprobes = xpt__read_number(source, host, PATH_USB_AUTOPROBE, 10);
	usb->drivers.state = XPT_FACT_KNOWN;
	if (!xpt__probe_list(source, host, PATH_USB_DRIVERS, &names, &why))
		usb->drivers.state = why.state;
	for (size_t i = 0; i < names.count && !host->out_of_memory; i++)
		xpt__read_note_text(host, &usb->drivers,
				xpt__read_keep(host,
						xpt__arena_printable(host->arena, names.items[i],
								strlen(names.items[i]))));
}

void xpt__read_usb_interfaces(
		struct source *source, struct xpt_host *host, const struct names *names)
{
	struct xpt_usb_device *device;
	unsigned int number;

	read_drivers(source, host);
	make_room(host, names);
	for (size_t i = 0; i < names->count && !host->out_of_memory; i++)
		if ((device = device_of(host, names->items[i], &number)))
			read_interface(source, host, device, names->items[i], number);
}
