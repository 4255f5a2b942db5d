/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The USB device that a word means: a path, or what the device is. */
#include <string.h>

#include "../base/error.h"
#include "../explain/causes/causes.h"
#include "../model/usb.h"

struct wanted {
	const char *word;
	unsigned int vendor, product;
	struct span serial; /* empty: any, and none */
};

enum likeness { NOT_IT, MAY_BE_IT, IT };

static enum likeness compare_number(struct fact_int fact, unsigned int number)
{
	return fact.state == XPT_FACT_KNOWN ? fact.value == number ? IT : NOT_IT : MAY_BE_IT;
}

static enum likeness compare_serial(struct fact_text fact, struct span serial)
{
	if (!serial.length)
		return IT;
	if (fact.state == XPT_FACT_ABSENT)
		return NOT_IT;
	if (fact.state != XPT_FACT_KNOWN)
		return MAY_BE_IT;
	return xpt__span_is(xpt__span_trim(serial), fact.value + strspn(fact.value, " \t")) ?
			IT :
			NOT_IT;
}

/* Of one that is unplugged nothing is known but its port. */
static enum likeness compare(const struct xpt_usb_device *device, const struct wanted *wanted)
{
	enum likeness vendor = compare_number(device->vendor_id, wanted->vendor);
	enum likeness product = compare_number(device->product_id, wanted->product);
	enum likeness serial = compare_serial(device->serial, wanted->serial);
	enum likeness least = vendor < product ? vendor : product;

	if (!device->present)
		return NOT_IT;
	return least < serial ? least : serial;
}

/* "1-2 and 3-2" */
static const char *paths_of(struct arena *arena, const struct usb *usb, const struct wanted *wanted)
{
	const char *text = NULL, *last = NULL;

	for (size_t i = 0; i < usb->device_count; i++) {
		if (compare(&usb->devices[i], wanted) != IT)
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
					BLANKS({ "devices", paths }, { "identity", wanted->word })))
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
		enum likeness likeness = compare(&usb->devices[i], wanted);

		if (likeness == IT) {
			found = &usb->devices[i];
			count++;
		} else if (likeness == MAY_BE_IT) {
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

int xpt_host_find_usb_device(const struct xpt_host *host, const char *word,
		const struct xpt_usb_device **ret_device, struct xpt_error **ret_error)
{
	struct wanted wanted = { .word = word };
	int rc;

	if (!xpt__usb_id_read(xpt__span_of(word), &wanted.vendor, &wanted.product, &wanted.serial))
		return xpt__model_find_usb(host, word, ret_device, ret_error);
	rc = xpt__model_usb_is_known(host, word, ret_error);
	return rc ? rc : find_by_id(host, &wanted, ret_device, ret_error);
}
