/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model_usb.h"

#include <string.h>

#define NUMBER_MAX 0xffff
#define WITHOUT_LIBUSB "USB host devices not supported"

static const char *const words[] = {
	[MODEL_USB_HOST] = "host-devices",
	[MODEL_USB_CONTROLLER] = "controller",
	[MODEL_USB_DEVICE] = "device",
	[MODEL_USB_END] = "end",
};

static bool read_number(struct span text, unsigned int *ret_number)
{
	uint64_t number;

	if (!xpt__span_number(text, 10, &number) || number > NUMBER_MAX)
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

static bool next_number(struct span *rest, unsigned int *ret_number)
{
	struct span word;

	return xpt__span_next_word(rest, &word) && read_number(word, ret_number);
}

static bool next_yes(struct span *rest, bool *ret_yes)
{
	struct span word;

	if (!xpt__span_next_word(rest, &word))
		return false;
	*ret_yes = xpt__span_is(word, "yes");
	return *ret_yes || xpt__span_is(word, "no");
}

bool xpt__model_usb_next(struct span *rest, struct model_usb_line *ret_line)
{
	struct model_usb_line line = { MODEL_USB_HOST };
	struct span text, word;
	bool fits = true;

	if (!xpt__span_next_line(rest, &text) || !xpt__span_next_word(&text, &word))
		return false;
	while (line.kind < MODEL_USB_END && !xpt__span_is(word, words[line.kind]))
		line.kind++;
	if (!xpt__span_is(word, words[line.kind]))
		return false;
	if (line.kind == MODEL_USB_CONTROLLER || line.kind == MODEL_USB_DEVICE)
		fits = next_number(&text, &line.controller);
	if (line.kind == MODEL_USB_DEVICE)
		fits = fits && next_number(&text, &line.port) && next_number(&text, &line.bus) &&
				next_number(&text, &line.number);
	if (line.kind == MODEL_USB_HOST || line.kind == MODEL_USB_DEVICE)
		fits = fits && next_yes(&text, &line.yes);
	*ret_line = line;
	return fits && !xpt__span_next_word(&text, &word);
}

bool xpt__model_usb_whole(struct span text)
{
	struct model_usb_line line = { MODEL_USB_END };
	bool first = true;

	while (xpt__model_usb_next(&text, &line)) {
		if (first != (line.kind == MODEL_USB_HOST))
			return false;
		first = false;
		if (line.kind == MODEL_USB_END)
			return !text.length;
	}
	return false;
}

void xpt__model_usb_write(FILE *to, const struct model_usb_line *line)
{
	const char *yes = line->yes ? "yes" : "no";

	fputs(words[line->kind], to);
	if (line->kind == MODEL_USB_HOST)
		fprintf(to, " %s", yes);
	if (line->kind == MODEL_USB_CONTROLLER)
		fprintf(to, " %u", line->controller);
	if (line->kind == MODEL_USB_DEVICE)
		fprintf(to, " %u %u %u %u %s", line->controller, line->port, line->bus,
				line->number, yes);
	fputc('\n', to);
}

/* QEMU's tree of devices: "bus: xenusb-0.0" holds what is plugged into the controller xenusb-0. */
struct tree {
	FILE *to;
	bool in_controller, in_device;
	size_t indent; /* of the bus */
	struct model_usb_line device;
};

/* "xenusb-0" */
static bool read_controller(struct span text, unsigned int *ret_number)
{
	return xpt__span_skip(&text, "xenusb-") && read_number(text, ret_number);
}

/* "xenusb-2-7" */
static bool read_device(struct span text, unsigned int *ret_bus, unsigned int *ret_number)
{
	struct span bus;

	return xpt__span_skip(&text, "xenusb-") && xpt__span_next_part(&text, '-', &bus) &&
			read_number(bus, ret_bus) && read_number(text, ret_number);
}

static void end_device(struct tree *tree)
{
	if (tree->in_device)
		xpt__model_usb_write(tree->to, &tree->device);
	tree->in_device = false;
}

/* `usb-host, id "xenusb-2-7"` */
static void begin_device(struct tree *tree, struct span text)
{
	struct model_usb_line line = { MODEL_USB_CONTROLLER };
	struct span driver, id = { "", 0 };

	end_device(tree);
	if (!xpt__span_next_part(&text, ',', &driver))
		return;
	text = xpt__span_trim(text);
	if (xpt__span_skip(&text, "id \""))
		(void)xpt__span_next_part(&text, '"', &id);
	if (read_controller(id, &line.controller)) {
		xpt__model_usb_write(tree->to, &line);
	} else if (tree->in_controller) {
		tree->in_device = true;
		tree->device.port = tree->device.bus = tree->device.number = 0;
		tree->device.yes = false;
		if (!read_device(id, &tree->device.bus, &tree->device.number))
			tree->device.bus = tree->device.number = 0;
	}
}

/* "xenusb-0.0" */
static void begin_bus(struct tree *tree, struct span name, size_t indent)
{
	struct span controller;

	end_device(tree);
	tree->indent = indent;
	tree->in_controller = xpt__span_next_part(&name, '.', &controller) &&
			xpt__span_is(name, "0") &&
			read_controller(controller, &tree->device.controller);
}

static void end_bus(struct tree *tree)
{
	end_device(tree);
	tree->in_controller = false;
}

static size_t indent_of(struct span text)
{
	size_t count = 0;

	while (count < text.length && text.at[count] == ' ')
		count++;
	return count;
}

static void read_property(struct tree *tree, struct span text)
{
	struct span value;

	if (xpt__span_skip(&text, "port = \"") && xpt__span_next_part(&text, '"', &value))
		(void)read_number(value, &tree->device.port);
	if (xpt__span_starts(text, "addr ") && text.length > strlen(", attached"))
		tree->device.yes = xpt__span_is(
				(struct span){ text.at + text.length - strlen(", attached"),
						strlen(", attached") },
				", attached");
}

void xpt__model_usb_from_monitor(struct span host, struct span tree_text, FILE *to)
{
	struct tree tree = { .to = to, .device = { MODEL_USB_DEVICE } };
	struct model_usb_line line = { MODEL_USB_HOST };
	struct span text;

	line.yes = !xpt__span_starts(xpt__span_trim(host), WITHOUT_LIBUSB);
	xpt__model_usb_write(to, &line);
	while (xpt__span_next_line(&tree_text, &text)) {
		size_t indent = indent_of(text);

		text = xpt__span_trim(text);
		if (indent <= tree.indent)
			end_bus(&tree);
		if (xpt__span_skip(&text, "bus: "))
			begin_bus(&tree, text, indent);
		else if (xpt__span_skip(&text, "dev: "))
			begin_device(&tree, text);
		else if (tree.in_device)
			read_property(&tree, text);
	}
	end_device(&tree);
	line.kind = MODEL_USB_END;
	xpt__model_usb_write(to, &line);
}
