/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dm_usb.h"

#define NUMBER_MAX 0xffff

static const char *const words[] = {
	[DM_USB_HOST] = "host-devices",
	[DM_USB_GONE] = "gone",
	[DM_USB_CONTROLLER] = "controller",
	[DM_USB_DEVICE] = "device",
	[DM_USB_BACKEND] = "backend",
	[DM_USB_FOLLOWER] = "follower",
	[DM_USB_TAKES] = "takes",
	[DM_USB_END] = "end",
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

/* What stands behind the controller of a device. */
static bool next_device(struct span *rest, struct dm_usb_line *line)
{
	struct span word;

	if (!next_number(rest, &line->port))
		return false;
	if (line->kind == DM_USB_FOLLOWER)
		return xpt__span_next_word(rest, &word) && xpt__usb_path_read(word, &line->at) &&
				line->at.depth;
	return next_number(rest, &line->bus) && next_number(rest, &line->number);
}

static bool next_taken(struct span *rest, struct span *ret_what)
{
	struct usb_path path;
	unsigned int vendor, product;
	struct span serial;

	return xpt__span_next_word(rest, ret_what) &&
			(xpt__span_is(*ret_what, USB_ANY) || xpt__usb_path_read(*ret_what, &path) ||
					(xpt__usb_id_read(*ret_what, &vendor, &product, &serial) &&
							!serial.length));
}

static bool is_device(enum dm_usb_kind kind)
{
	return kind == DM_USB_DEVICE || kind == DM_USB_FOLLOWER;
}

bool xpt__dm_usb_next(struct span *rest, struct dm_usb_line *ret_line)
{
	struct dm_usb_line line = { DM_USB_HOST };
	struct span text, word;
	bool fits = true;

	if (!xpt__span_next_line(rest, &text) || !xpt__span_next_word(&text, &word))
		return false;
	while (line.kind < DM_USB_END && !xpt__span_is(word, words[line.kind]))
		line.kind++;
	if (!xpt__span_is(word, words[line.kind]))
		return false;
	if (line.kind >= DM_USB_CONTROLLER && line.kind < DM_USB_TAKES)
		fits = next_number(&text, &line.controller);
	if (is_device(line.kind))
		fits = fits && next_device(&text, &line);
	if (line.kind == DM_USB_HOST || is_device(line.kind))
		fits = fits && next_yes(&text, &line.yes);
	if (line.kind == DM_USB_TAKES)
		fits = next_taken(&text, &line.what);
	*ret_line = line;
	return fits && !xpt__span_next_word(&text, &word);
}

bool xpt__dm_usb_whole(struct span text)
{
	struct dm_usb_line line = { DM_USB_END };
	bool first = true, gone = false;

	while (xpt__dm_usb_next(&text, &line)) {
		if (first != (line.kind == DM_USB_HOST || line.kind == DM_USB_GONE))
			return false;
		first = false;
		if (line.kind == DM_USB_END)
			return !text.length;
		if (gone)
			return false;
		gone = line.kind == DM_USB_GONE;
	}
	return false;
}

void xpt__dm_usb_write(FILE *to, const struct dm_usb_line *line)
{
	const char *yes = line->yes ? "yes" : "no";
	char path[USB_PATH_TEXT];

	fputs(words[line->kind], to);
	if (line->kind == DM_USB_HOST)
		fprintf(to, " %s", yes);
	if (line->kind == DM_USB_CONTROLLER || line->kind == DM_USB_BACKEND)
		fprintf(to, " %u", line->controller);
	if (line->kind == DM_USB_DEVICE)
		fprintf(to, " %u %u %u %u %s", line->controller, line->port, line->bus,
				line->number, yes);
	if (line->kind == DM_USB_FOLLOWER) {
		xpt__usb_path_text(&line->at, path);
		fprintf(to, " %u %u %s %s", line->controller, line->port, path, yes);
	}
	if (line->kind == DM_USB_TAKES)
		fprintf(to, " %.*s", (int)line->what.length, line->what.at);
	fputc('\n', to);
}
