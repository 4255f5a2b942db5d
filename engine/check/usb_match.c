/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The USB device that a word means: a path, what the device is, or a name of it. */
#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../model/names.h"
#include "../model/usb.h"
#include "../model/usb_names.h"
#include "match.h"

struct wanted {
	const char *word;
	struct usb_identity identity;
};

/* "1-2 and 3-2" */
static const char *paths_of(struct arena *arena, const struct usb *usb, const struct wanted *wanted)
{
	const char *text = NULL, *last = NULL;

	for (size_t i = 0; i < usb->device_count; i++) {
		if (xpt__model_usb_likeness(&usb->devices[i], &wanted->identity) != USB_LIKE)
			continue;
		if (last)
			text = text ? xpt__arena_text(arena, "%s, %s", text, last) : last;
		last = usb->devices[i].path;
	}
	return text ? xpt__arena_text(arena, "%s and %s", text, last) : last;
}

static int refuse_several(
		const struct usb *usb, const struct wanted *wanted, struct xpt_error **ret_error)
{
	auto_of(arena) struct arena *arena = xpt__arena_new();
	auto_of(report) struct xpt_report *report = xpt__report_new();
	const char *paths = arena ? paths_of(arena, usb, wanted) : NULL;

	if (!report || !paths ||
			!xpt__report_add(report, &xpt__cause_usb_ambiguous,
					PLACEHOLDERS({ "devices", paths },
							{ "identity", wanted->word })))
		return xpt__error_no_memory(ret_error);
	return xpt__error_report(ret_error, XPT_REFUSED, TAKE(report),
			"%s means several USB devices", wanted->word);
}

static int find_by_id(const struct xpt_host *host, const struct wanted *wanted,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error)
{
	const struct xpt_usb_device *found = NULL, *perhaps = NULL;
	const struct usb *usb = host->usb;
	size_t count = 0;

	for (size_t i = 0; i < usb->device_count; i++) {
		enum usb_likeness likeness =
				xpt__model_usb_likeness(&usb->devices[i], &wanted->identity);

		if (likeness == USB_LIKE) {
			found = &usb->devices[i];
			count++;
		} else if (likeness == USB_UNSURE) {
			perhaps = &usb->devices[i];
		}
	}
	if (count > 1)
		return refuse_several(usb, wanted, ret_error);
	if (perhaps)
		return xpt__error_set(ret_error, XPT_UNREADABLE,
				"it is not known whether %s is %s: name the device by its port",
				perhaps->path, wanted->word);
	if (!found)
		return xpt__error_set(ret_error, XPT_NOT_FOUND,
				"no USB device that is plugged in is %s; list them with: "
				"xpt usb list",
				wanted->word);
	*ret_device = found;
	return 0;
}

/* @known: the entry of a name; NULL: no device is called so */
static int find_by_name(const struct xpt_host *host, const char *word,
		const struct device_name *known, const struct xpt_usb_device **ret_device,
		struct xpt_error **ret_error)
{
	if (!known && xpt__names_unread(host))
		return xpt__match_no_such_name(host, word, ret_error);
	if (!known || !name_is_usb(known))
		return xpt__model_find_usb(host, word, ret_device, ret_error);
	*ret_device = known->state == NAME_FOUND ? known->usb_now :
						   xpt__usb_names_left(host, known);
	return *ret_device ? 0 : xpt__match_refuse(host, known, ret_error);
}

int xpt_host_find_usb_device(const struct xpt_host *host, const char *word,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error)
{
	struct wanted wanted = { .word = word };
	int rc;

	if (xpt_usb_path_is(word))
		return xpt__model_find_usb(host, word, ret_device, ret_error);
	if (!xpt__usb_id_read(xpt__span_of(word), &wanted.identity.vendor, &wanted.identity.product,
			    &wanted.identity.serial))
		return find_by_name(host, word, xpt__names_find(host, xpt__span_of(word)),
				ret_device, ret_error);
	rc = xpt__model_usb_is_known(host, word, ret_error);
	return rc ? rc : find_by_id(host, &wanted, ret_device, ret_error);
}
