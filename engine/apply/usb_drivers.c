/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which drivers may have the interfaces of a USB device. One that is not authorized is no driver's, and no program's by
 * usbfs; to authorize it again offers it to nobody.
 */
#include "usb.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/usb_path.h"
#include "../source/paths.h"
#include "probe.h"

/* "1-1.2:1.0" is of the device. */
static bool is_own(const struct attempt *attempt, const char *name)
{
	struct usb_path own, at;
	unsigned int number;

	return xpt__usb_path_read(xpt__span_of(attempt->op->path), &own) &&
			xpt__usb_interface_read(xpt__span_of(name), &at, &number) &&
			!xpt__usb_path_compare(&own, &at);
}

static bool has_driver(const struct attempt *attempt, const char *name)
{
	auto_free char *target = NULL;
	char path[PATH_TEXT];

	snprintf(path, sizeof(path), PATH_USB_DEVICES "/%s/driver", name);
	return xpt__source_link(attempt->apply_context->source, path, &target, NULL) !=
			XPT_NOT_FOUND;
}

/* QEMU gives them back itself, unless it came to a bad end. That no driver wants one is no error. */
int xpt__usb_probe_drivers(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct apply_context *context = attempt->apply_context;
	struct writer *writer = context->writer;
	auto_names struct names names = { 0 };
	int rc = xpt__source_list(context->source, PATH_USB_DEVICES, &names, ret_error);

	for (size_t i = 0; !rc && i < names.count; i++)
		if (is_own(attempt, names.items[i]) && !has_driver(attempt, names.items[i]))
			rc = writer->ops->write_file(
					writer, PATH_USB_PROBE, names.items[i], ret_error);
	return rc;
}

static const char *wanted_of(const struct attempt *attempt)
{
	return attempt->op->verb == VERB_USB_RESERVE ? "0" : "1";
}

static int is_as_wanted(const struct attempt *attempt, const char *name, char path[PATH_TEXT],
		bool *ret_wanted, struct xpt_error **ret_error)
{
	auto_free char *text = NULL;
	int rc;

	snprintf(path, PATH_TEXT, PATH_USB_DEVICES "/%s/authorized", name);
	rc = xpt__probe_text(attempt->apply_context->source, path, &text, ret_error);
	if (!rc && !text)
		rc = xpt__error_set(ret_error, XPT_UNSUPPORTED,
				"the kernel of dom0 cannot keep drivers from the interface %s",
				name);
	if (!rc)
		*ret_wanted = !strcmp(text, wanted_of(attempt));
	return rc;
}

int xpt__usb_authorize_done(
		const struct attempt *attempt, bool *ret_done, struct xpt_error **ret_error)
{
	auto_names struct names names = { 0 };
	char path[PATH_TEXT];
	size_t count = 0;
	int rc = xpt__usb_expect_same(attempt, ret_error);

	rc = rc ? rc :
		  xpt__source_list(attempt->apply_context->source, PATH_USB_DEVICES, &names,
				  ret_error);
	*ret_done = true;
	for (size_t i = 0; !rc && *ret_done && i < names.count; i++)
		if (is_own(attempt, names.items[i])) {
			rc = is_as_wanted(attempt, names.items[i], path, ret_done, ret_error);
			count++;
		}
	if (!rc && !count)
		rc = xpt__error_set(ret_error, XPT_REFUSED,
				"it has no interface: it is not configured");
	return rc;
}

int xpt__usb_authorize(const struct attempt *attempt, struct xpt_error **ret_error)
{
	struct apply_context *context = attempt->apply_context;
	struct writer *writer = context->writer;
	auto_names struct names names = { 0 };
	char path[PATH_TEXT];
	bool wanted;
	int rc = xpt__source_list(context->source, PATH_USB_DEVICES, &names, ret_error);

	for (size_t i = 0; !rc && i < names.count; i++) {
		if (!is_own(attempt, names.items[i]))
			continue;
		rc = is_as_wanted(attempt, names.items[i], path, &wanted, ret_error);
		if (!rc && !wanted)
			rc = writer->ops->write_file(writer, path, wanted_of(attempt), ret_error);
	}
	return rc;
}

/* Each write may be done again: what was killed between them is not done. */
int xpt__usb_release(const struct attempt *attempt, struct xpt_error **ret_error)
{
	int rc = xpt__usb_expect_same(attempt, ret_error);

	rc = rc ? rc : xpt__usb_authorize(attempt, ret_error);
	return rc ? rc : xpt__usb_probe_drivers(attempt, ret_error);
}
