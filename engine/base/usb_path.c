/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "usb_path.h"

#include <stdio.h>
#include <string.h>

#define BUS_MAX 65535
#define PORT_MAX 255

static bool read_decimal(struct span text, uint64_t least, uint64_t most, unsigned int *ret_number)
{
	uint64_t number;

	/* one spelling only: sysfs writes no leading zeros */
	if (!xpt__span_number(text, 10, &number) || number < least || number > most ||
			(text.length > 1 && text.at[0] == '0'))
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

bool xpt__usb_path_read(struct span text, struct usb_path *ret_path)
{
	struct usb_path path = { 0 };
	struct span part;

	if (xpt__span_skip(&text, "usb")) {
		*ret_path = path;
		return read_decimal(text, 1, BUS_MAX, &ret_path->bus);
	}
	if (!memchr(text.at ? text.at : "", '-', text.length) ||
			!xpt__span_next_part(&text, '-', &part) ||
			!read_decimal(part, 1, BUS_MAX, &path.bus) || !text.length ||
			text.at[text.length - 1] == '.')
		return false;
	while (xpt__span_next_part(&text, '.', &part))
		if (path.depth == USB_PORTS ||
				!read_decimal(part, 1, PORT_MAX, &path.ports[path.depth++]))
			return false;
	*ret_path = path;
	return true;
}

bool xpt__usb_interface_read(struct span text, struct usb_path *ret_path, unsigned int *ret_number)
{
	struct span device, configuration, bus;
	unsigned int number;

	if (!memchr(text.at ? text.at : "", ':', text.length) ||
			!xpt__span_next_part(&text, ':', &device) ||
			!xpt__span_next_part(&text, '.', &configuration) ||
			!read_decimal(configuration, 1, PORT_MAX, &number) ||
			!read_decimal(text, 0, PORT_MAX, ret_number))
		return false;
	if (xpt__usb_path_read(device, ret_path))
		return ret_path->depth;
	if (!xpt__span_next_part(&device, '-', &bus) || !xpt__span_is(device, "0"))
		return false;
	*ret_path = (struct usb_path){ 0 };
	return read_decimal(bus, 1, BUS_MAX, &ret_path->bus);
}

#define ID_LENGTH 9 /* "046d:c52b" */

bool xpt__usb_id_read(struct span text, unsigned int *ret_vendor, unsigned int *ret_product,
		struct span *ret_serial)
{
	struct span serial = { NULL, 0 };

	if (text.length > ID_LENGTH + 1 && text.at[ID_LENGTH] == ':') {
		serial = (struct span){ text.at + ID_LENGTH + 1, text.length - ID_LENGTH - 1 };
		text.length = ID_LENGTH;
	}
	*ret_serial = serial;
	return xpt__span_id_pair(text, ret_vendor, ret_product);
}

const char *xpt__usb_path_text(const struct usb_path *path, char buffer[USB_PATH_TEXT])
{
	int length = snprintf(buffer, USB_PATH_TEXT, path->depth ? "%u" : "usb%u", path->bus);

	for (unsigned int i = 0; i < path->depth; i++)
		length += snprintf(buffer + length, USB_PATH_TEXT - (size_t)length, "%c%u",
				i ? '.' : '-', path->ports[i]);
	return buffer;
}

int xpt__usb_path_compare(const struct usb_path *a, const struct usb_path *b)
{
	if (a->bus != b->bus)
		return a->bus < b->bus ? -1 : 1;
	for (unsigned int i = 0; i < a->depth && i < b->depth; i++)
		if (a->ports[i] != b->ports[i])
			return a->ports[i] < b->ports[i] ? -1 : 1;
	return a->depth == b->depth ? 0 : a->depth < b->depth ? -1 : 1;
}

bool xpt__usb_path_below(struct usb_path *path, struct span port)
{
	return path->depth < USB_PORTS &&
			read_decimal(port, 1, PORT_MAX, &path->ports[path->depth++]);
}

bool xpt__usb_path_parent(const struct usb_path *path, struct usb_path *ret_parent)
{
	*ret_parent = *path;
	if (!path->depth)
		return false;
	ret_parent->ports[--ret_parent->depth] = 0;
	return true;
}
