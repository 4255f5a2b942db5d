/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "uevent.h"

#include <string.h>

/* Cut the next text off @rest. False at the end, and for a text that has none. */
static bool next_text(struct span *rest, struct span *ret_text)
{
	const char *end = rest->length ? memchr(rest->at, '\0', rest->length) : NULL;

	if (!end)
		return false;
	*ret_text = (struct span){ rest->at, (size_t)(end - rest->at) };
	rest->at = end + 1;
	rest->length -= ret_text->length + 1;
	return true;
}

static bool is_plugging(struct span action)
{
	/* "bind": dom0's kernel has made it ready */
	return xpt__span_is(action, "add") || xpt__span_is(action, "remove") ||
			xpt__span_is(action, "bind");
}

bool xpt__uevent_of_usb(struct span message)
{
	struct span text, action;
	bool usb = false, device = false;

	if (!next_text(&message, &text) || !memchr(text.at, '@', text.length) ||
			!xpt__span_next_part(&text, '@', &action) || !is_plugging(action))
		return false;
	while (next_text(&message, &text)) {
		usb = usb || xpt__span_is(text, "SUBSYSTEM=usb");
		device = device || xpt__span_is(text, "DEVTYPE=usb_device");
	}
	return usb && device && !message.length;
}
